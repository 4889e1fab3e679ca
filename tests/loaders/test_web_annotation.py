"""Web Annotation: what the profile says is the brief that its native twin is; damage is told."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, read
from whomet.loaders.native.json_text import position_of
from whomet.loaders.reports import ReadBrief
from whomet.loaders.web_annotation.documents import HELD
from whomet.ontology.vocabulary import default_vocabulary

from ..ontology.damage import right
from .annotated import page

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "web-annotation" / "meseberg.jsonld"
PAGE: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
BRIEFS = sorted((ROOT / "examples" / "briefs").glob("*.yaml"))
(TWIN,) = read([Path(__file__).with_name("twins") / "2018-06-20-meseberg.yaml"])
SOURCE = PAGE["items"][0]["target"]


def _read(value: object, format: str | None = None, **more: Any) -> list[ReadBrief]:
    data = json.dumps(value, ensure_ascii=True, indent=1).encode()
    return list(read(["-"], stdin=io.BytesIO(data), format=format, **more))


def _changed(change: Callable[[list[Any]], object], **more: Any) -> list[str]:
    """The faults of the example with a change to its annotations, with code and place."""
    made = copy.deepcopy(PAGE)
    change(made["items"])
    return [
        f"{fault.code} {str(fault).removeprefix('<stdin>:').partition(':')[2]}"
        for result in _read(made, **more)
        for fault in result.faults
    ]


def test_the_example_is_its_native_twin() -> None:
    (found,) = read([EXAMPLE])
    assert TWIN.brief is not None
    assert (found.brief, found.faults) == (TWIN.brief, ())


@pytest.mark.parametrize("name", ["a.jsonld", "a.json", "a.jsonld.gz", "-"])
def test_it_is_recognised(tmp_path: Path, name: str) -> None:
    import gzip

    data = EXAMPLE.read_bytes()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (found,) = read(["-" if name == "-" else path], stdin=io.BytesIO(data))
    assert found.brief == TWIN.brief


def test_pages_collections_and_lists_say_the_same() -> None:
    context = PAGE["@context"]
    each = [{"@context": context, **annotation} for annotation in PAGE["items"]]
    collection = {"@context": context, "type": "AnnotationCollection", "first": PAGE}
    for shape in (each, collection, [PAGE], {"@context": context, "@graph": PAGE["items"]}):
        assert [result.brief for result in _read(shape)] == [TWIN.brief]


def test_a_context_is_never_fetched_and_a_prefix_is_what_it_says() -> None:
    text = json.dumps(PAGE).replace("whomet:", "w:").replace('"whomet"', '"w"')
    made = json.loads(text)
    made["@context"].append("http://127.0.0.1:9/context.jsonld")
    assert [result.brief for result in _read(made)] == [TWIN.brief]
    whole = json.loads(json.dumps(PAGE).replace("whomet:", "https://w3id.org/whomet/ontology#"))
    assert [result.brief for result in _read(whole)] == [TWIN.brief]


def test_several_sources_are_several_briefs() -> None:
    made = copy.deepcopy(PAGE)
    other = json.loads(json.dumps(PAGE["items"]).replace("meseberg", "again").replace('"#', '"#x'))
    other[0]["body"]["whomet:text"] = PAGE["items"][0]["body"]["whomet:text"]
    for item in other:
        if isinstance(item["target"], dict) and "selector" in item["target"]:
            item["target"] = {**item["target"], "source": SOURCE.replace("meseberg", "again")}
    made["items"] = [x for pair in zip(PAGE["items"], other, strict=True) for x in pair]
    found = [result.brief for result in _read(made)]
    assert [brief and brief.id for brief in found] == ["2018-06-20-meseberg", "2018-06-20-again"]
    assert found[0] == TWIN.brief


def _two() -> dict[str, Any]:
    """The page, and after it the same of another source."""
    made = copy.deepcopy(PAGE)
    other = json.loads(json.dumps(PAGE["items"]).replace("meseberg", "again").replace('"#', '"#x'))
    other[0]["body"]["whomet:text"] = PAGE["items"][0]["body"]["whomet:text"]
    made["items"] += other
    return made


def test_a_fault_refuses_the_brief_of_its_source_only() -> None:
    made = _two()
    made["items"][len(PAGE["items"])]["body"]["whomet:published"] = "2018"
    made["items"][-2] = {"type": "Annotation", "body": {"type": "whomet:Persn"}, "target": "#x"}
    found = list(_read(made))
    assert [r.brief and r.brief.id for r in found if r.brief] == ["2018-06-20-meseberg"]
    assert {f.code for r in found if r.brief for f in r.faults} == set()
    assert "bad-published" in {f.code for r in found for f in r.faults}


@pytest.mark.parametrize("lines", [False, True])
def test_a_file_that_is_too_large_to_be_held_says_the_same(tmp_path: Path, lines: bool) -> None:
    made = _two()
    made["items"][-1] = {"type": "Anotation"}
    context = json.dumps(PAGE["@context"])
    items = [json.dumps(item) for item in made["items"]]
    path = tmp_path / "a.jsonld"
    if lines:
        text = "".join(f'{{"@context": {context}, {item[1:]}\n' for item in items)
    else:
        blanks = " " * (HELD // 2)
        first, second, *others = items
        listed = f"{blanks}{first},{blanks}{second}, {', '.join(others)}"
        text = f'{{"first": {{"items": [{listed}], "next": "x:2"}}, "@context": {context}}}'
    path.write_text(text, encoding="utf-8")
    found = list(read([path]))
    assert next(r.brief for r in found) == TWIN.brief
    assert [r.brief.id for r in found if r.brief] == ["2018-06-20-meseberg", "2018-06-20-again"]
    told = {f.code: f for r in found for f in r.faults}
    assert sorted(told) == ["ignored-annotation"] * (not lines) + ["wrong-shape"]
    assert told["wrong-shape"].line == (len(items) if lines else 1)


def test_one_annotation_that_is_large_is_read(tmp_path: Path) -> None:
    brief = copy.deepcopy(PAGE["items"][0])
    brief["@context"] = PAGE["@context"]
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(brief, indent=1).replace("\n", "\n" + " " * HELD, 1))
    assert [r.brief.id for r in read([path]) if r.brief] == ["2018-06-20-meseberg"]


def test_a_page_that_is_followed_by_another_says_so() -> None:
    (result,) = _read(PAGE | {"next": "https://example.org/page2"})
    assert result.brief == TWIN.brief
    assert [f.problem for f in result.faults] == [
        "the next page is at another address and is not read"
    ]


def _selected(selector: Any) -> Any:
    made = copy.deepcopy(PAGE)
    made["items"][1]["target"]["selector"] = selector
    (result,) = _read(made)
    return result.brief == TWIN.brief or [fault.problem for fault in result.faults]


XPATH = {"type": "XPathSelector", "value": "/html/body/p"}
QUOTED = {"type": "TextQuoteSelector", "exact": "Angela Merkel"}


@pytest.mark.parametrize(
    "selector",
    [
        [XPATH, {"type": "TextPositionSelector", "start": 27, "end": 40}, QUOTED],  # UTF-16 units
        {"type": "oa:TextQuoteSelector", "exact": "Angela Merkel received", "refinedBy": QUOTED},
        {"type": "TextPositionSelector", "start": 20, "end": 60, "refinedBy": [QUOTED]},
        XPATH | {"refinedBy": QUOTED},
        {"type": "FragmentSelector", "value": "char=26,39;length=173"},
    ],
)
def test_words_are_selected_in_other_ways(selector: Any) -> None:
    assert _selected(selector) is True


def test_a_place_within_an_element_is_not_known() -> None:
    inner = {"type": "TextPositionSelector", "start": 0, "end": 5}
    assert _selected(XPATH | {"refinedBy": inner}) == [
        "a place within a XPathSelector is not known"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "https://w3id.org/whomet/ontology#Topic",
        {"type": "Choice", "items": [{"type": "TextualBody", "value": "Topic"}]},
        [{"type": "TextualBody", "value": "Topic", "purpose": "oa:tagging"}],
        {"type": "SpecificResource", "source": "Theme", "purpose": "classifying"},
    ],
)
def test_a_class_is_said_in_other_ways(body: Any) -> None:
    made = copy.deepcopy(PAGE)
    made["@context"].append({"Theme": {"@id": "https://w3id.org/whomet/ontology#Topic"}})
    item = made["items"][7]
    del item["motivation"]
    key = {"type": "SpecificResource", "source": "#budget", "purpose": "identifying"}
    bodies = body if isinstance(body, list) else [body]
    item["body"] = [*bodies, key, *_tags(item["body"])]
    assert [result.brief for result in _read(made)] == [TWIN.brief]


def _tags(body: Any) -> list[Any]:
    """What a body says besides its class, as texts without a purpose."""
    named = {key: value for key, value in body.items() if key.startswith("whomet:")}
    said = [f"{key.removeprefix('whomet:')}={value}" for key, value in named.items()]
    return [{"type": "TextualBody", "value": text} for text in said]


@pytest.mark.parametrize("by_quote", [False, True])
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_an_example_brief_written_and_read_is_the_same(path: Path, by_quote: bool) -> None:
    (native,) = read([path])
    assert native.brief is not None
    (found,) = _read(page(native.brief, by_quote=by_quote))
    assert found.brief == native.brief
    assert [f.code for f in found.faults] == [f.code for f in native.faults]


@st.composite
def _briefs(draw: st.DrawFn) -> dict[str, Any]:
    made = right(lambda several: draw(st.sampled_from(several)), default_vocabulary())
    return made | {"text": draw(st.sampled_from(["", "😀 ", "𝔸. "])) + made["text"]}


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(_briefs(), st.booleans())
def test_a_brief_written_and_read_is_the_same(brief: dict[str, Any], by_quote: bool) -> None:
    (native,) = _read(brief)
    assert native.brief is not None
    (found,) = _read(page(native.brief, by_quote=by_quote))
    assert found.brief == native.brief


DAMAGE: list[tuple[Callable[[list[Any]], object], list[str]]] = [
    (
        lambda a: a[1]["target"]["selector"][0].update(start=28, end=41),
        ["bad-offset 6: the text at these offsets is different; "
         "found “gela Merkel r” at 28 to 41; "
         "expected “Angela Merkel”, at 26 to 39"],
    ),
    (
        lambda a: a[1]["target"]["selector"][0].update(end=4000),
        ["bad-offset 6: a position must be within the text; found “26 to 4000”; "
         "expected start before end, from 0 to 173, in code points"],
    ),
    (
        lambda a: a[7]["target"]["selector"].update(exact="budgt"),
        ["quote-not-found 17: these words are not in the text; found “budgt”; "
         "expected “budget”"],
    ),
    (
        lambda a: a[3]["target"]["selector"].update(prefix="in "),
        ["quote-not-found 17: these words do not occur between prefix and suffix; "
         "found “in Macron”; "
         "expected the text before and after them exactly as it is"],
    ),
    (
        lambda a: a[9]["target"]["selector"].update(exact="Macron"),
        ["quote-ambiguous 3: the words of this event occur 2 times in the text; "
         "found “Macron”; expected more of the words around them, or their position"],
    ),
    (
        lambda a: a[9]["target"]["selector"].update(exact="on", prefix="own, Macr"),
        ["bad-offset 3: an event is marked within a word; found “on”; "
         "expected whole words"],
    ),
    (
        lambda a: a[7]["target"].update(selector={"type": "FragmentSelector", "value": "char=1"}),
        ["bad-selector 17: none of the selectors is one that is read; found “FragmentSelector”; "
         "expected a TextPositionSelector or a TextQuoteSelector"],
    ),
    (
        lambda a: a[8]["body"].update(type="whomet:Meetng"),
        ["unknown-type 13: this is not a class of the ontology; found “Meetng”; "
         "expected Meeting"],
    ),
    (
        lambda a: a[9]["body"][0].update(value="Statment"),
        ["unknown-type 15: this is not a class of the ontology; found “Statment”; "
         "expected Statement"],
    ),
    (
        lambda a: a[8]["body"].update({"whomet:hst": "#merkel"}),
        ["unknown-role 19: a Meeting has no role “hst”; expected host"],
    ),
    (
        lambda a: a[8]["body"].update({"whomet:host": {"id": "#merkle"}}),
        ["unknown-reference 20: no entity or event of this brief has this key; "
         "found “merkle”; expected merkel"],
    ),
    (
        lambda a: a[8]["body"].update({"whomet:format": "phon"}),
        ["unknown-value 22: format must be one of in-person, phone, video, written; "
         "found “phon”; expected phone"],
    ),
    (
        lambda a: a[-1].update(target=["#e2", "#d9"]),
        ["unknown-reference 5: no annotation has this id; found “#d9”; expected #d1"],
    ),
    (
        lambda a: a[-1].pop("body"),
        ["wrong-shape 3: this linking annotation lacks a tag with its role; expected "
         '"target": ["#event", "#filler"], and a tag such as participant'],
    ),
    (
        lambda a: a[7].pop("target"),
        ["wrong-shape 3: this annotation has no target; expected "
         '"target": {"source": "…", "selector": {…}}',
         "unknown-reference 5: no annotation has this id; found “#a7”; expected #a1"],
    ),
    (
        lambda a: a[2]["body"].append({"purpose": "tagging", "value": "name=E. Macron"}),
        ["marks-at-odds 15: name has two values; found “E. Macron”; "
         "expected “Emmanuel Macron”, as given first"],
    ),
    (
        lambda a: a[2]["body"].append({"purpose": "tagging", "value": "Place"}),
        ["marks-at-odds 15: an annotation must have one class of the ontology; found “Place”; "
         "expected Person"],
    ),
    (
        lambda a: a.pop(0),
        ["missing-key 14: no annotation gives the text of this source; "
         f"found “{SOURCE}”; expected an annotation of it with a body of type "
         "whomet:Brief that has its text"],
    ),
    (
        lambda a: a[0]["body"].pop("whomet:text"),
        ["missing-key 3: the key text is missing; expected the text that is annotated"],
    ),
    (
        lambda a: a[0]["body"].update({"whomet:published": "2018"}),
        ["bad-published 25: published must be a full date; found “2018”; "
         "expected a day of the calendar as YYYY-MM-DD, such as 2017-10-19"],
    ),
    (
        lambda a: a.append({"type": "Anotation"}),
        ["wrong-shape 3: this is neither an annotation nor a page of them; found “Anotation”; "
         'expected "type": "Annotation"'],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), DAMAGE)
def test_damage_is_told(change: Callable[[list[Any]], object], told: list[str]) -> None:
    assert _changed(change) == told


def test_all_faults_come_in_one_run_where_they_stand() -> None:
    made = copy.deepcopy(PAGE)
    made["items"][8]["body"]["type"] = "whomet:Meetng"
    made["items"][7]["target"]["selector"]["exact"] = "budgt"
    made["items"][0]["body"]["whomet:published"] = "2018"
    (result,) = _read(made)
    text = json.dumps(made, ensure_ascii=True, indent=1)
    places = [
        position_of(text, ("items", *path))
        for path in (
            (0, "body", "whomet:published"),
            (7, "target", "selector"),
            (8, "body", "type"),
        )
    ]
    assert sorted((f.line, f.column) for f in result.faults) == places


def test_a_comment_is_left_out_with_a_word_and_can_be_ignored() -> None:
    def comment(items: list[Any]) -> None:
        body = {"type": "TextualBody", "value": "Check this", "purpose": "commenting"}
        items.append({"type": "Annotation", "body": body, "target": SOURCE})

    assert _changed(comment) == [
        "ignored-annotation 3: warning: this annotation has no class of the ontology and is"
        " ignored; expected a body with one, such as whomet:Person"
    ]
    assert _changed(comment, ignore=["ignored-annotation"]) == []


def test_the_page_shows_the_brief_of_the_example() -> None:
    text = (ROOT / "docs" / "web-annotation.md").read_text(encoding="utf-8")
    (shown,) = read(["-"], stdin=io.BytesIO(text.split("```yaml\n")[1].split("```")[0].encode()))
    assert shown.brief == TWIN.brief


def test_the_other_ways_of_writing_say_the_same() -> None:
    """Links from target to body, roles by tags, bare names, dates that count from an event."""
    made = copy.deepcopy(PAGE)
    *items, speaker, topic, said_at, _ = made["items"]
    topic |= {"target": "#e2", "body": [topic["body"], "#a7"]}
    speaker["body"]["value"] = "Speaker"
    items[9]["body"].append({"purpose": "tagging", "value": "said_at=#talks"})
    items[9]["body"].append({"type": "Statement", "when": {"edtf": "2018-06-19",
                             "phrase": "after their talks"}})  # fmt: skip
    made["items"] = [*items, speaker, topic]
    assert said_at["target"] == ["#e2", "#e1"]
    assert _read(made)[0].brief == TWIN.brief
    made = json.loads(json.dumps(made).replace("after their talks", "the next day"))
    made["items"][9]["body"][-1]["when"] = {"phrase": "the next day", "relative_to": "#talks"}
    (counted,) = _read(made)
    assert counted.brief is not None and counted.brief.claims[1].when is not None
    assert counted.brief.claims[1].when.edtf == "2018-06-20"


def test_a_page_elsewhere_is_not_fetched() -> None:
    (result,) = _read(PAGE | {"type": "AnnotationCollection", "items": "http://127.0.0.1:9/1"})
    assert [f.code for f in result.faults] == ["wrong-shape"]


@pytest.mark.parametrize(
    ("iri", "ref"),
    [
        ("http://www.wikidata.org/entity/Q4070", "wikidata:Q4070"),
        ("https://www.wikidata.org/wiki/Q4070", "wikidata:Q4070"),
        ("https://sws.geonames.org/2950159/", "geonames:2950159"),
        ("https://viaf.org/viaf/19939491", "viaf:19939491"),
        ("https://w3id.org/whomet/data/person/wikidata:Q4070", "wikidata:Q4070"),
        ("https://w3id.org/whomet/data/person/person:someone-else", None),
        ("wikidata:Q4070", "wikidata:Q4070"),
        ("https://example.org/people/7", "https://example.org/people/7"),
        ("urn:uuid:5c2c2f2e-9d5c-4b8e-8f4e-3f2f0d7a1b9e", None),
    ],
)
def test_what_an_iri_identifies(iri: str, ref: str | None) -> None:
    made = copy.deepcopy(PAGE)
    made["items"][2]["body"][1]["source"] = iri
    (result,) = _read(made)
    assert result.brief is not None
    assert result.brief.mentions[1].ref == ref


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, child in items for p in _paths(child, (*path, key)))]


VALUES = (
    st.sampled_from(["", "Person", "Meeting", "type", "\ud800", "\x00", "#e1", "zz", "a=b", "Date",
                     "whomet:Brief", "linking", SOURCE, "=", "name=", 10**30, -1, "#"])
    | st.none() | st.booleans() | st.floats() | st.just([]) | st.just({}) | st.just([[]])
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_paths(PAGE)[1:]), VALUES), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    made = copy.deepcopy(PAGE)
    for path, value in changes:
        parent = made
        try:
            for step in path[:-1]:
                parent = parent[step]
            # A copy: the same object in two places could hold itself.
            parent[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    lines = json.dumps(made, ensure_ascii=True, indent=1).split("\n")
    for result in _read(made, "web-annotation"):
        assert result.is_refused == any(f.severity == "error" for f in result.faults)
        assert result.brief is not None or result.faults
        for fault in result.faults:
            assert fault.code in SEVERITIES
            assert 1 <= fault.line <= len(lines)
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
            assert str(fault).isprintable()
