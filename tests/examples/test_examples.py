"""The example briefs: clean, and showing what tests/examples/facts.yaml and their guide say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "briefs"
FACTS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("facts.yaml").read_text("utf-8"))

Claims = dict[str, tuple[Brief, ClaimRecord]]


@pytest.fixture(scope="module")
def claims(briefs: list[Brief]) -> Claims:
    """Every claim by its id, `brief#key`."""
    return {f"{b.id}#{c.key}": (b, c) for b in briefs for c in b.claims}


@pytest.fixture(scope="module")
def reports(briefs: list[Brief]) -> dict[str, list[str]]:
    """The claims of each event that has a ref, in the order of publication."""
    found: dict[str, list[str]] = defaultdict(list)
    for brief in sorted(briefs, key=lambda b: (b.published, b.id)):
        for claim in brief.claims:
            if claim.ref:
                found[claim.ref].append(f"{brief.id}#{claim.key}")
    return found


def name_of(brief: Brief, key: str) -> str:
    return next(m.name for m in brief.mentions if m.key == key)


def stated_dates(claim: ClaimRecord) -> Iterator[StatedDate]:
    yield from (d for d in (claim.when, claim.start, claim.end) if d is not None)


def test_there_are_as_many_as_the_guide_says(briefs: list[Brief]) -> None:
    assert len(briefs) == FACTS["briefs"]
    guide = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert f"`briefs/` holds {len(briefs)} briefs" in guide
    listed = re.findall(r"^\| \[(\S+)\]\(briefs/(\S+)\.yaml\) \|", guide, re.MULTILINE)
    assert listed == [(b.id, b.id) for b in sorted(briefs, key=lambda b: (b.published, b.id))]


def test_an_id_is_the_name_of_its_file_and_begins_with_its_day(briefs: list[Brief]) -> None:
    assert {b.id for b in briefs} == {p.stem for p in FOLDER.iterdir()}
    for brief in briefs:
        assert brief.id.startswith(f"{brief.published}-")


def test_publishers_are_invented_and_several(briefs: list[Brief]) -> None:
    sources = {b.source for b in briefs}
    assert len(sources) >= 3
    assert all(source.startswith("Whomet Example ") for source in sources)


def test_each_is_a_paragraph_or_more(briefs: list[Brief]) -> None:
    for brief in briefs:
        assert len(brief.text.split()) >= 30, brief.id


def test_each_quote_stands_where_it_is_said_to(briefs: list[Brief]) -> None:
    for brief in briefs:
        for claim in brief.claims:
            assert not claim.whole_text, (brief.id, claim.key)
            assert brief.text[slice(*claim.span)] == claim.quote
            for stated in stated_dates(claim):
                assert stated.span is not None
                assert brief.text[slice(*stated.span)] == stated.phrase
        for mention in brief.mentions:
            assert {brief.text[slice(*s)] for s in mention.spans} == set(mention.surfaces)


def test_the_ontology_is_used_to_the_full(briefs: list[Brief]) -> None:
    vocabulary = default_vocabulary()
    assert {m.type for b in briefs for m in b.mentions} == set(vocabulary.entities)
    assert {c.type for b in briefs for c in b.claims} == set(vocabulary.events)
    for name, event in vocabulary.events.items():
        own = {role for role in event.roles if role not in {"place", "topic", "during"}}
        used = {role for b in briefs for c in b.claims if c.type == name for role in c.roles}
        assert own <= used, name
    for attribute in ("certainty", "polarity", "status"):
        assert len({getattr(c, attribute) for b in briefs for c in b.claims}) >= 2


def test_one_name_is_always_the_same_thing(briefs: list[Brief]) -> None:
    """Its ref, its kind and what it is part of, wherever a brief gives them."""
    facts: dict[tuple[str, str], set[tuple[str | None, str | None, str | None]]] = defaultdict(set)
    for brief in briefs:
        names = {m.key: m.name for m in brief.mentions}
        for mention in brief.mentions:
            container = names.get(mention.part_of or "")
            facts[mention.type, mention.name].add((mention.ref, mention.kind, container))
    assert {name: f for name, f in facts.items() if len(f) > 1} == {}


def test_refs_of_events_are_of_this_collection(claims: Claims) -> None:
    for _brief, claim in claims.values():
        if claim.ref:
            assert re.fullmatch(r"whomet-example:[a-z0-9-]+", claim.ref)


def test_one_event_in_several_briefs(reports: dict[str, list[str]]) -> None:
    assert {ref: c for ref, c in reports.items() if len(c) > 1} == FACTS["same_event"]


def test_one_event_is_told_in_different_words(claims: Claims) -> None:
    for ref, ids in FACTS["same_event"].items():
        told = [claims[id][1] for id in ids]
        assert len({c.type for c in told}) == 1, ref
        assert len({c.quote for c in told}) == len(told), ref


@pytest.mark.parametrize("ref", FACTS["planned_then_occurred"])
def test_planned_then_occurred(ref: str, reports: dict[str, list[str]], claims: Claims) -> None:
    (first, plan), (second, event) = (claims[id] for id in reports[ref][:2])
    assert (plan.status, event.status) == ("planned", "occurred")
    assert first.published < second.published


def test_denied(claims: Claims) -> None:
    assert [id for id, (_b, c) in claims.items() if c.polarity == "denied"] == FACTS["denied"]


def test_stays_planned_and_cancelled(claims: Claims) -> None:
    assert claims[FACTS["stays_planned"]][1].ref is None
    cancelled = [id for id, (_b, c) in claims.items() if c.status == "cancelled"]
    assert cancelled == [FACTS["cancelled"]]


def test_two_briefs_disagree_on_a_day_on_purpose(claims: Claims) -> None:
    told = FACTS["disagree_on_a_day"]
    assert len({claims[each["claim"]][1].ref for each in told}) == 1
    for each in told:
        brief, claim = claims[each["claim"]]
        assert claim.start is not None
        assert claim.start.edtf == str(each["start"])
        assert "On purpose: " in (FOLDER / f"{brief.id}.yaml").read_text(encoding="utf-8")


def test_languages_and_names_in_their_own_letters(briefs: list[Brief]) -> None:
    assert sorted({b.language for b in briefs}) == FACTS["languages"]
    aliases = {alias: m.name for b in briefs for m in b.mentions for alias in m.aliases}
    for alias, name in FACTS["other_scripts"].items():
        assert aliases[alias] == name


@pytest.mark.parametrize(("id", "chain"), FACTS["attribution_chains"].items())
def test_attribution_chain(id: str, chain: list[str], claims: Claims) -> None:
    assert list(claims[id][1].source) == chain


def test_uncertain(claims: Claims) -> None:
    uncertain = {id: c.certainty for id, (_b, c) in claims.items() if c.certainty != "certain"}
    assert uncertain == FACTS["uncertain"]


def test_phone_calls(claims: Claims) -> None:
    calls = [id for id, (_b, c) in claims.items() if c.attributes.get("format") == "phone"]
    assert calls == FACTS["phone_calls"]


@pytest.mark.parametrize(("id", "names"), FACTS["carried"].items())
def test_message_and_carrier(id: str, names: list[str], claims: Claims) -> None:
    brief, claim = claims[id]
    keys = [claim.roles[role] for role in ("sender", "carrier", "recipient")]
    assert [[name_of(brief, k) for k in filler] for filler in keys] == [[n] for n in names]


@pytest.mark.parametrize("fact", FACTS["date_phrases"], ids=lambda f: str(f["claim"]))
def test_date_phrase(fact: dict[str, Any], claims: Claims) -> None:
    _brief, claim = claims[fact["claim"]]
    (side,) = {"when", "start", "end"} & set(fact)
    stated = getattr(claim, side)
    assert (stated.phrase, stated.edtf) == (fact[side], str(fact["edtf"]))


def test_a_person_has_a_full_name_or_a_ref(briefs: list[Brief]) -> None:
    people: list[Mention] = [m for b in briefs for m in b.mentions if m.type == "Person"]
    for person in people:
        assert person.ref or len(person.name.split()) >= 2
