"""`whomet load`, `retract` and `log` at work: what they say beforehand, and what they leave."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any

from graph.connection import Connection
from graph.difference import Difference, difference
from graph.loading import load_briefs, retract_briefs
from graph.verification import read_graph, verify
from ontology.records import Brief
from tests.cli.conftest import BRIEFS, Whomet
from tests.graph.test_function_of_briefs import empty, sets_of_briefs


def _same(told: Difference | None, before: Any, after: Any) -> bool:
    found = difference(before, after)
    return told is not None and all(
        (getattr(told, part).nodes, getattr(told, part).edges)
        == (getattr(found, part).nodes, getattr(found, part).edges)
        for part in ("added", "changed", "earlier", "removed")
    )


def test_what_a_dry_run_says_is_what_the_load_does(graph: Connection) -> None:
    """In cases in which briefs bear upon one another: loaded, corrected, taken back."""
    for briefs in islice(sets_of_briefs(), 0, None, 8):
        empty(graph)
        load_briefs(graph, briefs[:1])
        first = briefs[0]
        other = Brief(first.id, "Corrected", first.source, first.published, first.text)
        for change in ([*briefs[1:], other], briefs):
            before = read_graph(graph)
            # A brief a step: what several steps come to is told as one difference.
            told = load_briefs(graph, change, batch=1, dry_run=True)
            assert read_graph(graph) == before
            done = load_briefs(graph, change, batch=1)
            assert _same(told.difference, before, read_graph(graph))
            assert [told.new, told.changed] == [done.new, done.changed]
            assert told.ambiguous == done.ambiguous
        before = read_graph(graph)
        ids = [brief.id for brief in briefs[1:]]
        told = retract_briefs(graph, ids, dry_run=True)
        assert read_graph(graph) == before
        retract_briefs(graph, ids)
        assert _same(told.difference, before, read_graph(graph))
        assert verify(graph) == []


def test_a_dry_run_in_words_and_in_json(whomet_up: Whomet, connection: Connection) -> None:
    done = whomet_up("load", "--dry-run", BRIEFS)
    assert done.returncode == 0, done.stderr
    assert " 23 Brief, " in done.stdout
    assert "+ Brief 2017-10-19-damascus" in done.stdout
    assert "0 briefs, 0 claims, 0 events, 0 actors, as before" in done.stdout
    told = json.loads(whomet_up("load", "--dry-run", "--json", BRIEFS).stdout)["difference"]
    assert connection.read("MATCH (n) WHERE NOT n:LoadLock RETURN count(n) AS n") == [{"n": 0}]
    assert whomet_up("load", BRIEFS).returncode == 0
    loaded = read_graph(connection)
    assert told["nodes"]["added"] == Counter(key.label for key in loaded.nodes)
    assert told["relationships"]["added"] == Counter(key.type for key in loaded.edges)
    assert len(told["elements"]) == len(loaded.nodes) + len(loaded.edges)

    again = whomet_up("load", "--dry-run", BRIEFS).stdout
    assert "23 unchanged" in again and "Nodes" not in again
    gone = whomet_up("retract", "--dry-run", "2017-10-19-damascus").stdout
    assert gone.startswith("1 brief would be taken out.\nNodes ")
    assert "Nodes removed: 1 Brief, " in gone
    assert read_graph(connection) == loaded
