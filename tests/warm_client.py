"""`whomet` as a program that is forked from a warm process (tests/warm_process.py).

    python -I -S tests/warm_client.py ADDRESS [ARGUMENT ...]

It has the folder, variables and streams of this program, which passes signals on, and ends as the
fork does. Started without the site packages, it takes a hundredth of a second.
"""

import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Bytes of a message, the most that a request may have.
LARGEST = 1 << 20


def request(
    address: str,
    arguments: Sequence[str],
    folder: str,
    environment: Mapping[str, str],
    streams: Sequence[int],
) -> tuple[socket.socket, int]:
    """Ask for a process; returns the socket that its exit code comes from, and its id."""
    parts = [folder, str(len(arguments)), *arguments]
    parts += [f"{name}={value}" for name, value in environment.items()]
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST)
    connection.connect(address)
    message = "\0".join(parts).encode("utf-8", "surrogateescape")
    socket.send_fds(connection, [message], list(streams))
    return connection, int(connection.recv(100))


def main() -> None:
    """Be the program that the arguments ask for."""
    connection, pid = request(sys.argv[1], sys.argv[2:], str(Path.cwd()), os.environ, (0, 1, 2))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda sent, _: os.kill(pid, sent))
    code = int(connection.recv(100))
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
