"""Ctrl-C that Python ignores ends a load after its batch."""

import signal
import sys
import threading

import pytest

from whomet.graph.writing.interruption import ignored_interruptions


class FailsAtItsEnd:
    """Raises while it is destroyed, which Python ignores."""

    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error

    def __del__(self) -> None:
        if self._error is not None:
            raise self._error
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException] | None]:
    """What Python prints that it ignores."""
    found: list[type[BaseException] | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda each: found.append(each.exc_type))
    return found


def test_what_python_ignored_is_raised_later(
    printed: list[type[BaseException] | None],
) -> None:
    before = sys.unraisablehook
    with ignored_interruptions() as ensure_none:
        ensure_none()
        FailsAtItsEnd()
        with pytest.raises(KeyboardInterrupt):
            ensure_none()
    assert sys.unraisablehook is before
    assert printed == []


def test_one_that_python_raises_is_raised_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), ignored_interruptions():
        signal.raise_signal(signal.SIGINT)


def test_what_else_is_ignored_is_told_as_ever(
    printed: list[type[BaseException] | None],
) -> None:
    with ignored_interruptions() as ensure_none:
        FailsAtItsEnd(ValueError("told"))
        ensure_none()
    assert printed == [ValueError]


def test_threads_at_once_leave_everything_as_it_was() -> None:
    before = sys.unraisablehook
    entered, leave, left = threading.Event(), threading.Event(), threading.Event()

    def hold(until: threading.Event) -> None:
        with ignored_interruptions() as ensure_none:
            ensure_none()
            entered.set()
            until.wait()
        left.set()

    first = threading.Thread(target=hold, args=(leave,))
    first.start()
    entered.wait()
    with ignored_interruptions():
        leave.set()
        first.join()
        assert left.is_set()
    assert sys.unraisablehook is before
