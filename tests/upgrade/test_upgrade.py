"""Graphs of earlier releases: refused, backed up, upgraded; killed at any step and resumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whomet.api import Graph
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import apply_schema, statements
from whomet.graph.database.versions import (
    FORMAT,
    NEWER,
    OLDER,
    UPGRADING,
    GraphVersionError,
)
from whomet.graph.errors import GraphError
from whomet.graph.projection import project
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings
from whomet.graph.upgrade import in_place
from whomet.graph.writing.loading import load_briefs
from whomet.graph.writing.verification import read_graph, stored_briefs, verify
from whomet.ontology.vocabulary import default_vocabulary

from .stores import NAMES, write_store

WORDS = default_vocabulary()
SET_VERSION = "MATCH (lock:LoadLock {id: 'load'}) SET lock += $values"


@pytest.fixture
def remote(graph: Connection, server: Settings) -> Iterator[Settings]:
    """The suite's database as one elsewhere, which is upgraded in place."""
    password = Folders.of(server).password.read_text(encoding="ascii").strip()
    yield replace(server, uri=graph.uri, password=password, database=graph.database)
    graph.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    graph.prepare(lambda session: apply_schema(session, WORDS))


@pytest.fixture
def anyhow(remote: Settings) -> Iterator[Connection]:
    """A connection to it that takes every version."""
    with connect(remote, any_version=True) as connection:
        yield connection


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_graph_is_refused_backed_up_and_upgraded(
    anyhow: Connection, remote: Settings, name: str, tmp_path: Path
) -> None:
    write_store(anyhow, name)
    anyhow.write(lambda tx: tx.run("CREATE (:Mine {id: 'kept'})").consume())
    judged = [made.properties() for made in stored_judgements(anyhow)]
    assert len(judged) == 2
    sentence = "written by an earlier whomet.*run `whomet upgrade`"
    with pytest.raises(GraphVersionError, match=sentence):
        connect(remote)
    with pytest.raises(GraphVersionError, match=sentence):
        load_briefs(anyhow, stored_briefs(anyhow))
    with Graph(remote, eager=False) as g:
        assert g.status().graph == OLDER
        saved = g.backup(tmp_path / "earlier.zip")
        assert (saved.briefs, saved.judgements) == (3, 2)
        done = g.upgrade()
        assert (done.upgraded, done.briefs) == (True, 3)
        assert done.kept == ()
        assert g.status().graph == "current"
        assert not g.upgrade().upgraded
        # What others put there stays, and the log of loads; the rest follows from the briefs.
        assert g.connect().read("MATCH (n:Mine) RETURN n.id AS id") == [{"id": "kept"}]
        anyhow.write(lambda tx: tx.run("MATCH (n:Mine) DELETE n").consume())
        upgraded = read_graph(anyhow)
        assert [made.properties() for made in stored_judgements(anyhow)] == judged
        assert_whole(anyhow)
        names = {row["name"] for row in anyhow.read("SHOW INDEXES YIELD name RETURN name")}
        assert names >= statements(WORDS).keys()
        # To restore a backup of the earlier graph is an upgrade, too.
        g.restore(tmp_path / "earlier.zip", replace=True)
        assert read_graph(anyhow) == upgraded


def assert_whole(connection: Connection) -> None:
    found = read_graph(connection)
    wanted = project(WORDS, stored_briefs(connection), stored_judgements(connection))
    assert found.nodes == wanted.nodes
    assert found.edges == wanted.edges
    assert verify(connection) == []


def test_an_upgrade_that_is_cut_off_is_refused_and_resumed_at_every_step(
    anyhow: Connection, remote: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_store(anyhow, NAMES[0])
    monkeypatch.setattr(in_place, "BATCH_BRIEFS", 1)
    real, phases = in_place._step, []

    def cut(*arguments: Any) -> tuple[str, Any]:
        phase, far = real(*arguments)
        phases.append(phase)
        return phase, far

    class Cut(Exception):
        pass

    def progress(task: str, done: int, total: int | None = None) -> None:
        if task == "Upgrading":
            raise Cut

    monkeypatch.setattr(in_place, "_step", cut)
    for _ in range(50):
        try:
            in_place.upgrade_in_place(anyhow, progress, in_place.UpgradeNotes())
        except Cut:
            state = anyhow.graph_version()
            assert state.standing == UPGRADING
            with pytest.raises(GraphVersionError, match=r"being upgraded \(\d of 3 briefs so far"):
                connect(remote)
        else:
            break
    assert set(phases) >= {"setting aside", "clearing", "writing", "verifying"}
    assert len(phases) > 6
    assert_whole(anyhow)


def test_an_open_connection_finds_out(
    graph: Connection, remote: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_briefs(graph, [])
    graph.write(
        lambda tx: tx.run("MERGE (l:LoadLock {id: 'load'}) SET l.state = 'upgrading'").consume()
    )
    monkeypatch.setattr(graph, "_version_seen", float("-inf"))
    with pytest.raises(GraphVersionError, match="being upgraded"):
        graph.read("MATCH (b:Brief) RETURN b")
    graph.write(lambda tx: tx.run("MATCH (l:LoadLock) REMOVE l.state").consume())
    assert graph.read("MATCH (b:Brief) RETURN b") == []


def test_a_newer_graph_is_refused_by_everything(
    anyhow: Connection, remote: Settings, tmp_path: Path
) -> None:
    write_store(anyhow, NAMES[0])
    values = {"format": FORMAT + 1, "rules": 1, "software": "9.9"}
    anyhow.write(lambda tx: tx.run(SET_VERSION, values=values).consume())
    before = read_graph(anyhow)
    with Graph(remote, eager=False) as g:
        assert g.status().graph == NEWER
        for refused in (
            g.totals,
            g.verify,
            g.upgrade,
            lambda: g.backup(tmp_path / "b.zip"),
            lambda: g.load(tmp_path),
            lambda: g.ask("meetings"),
        ):
            with pytest.raises(GraphVersionError, match=r"written by whomet 9\.9.*install"):
                refused()
    assert not (tmp_path / "b.zip").exists()
    assert read_graph(anyhow) == before


def test_an_index_whose_definition_changed_is_made_anew(anyhow: Connection) -> None:
    write_store(anyhow, NAMES[0])
    text = "SHOW INDEXES YIELD name, labelsOrTypes, properties WHERE name = $name RETURN properties"
    named = next(name for name, made in statements(WORDS).items() if "CREATE INDEX" in made)
    before = anyhow.read(text, {"name": named})

    def change(session: Any) -> None:
        session.run(f"DROP INDEX {named}").consume()
        session.run(f"CREATE INDEX {named} FOR (n:Other) ON (n.else)").consume()

    anyhow.prepare(change)
    assert anyhow.read(text, {"name": named}) != before
    in_place.upgrade_in_place(anyhow, lambda *_: None, in_place.UpgradeNotes())
    assert anyhow.read(text, {"name": named}) == before


def test_what_the_vocabulary_does_not_know_is_refused_before_anything_changes(
    anyhow: Connection, remote: Settings
) -> None:
    write_store(anyhow, NAMES[0])
    edit = (
        "MATCH (b:Brief {id: 'old-3'})"
        " SET b.annotation = replace(b.annotation, '\"Meeting\"', '\"Treaty\"')"
    )
    anyhow.write(lambda tx: tx.run(edit).consume())
    before = read_graph(anyhow)
    with Graph(remote, eager=False) as g, pytest.raises(GraphError, match="Treaty"):
        g.upgrade()
    assert read_graph(anyhow) == before
    assert anyhow.graph_version().standing == OLDER
