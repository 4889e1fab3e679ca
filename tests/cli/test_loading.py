"""`whomet load`, `retract` and `log` at work: what they say beforehand, and what they leave."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections import Counter
from itertools import islice
from typing import Any

import pytest

from tests.cli.conftest import BRIEFS, Whomet
from tests.cli.test_on_the_graph import MANY, _brief
from tests.graph.test_order_does_not_matter import empty, sets_of_briefs
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.graph.writing.cypher import LOCK
from whomet.graph.writing.difference import Difference, difference
from whomet.graph.writing.load_log import LoadLogEntry
from whomet.graph.writing.loading import load_briefs, retract_briefs
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief


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
    assert read_graph(connection).nodes == {}
    done = json.loads(whomet_up("load", "--json", BRIEFS).stdout)
    loaded = read_graph(connection)
    claims = sum(key.label == "Claim" for key in loaded.nodes)
    assert (done["claims"], done["known_actors"]) == (claims, 0)
    assert done["new_actors"] == done["graph"]["actors"]
    assert done["merged"] == claims - done["graph"]["events"] > 0
    assert told["nodes"]["added"] == Counter(key.label for key in loaded.nodes)
    assert told["relationships"]["added"] == Counter(key.type for key in loaded.edges)
    assert len(told["elements"]) == len(loaded.nodes) + len(loaded.edges)

    again = whomet_up("load", "--dry-run", BRIEFS).stdout
    assert "23 unchanged" in again and "Nodes" not in again
    gone = whomet_up("retract", "--dry-run", "2017-10-19-damascus").stdout
    assert gone.startswith("1 brief would be removed.\nNodes ")
    assert "Nodes removed: 1 Brief, " in gone
    assert read_graph(connection) == loaded


def test_a_load_that_waits_says_for_whom(
    whomet_up: Whomet, connection: Connection, server: Settings
) -> None:
    """Two processes at once: what both bring is there, once."""
    one, two = whomet_up.cwd / "one.jsonl", whomet_up.cwd / "two.jsonl"
    one.write_text("\n".join(json.dumps(_brief(n)) for n in range(60)))
    two.write_text("\n".join(json.dumps(_brief(n)) for n in range(30, 90)))
    taken, release = threading.Event(), threading.Event()
    record = LoadLogEntry("load")

    def hold(transaction: Any) -> None:
        transaction.run(LOCK).consume()
        taken.set()
        release.wait(120)

    holder = threading.Thread(target=connection.write, args=(hold, 0.0, record.metadata))
    holder.start()
    assert taken.wait(60)
    processes = [whomet_up.start("load", "--json", file) for file in (one, two)]
    try:
        for process in processes:
            assert process.stderr
            said = [process.stderr.readline().decode()]
            while "Loading" in said[-1]:  # its progress
                said.append(process.stderr.readline().decode())
            assert said[-1].startswith("whomet: Waiting for `whomet load` of "), said
            assert f"(process {os.getpid()}), begun {record.began}" in said[-1]
    finally:
        release.set()
        holder.join()
    outcomes = []
    for process in processes:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        outcomes.append(json.loads(out))
    assert sum(outcome["new"] for outcome in outcomes) == 90
    assert sum(outcome["unchanged"] for outcome in outcomes) == 30
    assert connection.read("MATCH (b:Brief) RETURN count(b) AS n") == [{"n": 90}]
    assert verify(connection) == []
    loads = json.loads(whomet_up("log", "--json").stdout)["loads"]
    assert [load["outcome"] for load in loads] == ["done", "done"]
    assert sum(load["new"] for load in loads) == 90


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_log_of_a_load_that_was_stopped_says_what_went_in(
    whomet_up: Whomet, connection: Connection, number: signal.Signals
) -> None:
    file = whomet_up.cwd / "many.jsonl"
    file.write_text("\n".join(json.dumps(_brief(n)) for n in range(MANY)))
    process = whomet_up.start("load", file)
    deadline = time.monotonic() + 120
    while not connection.read("MATCH (b:Brief) RETURN count(b) AS n")[0]["n"]:
        assert time.monotonic() < deadline and process.poll() is None
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 130)
    [load] = json.loads(whomet_up("log", "--json").stdout)["loads"]
    held = connection.read("MATCH (b:Brief) RETURN count(b) AS n")[0]["n"]
    assert 0 < load["new"] == held < MANY
    assert load["outcome"] == (None if number == signal.SIGKILL else "interrupted")
    assert verify(connection) == []


def _met(id: str) -> dict[str, Any]:
    people = {name.split()[0].lower(): {"type": "Person", "name": name}
              for name in ("Ada Weil", "Bo Lund")}  # fmt: skip
    met = {"type": "Meeting", "participant": list(people)}
    return {"brief": id, "source": "s", "published": "2020-01-05",
            "text": "Ada Weil met Bo Lund.", "entities": people,
            "events": {"met": met}}  # fmt: skip


def test_a_job_knows_what_became_of_each_brief(whomet_up: Whomet) -> None:
    """Some refused, corrected and loaded alone; nothing to do; no claims left; the log."""
    many = whomet_up.cwd / "many.jsonl"
    wrong = {**_met("b"), "published": "2020-13-05"}
    many.write_text("\n".join(map(json.dumps, (_met("a"), wrong, _met("c")))))
    refused = whomet_up.cwd / "refused.jsonl"
    done = whomet_up("load", "--json", "--refused", refused, many)
    report = json.loads(done.stdout)
    assert (done.returncode, report["outcome"], report["refused"]) == (1, "some-refused", 1)
    [file] = report["files"]
    assert [(one["id"], one["line"], one["outcome"]) for one in file["briefs"]] == [
        ("a", 1, "new"), ("b", 2, "refused"), ("c", 3, "new")
    ]  # fmt: skip
    assert "does not exist" in file["briefs"][1]["why"][0] or "full date" in str(report["faults"])

    line = json.loads(refused.read_text())
    assert (line["refused"]["line"], line["refused"]["faults"][0]["code"]) == (2, "bad-published")
    refused.write_text(json.dumps({**line, "published": "2020-12-05"}))
    assert whomet_up("load", "--quiet", refused).stdout == ""
    again = json.loads(whomet_up("load", "--json", refused).stdout)
    assert again["outcome"] == "nothing-to-do"
    assert again["files"][0]["briefs"][0]["outcome"] == "unchanged"

    emptied = whomet_up.cwd / "emptied.jsonl"
    emptied.write_text(json.dumps({**_met("a"), "events": {}}))
    done = whomet_up("load", "--quiet", emptied)
    assert done.returncode == 1
    assert "this version of a has no events, but the stored one has 1" in done.stderr
    assert whomet_up("load", "--allow-no-claims", emptied).returncode == 0

    stopped = whomet_up("load", "--json", "--on-fault", "stop", many)
    report = json.loads(stopped.stdout)
    outcomes = [one["outcome"] for one in report["files"][0]["briefs"]]
    assert outcomes == ["not-loaded", "refused", "not-loaded"]
    assert "with stop" in report["files"][0]["briefs"][0]["why"][0]
    loads = json.loads(whomet_up("log", "--json").stdout)["loads"]
    assert (loads[0]["outcome"], loads[0]["refused"]) == ("refused", 1)
    assert (loads[-1]["refused"], loads[-1]["paths"]) == (1, [str(many)])
