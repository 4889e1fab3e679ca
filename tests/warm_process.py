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


class _Forks:
    """Forks for each request that comes to the listener, and tells who asked how it ended."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._woken, self._wake = socket.socketpair()
        for each in (self._woken, self._wake):
            each.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._running: dict[socket.socket, int] = {}
        self._ready = selectors.DefaultSelector()
        for source in (sys.stdin, listener, self._woken):
            self._ready.register(source, selectors.EVENT_READ)

    def arguments(self) -> list[str]:
        """In a forked process, its arguments; this process ends with its standard input."""
        while True:
            for key, _ in self._ready.select():
                if key.fileobj is sys.stdin:
                    os._exit(0)
                elif key.fileobj is self._woken:
                    self._woken.recv(4096)
                    self._report_ended()
                elif key.fileobj is not self._listener:
                    self._kill(key.fileobj)
                elif (request := self._fork()) is not None:
                    return _become(*request)

    def _fork(self) -> tuple[bytes, Sequence[int]] | None:
        """In the forked process, what was asked for: the message and its streams."""
        connection, _ = self._listener.accept()
        message, streams, _, _ = socket.recv_fds(connection, LARGEST, 3)
        if not message:
            connection.close()
            return None
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._ready.close()
            for other in (self._listener, self._woken, self._wake, connection, *self._running):
                other.close()
            return message, streams
        for stream in streams:
            os.close(stream)
        connection.send(str(pid).encode())
        self._running[connection] = pid
        self._ready.register(connection, selectors.EVENT_READ)
        return None

    def _kill(self, connection: object) -> None:
        """End the process of somebody who is gone."""
        if isinstance(connection, socket.socket) and connection in self._running:
            self._ready.unregister(connection)
            os.kill(self._running[connection], signal.SIGKILL)

    def _report_ended(self) -> None:
        for connection, pid in list(self._running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with suppress(OSError):
                    connection.send(str(os.waitstatus_to_exitcode(status)).encode())
                with suppress(KeyError):
                    self._ready.unregister(connection)
                del self._running[connection]
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
    arguments = _Forks(socket.socket(fileno=int(sys.argv[1]))).arguments()
    sys.argv = [str(ROOT / "whomet" / "__main__.py"), *arguments]
    from whomet.cli import main

    main()
