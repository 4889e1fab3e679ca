"""Ctrl-C that Python ignores ends a load after its batch."""

import signal
import sys
import threading

import pytest

from whomet.graph.writing.interruption import Interruption


class InterruptedAtItsEnd:
    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def ignored(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException] | None]:
    """What Python ignores."""
    found: list[type[BaseException] | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda each: found.append(each.exc_type))
    return found


def test_what_python_ignored_is_raised_later(
    ignored: list[type[BaseException] | None],
) -> None:
    with Interruption() as interruption:
        interruption.ensure_none()
        InterruptedAtItsEnd()
        assert ignored == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            interruption.ensure_none()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_python_raises_is_raised_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), Interruption():
        signal.raise_signal(signal.SIGINT)


def test_a_handler_of_the_program_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[int] = []

    def handler(number: int, _: object) -> None:
        came.append(number)

    before = signal.signal(signal.SIGINT, handler)
    try:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGINT)
            interruption.ensure_none()
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert came == [signal.SIGINT]


def test_another_thread_leaves_it_alone() -> None:
    failed: list[BaseException] = []

    def enter() -> None:
        try:
            with Interruption() as interruption:
                interruption.ensure_none()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert not failed
