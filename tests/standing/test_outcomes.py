"""What standing questions tell is the difference of two full answers, whatever happens between.

`TEST_STANDING_STEPS=10000 python -m pytest -q tests/standing/test_outcomes.py` takes more steps.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.ontology.errors import WhometError

STEPS = int(os.environ.get("TEST_STANDING_STEPS", "25"))
QUESTIONS = ("who-met-whom", "meetings", "frequency")
BRIEFS = [f"b{number}" for number in range(6)]
PEOPLE = ("Mara Quill", "Jo Dorn", "Al Fenn", "Ida Holt", "Quill")
PLACES = ("Ankara", "Tehran", "Damascus")
DAYS = ("2017-10-18", "2017-10-19", "2017-10", "2017-10-18/2017-10-19")


def a_brief(chance: random.Random, id: str) -> str:
    """A brief about one meeting or two."""
    events = {}
    for key in ("m", "n")[: chance.randint(1, 2)]:
        who = chance.sample(range(len(PEOPLE)), chance.randint(2, 3))
        events[key] = {"type": "Meeting", "participant": [f"p{number}" for number in who]}
        if chance.random() < 0.8:
            events[key]["when"] = chance.choice(DAYS)
        if chance.random() < 0.8:
            events[key]["place"] = f"l{chance.randrange(len(PLACES))}"
        if chance.random() < 0.2:
            events[key]["polarity"] = "denied"
    people = {f"p{n}": {"type": "Person", "name": name} for n, name in enumerate(PEOPLE)}
    places = {f"l{n}": {"type": "Place", "name": name} for n, name in enumerate(PLACES)}
    return json.dumps(
        {
            "brief": id,
            "title": id,
            "source": chance.choice(("Digest", "Courier")),
            "published": chance.choice(("2017-10-20", "2017-11-01")),
            "text": "They met.",
            "entities": people | places,
            "events": events,
        }
    )


def step(chance: random.Random, graph: Graph, folder: Path) -> str:
    """Load, correct, retract or judge something; what was done."""
    do = chance.choice(("load", "load", "retract", "same", "different", "forget"))
    if do == "load":
        chosen = chance.sample(BRIEFS, chance.randint(1, 2))
        paths = [folder / f"{id}.json" for id in chosen]
        for id, path in zip(chosen, paths, strict=True):
            path.write_text(a_brief(chance, id), encoding="utf-8")
        assert graph.load(paths).to_json()["refused"] == 0
        return f"load {chosen}"
    if do == "retract":
        id = chance.choice(BRIEFS)
        graph.retract(id)
        return f"retract {id}"
    claims = [f"{id}#{chance.choice('mn')}" for id in chance.sample(BRIEFS, 2)]
    try:
        if do == "forget":
            graph.forget(*claims)
        else:
            graph.judge(*claims, do)
    except WhometError as error:  # one of them is not there, or it contradicts another judgement
        return f"{do} {claims}, refused: {error.message}"
    return f"{do} {claims}"


def told(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Rows by what of them is news: not the ids, which follow from the briefs there are."""
    silent = ("event", "quotes")
    return Counter(
        json.dumps({k: row[k] for k in sorted(row) if k not in silent and "_id" not in k})
        for row in rows
    )


@pytest.mark.server
def test_the_news_are_the_difference_of_two_answers(
    server: Settings, graph: Connection, tmp_path: Path
) -> None:
    chance, done = random.Random(1), []
    with Graph(server) as opened:
        for name in QUESTIONS:
            opened.add_standing_question(name, name)
            opened.run_standing_question(name)
        before = {name: told(opened.ask(name).rows) for name in QUESTIONS}
        kinds: Counter[str] = Counter()
        for _ in range(STEPS):
            done.append(step(chance, opened, tmp_path))
            for name in QUESTIONS:
                after = told(opened.ask(name).rows)
                changes = opened.run_standing_question(name).changes
                kinds.update(change.kind for change in changes)
                came = told(change.row for change in changes if change.kind != "gone")
                went = told(
                    [change.row for change in changes if change.kind == "gone"]
                    + [change.before for change in changes if change.before is not None]
                )
                assert went <= before[name], done
                assert before[name] - went + came == after, done
                for change in changes:
                    assert change.before is None or told([change.row]) != told([change.before])
                    assert change.causes, done
                before[name] = after
        # They are kept beside the graph of the briefs, which is none of theirs.
        assert opened.standing_history(QUESTIONS[0])
        assert opened.verify() == []
    assert set(kinds) == {"new", "changed", "gone"}
