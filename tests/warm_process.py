"""Processes of `whomet` that need not import it: each is forked from one that has.

`whomet` is imported in half a second, and the tests start it hundreds of times. A process from here
has its own arguments, variables, folder and streams, and ends as any other. Those that a variable
reaches before Python runs, and those whose streams are pipes or a terminal, are started from
scratch (tests/cli/test_process.py), as are those of the documentation.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LIBRARIES = ("yaml", "rich.console", "rich.progress", "rich.table")
_LARGEST = 1 << 20
_TIME_LIMIT = 300.0


class WarmProcess:
    """A process that has imported `whomet`, and from which others are forked, one at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        self._socket.settimeout(_TIME_LIMIT)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST)
        self._environment = _before_python(os.environ)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
            )

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Whether a process with this environment can be forked."""
        return _before_python(environment) == self._environment

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], input: bytes
    ) -> subprocess.CompletedProcess[bytes]:
        """As `subprocess.run` of `python -m whomet`, with both outputs."""
        parts = [str(cwd), str(len(arguments)), *arguments]
        parts += [f"{name}={value}" for name, value in environment.items()]
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as error,
        ):
            given.write(input)
            given.seek(0)
            streams = [given.fileno(), out.fileno(), error.fileno()]
            socket.send_fds(
                self._socket, ["\0".join(parts).encode("utf-8", "surrogateescape")], streams
            )
            pid = int(self._socket.recv(100))
            try:
                code = int(self._socket.recv(100))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            out.seek(0)
            error.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), error.read())

    def end(self) -> None:
        """End it."""
        self._socket.close()
        self._process.wait()


def _before_python(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that count when Python starts, which a fork is too late for."""
    kinds = ("PYTHON", "LC_", "LANG", "MALLOC", "LD_")
    found = {name: value for name, value in environment.items() if name.startswith(kinds)}
    return {name: value for name, value in found.items() if name != "PYTHONPATH"}


def _import_everything() -> None:
    import whomet
    from whomet.graph.database.driver import load_driver_fast

    load_driver_fast()
    for module in pkgutil.walk_packages(whomet.__path__, "whomet."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        importlib.import_module(name)
    threads = list(Path("/proc/self/task").iterdir())
    assert len(threads) == 1, "a process with threads cannot be forked"
    gc.collect()
    gc.freeze()


def _serve(requests: socket.socket) -> list[str]:
    """Fork for each request, until there are no more. Returns in the forked process."""
    while True:
        message, streams, _, _ = socket.recv_fds(requests, _LARGEST, 3)
        if not message:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            requests.close()
            return _become(message, streams)
        for stream in streams:
            os.close(stream)
        requests.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        requests.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(message: bytes, streams: Sequence[int]) -> list[str]:
    """Take over what was asked for; the arguments are left."""
    folder, count, *rest = message.decode("utf-8", "surrogateescape").split("\0")
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(pair.split("=", 1) for pair in rest[int(count) :])
    time.tzset()
    os.chdir(folder)
    return rest[: int(count)]


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        _import_everything()
    arguments = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = [str(ROOT / "whomet" / "__main__.py"), *arguments]
    from whomet.cli import main

    main()
