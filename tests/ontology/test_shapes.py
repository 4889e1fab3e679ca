"""The shapes accept what a brief may say and refuse the rest, in words that a person can use."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import SH, Graph

ROOT = Path(__file__).resolve().parents[2]
GOOD = """
@prefix : <https://w3id.org/whomet/ontology#> .
@prefix b: <https://example.org/brief/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:brief a :Brief ; :id "2017-10-19" ; :title "A general" ; :publisher "Digest" ;
    :published "2017-10-19"^^xsd:date ; :text "Bagheri met Assad in Damascus." ; :states b:c1 .
b:bagheri a :Person ; :name "Mohammad Bagheri" ; :ref "wikidata:Q1" .
b:assad a :Person ; :name "Bashar al-Assad" .
b:army a :Organization ; :name "The army" .
b:chief a :Position ; :name "chief of staff" .
b:damascus a :Place ; :name "Damascus" ; :partOf b:syria .
b:syria a :Place ; :name "Syria" .
b:c1 a :Claim ; :about b:met ; :quote "met Assad" ; :certainty "probable" ; :source b:army .
b:met a :Meeting ; :participant b:bagheri, b:assad ; :place b:damascus ; :format "in-person" .
b:trip a :Visit ; :visitor b:bagheri ; :destination b:damascus ; :topic b:army .
b:letter a :Message ; :sender b:assad ; :recipient b:bagheri ; :deliveredAt b:met ; :during b:trip .
b:post a :Tenure ; :holder b:bagheri ; :position b:chief ; :organization b:army .
"""


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(ROOT / "ontology" / "shapes.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "whomet.ttl")


def _messages(text: str, shapes: Graph, ontology: Graph) -> tuple[set[str], set[str]]:
    """What is said of violations, and what as advice."""
    data = Graph().parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology)
    assert isinstance(report, Graph)
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for result, message in report.subject_objects(SH.resultMessage):
        said[report.value(result, SH.resultSeverity) == SH.Violation].add(str(message))
    return said[True], said[False]


def test_a_good_brief(shapes: Graph, ontology: Graph) -> None:
    assert _messages(GOOD, shapes, ontology) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":participant b:bagheri, b:assad ;", "", "Say who met: a meeting needs a participant,"),
        (":participant b:bagheri,", ":participant b:damascus,", "Say who met: a meeting needs"),
        ('"in-person"', '"pigeon"', "The format of a meeting is in-person, phone, video or"),
        (":destination b:damascus", ":destination b:army", "Say which place is visited: a"),
        (":visitor b:bagheri", ":leader b:bagheri", "Say who travels: a visit needs a visitor,"),
        (":place b:damascus", ":place b:army", "The place is a Place; a government named after"),
        (":topic b:army", ":topic b:met", "The topic is a Topic or any other entity, not an"),
        (":deliveredAt b:met", ":deliveredAt b:post", "A message is delivered at one event, a"),
        (":deliveredAt b:met", ":deliveredAt b:met, b:trip", "A message is delivered at one"),
        (":holder b:bagheri", ":holder b:bagheri, b:assad", "A tenure has exactly one holder,"),
        (":holder b:bagheri", ":holder b:army", "A tenure has exactly one holder, a Person:"),
        (":position b:chief ;", "", "A tenure is of exactly one position, a Position:"),
        (':certainty "probable"', ':certainty "sure"', "The certainty is certain, probable or"),
        (":source b:army", ":source b:damascus", "A source is the actor that the text cites:"),
        ("wikidata:Q1", "Q1", "Write the ref as scheme:id, the scheme in lower case, such as"),
        (':name "Syria"', ":name 1", "Give the entity one name; put other names under aliases."),
        (":partOf b:syria", ":partOf b:army", "A place is part of one place: name the one that"),
        (':id "2017-10-19"', ':id "19 October"', "A brief's id is one word of letters, digits,"),
    ],
)
def test_a_damaged_brief(shapes: Graph, ontology: Graph, old: str, new: str, message: str) -> None:
    assert old in GOOD
    wrong, _ = _messages(GOOD.replace(old, new), shapes, ontology)
    assert len(wrong) == 1
    assert wrong.pop().startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":participant b:bagheri, b:assad", ":participant b:bagheri", "A meeting with one"),
        (":recipient b:bagheri ;", "", "Name the recipient if the text says who the message"),
    ],
)
def test_advice_refuses_nothing(
    shapes: Graph, ontology: Graph, old: str, new: str, message: str
) -> None:
    wrong, advice = _messages(GOOD.replace(old, new), shapes, ontology)
    assert wrong == set()
    assert [text[: len(message)] for text in advice] == [message]
