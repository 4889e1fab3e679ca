"""The JSON Schema accepts good briefs and refuses damaged ones."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from whomet.loaders.checking.briefs import check_brief
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import rules
from whomet.loaders.native import json_text
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).resolve().parents[2]
Data = dict[str, Any]

GOOD: Data = yaml.load(
    """
brief: 2017-10-19-damascus
title: A general in Damascus
source: Example Digest
published: 2017-10-19
language: en
url: https://example.org/1
text: |
  On Thursday General Bagheri met Assad in Damascus and gave him a letter from Khamenei.
entities:
  bagheri: {type: Person, name: Mohammad Bagheri, ref: "x:1", aliases: [Baqeri], quote: Bagheri}
  assad: {type: Person, name: Bashar al-Assad}
  khamenei: {type: Person, name: Ali Khamenei}
  damascus: {type: Place, name: Damascus, kind: city, part_of: syria}
  syria: {type: Place, name: Syria, kind: country}
  chief: {type: Position, name: chief of staff}
events:
  met:
    type: Meeting
    quote: {text: met Assad in Damascus, nth: 1}
    participant: [bagheri, assad]
    place: damascus
    when: {phrase: On Thursday, edtf: 2017-10-19}
    format: in-person
    during: trip
    source: [assad, bagheri]
    certainty: probable
  trip: {type: Visit, visitor: bagheri, destination: [damascus], start: Thursday}
  letter: {type: Message, sender: khamenei, recipient: assad, carrier: bagheri, delivered_at: met}
  post: {type: Tenure, holder: bagheri, position: [chief], when: 2017-10-19}
""",
    Loader=yaml.BaseLoader,
)
GOOD["events"]["met"]["quote"]["nth"] = 1


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    text = (ROOT / "ontology" / "brief.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def test_a_good_brief(schema: Draft202012Validator) -> None:
    assert [error.message for error in schema.iter_errors(GOOD)] == []


def test_a_brief_without_events(schema: Draft202012Validator) -> None:
    brief = {"brief": "größe.1_a-b", "source": "x", "published": "2017-10-19", "text": "Nothing."}
    assert schema.is_valid(brief)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples" / "briefs").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_examples(schema: Draft202012Validator, path: Path) -> None:
    brief = _plain(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert [error.message for error in schema.iter_errors(brief)] == []


def _plain(value: object) -> object:
    """YAML's dates as the texts that they are in JSON."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _set(*path: str, to: object) -> Callable[[Data], None]:
    def change(brief: Data) -> None:
        at = brief
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def _drop(*path: str) -> Callable[[Data], None]:
    def change(brief: Data) -> None:
        at = brief
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


@pytest.mark.parametrize(
    "damage",
    [
        _drop("brief"),
        _drop("text"),
        _drop("published"),
        _set("brief", to="two words"),
        _set("brief", to="a#b"),
        _set("published", to="19 October 2017"),
        _set("url", to="example.org"),
        _set("author", to="somebody"),
        _set("text", to=""),
        _set("entities", "bagheri", "type", to="Human"),
        _drop("entities", "bagheri", "name"),
        _drop("entities", "bagheri", "type"),
        _set("entities", "bagheri", "ref", to="Q1"),
        _set("entities", "bagheri", "kind", to="general"),
        _set("entities", "bagheri", "part_of", to="syria"),
        _set("entities", "damascus", "aliases", to=[]),
        _set("entities", "no key", to={"type": "Topic", "name": "war"}),
        _set("events", "met", "type", to="Encounter"),
        _set("events", "met", "visitor", to="bagheri"),
        _drop("events", "met", "participant"),
        _set("events", "met", "participant", to=[]),
        _set("events", "met", "format", to="by carrier pigeon"),
        _set("events", "met", "certainty", to="sure"),
        _set("events", "met", "status", to="denied"),
        _set("events", "met", "quote", to={"text": "met", "nth": 0}),
        _set("events", "met", "when", to={"phrase": "today", "date": "2017"}),
        _set("events", "met", "when", to={}),
        _drop("events", "trip", "destination"),
        _set("events", "trip", "origin", to=["damascus", "syria"]),
        _set("events", "post", "holder", to=["bagheri", "assad"]),
        _drop("events", "post", "position"),
        _set("events", "letter", "reply_to", to=["met", "trip"]),
    ],
)
def test_a_damaged_brief(schema: Draft202012Validator, damage: Callable[[Data], None]) -> None:
    brief = copy.deepcopy(GOOD)
    damage(brief)
    assert not schema.is_valid(brief)


@pytest.mark.parametrize(
    "number", [0, -1, 1, 2, 1.5, True, None, "", "2", "02", "first", 10**9, [], [1, 2], [0], ["2"]]
)
@pytest.mark.parametrize("path", [("entities", "bagheri"), ("events", "met")], ids=str)
def test_it_takes_for_the_number_of_an_occurrence_what_loading_does(
    schema: Draft202012Validator, path: tuple[str, str], number: object
) -> None:
    brief = copy.deepcopy(GOOD)
    _set(*path, "quote", to={"text": "th", "nth": number})(brief)
    brief["text"] += "There they are, both of them."
    problems = Problems()
    check_brief(json_text.parse(json.dumps(brief)), rules(default_vocabulary()), problems)
    assert schema.is_valid(brief) == (not problems.has_errors), [*problems]
