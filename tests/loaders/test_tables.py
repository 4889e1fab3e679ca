"""Rules: each row, or run of rows with one key, is the brief that one would write by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, check, read
from whomet.loaders.native.json_text import position_of
from whomet.loaders.tabular.templates import template

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tables"
TWINS = Path(__file__).with_name("twins")
TABLE = (EXAMPLE / "state-visits.csv").read_text(encoding="utf-8")
MAPPING = (EXAMPLE / "state-visits.mapping.yaml").read_text(encoding="utf-8")

SIMPLE = """\
key: id
columns: {how: {values: {f2f: in-person, tel: phone}}}
brief: "b-{id}"
source: Whomet Example Register
published: "{published}"
text: "{a} met {b} on {day}."
entities:
  a: {type: Person, name: "{a}"}
  b: {type: Person, name: "{b}"}
events:
  met: {type: Meeting, participant: [a, b], when: "{day}", format: "{how}"}
"""
ROWS = """\
id,published,a,b,day,how
1,2019-06-14,Shinzo Abe,Ali Khamenei,2019-06-13,f2f
1,2019-06-14,Shinzo Abe,Hassan Rouhani,2019-06-12,f2f
2,2019-12-21,Hassan Rouhani,Shinzo Abe,2019-12-20,
"""


def _write(folder: Path, table: str, mapping: str = SIMPLE, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(table, encoding="utf-8")
    (folder / f"{path.stem}.mapping.yaml").write_text(mapping, encoding="utf-8")
    return path


def _faults(path: Path) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column} {f.code}" for f in check([path]).faults]


def test_the_example_is_its_native_twin() -> None:
    found = {r.brief.id: r.brief for r in read([EXAMPLE]) if r.brief is not None}
    assert len(found) == 3
    (twin,) = read([TWINS / "state-visit-2018-07-16.yaml"])
    assert twin.brief is not None
    assert found[twin.brief.id] == twin.brief


def test_json_lines_and_tabs_say_the_same(tmp_path: Path) -> None:
    header, *lines = [line.split(",") for line in TABLE.splitlines()]
    tabs = "\n".join("\t".join(cells) for cells in (header, *lines))
    as_json = "\n".join(
        json.dumps(dict(zip(header, [c or None for c in line], strict=True))) for line in lines
    )
    wanted = [r.brief for r in read([EXAMPLE])]
    for name, text in (("t.tsv", tabs), ("t.jsonl", as_json)):
        assert [r.brief for r in read([_write(tmp_path, text, MAPPING, name)])] == wanted
    stream = io.BytesIO(as_json.encode())
    mapping = EXAMPLE / "state-visits.mapping.yaml"
    assert [r.brief for r in read(["-"], stdin=stream, mapping=mapping)] == wanted


def test_rows_with_one_key_are_one_brief(tmp_path: Path) -> None:
    first, second = [r.brief for r in read([_write(tmp_path, ROWS)])]
    assert first is not None and second is not None
    assert [m.name for m in first.mentions] == ["Shinzo Abe", "Ali Khamenei", "Hassan Rouhani"]
    assert [c.quote for c in first.claims] == first.text.split("\n")
    assert [c.attributes.get("format") for c in (*first.claims, *second.claims)] == [
        "in-person", "in-person", None,
    ]  # fmt: skip


CASES = [
    ("a day that is none", ROWS.replace("2019-06-12", "2019-06-32"), SIMPLE,
     "t.csv:3:40 unresolved-date"),
    ("an unknown value", ROWS.replace("13,f2f", "13,fax"), SIMPLE, "t.csv:2:49 unknown-value"),
    ("a cell too many", ROWS.replace("20,", "20,,x"), SIMPLE, "t.csv:4:52 cells-at-odds"),
    ("a cell too few", ROWS.replace("20,\n", "20\n"), SIMPLE, "t.csv:4:50 cells-at-odds"),
    ("an open quote", ROWS.replace("2,2019-12", '2,"2019-12'), SIMPLE, "t.csv:4:1 table-syntax"),
    ("a column twice", ROWS.replace("day,how", "day,day"), SIMPLE, "t.csv:1:22 table-syntax"),
    ("two days", ROWS.replace("1,2019-06-14,Shinzo Abe,H", "1,2019-06-15,Shinzo Abe,H"), SIMPLE,
     "t.csv:3:3 rows-at-odds"),
    ("one id again", ROWS + ROWS.split("\n")[1] + "\n", SIMPLE, "t.csv:5:1 duplicate-brief"),
    ("no published", ROWS.replace("2,2019-12-21", "2,"), SIMPLE, "t.csv:4:1 missing-key"),
    ("a name in quotes", ROWS.replace("2019-12-20", '"2019-13-20"'), SIMPLE,
     "t.csv:4:40 unresolved-date"),
    ("no such column", ROWS, SIMPLE.replace('"{day}"', '"{dya}"'),
     "t.mapping.yaml:11:51 unknown-column"),
    ("no such class", ROWS, SIMPLE.replace("Meeting", "Meating"),
     "t.mapping.yaml:11:15 unknown-type"),
    ("no such role", ROWS, SIMPLE.replace("participant", "participent"),
     "t.mapping.yaml:11:24 unknown-key"),
    ("no such entity", ROWS, SIMPLE.replace("[a, b]", "[a, c]"),
     "t.mapping.yaml:11:41 unknown-reference"),
    ("a brace too few", ROWS, SIMPLE.replace("{a} met", "{a met"),
     "t.mapping.yaml:6:7 bad-mapping"),
    ("no mapping text", ROWS, "", "t.mapping.yaml:1:1 empty-file"),
    ("a constant", ROWS, SIMPLE.replace('"{published}"', "soon"),
     "t.mapping.yaml:5:12 bad-published"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "mapping", "place"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_a_fault_is_told_where_it_stands(
    tmp_path: Path, table: str, mapping: str, place: str
) -> None:
    assert _faults(_write(tmp_path, table, mapping))[0] == place


def test_a_table_without_mapping_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert _faults(path) == ["t.csv:1:1 no-mapping"]


def test_parts_that_do_not_go_together(tmp_path: Path) -> None:
    table = TABLE.replace("; wikidata:Q7747", "; wikidata:Q7747; wikidata:Q7747")
    path = _write(tmp_path, table, MAPPING)
    assert [f.split(" ")[1] for f in _faults(path)] == ["cells-at-odds"]


def test_braces_are_written_twice() -> None:
    assert template("{{x}} {a b}").pieces == ("{", "x", "}", " ", *template("{a b}").pieces)


def _holds(path: Path) -> None:
    for result in read([path]):
        assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
        for fault in result.faults:
            assert fault.code in SEVERITIES
            lines = Path(fault.file).read_bytes().decode("utf-8").split("\n")
            assert 1 <= fault.line <= len(lines)
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        if result.brief is not None:
            for claim in result.brief.claims:
                assert result.brief.text[claim.span[0] : claim.span[1]] == claim.quote


VALUE = st.recursive(
    st.sampled_from(["", "{a}", "{b", "{x}", "a", "met", "Meeting", "\x00", "%Q", "%d%d", "\t"])
    | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("a b met type name quote if when edtf split format values".split()),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
PATHS = [
    ("key",), ("delimiter",), ("columns",), ("columns", "day"), ("columns", "how"), ("brief",),
    ("source",), ("published",), ("text",), ("entities",), ("entities", "a"), ("events", "met"),
    ("entities", "a", "part_of"), ("entities", "a", "quote"), ("entities", "a", "type"),
    ("events",), ("events", "met", "when"), ("events", "met", "if"), ("events", "met", "quote"),
    ("events", "met", "participant"), ("events", "met", "during"), ("events", "met", "type"),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), VALUE), min_size=1, max_size=3))
def test_any_mapping(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[str, ...], object]]
) -> None:
    data = yaml.safe_load(SIMPLE)
    for path, value in changes:
        parent = data
        for step in path[:-1]:
            parent = parent.get(step) if isinstance(parent, dict) else None
        if isinstance(parent, dict):
            parent[path[-1]] = value
    _holds(_write(tmp_path_factory.mktemp("t"), ROWS, json.dumps(data)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(ROWS)),
            st.integers(0, 5),
            st.text(st.sampled_from('\t\n\r ,;"{}[]é\x85\u2028😀a1'), max_size=3),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["t.csv", "t.tsv", "t.jsonl"]),
)
def test_any_slip_in_a_table(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[int, int, str]], name: str
) -> None:
    text = ROWS
    for index, removed, added in slips:
        text = text[:index] + added + text[index + removed :]
    _holds(_write(tmp_path_factory.mktemp("t"), text, SIMPLE, name))


def test_the_place_of_a_cell_in_json() -> None:
    assert position_of('{"a": 1, "b": 2}', ("b",), False, 7) == (7, 15)
