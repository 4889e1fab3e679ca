"""Locks of files between processes that start and stop the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.graph.errors import GraphError
from whomet.graph.server.folders import held


def test_one_holds_it_and_the_others_are_told(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with held(lock, 0, "taken") as ours:
        assert ours
        with pytest.raises(GraphError, match=r"^taken$"), held(lock, 0.01, "taken"):
            pass
    with held(lock, 0, "taken") as ours:
        assert ours


def test_who_need_not_wait_any_longer_goes_on_without_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    done = iter((False, True))
    with held(lock, 0, "taken"):
        with held(lock, 60, "taken", lambda: next(done)) as ours:
            assert not ours
        # Leaving it has released nothing.
        with pytest.raises(GraphError), held(lock, 0.01, "taken", lambda: False):
            pass
    with held(lock, 60, "taken", lambda: False) as ours:
        assert ours
