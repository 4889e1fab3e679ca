"""Clients that send the same new statement at once: one of them first, then all others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from whomet.graph.database.connecting import connect
from whomet.graph.server import first_plans, up
from whomet.graph.server.first_plans import FirstPlans
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings

CLIENTS = 8


def test_one_client_sends_a_new_statement_and_the_others_follow(tmp_path: Path) -> None:
    sending, most, first = 0, 0, threading.Event()
    count = threading.Lock()
    # Those that follow are sent together: each of them waits for all others.
    followers = threading.Barrier(CLIENTS - 1)

    def send(_: int) -> None:
        nonlocal sending, most
        with FirstPlans(tmp_path).sending("RETURN 1"):
            with count:
                sending += 1
                most = max(most, sending) if not first.is_set() else most
                alone = not first.is_set()
            if alone:
                first.wait(0.3)
                first.set()
            else:
                followers.wait(20)
            with count:
                sending -= 1

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(send, range(CLIENTS)))
    assert most == 1


def test_other_statements_are_sent_meanwhile(tmp_path: Path) -> None:
    with FirstPlans(tmp_path).sending("RETURN 1"), FirstPlans(tmp_path).sending("RETURN 2"):
        pass


def test_a_statement_that_failed_is_not_planned(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such label"), FirstPlans(tmp_path).sending("RETURN x"):
        raise ValueError("no such label")
    again = FirstPlans(tmp_path)
    with again.sending("RETURN x"):
        (lock,) = tmp_path.iterdir()
        assert lock.suffix == ".lock"
    assert {path.suffix for path in tmp_path.iterdir()} == {"", ".lock"}


@pytest.mark.parametrize("folder", ["", "file"])
def test_nobody_waits_for_a_client_that_takes_long_or_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(first_plans, "WAIT_SECONDS", 0.1)
    (tmp_path / "file").touch()
    place = tmp_path / folder
    with FirstPlans(place).sending("RETURN 1"), FirstPlans(place).sending("RETURN 1"):
        pass


@pytest.mark.server
def test_a_statement_is_planned_once_in_a_run_of_a_server(server: Settings) -> None:
    planned = Folders.of(server).planned / up(server).run
    with connect(server) as one, connect(server) as other:
        before = set(planned.iterdir())
        for connection in (one, other, one):
            connection.read("RETURN 'planned by test_first_plans' AS text")
        after = set(planned.iterdir())
    assert len([path for path in after - before if not path.suffix]) == 1
