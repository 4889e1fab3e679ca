"""Native → YAML, JSON or brat → native: nothing of a brief is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.graph import strategies
from tests.ontology.damage import right
from whomet.loaders import ReadBrief, read
from whomet.loaders.brat.notes import Setting, escaped, plain, settings_of, written
from whomet.loaders.brat.standoff import Word
from whomet.loaders.brat.writing import to_brat
from whomet.loaders.native.writing import to_json, to_json_line, to_yaml
from whomet.ontology.compile import compile_ontology
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "briefs").glob("*.yaml"))
WORDS = default_vocabulary()

# What the native format and its checks make of a text is in test_reading.py; here it must survive.
LETTERS = st.sampled_from([*"aEé😀𝒳حم北ıß", *"-.,;:=|\\#'\"_*&!%@`~[]{}<>?/()", *"  \t\n", "\u200c",
                           "\u0301", "\u2028", "\x85", "\xa0", "\ufeff", "\r",
                           "T1", "E1 ", "nth"])  # fmt: skip
PIECES = st.lists(LETTERS, min_size=1, max_size=12).map("".join)
LINES = PIECES.map(lambda text: text.replace("\n", " ").replace("\r", " ")).filter(str.strip)
DATES = [
    *("today", "on Tuesday", "2017", "2017-10-17", "last week"),
    *({"edtf": "2017-10"}, {"phrase": "that day", "edtf": "2017-10-17/2017-10-19"}),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("briefs")


def one(*paths: Path | str, **reading: Any) -> ReadBrief:
    (result,) = read(paths, **reading)
    return result


def loaded(data: dict[str, Any]) -> Brief:
    """The brief that some values are; those with errors are none that could be written."""
    brief = one("-", stdin=BytesIO(json.dumps(data).encode())).brief
    assume(brief is not None)
    assert brief is not None
    return brief


def unordered(brief: Brief) -> Brief:
    """brat has one order for what is marked and another file for what is not; see docs/brat.md."""
    return replace(
        brief,
        mentions=tuple(sorted(brief.mentions, key=lambda mention: mention.key)),
        claims=tuple(sorted(brief.claims, key=lambda claim: claim.key)),
    )


def through_brat(brief: Brief, folder: Path, vocabulary: Vocabulary = WORDS) -> ReadBrief:
    for ending, text in to_brat(brief, vocabulary).items():
        (folder / f"b{ending}").write_bytes(text.encode())
    return one(folder / "b.ann", vocabulary=vocabulary)


def held(brief: Brief, folder: Path, vocabulary: Vocabulary = WORDS) -> None:
    """The brief comes back from every form that it is written in."""
    forms: tuple[Callable[..., str], ...] = (to_yaml, to_json, to_json_line)
    for form in forms:
        text = form(brief, vocabulary)
        back = one("-", stdin=BytesIO(text.encode()), vocabulary=vocabulary)
        assert back.brief == brief, text
    back = through_brat(brief, folder, vocabulary)
    shown = [str(fault) for fault in back.faults], to_brat(brief, vocabulary)
    assert back.brief is not None, shown
    assert unordered(back.brief) == unordered(brief), shown


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples(path: Path, folder: Path) -> None:
    found = one(path)
    assert found.brief is not None
    held(found.brief, folder)
    # Nor is anything doubtful that was not: the same warnings are told.
    back = through_brat(found.brief, folder)
    assert sorted(f.code for f in back.faults) == sorted(f.code for f in found.faults)


def test_classes_of_ones_own(folder: Path) -> None:
    vocabulary = compile_ontology([ROOT / "examples" / "extension" / "agreement.ttl"]).vocabulary
    for result in read([ROOT / "examples" / "extension" / "briefs"], vocabulary=vocabulary):
        assert result.brief is not None
        held(result.brief, folder, vocabulary)


@settings(max_examples=50, deadline=None)
@given(strategies.briefs("b1"))
def test_briefs_that_collide(folder: Path, brief: Brief) -> None:
    held(brief, folder)


def _text_and_places(draw: st.DrawFn) -> tuple[str, list[str]]:
    pieces = draw(st.lists(PIECES, min_size=1, max_size=8))
    pieces += draw(st.lists(st.sampled_from([d for d in DATES if isinstance(d, str)]), max_size=3))
    pieces += ["that day"]
    return " ".join(pieces), pieces


@st.composite
def briefs(draw: st.DrawFn) -> dict[str, Any]:
    """Any brief of the vocabulary, on a text that makes words, lines and offsets hard to keep."""

    def choose(several: Any) -> Any:
        return draw(st.sampled_from(several))

    data: dict[str, Any] = json.loads(json.dumps(right(choose, WORDS)))
    text, pieces = _text_and_places(draw)
    data["text"] = text
    quotes = st.sampled_from([piece for piece in pieces if piece.strip()] or [text])
    for entity in data["entities"].values():
        entity.pop("quote", None)
        if draw(st.booleans()):
            entity["quote"] = draw(st.lists(quotes, min_size=1, max_size=3))
        if draw(st.integers(0, 3)) == 0:
            entity["name"] = draw(LINES)
        if draw(st.integers(0, 3)) == 0:
            entity["aliases"] = draw(st.lists(LINES, min_size=1, max_size=2))
    for event in data["events"].values():
        event.pop("quote", None)
        for name in ("when", "start", "end"):
            event.pop(name, None)
        if draw(st.booleans()):
            event["quote"] = {"text": draw(quotes), "nth": "1"}
        if draw(st.booleans()):
            event[draw(st.sampled_from(["when", "start", "end"]))] = draw(st.sampled_from(DATES))
        if draw(st.booleans()):
            event["note"] = draw(PIECES.filter(str.strip))
    for key in ("title", "source"):
        data[key] = draw(LINES)
    data["published"] = draw(st.dates(date(2017, 1, 1), date(2018, 1, 1))).isoformat()
    return data


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(briefs())
def test_any_brief(folder: Path, data: dict[str, Any]) -> None:
    held(loaded(data), folder)


VALUES = LINES | st.lists(LINES, min_size=1, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["name", "part_of", "x1"]), VALUES), min_size=1))
def test_any_note(said: list[tuple[str, str | list[str]]]) -> None:
    note = written(said)
    assert len(note.splitlines()) == 1
    free, found = settings_of(Word(note, (1, 1)))
    assert free is None

    def value(setting: Setting, of: str | list[str]) -> str | list[str]:
        assert note[setting.key.position[1] - 1 :].startswith(f"{setting.key.text}=")
        assert note[setting.value.position[1] - 1 :].startswith(setting.value.text)
        return setting.text if isinstance(of, str) else setting.texts

    pairs = zip(found, said, strict=True)
    assert [(s.key.text, value(s, of)) for s, (_, of) in pairs] == said


@given(PIECES)
def test_any_value_of_a_note(text: str) -> None:
    assert plain(escaped(text)) == text


def test_numbers_of_occurrences_and_steps_of_several(folder: Path) -> None:
    text = "Tehran said, and Tehran heard. Of Tehran nothing."
    data: dict[str, Any] = {
        "brief": "b", "source": "s", "published": "2019-06-13", "text": text,
        "entities": {
            "city": {"type": "Place", "name": "Tehran", "quote": {"text": "Tehran", "nth": 2}},
            "iran": {"type": "Organization", "name": "Iran",
                     "quote": [{"text": "Tehran", "nth": [1, 3]}]},
            "a": {"type": "Organization", "name": "Office A"},
        },
        "events": {"e": {"type": "Visit", "visitor": "iran", "destination": "city",
                         "source": ["iran", ["a", "iran"]], "quote": "heard"}},
    }  # fmt: skip
    data["events"]["e"]["source"] = [["a", "iran"]]
    held(loaded(data), folder)
