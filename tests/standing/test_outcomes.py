"""What standing questions tell is the difference of two full answers, whatever happens between.

`TEST_STANDING_STEPS=300 TEST_STANDING_SEED=2 python -m pytest -q tests/standing/test_outcomes.py`
takes more steps, and others.
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
from whomet.queries import QueryResult, Reader, resolve
from whomet.queries.resolving import Resolved
from whomet.queries.runner import run as ask
from whomet.standing import running

STEPS = int(os.environ.get("TEST_STANDING_STEPS", "20"))
SEED = int(os.environ.get("TEST_STANDING_SEED", "1"))
#: How probable it is that a question is run after a step.
RUN = 0.3
#: Each by its name: a question and its parameters.
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "all pairs": ("who-met-whom", {}),
    "all meetings": ("meetings", {}),
    "Quill": ("who-met-whom", {"actor": "Mara Quill"}),
    "renamed": ("who-met-whom", {"actor": "wikidata:Q5", "place": "Turkey"}),
    "a pair": ("meetings", {"actor": "Jo Dorn", "with_": "Ida Holt"}),
    "often": ("frequency", {"place": "Ankara", "by": "year"}),
    "visits": ("visits", {"place": "Turkey"}),
    "visitors": ("visitors", {"place": "Ankara", "with_": "Ida Holt"}),
    "trips": ("itinerary", {"actor": "Ida Holt", "place": "Turkey", "status": "any"}),
    "gas": ("timeline", {"topic": "wikidata:Q6"}),
    "letters": ("messages", {"actor": "Mara Quill"}),
    "said": ("statements", {"topic": "wikidata:Q6"}),
    "first": ("firsts", {"actor": "Jo Dorn", "with_": "Ida Holt"}),
    "chief": ("positions", {"position": "whomet:c"}),
    "as what": ("capacities", {"actor": "Mara Quill"}),
    "as what there": ("capacities", {"place": "Turkey"}),
    "party": ("delegations", {"actor": "Ida Holt"}),
    "parties there": ("delegations", {"place": "Turkey"}),
    "days": ("tally", {"actor": "Ida Holt", "by": "year"}),
    "most days": ("tally", {"place": "Turkey", "by": "term", "limit": 2}),
    "matters": ("topics", {"actor": "Jo Dorn"}),
    "who deals in gas": ("topics", {"topic": "wikidata:Q6", "place": "Turkey"}),
    "sentences": ("evidence", {"actor": "Mara Quill", "with_": "Jo Dorn"}),
    "of the talks": ("evidence", {"event": "whomet:talks"}),
    "disputed": ("conflicts", {"actor": "Jo Dorn"}),
    "disputed there": ("conflicts", {"place": "Ankara"}),
    "missing": ("gaps", {"actor": "Mara Quill"}),
    "missing there": ("gaps", {"place": "Turkey", "kind": "unresolved-name"}),
    "near": ("co-presence", {"actor": "Ida Holt"}),
    "not met": ("co-presence", {"place": "Turkey", "unmet": True}),
    "chains": ("connection", {"actor": "Ida Holt", "with_": "Jo Dorn", "place": "Turkey"}),
    "between": ("brokers", {"place": "Turkey"}),
    "circles": ("network", {"topic": "wikidata:Q6"}),
}
KEYS = "mno"
BRIEFS = [f"b{number}" for number in range(6)]
PEOPLE = ("Mara Quill", "Jo Dorn", "Al Fenn", "Ida Holt", "Quill")
PLACES = {"Ankara": "Turkey", "Tehran": "Iran", "Damascus": "Syria", "Angora": "Turkey"}
KINDS = ("Meeting", "Meeting", "Visit", "Visit", "Message", "Statement", "state")
DAYS = ("2017-10-18", "2017-10-19", "2017-10", "2017-10-18/2017-10-19")
#: There from the first, and reported otherwise now and then.
TALKS = {
    "type": "Meeting",
    "ref": "whomet:talks",
    "participant": ["p0", "p1"],
    "place": "l0",
    "when": "2017-10-18",
}
#: What is judged besides reports: people and places, by the ids of their names.
JUDGED = (
    ("person:ida-holt", "person:jo-dorn"),
    ("person:ida-holt", "person:mara-quill"),
    ("place:turkey/angora", "place:turkey/ankara"),
    ("b0#p4", "b1#p4"),
)


def entities(chance: random.Random) -> dict[str, dict[str, str]]:
    """All that briefs are about; two are called otherwise now and then, places are in others."""
    found = {f"p{n}": {"type": "Person", "name": name} for n, name in enumerate(PEOPLE)}
    of_ref = {
        "p5": ("Person", "wikidata:Q5", ("Ada Renn", "Ada")),
        "t": ("Topic", "wikidata:Q6", ("Gas", "Oil")),
        "d": ("Delegation", "whomet:d", ("Party",)),
        "chief": ("Position", "whomet:c", ("Chief", "Head")),
    }
    for key, (cls, ref, names) in of_ref.items():
        found[key] = {"type": cls, "ref": ref, "name": chance.choice(names)}
    for number, (name, country) in enumerate(PLACES.items()):
        found[f"l{number}"] = {"type": "Place", "name": name, "part_of": f"c{number}"}
        if name == "Tehran" and chance.random() < 0.5:
            del found[f"l{number}"]["part_of"]
        found[f"c{number}"] = {"type": "Place", "name": country}
    if chance.random() < 0.3:
        found["c1"]["part_of"] = "c0"  # Iran in Turkey
    return found


def an_event(chance: random.Random) -> dict[str, Any]:
    """An event or a state."""
    people = [f"p{number}" for number in chance.sample(range(len(PEOPLE) + 1), 3)]
    place = f"l{chance.randrange(len(PLACES))}"
    kind = chance.choice(KINDS)
    common: dict[str, Any] = {"type": kind}
    if kind == "Meeting" and chance.random() < 0.15:
        common["ref"] = TALKS["ref"]
    if chance.random() < 0.8:
        common["when"] = chance.choice(DAYS)
    if kind == "state":
        if chance.random() < 0.5:
            return {**common, "type": "Tenure", "holder": people[0], "position": "chief"}
        return {**common, "type": "Affiliation", "member": people[0], "group": "d"}
    if chance.random() < 0.4:
        common["topic"] = "t"
    if chance.random() < 0.2:
        common |= chance.choice(({"polarity": "denied"}, {"source": people[2]}))
    if kind == "Visit":
        visitor = chance.choice(("d", people[0]))
        return {**common, "visitor": visitor, "destination": place, "host": people[1]}
    if kind == "Message":
        return {**common, "sender": people[0], "recipient": people[1], "carrier": people[2]}
    if kind == "Statement":
        return {**common, "speaker": people[0], "addressee": people[1]}
    if chance.random() < 0.8:
        common["place"] = place
    return {**common, "participant": people[: chance.randint(2, 3)]}


def some_events(chance: random.Random) -> dict[str, Any]:
    """One to three events, of which the first may be a part of the second."""
    events = {key: an_event(chance) for key in KEYS[: chance.randint(1, len(KEYS))]}
    if len(events) > 1 and events["m"]["type"] == "Meeting" and events["n"]["type"] == "Visit":
        events["m"]["during"] = "n"
    return events


def a_brief(chance: random.Random, id: str, events: Mapping[str, Any]) -> str:
    """A brief about some events."""
    return json.dumps(
        {
            "brief": id,
            "title": id,
            "source": chance.choice(("Digest", "Courier")),
            "published": chance.choice(("2017-10-20", "2017-11-01")),
            "text": "They met.",
            "entities": entities(chance),
            "events": events,
        }
    )


def load(graph: Graph, folder: Path, briefs: Mapping[str, str]) -> None:
    """Load some briefs, none of which may be refused."""
    paths = [folder / f"{id}.json" for id in briefs]
    for path, text in zip(paths, briefs.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    report = graph.load(paths).to_json()
    assert report["refused"] == 0, report


def step(chance: random.Random, graph: Graph, folder: Path) -> str:
    """Load, correct, retract or judge something; what was done."""
    do = chance.choice(("load", "load", "load", "retract", "same", "different", "forget"))
    if do == "load":
        chosen = chance.sample(BRIEFS, chance.randint(1, 2))
        load(graph, folder, {id: a_brief(chance, id, some_events(chance)) for id in chosen})
        return f"load {chosen}"
    if do == "retract":
        id = chance.choice(BRIEFS)
        graph.retract(id)
        return f"retract {id}"
    claims = [f"{id}#{chance.choice(KEYS)}" for id in chance.sample(BRIEFS, 2)]
    pair = chance.choice((*JUDGED, claims))
    try:
        if do == "forget":
            graph.forget(*pair)
        else:
            graph.judge(pair[0], pair[1], do)
    except WhometError as error:  # one of them is not there, or it contradicts another judgement
        return f"{do} {pair}, refused: {error.message}"
    return f"{do} {pair}"


def told(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Rows by what of them is news: not the ids, which follow from the briefs there are."""
    silent = ("event", "quotes")
    return Counter(
        json.dumps({k: row[k] for k in sorted(row) if k not in silent and "_id" not in k})
        for row in rows
    )


def full_answers(graph: Graph, names: Iterable[str]) -> dict[str, Counter[str] | None]:
    """The answers to some questions; None where a name in one is not there or several have it."""

    def read(reader: Reader) -> dict[str, Counter[str] | None]:
        found: dict[str, Counter[str] | None] = {}
        for name in names:
            question, parameters = QUESTIONS[name]
            try:
                resolved = resolve(reader, graph.catalogue.question(question), parameters)
            except WhometError:
                found[name] = None
            else:
                found[name] = told(ask(reader, resolved, with_notes=False).rows)
        return found

    return graph.connect().together(read)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Resolved]:
    """Each question that a run has asked, and not taken from its last answer."""
    found: list[Resolved] = []

    def counted(reader: Any, resolved: Resolved, with_notes: bool) -> QueryResult:
        found.append(resolved)
        return ask(reader, resolved, with_notes)

    monkeypatch.setattr(running, "run_question", counted)
    return found


@pytest.mark.server
def test_the_news_are_the_difference_of_two_answers(
    server: Settings, graph: Connection, tmp_path: Path, asked: list[Resolved]
) -> None:
    chance, done = random.Random(SEED), []
    with Graph(server) as opened:
        load(opened, tmp_path, {"base": a_brief(random.Random(0), "base", {"m": TALKS})})
        connection, catalogue = opened.connect(), opened.catalogue
        standing = {
            name: opened.add_standing_question(name, question, **parameters)
            for name, (question, parameters) in QUESTIONS.items()
        }
        for question in standing.values():
            running.run(connection, catalogue, question)
        before = full_answers(opened, QUESTIONS)
        kinds, runs = Counter[str](), Counter[bool]()
        asked.clear()
        for _ in range(STEPS):
            done.append(step(chance, opened, tmp_path))
            names = [name for name in QUESTIONS if chance.random() < RUN]
            for name, after in full_answers(opened, names).items():
                if after is None:
                    with pytest.raises(WhometError):
                        running.run(connection, catalogue, standing[name])
                    continue
                changes = running.run(connection, catalogue, standing[name]).changes
                runs[bool(QUESTIONS[name][1])] += 1
                kinds.update(change.kind for change in changes)
                came = told(change.row for change in changes if change.kind != "gone")
                went = told(
                    [change.row for change in changes if change.kind == "gone"]
                    + [change.before for change in changes if change.before is not None]
                )
                assert went <= before[name], (name, done)
                assert before[name] - went + came == after, (name, done)
                for change in changes:
                    assert change.before is None or told([change.row]) != told([change.before])
                    assert change.causes, (name, done)
                before[name] = after
        # They are kept beside the graph of the briefs, which is none of theirs.
        assert opened.standing_history("all pairs")
        assert opened.verify() == []
    assert set(kinds) == {"new", "changed", "gone"}
    # Those about nobody are asked in each run that follows a change, the others seldom.
    times = Counter(bool(resolved.given) for resolved in asked)
    assert times[False] <= runs[False]
    assert times[True] < runs[True] * 0.9
