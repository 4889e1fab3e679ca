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

from .tables import (
    DAYS,
    MEETINGS,
    MONTHS,
    RIGHT,
    SIMPLE,
    briefs_of,
    faults_of,
    warnings_of,
    write_table,
)

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tables"
TWINS = Path(__file__).with_name("twins")
TABLE = (EXAMPLE / "state-visits.csv").read_text(encoding="utf-8")
MAPPING = (EXAMPLE / "state-visits.mapping.yaml").read_text(encoding="utf-8")

ROWS = """\
id,published,a,b,day,how
1,2019-06-14,Shinzo Abe,Ali Khamenei,2019-06-13,f2f
1,2019-06-14,Shinzo Abe,Hassan Rouhani,2019-06-12,f2f
2,2019-12-21,Hassan Rouhani,Shinzo Abe,2019-12-20,
"""


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
        assert [r.brief for r in read([write_table(tmp_path, text, MAPPING, name)])] == wanted
    stream = io.BytesIO(as_json.encode())
    mapping = EXAMPLE / "state-visits.mapping.yaml"
    assert [r.brief for r in read(["-"], stdin=stream, mapping=mapping)] == wanted


def test_rows_with_one_key_are_one_brief(tmp_path: Path) -> None:
    first, second = [r.brief for r in read([write_table(tmp_path, ROWS)])]
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
    ("a carriage return in the header", ROWS.replace("published,a", "published,a\r x"), SIMPLE,
     "t.csv:1:1 table-syntax"),
    ("a column twice", ROWS.replace("day,how", "day,day"), SIMPLE,
     "t.mapping.yaml:2:16 unknown-column"),
    ("two days", ROWS.replace("1,2019-06-14,Shinzo Abe,H", "1,2019-06-15,Shinzo Abe,H"), SIMPLE,
     "t.csv:3:3 rows-at-odds"),
    ("one id again", ROWS + ROWS.split("\n")[1] + "\n", SIMPLE, "t.csv:5:1 duplicate-brief"),
    ("no published", ROWS.replace("2,2019-12-21", "2,"), SIMPLE, "t.csv:4:3 missing-key"),
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
    assert faults_of(write_table(tmp_path, table, mapping))[0] == place


def test_a_table_without_mapping_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert faults_of(path) == ["t.csv:1:1 no-mapping"]


def test_a_wrong_constant_is_told_once_and_the_rows_are_not_read(tmp_path: Path) -> None:
    path = write_table(tmp_path, ROWS, SIMPLE.replace('"{how}"', "inperson"))
    [fault] = check([path]).faults
    assert fault.code == "unknown-value" and Path(fault.file).name == "t.mapping.yaml"
    assert fault.fix == "in-person; the rows were not read"


def test_a_day_with_two_readings_is_a_format_of_its_column(tmp_path: Path) -> None:
    [fault] = check([write_table(tmp_path, ROWS.replace("2019-12-20", "03/04/2019"))]).faults
    assert fault.problem == "“03/04/2019” may be 4 March 2019 or 3 April 2019"
    assert fault.fix is not None and 'columns: {day: {format: "%d/%m/%Y"}}' in fault.fix


def test_a_day_of_what_was_cancelled_has_no_direction_and_no_format(tmp_path: Path) -> None:
    mapping = SIMPLE.replace('when: "{day}"', 'when: "{day}", status: cancelled')
    [fault] = check(
        [write_table(tmp_path, ROWS.replace("2019-12-20", "on Monday"), mapping)]
    ).faults
    assert "counts from the day of publication" in fault.problem
    assert "columns: {day: {undated: [TBC]}}" in (fault.fix or "")


def test_parts_that_do_not_go_together(tmp_path: Path) -> None:
    table = TABLE.replace("; wikidata:Q7747", "; wikidata:Q7747; wikidata:Q7747")
    path = write_table(tmp_path, table, MAPPING)
    assert [f.split(" ")[1] for f in faults_of(path)] == ["cells-at-odds"]


@pytest.mark.parametrize(
    ("table", "mapping", "warnings"),
    [
        (MEETINGS.replace("\n2", "\n,,,\n , ,,\n2"), DAYS, ["3:1 blank-rows"]),
        (MEETINGS.replace(",Date", ",Date,Note,Room"),
         DAYS.replace("columns:", "columns:\n  Note: {optional: true}"), ["2:1 short-rows"]),
        (MEETINGS.replace(",Date", ",Date,,").replace("2013\n", "2013,,\n"), DAYS,
         ["1:22 unnamed-column"]),
        (MEETINGS.replace(",Date", ",Date,,"), DAYS, ["1:22 unnamed-column"]),
        (MEETINGS.replace(",Date", ",Date,").replace("2013\n", "2013,late\n"), DAYS,
         ["1:22 unnamed-column", "2:27 unnamed-column"]),
        ("sep=;\r\n" + MEETINGS.replace(",", ";").replace("\n", "\r\n"), DAYS, []),
        (MEETINGS.replace("\n", "\r"), DAYS, []),
        (MEETINGS.replace(",", "|"), DAYS, []),
        ("Meetings in August\n\n" + MEETINGS, "skip_rows: 1\n" + DAYS, []),
        (MEETINGS.replace("2,Ann Lee", "2,"),
         DAYS.replace("columns:", "columns:\n  Minister: {fill: down}"), []),
        (MEETINGS.replace("Minister", "Name of  Minister"),
         DAYS.replace("columns:", "columns:\n  Minister: {aliases: [Name of Minister]}"), []),
        (MEETINGS.replace("01/08/2013", "1-Aug-13"),
         DAYS.replace('"%d/%m/%Y"', '["%d/%m/%Y", "%d-%b-%y"]'), []),
        (MEETINGS.replace("Ann Lee,Acme", '"Ann\n Lee","Ac\u00a0me"').replace("Ac\u00a0", "Ac"),
         DAYS, []),
        (MEETINGS.replace("id", ""), DAYS.replace("{id}", "{#1}"),
         ["1:1 unnamed-column", "2:1 unnamed-column"]),
        (MEETINGS.replace("1,Ann", ",Ann").replace("2,Ann", ",Ann"),
         DAYS.replace("m-{id}", "m-{number}").replace("{number}", "{row}"), []),
    ],
)  # fmt: skip
def test_tables_as_people_have_them(
    table: str, mapping: str, warnings: list[str], tmp_path: Path
) -> None:
    path = write_table(tmp_path, table, mapping)
    expected = RIGHT
    if "{row}" in mapping:  # as a spreadsheet counts them, that of the columns included
        expected = {"m-2": RIGHT["m-1"], "m-3": RIGHT["m-2"]}
    assert briefs_of(path) == expected
    assert faults_of(path) == []
    assert warnings_of(path) == warnings


def test_a_column_without_a_name_is_told_by_its_number(tmp_path: Path) -> None:
    path = write_table(tmp_path, MEETINGS.replace("id", ""), DAYS.replace("{id}", "{row}"))
    told = [f.fix or "" for r in read([path]) for f in r.faults if f.code == "unnamed-column"]
    assert len(told) == 2 and all("{#1}" in fix for fix in told)


def test_a_nested_value_refuses_its_row_only_if_it_is_used(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "Minister": "Ann Lee", "Org": "Acme", "Date": "01/08/2013", "links": {"a": []}},
        {"id": "2", "Minister": {"name": "Ann Lee"}, "Org": "Hooli", "Date": "02/08/2013"},
        {"id": "3", "Minister": "Ann Lee", "Org": {"name": "Hooli"}, "Date": "02/08/2013"},
    ]
    table = "\n".join(map(json.dumps, rows))
    path = write_table(tmp_path, table, "only: [Org]\n" + DAYS, "t.jsonl")
    assert briefs_of(path) == {"m-1": RIGHT["m-1"]}
    assert faults_of(path) == ["t.jsonl:2:25 wrong-shape", "t.jsonl:3:43 wrong-shape"]
    assert warnings_of(path) == ["1:82 unused-column"]


def test_a_table_of_names_of_columns_only(tmp_path: Path) -> None:
    path = write_table(tmp_path, MEETINGS.splitlines()[0] + "\n", DAYS)
    assert (briefs_of(path), faults_of(path), warnings_of(path)) == ({}, [], ["1:1 no-brief"])


def test_cells_that_mean_nothing(tmp_path: Path) -> None:
    mapping = 'nothing: [N/A, "-"]\n' + DAYS.replace("text: ", 'text: "{Minister}"\n# ')
    table = MEETINGS.replace("Acme", "n/a").replace("Initech", " - ")
    found = [r.brief for r in read([write_table(tmp_path, table, mapping)]) if r.brief is not None]
    assert [[m.name for m in brief.mentions] for brief in found] == [["Ann Lee"]] * 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings_are_recognised_and_told(encoding: str, tmp_path: Path) -> None:
    path = write_table(tmp_path, "", DAYS)
    path.write_bytes(MEETINGS.replace("Acme", "Café").encode(encoding))
    assert briefs_of(path)["m-1"][1] == ("Ann Lee", "Café")
    told = [str(f) for f in check([path]).warnings]
    assert len(told) == (encoding == "cp1252")
    assert all("read as cp1252" in text and "encoding: cp1252" in text for text in told)


def test_an_encoding_that_is_stated(tmp_path: Path) -> None:
    path = write_table(tmp_path, "", "encoding: cp1256\n" + DAYS)
    path.write_bytes(MEETINGS.replace("Acme", "وزارة").encode("cp1256"))
    assert briefs_of(path)["m-1"][1] == ("Ann Lee", "وزارة")
    assert warnings_of(path) == []
    wrong = write_table(tmp_path, MEETINGS, "encoding: klingon\n" + DAYS, "w.csv")
    assert faults_of(wrong) == ["w.mapping.yaml:1:11 bad-mapping"]


def test_formats_that_read_a_day_differently_are_at_odds(tmp_path: Path) -> None:
    mapping = DAYS.replace('"%d/%m/%Y"', '["%d/%m/%Y", "%m/%d/%Y"]')
    table = MEETINGS.replace("02/08/2013", "25/08/2013")
    path = write_table(tmp_path, table, mapping)
    assert faults_of(path) == ["t.csv:2:16 bad-date"]
    assert "2013-08-01 or 2013-01-08" in str(check([path]).faults[0])
    assert list(briefs_of(path)) == ["m-2"]


def test_a_row_at_fault_refuses_the_brief_that_it_belongs_to(tmp_path: Path) -> None:
    mapping = "key: id\n" + DAYS
    rows = [
        "id,Minister,Org,Date",
        "1,Ann Lee,Acme,01/08/2013",
        "1,Ann Lee,Initech,32/08/2013",
        "2,Ann Lee,Acme,01/08/2013",
        "2,Ann Lee,Initech",
        "3,Ann Lee,Acme,01/08/2013",
    ]
    path = write_table(tmp_path, "\n".join(rows), mapping)
    assert list(briefs_of(path)) == ["m-3"]
    assert faults_of(path) == ["t.csv:3:19 bad-date", "t.csv:5:18 cells-at-odds"]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
@pytest.mark.parametrize(
    ("ignored", "told"),
    [("", ["Call back", "Room"]), ("[call back]", ["Room"]), ('"*"', [])],
)
def test_columns_that_are_not_used_are_told(
    name: str, ignored: str, told: list[str], tmp_path: Path
) -> None:
    rows = [
        {"Name": "Ann Lee", "Other": "Bo Day", "Call back": "", "Empty": "", "Room": "1"},
        {"Name": "Cy Fox", "Other": "Bo Day", "Call back": "soon", "Empty": "", "Room": "2"},
    ]
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    text = "\n".join(lines if name == "t.csv" else map(json.dumps, rows))
    mapping = MONTHS.format(sheet=f"ignore: {ignored}\n" if ignored else "")
    faults = [f for r in read([write_table(tmp_path, text, mapping, name)]) for f in r.faults]
    unused = {f.problem.split("“")[1].split("”")[0]: f for f in faults if f.code == "unused-column"}
    assert sorted(unused) == told
    if "Room" in unused:
        assert str(unused["Room"].found).startswith("2 cells")
        assert unused["Room"].line == (2 if name == "t.csv" else 1)


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("id;Minister;Org, or person;Date", "1;Ann Lee;Acme;01/08/2013"),
        ("Register, of meetings;;;\nid;Minister;Org, or person;Date", "1;Ann Lee;Acme;01/08/2013"),
        ("id,Minister,Org; or person,Date", "1,Ann Lee,Acme,01/08/2013"),
    ],
)
def test_the_mark_between_cells_is_that_by_which_columns_are_named(
    header: str, rest: str, tmp_path: Path
) -> None:
    named = '  Org: {aliases: ["Org, or person", "Org; or person"]}\n'
    mapping = DAYS.replace("columns:\n", f"columns:\n{named}")
    path = write_table(tmp_path, f"{header}\n{rest}\n", mapping)
    assert list(briefs_of(path)) == ["m-1"]


@pytest.mark.parametrize(
    ("org", "code"),
    [
        ('"Acme" Ltd', "2:1 table-syntax"),
        ("Ac\0me", "2:13 binary"),
        ("Ac\x0bme", "2:13 control-character"),
        ('"Ac\nm\x07e"', "3:2 control-character"),
    ],
)
def test_a_row_that_is_no_text_leaves_the_others(org: str, code: str, tmp_path: Path) -> None:
    rows = f"id,Minister,Org,Date\n1,Ann Lee,{org},01/08/2013\n2,Ann Lee,Acme,02/08/2013\n"
    path = write_table(tmp_path, rows, DAYS)
    assert list(briefs_of(path)) == ["m-2"] and faults_of(path) == [f"t.csv:{code}"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_told(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(MEETINGS.encode(encoding))
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    assert briefs_of(tmp_path / "t.csv") == RIGHT
    assert "1:1 guessed-encoding" in warnings_of(tmp_path / "t.csv")


def test_an_empty_cell_that_leaves_no_text_is_named(tmp_path: Path) -> None:
    rows = "id,Minister,Org,Date\n1,Ann Lee,,01/08/2013\n"
    (fault,) = check([write_table(tmp_path, rows, DAYS)]).faults
    assert (fault.line, fault.column, fault.found) == (2, 11, "nothing in “Org”")


def test_braces_are_written_twice() -> None:
    assert template("{{x}} {a b}").pieces == ("{", "x", "}", " ", *template("{a b}").pieces)


def _holds(path: Path) -> None:
    for result in read([path]):
        assert result.is_refused == any(f.severity == "error" for f in result.faults)
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
    _holds(write_table(tmp_path_factory.mktemp("t"), ROWS, json.dumps(data)))


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
    _holds(write_table(tmp_path_factory.mktemp("t"), text, SIMPLE, name))


def test_the_place_of_a_cell_in_json() -> None:
    assert position_of('{"a": 1, "b": 2}', ("b",), False, 7) == (7, 15)
