"""The same brief in every format, offsets, places in JSON, and memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from whomet.loaders import brief_buffer as spool
from whomet.loaders import read
from whomet.loaders.checking.occurrences import anywhere, is_word, whole_words
from whomet.loaders.native import json_text, yaml_text
from whomet.loaders.parsed import Number, locate_in
from whomet.ontology.records import Brief

CASES = Path(__file__).with_name("cases")
BASE = (CASES / "base.yaml").read_text(encoding="utf-8")

LETTERS = st.sampled_from("aäé😀𝒳حמ北 \u0301\u200c-.'\nTe")
WORDS = st.text(LETTERS, min_size=1, max_size=40)


def one(text: str, name: str = "-") -> Brief:
    (result,) = read(["-"], stdin=io.BytesIO(text.encode()))
    assert result.brief is not None, result.faults
    return result.brief


def values(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def test_one_brief_is_the_same_in_every_format() -> None:
    data = values(BASE)
    brief = one(BASE)
    assert one(json.dumps(data)) == brief
    assert one(json.dumps(data, ensure_ascii=False, indent=2)) == brief
    assert one(yaml.safe_dump(data, allow_unicode=True, sort_keys=False)) == brief
    assert (
        one(yaml.safe_dump(data, allow_unicode=True, default_flow_style=True, sort_keys=False))
        == brief
    )


def test_dates_that_count_from_other_events() -> None:
    """In any order, over several steps, and kept as the day that they come to."""
    text = BASE.replace(
        "met al-Assad again in the evening", "left two days later, the day after it"
    )
    text = text.replace(
        "events:\n",
        "events:\n"
        "  left: {type: Visit, visitor: bagheri, destination: syria,"
        " end: {phrase: the day after, relative_to: second}}\n"
        "  second: {type: Meeting, participant: [bagheri, assad],"
        " when: {phrase: two days later, relative_to: trip}}\n",
    )
    left, second = one(text).claims[:2]
    assert left.end is not None and second.when is not None
    assert (second.when.edtf, second.when.phrase) == ("2017-10-19", "two days later")
    assert (left.end.edtf, left.end.phrase) == ("2017-10-20", "the day after")
    assert left.end.span is not None
    assert text.count("the day after") == 2
    assert one(text).text[slice(*left.end.span)] == "the day after"


def test_the_base_as_records() -> None:
    brief = one(BASE)
    assert (brief.id, brief.title, brief.language) == (
        "2017-10-19-damascus", "A general in Damascus", "en",
    )  # fmt: skip
    bagheri = brief.mentions[0]
    assert [brief.text[a:b] for a, b in bagheri.spans] == [
        "General Mohammad Bagheri", "Bagheri", "Bagheri",
    ]  # fmt: skip
    assad = brief.mentions[1]
    assert [brief.text[a:b] for a, b in assad.spans] == ["Bashar al-Assad", "al-Assad", "al-Assad"]
    trip, met, letter, post = brief.claims
    assert met.roles == {
        "participant": ("bagheri", "assad"), "place": ("damascus",), "during": ("trip",),
    }  # fmt: skip
    assert met.when is not None and trip.start is not None and post.start is not None
    assert (met.when.edtf, met.when.phrase) == ("2017-10-19", "today")
    assert (trip.start.edtf, trip.start.phrase) == ("2017-10-17", "Tuesday 17 October 2017")
    assert (post.start.edtf, post.start.phrase) == ("2016", "2016")
    assert letter.attributes == {"form": "written"}
    assert met.source == ("agency",)
    assert Brief.from_annotation(
        brief.annotation(), id=brief.id, title=brief.title, source=brief.source,
        published=brief.published, text=brief.text, language=brief.language, url=brief.url,
    ).annotation() == brief.annotation()  # fmt: skip


def test_what_yaml_would_make_of_words() -> None:
    text = "brief: 2017\nsource: no\npublished: 2017-10-19\ntext: on 2017\nlanguage: no\n"
    brief = one(text + "events:\n  on: {type: Statement, speaker: yes, when: 2017-10}\n"
                "entities:\n  yes: {type: Person, name: 1.0 Null, quote: on}\n")  # fmt: skip
    assert (brief.id, brief.source, brief.language) == ("2017", "no", "no")
    assert (brief.claims[0].key, brief.claims[0].roles) == ("on", {"speaker": ("yes",)})
    assert brief.claims[0].when is not None and brief.claims[0].when.edtf == "2017-10"


def test_without_a_quote_the_claim_points_at_the_whole_text() -> None:
    claim = one(BASE.replace("    quote: Bagheri came to Syria\n", "")).claims[0]
    brief = one(BASE)
    assert claim.whole_text and claim.span == (0, len(brief.text))


def test_the_occurrence_inside_the_quote_else_the_nearest_is_meant() -> None:
    text = "Today he slept. He met Ali Reza on Monday. On Friday, or on Monday, he left."
    event = "events:\n  e: {{type: Meeting, participant: [a, b], quote: {}, when: on Monday}}\n"
    head = (
        f"brief: b\nsource: s\npublished: 2017-10-19\ntext: {text!r}\nentities:\n"
        "  a: {type: Topic, name: a}\n  a1: {type: Person, name: Ali Reza, quote: Ali Reza}\n"
    ).replace("  a: {type: Topic, name: a}\n", "  a: {type: Person, name: A B}\n")
    head += "  b: {type: Person, name: B C}\n"

    def place(quote: str) -> int:
        date = one(head + event.format(quote)).claims[0].when
        assert date is not None and date.span is not None
        return date.span[0]

    assert place('"He met Ali Reza"') == text.index("on Monday")
    assert place('"or on Monday, he left"') == text.rindex("on Monday")
    assert place('"he left"') == text.rindex("on Monday")


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_offsets_hold_for_any_text(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    quotes = [p for p in pieces if p.strip() and whole_words(p, text)]
    if not quotes:
        return
    chosen = data.draw(st.lists(st.sampled_from(quotes), min_size=1, max_size=4, unique=True))
    anchor = data.draw(st.sampled_from(quotes))
    nth = data.draw(st.integers(1, len(anywhere(anchor, text))))
    brief = one(json.dumps({
        "brief": "b", "source": "s", "published": "2017-10-19", "text": text,
        "entities": {
            **{f"t{i}": {"type": "Topic", "name": f"T {i}", "quote": [q]}
               for i, q in enumerate(chosen)},
            "p": {"type": "Person", "name": "P Q"},
        },
        "events": {"e": {"type": "Statement", "speaker": "p",
                         "quote": {"text": anchor, "nth": str(nth)}}},
    }))  # fmt: skip
    for mention in brief.mentions:
        for start, end in mention.spans:
            assert brief.text[start:end] in mention.surfaces
    claim = brief.claims[0]
    assert brief.text[claim.span[0] : claim.span[1]] == claim.quote == anchor
    every = [(m.key, s) for m in brief.mentions for s in m.spans]
    for key, (start, end) in every:
        for other, (low, high) in every:
            inside = low <= start and end <= high and high - low > end - start
            assert not inside, (key, other)


@given(st.text(LETTERS, max_size=60), st.text(LETTERS, min_size=1, max_size=4))
def test_whole_words_against_their_definition(text: str, words: str) -> None:
    def joined(left: str, right: str) -> bool:
        return is_word(left) and is_word(right)

    expected = [
        (i, i + len(words))
        for i in range(len(text) - len(words) + 1)
        if text[i : i + len(words)] == words
        and not (i and joined(text[i - 1], words[0]))
        and not (i + len(words) < len(text) and joined(words[-1], text[i + len(words)]))
    ]
    assert whole_words(words, text) == expected


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, child in items for p in paths(child, (*path, key)))]


def plain(value: Any) -> Any:
    """A value as the standard decoder gives it, as text, so that NaN equals itself."""
    if isinstance(value, Number):
        return repr(json.loads(value))
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return repr(value)


@given(JSON, st.booleans(), st.sampled_from([None, 0, 2]))
def test_a_json_text_means_what_it_means_to_everybody(
    value: Any, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    parsed = json_text.parse(text)
    assert plain(parsed) == plain(json.loads(text))
    decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)
    lines = text.split("\n")
    for path in paths(parsed):
        line, column = json_text.position_of(text, path)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        found: Any = parsed
        for step in path:
            found = found[step]
        assert decoder.raw_decode(rest)[0] == found
        if path and isinstance(path[-1], str):
            line, column = json_text.position_of(text, path, at_key=True)
            rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
            assert decoder.raw_decode(rest)[0] == path[-1]


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff"),
    max_size=20,
)


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3), min_size=1, max_size=5))
def test_a_yaml_text_means_what_it_means_to_everybody(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"', width=10**9)
    root = yaml_text.parse(text)
    assert root.value == value
    lines = text.split("\n")
    for path in paths(value)[1:]:
        line, column = locate_in(root, path, False)
        assert lines[line - 1][column - 1] in '"[-', (text, path)


def lines_of(count: int) -> bytes:
    data = values(BASE)
    return b"".join(json.dumps({**data, "brief": f"b{n}"}).encode() + b"\n" for n in range(count))


@pytest.fixture
def small_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 20)
    monkeypatch.setattr(spool, "AT_ONCE", 10)


def test_what_waited_in_the_temporary_file_is_what_went_in(small_spool: None) -> None:
    data = lines_of(65).replace(b'"Ali Khamenei", "quote"', b'"Khamenei", "quote"')
    results = list(read(["-"], stdin=io.BytesIO(data)))
    assert [r.brief and r.brief.id for r in results] == [f"b{n}" for n in range(65)]
    first, last = results[0], results[-1]  # from the file, and from memory
    assert first.brief is not None and last.brief is not None
    assert (first.brief.mentions, first.brief.claims) == (last.brief.mentions, last.brief.claims)
    assert first.brief.published == last.brief.published
    assert [f.code for f in first.faults] == ["single-word-name"]
    assert [r.line for r in results] == list(range(1, 66))


def test_memory_does_not_grow_with_the_number_of_briefs(small_spool: None, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        path.write_bytes(lines_of(count))
        tracemalloc.start()
        assert sum(1 for _ in read([path])) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(50)
    few, many = peak(60), peak(300)
    # What is left is the id of each brief, which must be unique in the run.
    assert many < few + 240 * 300


def test_without_the_c_parser_places_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = BASE.replace("A general", '"Ein 😀 General\u2028, x"').replace(
        "in Damascus\nsource", "\nsource"
    )
    fast = yaml_text.parse(text)
    monkeypatch.setattr(yaml_text, "_loader", lambda: yaml.BaseLoader)
    slow = yaml_text.parse(text)
    assert fast.value == slow.value
    for path in paths(fast.value):
        assert locate_in(fast, path, False) == locate_in(slow, path, False), path
        assert locate_in(fast, path, True) == locate_in(slow, path, True), path


_SENSES = """\
brief: senses
source: s
published: 2019-06-13
text: SANA, a and b say Bo Li met Ed Fox in Tehran. Tehran agreed. The Tehran talks ended.
entities:
  sana: {type: Organization, name: SANA}
  a: {type: Organization, name: Office A}
  b: {type: Organization, name: Office B}
  bo: {type: Person, name: Bo Li}
  ed: {type: Person, name: Ed Fox}
  talks: {type: Topic, name: Tehran talks, quote: Tehran talks}
  city: {type: Place, name: Tehran, quote: [{text: Tehran, nth: [1, 3]}]}
  government: {type: Organization, name: Iran, quote: {text: Tehran, nth: 2}}
events:
  met: {type: Meeting, participant: [bo, ed], place: city, source: [sana, [a, b]]}
"""


def _brief_of(text: str) -> Any:
    (result,) = read(["-"], stdin=io.BytesIO(text.encode()))
    return result


def test_an_entity_may_say_which_occurrences_are_meant() -> None:
    brief = _brief_of(_SENSES).brief
    spans = {m.key: m.spans for m in brief.mentions if m.spans}
    places = [brief.text.index("Tehran")]
    places += [brief.text.index("Tehran", n + 1) for n in (places[0], places[0] + 8)]
    wanted = [(start, start + 6) for start in places]
    assert spans["city"] == (wanted[0], wanted[2])
    assert spans["government"] == (wanted[1],)
    assert spans["talks"] == ((places[2], places[2] + 12),)


def test_without_a_number_all_occurrences_count_that_are_not_in_a_longer_mention() -> None:
    brief = _brief_of(_SENSES.replace("[{text: Tehran, nth: [1, 3]}]", "Tehran")).brief
    (city,) = (m for m in brief.mentions if m.key == "city")
    assert len(city.spans) == 2


def test_who_said_it_together_is_one_step_of_the_chain() -> None:
    (claim,) = _brief_of(_SENSES).brief.claims
    assert claim.source == ("sana", ("a", "b"))
    assert list(claim.attribution) == [(0, "sana"), (1, "a"), (1, "b")]


@pytest.mark.parametrize(
    ("chain", "column", "code"),
    [("[sana, [a, c]]", 75, "unknown-reference"), ("[sana, []]", 68, "empty-list")],
)
def test_a_chain_with_a_mistake(chain: str, column: int, code: str) -> None:
    result = _brief_of(_SENSES.replace("[sana, [a, b]]", chain))
    assert (code, column) in [(f.code, f.column) for f in result.faults if f.line == 15]


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("Ole\u00a0Hansen", "no-break space (U+00A0) here, a blank in the text"),
        ("Ole Hansén".replace("é", "e\u0301"), None),
    ],
)
def test_words_that_look_alike_are_told_apart(quote: str, says: str | None) -> None:
    data = {"brief": "b", "source": "s", "published": "2020-01-05", "text": "Ole Hansen left."}
    entity = {"type": "Topic", "name": "x", "quote": quote}
    result = _brief_of(json.dumps(data | {"entities": {"a": entity}}))
    (fault,) = result.faults
    assert fault.code == "quote-not-found"
    assert ("look like" in fault.problem) == (says is not None)
    assert says is None or says in fault.problem


@pytest.mark.parametrize("time", ["T10:00:00Z", " 23:59", "T00:30:00.123+02:00"])
def test_no_title_and_a_time_of_publication(time: str) -> None:
    data = {"brief": "b", "title": None, "source": "s", "published": f"2019-06-13{time}"}
    brief = _brief_of(json.dumps(data | {"text": "x"})).brief
    assert (brief.title, brief.published.isoformat()) == ("b", "2019-06-13")


def test_phrases_are_told_together_with_a_wrong_day_of_publication(
    tmp_path: Path,
) -> None:
    text = """\
brief: a
source: X
published: 2020-13-05
text: Ann Lee met Bo Lund on Blursday the 3rd, and on Tuesday.
entities:
  a: {type: Person, name: Ann Lee}
  b: {type: Person, name: Bo Lund}
events:
  e: {type: Meeting, participant: [a, b], when: Blursday the 3rd}
  f: {type: Meeting, participant: [a, b], when: on Tuesday}
  g: {type: Meeting, participant: [a, b], when: on Monday}
"""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    found = [(fault.code, fault.line) for result in read([path]) for fault in result.faults]
    assert found == [("bad-published", 3), ("unresolved-date", 9), ("phrase-not-found", 11)]
