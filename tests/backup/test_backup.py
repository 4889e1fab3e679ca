"""Backups of a graph in use, restored node for node; judgements exported and imported."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.generated import briefs as generated_briefs
from whomet import loaders
from whomet.api import Graph
from whomet.graph.backup import backup, restore, restoring
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.versions import GraphVersionError
from whomet.graph.errors import GraphError
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.review.exchange import JudgementFaults, import_judgements
from whomet.graph.server.folders import Folders
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "briefs"
WIPE = "MATCH (n) DETACH DELETE n"


@pytest.fixture
def remote(graph: Connection, server: Settings) -> Iterator[Settings]:
    """The suite's database as one elsewhere."""
    password = Folders.of(server).password.read_text(encoding="ascii").strip()
    yield replace(server, uri=graph.uri, password=password, database=graph.database)
    graph.write(lambda tx: tx.run(WIPE).consume())


def examples() -> list[Brief]:
    return [found.brief for found in loaders.read([EXAMPLES]) if found.brief is not None]


def lines(*judgements: dict[str, Any]) -> io.StringIO:
    return io.StringIO("".join(json.dumps(each) + "\n" for each in judgements))


def judged(one: str, other: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {"one": one, "other": other, "verdict": verdict, **more}


def test_a_backup_made_while_others_load_restores_the_graph_of_one_moment(
    graph: Connection, remote: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    briefs = examples()
    load_briefs(graph, briefs)
    claims = graph.read("MATCH (c:Claim {class: 'Meeting'}) RETURN c.id AS id ORDER BY id LIMIT 3")
    one, two, three = (row["id"] for row in claims)
    given = (judged(two, one, "different", by="mara", on="2026-11-28", note="two days"),
             judged(three, "later#e1", "same"))  # fmt: skip
    done = import_judgements(graph, lines(*given), "j.jsonl")
    assert (done.new, done.unchanged, done.waiting) == (2, 0, 1)
    before = read_graph(graph)
    more = list(generated_briefs(3))
    loading = threading.Thread(target=lambda: load_briefs(graph, more))
    asked: list[int] = []

    def progress(task: str, done: int, total: int | None = None) -> None:
        if not asked:
            loading.start()
            loading.join(3)
            asked.append(graph.read("MATCH (b:Brief) RETURN count(b) AS n")[0]["n"])

    made = backup(graph, tmp_path / "graph.zip", progress)
    loading.join()
    assert asked == [len(briefs)]
    assert (made.briefs, made.judgements) == (len(briefs), 2)
    assert graph.read("MATCH (b:Brief) RETURN count(b) AS n") == [{"n": len(briefs) + 3}]

    with pytest.raises(GraphError, match=r"26 briefs, 2 judgements and 0 standing .*`replace`"):
        restore(remote, tmp_path / "graph.zip")

    # Cut off, it is refused until it is run again.
    class Cut(Exception):
        pass

    def cut(task: str, done: int, total: int | None = None) -> None:
        if task == "Restoring":
            raise Cut

    real = restoring.batches
    monkeypatch.setattr(restoring, "batches", lambda found: _small(real(found)))
    with pytest.raises(Cut):
        restore(remote, tmp_path / "graph.zip", replace=True, progress=cut)
    with pytest.raises(GraphVersionError, match=r"being restored into this graph \(\d+ of 23"):
        connect(remote)
    with pytest.raises(GraphVersionError, match="being restored"):
        load_briefs(graph, more)
    restored = restore(remote, tmp_path / "graph.zip")
    assert (restored.briefs, restored.judgements, restored.differences) == (len(briefs), 2, ())
    after = read_graph(graph)
    assert after.nodes == before.nodes
    assert after.edges == before.edges
    assert verify(graph) == []

    with Graph(remote) as g:
        exported = io.StringIO()
        assert g.export_judgements(exported) == 2
        exported.seek(0)
        assert import_judgements(graph, exported, "j.jsonl").unchanged == 2


def _small(found: Any) -> Iterator[dict[str, Brief]]:
    for batch in found:
        for id, brief in batch.items():
            yield {id: brief}


def test_a_backup_that_cannot_be_written_is_one_sentence(graph: Connection, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "none" / "b.zip", tmp_path / "file" / "b.zip", tmp_path):
        with pytest.raises(GraphError) as raised:
            backup(graph, path)
        assert "\n" not in raised.value.message
        assert str(path) in raised.value.message


def test_every_mistake_of_an_import_is_told_and_nothing_is_stored(graph: Connection) -> None:
    stored = judged("s1#e", "s2#e", "different")
    import_judgements(graph, lines(stored), "j.jsonl")
    text = lines(
        judged("a#e", "b#e", "same"),
        judged("b#e", "c#e", "same"),
        judged("c#e", "a#e", "different"),
        judged("s2#e", "s1#e", "same"),
        judged("s1#e", "x#e", "same"),
        judged("x#e", "s2#e", "same"),
        judged("a#e", "b#e", "different"),
        judged("a", "b#e", "same"),
        judged("a#e", "d#e", "sam"),
        judged("a#e", "d#e", "same", on="yesterday"),
        judged("a#e", "d#e", "same", who="me"),
        judged("a#e", "a#e", "same"),
        {"one": "a#e"},
    ).getvalue()
    with pytest.raises(JudgementFaults) as raised:
        import_judgements(graph, io.StringIO(text + "{\n[]\n"), "j.jsonl")
    found = {fault.split(":")[1]: fault for fault in raised.value.faults}
    assert found.keys() == {*map(str, (3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15))}
    assert "the same by a#e = b#e, b#e = c#e" in found["3"]
    assert "different in the graph" in found["4"]
    assert "same in line 1" in found["7"]
    assert "did you mean" in found["11"] or "unknown key 'who'" in found["11"]
    assert len(stored_judgements(graph)) == 1
    graph.write(lambda tx: tx.run(WIPE).consume())
