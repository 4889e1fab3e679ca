"""A class directly below each of Actor, Entity, Event and State, through everything that asks.

And one below a class of ours, which is found as that one is.

The Turtle is made from the vocabulary; the briefs tell of these classes in every way that the
library asks about. A question that silently leaves them out fails here.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whomet.api import Graph
from whomet.browser import make_bundle
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import catalogue

BASES = ("Actor", "Entity", "Event", "State")
ACTOR, ENTITY, EVENT, STATE = (f"New{base}" for base in BASES)
NAMESPACE = "https://example.org/new#"

HEAD = """\
@prefix : <https://w3id.org/whomet/ontology#> .
@prefix map: <https://w3id.org/whomet/mapping#> .
@prefix new: <https://example.org/new#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
CLASS = """
new:{name} a owl:Class ; map:nodeLabel "{name}" ; map:bratName "{name}" ;
    rdfs:label "{name}"@en ; rdfs:subClassOf :{base} ;
    skos:definition "One of ours."@en ; skos:example "one of ours"@en .
"""
# The role of the event says nothing of its function: whoever fills it is an actor, and takes part.
ROLE = """
new:{key} a owl:ObjectProperty ;
    map:relationship "{type}" ; map:direction "{direction}" ; map:main true ;
    map:yamlKey "{key}" ; map:bratName "{brat}" ;
    rdfs:label "{key}"@en ; rdfs:subPropertyOf :role ;
    rdfs:domain new:{name} ; rdfs:range :Actor ;
    skos:definition "Whose it is."@en ; skos:example "whose it is"@en .
new:{name}Shape a sh:NodeShape ; sh:targetClass new:{name} ;
    sh:property [ sh:path new:{key} ; sh:order 1 ; sh:minCount 1 ; sh:class :Actor ;
        sh:message "Say whose it is."@en ] .
"""


def turtle() -> str:
    """An extension with a class below each base and a role for those of events."""
    parts = [HEAD, *(CLASS.format(name=f"New{base}", base=base) for base in BASES)]
    parts.append(CLASS.format(name="Summit", base="Meeting"))
    parts.append(ROLE.format(key="doer", type="DID", direction="incoming", brat="Doer", name=EVENT))
    parts.append(
        ROLE.format(key="bearer", type="BORNE_BY", direction="outgoing", brat="Bearer", name=STATE)
    )
    return "".join(parts)


ENTITIES: dict[str, dict[str, Any]] = {
    "force": {"type": ACTOR, "name": "Badr Force"},
    "anna": {"type": "Person", "name": "Anna Berg"},
    "carl": {"type": "Person", "name": "Carl Dorn"},
    "party": {"type": "Delegation", "name": "the party"},
    "missile": {"type": ENTITY, "name": "S-400"},
    "chief": {"type": "Position", "name": "chief of staff"},
    "oslo": {"type": "Place", "name": "Oslo", "kind": "city", "part_of": "norland"},
    "norland": {"type": "Place", "name": "Norland", "kind": "country"},
}
DAY = "2020-01-02"
EVENTS: dict[str, dict[str, Any]] = {
    "visit": {
        "type": "Visit",
        "visitor": ["force", "party"],
        "destination": ["oslo"],
        "topic": ["missile"],
        "when": DAY,
    },
    "other_visit": {"type": "Visit", "visitor": ["carl"], "destination": ["oslo"], "when": DAY},
    "met": {
        "type": "Meeting",
        "participant": ["force", "anna"],
        "place": ["oslo"],
        "topic": ["missile"],
        "when": DAY,
    },
    "met_too": {
        "type": "Meeting",
        "participant": ["anna", "carl"],
        "topic": ["missile"],
        "when": DAY,
    },
    "summit": {"type": "Summit", "host": ["force"], "participant": ["anna"], "when": DAY},
    "message": {
        "type": "Message",
        "sender": ["force"],
        "recipient": ["anna"],
        "topic": ["missile"],
        "when": DAY,
    },
    "statement": {
        "type": "Statement",
        "speaker": ["force"],
        "addressee": ["anna"],
        "topic": ["missile"],
        "when": DAY,
    },
    "tenure": {
        "type": "Tenure",
        "holder": ["anna"],
        "position": ["chief"],
        "source": ["force"],
        "when": DAY,
    },
    "belongs": {"type": "Affiliation", "member": ["force"], "group": ["party"], "kind": "member"},
    "deed": {
        "type": EVENT,
        "ref": "x:deed",
        "doer": ["force", "anna"],
        "place": ["oslo"],
        "topic": ["missile"],
        "when": DAY,
    },
    "planned": {"type": EVENT, "doer": ["force"], "status": "planned", "when": "2020-01-03"},
    "bond": {"type": STATE, "bearer": ["force"], "topic": ["missile"], "when": DAY},
}


def brief(name: str, source: str, events: dict[str, dict[str, Any]]) -> dict[str, Any]:
    words = {key: f"words of {key}" for key in events}
    text = f"{'. '.join(words.values())}."
    used = {k for e in events.values() for v in e.values() if isinstance(v, list) for k in v}
    used |= {"norland"} if "oslo" in used else set()
    return {
        "brief": name,
        "title": name,
        "source": source,
        "published": "2020-01-02",
        "language": "en",
        "text": text,
        "entities": {key: entity for key, entity in ENTITIES.items() if key in used},
        "events": {key: {**event, "quote": words[key]} for key, event in events.items()},
    }


BRIEFS = [
    brief("one", "First", EVENTS),
    brief(
        "two",
        "Second",
        {"deed": {"type": EVENT, "ref": "x:deed", "doer": ["force"], "when": "2020-01-01"}},
    ),
]


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "new.ttl"
    path.write_text(turtle(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened(
    server: Settings,
    connection: Connection,
    extension: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Graph]:
    """The graph of these briefs, opened with the extension."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    folder = tmp_path_factory.mktemp("briefs")
    for told in BRIEFS:
        (folder / f"{told['brief']}.json").write_text(json.dumps(told), encoding="utf-8")
    settings = replace(server, extensions=(extension,), cache=server.cache)
    with Graph(settings) as graph:
        report = graph.load([folder])
        assert report.faults == (), report
        yield graph


#: For every question, what is asked and what must be said in its rows.
ASKED: dict[str, list[tuple[dict[str, str], str]]] = {
    "brokers": [({"with_": "Badr Force"}, "Anna Berg"), ({"topic": "S-400"}, "Anna Berg")],
    "capacities": [({"with_": "Badr Force"}, "x:deed"), ({"topic": "S-400"}, "x:deed")],
    "co-presence": [({"actor": "Badr Force"}, "Carl Dorn")],
    "conflicts": [({"actor": "Badr Force", "kind": "date"}, "x:deed")],
    "connection": [({"actor": "Badr Force", "with_": "Carl Dorn"}, "one#met_too")],
    "delegations": [({"actor": "Badr Force"}, "the party"), ({"topic": "S-400"}, "the party")],
    "evidence": [
        ({"actor": "Badr Force"}, "one#bond"),
        ({"event": "x:deed"}, "two#deed"),
        ({"actor": "Badr Force", "with_": "Anna Berg"}, "one#deed"),
    ],
    "firsts": [
        ({"actor": "Badr Force"}, "one#visit"),
        ({"actor": "Badr Force", "kind": "meeting"}, "one#summit"),
    ],
    "frequency": [({"actor": "Badr Force"}, "Anna Berg"), ({"topic": "S-400"}, "Badr Force")],
    "gaps": [
        ({"actor": "Badr Force", "kind": "no-report", "status": "any"}, "one#planned"),
        ({"kind": "single-source", "topic": "S-400"}, "one#bond"),
        ({"kind": "single-source", "on": DAY}, "one#bond"),
    ],
    "itinerary": [({"actor": "Badr Force"}, "x:deed"), ({"actor": "Anna Berg"}, "x:deed")],
    "meetings": [
        ({"on": DAY}, "one#summit"),
        ({"topic": "S-400"}, "Badr Force"),
        ({"actor": "Badr Force"}, "S-400"),
    ],
    "messages": [({"topic": "S-400"}, "Badr Force"), ({"actor": "Badr Force"}, "S-400")],
    "network": [({"topic": "S-400"}, "Badr Force"), ({"actor": "Badr Force"}, "one#summit")],
    "positions": [({"attributed_to": "Badr Force"}, "chief of staff")],
    "search": [
        ({"text": "words of deed"}, "x:deed"),
        ({"text": "bond", "topic": "S-400"}, "S-400"),
    ],
    "statements": [({"topic": "S-400"}, "Badr Force"), ({"actor": "Badr Force"}, "S-400")],
    "tally": [({"actor": "Badr Force"}, "one#visit"), ({"topic": "S-400"}, "Badr Force")],
    "timeline": [
        ({"actor": "Badr Force"}, "x:deed"),
        ({"actor": "Badr Force"}, "one#bond"),
        ({"topic": "S-400"}, "one#bond"),
        ({"place": "Norland"}, "x:deed"),
    ],
    "topics": [({"actor": "Badr Force"}, "S-400"), ({"topic": "S-400"}, "x:deed")],
    "visitors": [({"place": "Norland"}, "Badr Force"), ({"topic": "S-400"}, "Badr Force")],
    "visits": [({"actor": "Badr Force"}, "S-400"), ({"topic": "S-400"}, "Badr Force")],
    "who": [({"class": ACTOR, "name": "badr"}, "Badr Force"), ({"class": ENTITY}, "S-400")],
    "who-met-whom": [({"actor": "Badr Force"}, "Anna Berg"), ({"topic": "S-400"}, "Badr Force")],
}


def test_there_is_a_case_of_every_question() -> None:
    assert set(ASKED) == set(catalogue().names)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [(name, given, said) for name, cases in ASKED.items() for given, said in cases],
)
def test_every_question_finds_the_classes(
    opened: Graph, name: str, given: dict[str, str], said: str
) -> None:
    answer = opened.ask(name, **given)
    assert said in json.dumps(answer.to_json()["rows"], ensure_ascii=False)


def test_the_dossier_and_the_export_have_the_classes(opened: Graph) -> None:
    for name in ("Badr Force", "S-400"):
        page = opened.dossier(name).html
        assert "words of deed" in page and "words of bond" in page
    stream = io.StringIO()
    opened.export(stream)
    for name in (ACTOR, ENTITY, EVENT, STATE):
        assert f"{NAMESPACE}{name}" in stream.getvalue() or f":{name}" in stream.getvalue()


def test_the_favourites_of_browser_find_the_classes(opened: Graph) -> None:
    connection = opened.connect()
    bundle = make_bundle(connection, opened.catalogue, "http://localhost:7474")
    question = opened.catalogue.question("itinerary")
    force = opened.show("Badr Force").id
    values = {name: None for parameter in question.parameters for name in parameter.sets}
    values |= {"actor": [force], "status": "occurred"}
    values |= {"certain": False, "undated": False, "include_denied": False}
    [answer, drawing] = [
        bundle.files[path].decode()
        for path in sorted(bundle.files)
        if path.endswith(("answers/itinerary.cypher", "graphs/itinerary.cypher"))
    ]
    assert "x:deed" in {row["event"] for row in connection.read(answer, values)}
    assert "x:deed" in {row["e"]["id"] for row in connection.read(drawing, values)}


def test_who_asks_twice_waits_for_no_compiler(opened: Graph, extension: Path) -> None:
    """The second process reads what the first one kept: neither Jinja nor rdflib is imported."""
    opened.ask("meetings", actor="Badr Force")
    code = (
        "import sys; from pathlib import Path; from whomet.api import catalogue_of;"
        "from whomet.graph.settings import load_settings;"
        "found = catalogue_of(load_settings({'extensions': [sys.argv[1]], 'cache': sys.argv[2]}));"
        "assert 'NewActor' in found.question('meetings').cypher;"
        "assert not {'jinja2', 'rdflib'} & set(sys.modules), sys.modules"
    )
    cache = str(opened.settings.cache)
    done = subprocess.run(
        [sys.executable, "-c", code, str(extension), cache], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_shipped_questions_know_nothing_of_it() -> None:
    assert not {ACTOR, ENTITY} & set(default_vocabulary().entities)
    assert "NewActor" not in "".join(q.cypher for q in catalogue().questions())
