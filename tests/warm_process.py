"""Processes of `whomet` that need not import it: each is forked from one that has.

`whomet` is imported in half a second, and the tests start it hundreds of times. A process from here
has its own arguments, variables, folder and streams, and ends as any other. Those that a variable
reaches before Python runs, and those that a test sends signals to or types into, are started from
scratch (tests/cli/test_process.py).
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.warm_client import LARGEST, request

ROOT = Path(__file__).resolve().parents[1]
_LIBRARIES = ("yaml", "rich.console", "rich.progress", "rich.table")
_TIME_LIMIT = 300.0


class WarmProcess:
    """A process that has imported `whomet`, and from which others are forked."""

    def __init__(self) -> None:
        # The path of a socket has at most about a hundred bytes.
        self._folder = tempfile.mkdtemp(prefix="warm-")
        self.address = str(Path(self._folder, "socket"))
        self._environment = _before_python(os.environ)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(self.address)
            listener.listen(64)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm_process", str(listener.fileno())],
                pass_fds=[listener.fileno()],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
            )

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Whether a process with this environment can be forked."""
        return _before_python(environment) == self._environment

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], input: bytes
    ) -> subprocess.CompletedProcess[bytes]:
        """As `subprocess.run` of `python -m whomet`, with both outputs."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as error,
        ):
            given.write(input)
            given.seek(0)
            streams = [given.fileno(), out.fileno(), error.fileno()]
            connection, _ = request(self.address, arguments, str(cwd), environment, streams)
            # Closed before it has answered, it ends the process.
            with connection:
                connection.settimeout(_TIME_LIMIT)
                code = int(connection.recv(100))
            out.seek(0)
            error.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), error.read())

    def end(self) -> None:
        """End it."""
        self._process.communicate()
        shutil.rmtree(self._folder)


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


def _serve(listener: socket.socket) -> list[str]:
    """Fork for each request, until the standard input ends. Returns in the forked process."""
    woken, wake = socket.socketpair()
    for each in (woken, wake):
        each.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[socket.socket, int] = {}
    ready = selectors.DefaultSelector()
    for source in (sys.stdin, listener, woken):
        ready.register(source, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is sys.stdin:
                os._exit(0)
            elif key.fileobj is woken:
                woken.recv(4096)
                _report_ended(running, ready)
            elif key.fileobj is listener:
                connection, _ = listener.accept()
                message, streams, _, _ = socket.recv_fds(connection, LARGEST, 3)
                if not message:
                    connection.close()
                    continue
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    ready.close()
                    for other in (listener, woken, wake, connection, *running):
                        other.close()
                    return _become(message, streams)
                for stream in streams:
                    os.close(stream)
                connection.send(str(pid).encode())
                running[connection] = pid
                ready.register(connection, selectors.EVENT_READ)
            elif isinstance(key.fileobj, socket.socket) and key.fileobj in running:
                # Whoever asked for it is gone.
                ready.unregister(key.fileobj)
                os.kill(running[key.fileobj], signal.SIGKILL)


def _report_ended(running: dict[socket.socket, int], ready: selectors.BaseSelector) -> None:
    for connection, pid in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with suppress(OSError):
                connection.send(str(os.waitstatus_to_exitcode(status)).encode())
            with suppress(KeyError):
                ready.unregister(connection)
            del running[connection]
            connection.close()


def _become(message: bytes, streams: Sequence[int]) -> list[str]:
    """Take over what was asked for; the arguments are left."""
    folder, count, *rest = message.decode("utf-8", "surrogateescape").split("\0")
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    _open_streams()
    os.environ.clear()
    os.environ.update(pair.split("=", 1) for pair in rest[int(count) :])
    time.tzset()
    os.chdir(folder)
    own = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path += [path for path in own if path and path not in sys.path]
    return rest[: int(count)]


def _open_streams() -> None:
    """Open the standard streams as Python does when it starts: a pipe is not written as a file."""
    sys.stdin = sys.__stdin__ = os.fdopen(0, encoding=sys.stdin.encoding, closefd=False)
    for name, number in (("stdout", 1), ("stderr", 2)):
        former = getattr(sys, name)
        stream = os.fdopen(
            number, "w", encoding=former.encoding, errors=former.errors, closefd=False
        )
        stream.reconfigure(line_buffering=number == 2 or stream.isatty())
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        _import_everything()
    arguments = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = [str(ROOT / "whomet" / "__main__.py"), *arguments]
    from whomet.cli import main

    main()
