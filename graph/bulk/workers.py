"""Worker processes that compute a graph: each calls methods of an object of its own.

They are started as any other program is, so that nothing of the main module runs again; they end
when the process that started them does, because their standard input ends.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Protocol, Self

from whomet.graph.errors import GraphError
from whomet.graph.garbage_collection import collect_seldom

#: The path of imports is given, so that nothing is imported from the current folder.
CODE = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from whomet.graph.bulk.workers import serve
serve(sys.stdin.buffer, sys.stdout.buffer)
"""


class Pool(Protocol):
    """What calls methods of the objects that do the work."""

    def map(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """The result of a method for each tuple of arguments, in order."""

    def each(self, method: str, *arguments: Any) -> list[Any]:
        """The result of a method of every object."""


class Inline:
    """A pool of one object in this process."""

    def __init__(self, worker: object) -> None:
        self._worker = worker

    def map(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Call the method for each tuple of arguments, as the results are asked for."""
        call = getattr(self._worker, method)
        return (call(*arguments) for arguments in tasks)

    def each(self, method: str, *arguments: Any) -> list[Any]:
        """Call the method once."""
        return [getattr(self._worker, method)(*arguments)]


class Workers:
    """A pool of processes, each with the object that `make` gives for its number.

    Every argument, result and error is sent by pickle.
    """

    def __init__(self, count: int, make: Callable[[int], object]) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(count)
        try:
            for number in range(count):
                self._start(make(number))
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def map(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """The results in order; a few tasks are taken ahead of them."""
        pending: deque[Future[Any]] = deque()
        for arguments in tasks:
            pending.append(self._threads.submit(self._call_free, method, arguments))
            while pending and (len(pending) > 2 * len(self._processes) or pending[0].done()):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()

    def each(self, method: str, *arguments: Any) -> list[Any]:
        """Call the method of every object, while no `map` is under way."""
        calls = [
            self._threads.submit(_call, process, method, arguments) for process in self._processes
        ]
        return [call.result() for call in calls]

    def _start(self, worker: object) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", CODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C in the terminal must reach the first process only, which then ends these.
            start_new_session=True,
        )
        self._processes.append(process)
        assert process.stdin is not None
        pickle.dump(sys.path, process.stdin)
        pickle.dump(worker, process.stdin)
        process.stdin.flush()
        self._free.put(process)

    def _call_free(self, method: str, arguments: tuple[Any, ...]) -> Any:
        process = self._free.get()
        try:
            return _call(process, method, arguments)
        finally:
            self._free.put(process)

    def _end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self._threads.shutdown(cancel_futures=True)


def _call(process: subprocess.Popen[bytes], method: str, arguments: tuple[Any, ...]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((method, arguments), process.stdin)
        process.stdin.flush()
        result, error = pickle.load(process.stdout)
    except (EOFError, OSError) as lost:
        raise GraphError(
            "A process that computed the graph has ended unexpectedly, perhaps out of memory;"
            " nothing was changed. Try again; a load, without `bulk`.",
            parameters=["bulk"],
        ) from lost
    if error is not None:
        raise error
    return result


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Call methods of the object that comes first, until the requests end."""
    collect_seldom()
    worker = pickle.load(requests)
    while True:
        try:
            method, arguments = pickle.load(requests)
        except EOFError:
            return
        answer: tuple[Any, Exception | None]
        try:
            answer = getattr(worker, method)(*arguments), None
        except Exception as error:  # raised again where it was called from
            answer = None, error
        pickle.dump(answer, answers)
        answers.flush()
