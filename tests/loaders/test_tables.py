"""Rules: each row, or run of rows with one key, is the brief that one would write by hand."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
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
    assert _faults(_write(tmp_path, table, mapping))[0] == place


def test_a_table_without_mapping_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert _faults(path) == ["t.csv:1:1 no-mapping"]


def test_a_wrong_constant_is_told_once_and_the_rows_are_not_read(tmp_path: Path) -> None:
    path = _write(tmp_path, ROWS, SIMPLE.replace('"{how}"', "inperson"))
    [fault] = check([path]).faults
    assert fault.code == "unknown-value" and Path(fault.file).name == "t.mapping.yaml"
    assert fault.fix == "in-person; the rows were not read"


def test_a_day_with_two_readings_is_a_format_of_its_column(tmp_path: Path) -> None:
    [fault] = check([_write(tmp_path, ROWS.replace("2019-12-20", "03/04/2019"))]).faults
    assert fault.problem == "“03/04/2019” may be 4 March 2019 or 3 April 2019"
    assert fault.fix is not None and 'columns: {day: {format: "%d/%m/%Y"}}' in fault.fix


def test_parts_that_do_not_go_together(tmp_path: Path) -> None:
    table = TABLE.replace("; wikidata:Q7747", "; wikidata:Q7747; wikidata:Q7747")
    path = _write(tmp_path, table, MAPPING)
    assert [f.split(" ")[1] for f in _faults(path)] == ["cells-at-odds"]


PEOPLE = """\
source: Register
published: 2013-09-30
brief: "m-{id}"
text: "{Minister} met {Org} on {Date}."
entities:
  minister: {type: Person, name: "{Minister}"}
  org: {type: Organization, name: "{Org}"}
events:
  met: {type: Meeting, participant: [minister, org], when: "{Date}"}
"""
DAYS = 'columns:\n  Date: {format: "%d/%m/%Y"}\n' + PEOPLE
MEETINGS = """\
id,Minister,Org,Date
1,Ann Lee,Acme,01/08/2013
2,Ann Lee,Initech,02/08/2013
"""


def _briefs(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Of each brief its day and its names."""
    found = [result.brief for result in read([path]) if result.brief is not None]
    return {
        brief.id: (
            next(date.edtf for claim in brief.claims if (date := claim.when) is not None),
            tuple(mention.name for mention in brief.mentions),
        )
        for brief in found
    }


def _warnings(path: Path) -> list[str]:
    return [f"{f.line}:{f.column} {f.code}" for f in check([path]).warnings]


RIGHT = {
    "m-1": ("2013-08-01", ("Ann Lee", "Acme")),
    "m-2": ("2013-08-02", ("Ann Lee", "Initech")),
}


@pytest.mark.parametrize(
    ("table", "mapping", "warnings"),
    [
        (MEETINGS.replace("\n2", "\n,,,\n , ,,\n2"), DAYS, ["3:1 blank-rows"]),
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
    path = _write(tmp_path, table, mapping)
    expected = RIGHT
    if "{row}" in mapping:  # as a spreadsheet counts them, that of the columns included
        expected = {"m-2": RIGHT["m-1"], "m-3": RIGHT["m-2"]}
    assert _briefs(path) == expected
    assert _faults(path) == []
    assert _warnings(path) == warnings


def test_a_table_of_names_of_columns_only(tmp_path: Path) -> None:
    path = _write(tmp_path, MEETINGS.splitlines()[0] + "\n", DAYS)
    assert (_briefs(path), _faults(path), _warnings(path)) == ({}, [], ["1:1 no-brief"])


def test_cells_that_mean_nothing(tmp_path: Path) -> None:
    mapping = 'nothing: [N/A, "-"]\n' + DAYS.replace("text: ", 'text: "{Minister}"\n# ')
    table = MEETINGS.replace("Acme", "n/a").replace("Initech", " - ")
    found = [r.brief for r in read([_write(tmp_path, table, mapping)]) if r.brief is not None]
    assert [[m.name for m in brief.mentions] for brief in found] == [["Ann Lee"]] * 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings_are_recognised_and_told(encoding: str, tmp_path: Path) -> None:
    path = _write(tmp_path, "", DAYS)
    path.write_bytes(MEETINGS.replace("Acme", "Café").encode(encoding))
    assert _briefs(path)["m-1"][1] == ("Ann Lee", "Café")
    told = [str(f) for f in check([path]).warnings]
    assert len(told) == (encoding == "cp1252")
    assert all("read as cp1252" in text and "encoding: cp1252" in text for text in told)


def test_an_encoding_that_is_stated(tmp_path: Path) -> None:
    path = _write(tmp_path, "", "encoding: cp1256\n" + DAYS)
    path.write_bytes(MEETINGS.replace("Acme", "وزارة").encode("cp1256"))
    assert _briefs(path)["m-1"][1] == ("Ann Lee", "وزارة")
    assert _warnings(path) == []
    wrong = _write(tmp_path, MEETINGS, "encoding: klingon\n" + DAYS, "w.csv")
    assert _faults(wrong) == ["w.mapping.yaml:1:11 bad-mapping"]


def test_formats_that_read_a_day_differently_are_at_odds(tmp_path: Path) -> None:
    mapping = DAYS.replace('"%d/%m/%Y"', '["%d/%m/%Y", "%m/%d/%Y"]')
    table = MEETINGS.replace("02/08/2013", "25/08/2013")
    path = _write(tmp_path, table, mapping)
    assert _faults(path) == ["t.csv:2:16 bad-date"]
    assert "2013-08-01 or 2013-01-08" in str(check([path]).faults[0])
    assert list(_briefs(path)) == ["m-2"]


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
    path = _write(tmp_path, "\n".join(rows), mapping)
    assert list(_briefs(path)) == ["m-3"]
    assert _faults(path) == ["t.csv:3:19 bad-date", "t.csv:5:18 cells-at-odds"]


def _sheets(path: Path, rows: list[list[object]]) -> Path:
    """A workbook whose second sheet, Meetings, has some rows below a title."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("Meetings")
    for row in [["Register of meetings"], [], *rows]:
        sheet.append(row)
    book.save(path)
    return path


ODS_CELLS = """\
<office:document-content office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="One">{}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def _write_ods(path: Path, rows: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_CELLS.format(rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
            "/>",
        )


def test_an_open_document_spreadsheet(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        if text.startswith("2013"):
            given = f'office:value-type="date" office:date-value="{text}"'
        else:
            given = 'office:value-type="string"'
        return f"<table:table-cell {given}><text:p>{text}</text:p></table:table-cell>"

    table = MEETINGS.replace("01/08/2013", "2013-08-01").replace("id,", "id,").splitlines()
    rows = ("".join(map(cell, line.split(","))) for line in table)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    _write_ods(tmp_path / "t.ods", body)
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    assert _briefs(tmp_path / "t.ods") == RIGHT


def test_a_spreadsheet_has_days_as_days(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["id", "Minister", "Org", "Date"],
        [1, "Ann Lee", "Acme", datetime(2013, 8, 1)],
        [],
        [2.0, "Ann\nLee", "Initech", "02/08/2013"],
        [3, "Ann Lee", "Acme", "32/08/2013"],
    ]
    path = _sheets(tmp_path / "t.xlsx", rows)
    mapping = "sheet: Meetings\nskip_rows: 2\n" + DAYS
    (tmp_path / "t.mapping.yaml").write_text(mapping, encoding="utf-8")
    assert _briefs(path) == RIGHT
    assert _faults(path) == ["t.xlsx:7:4 bad-date"]
    assert _warnings(path) == ["5:1 blank-rows"]
    (tmp_path / "t.mapping.yaml").write_text(mapping.replace("Meetings", "Meeting"))
    assert "expected Meetings" in str(check([path]).faults[0])
    path.write_bytes(b"PK no workbook")
    assert _faults(path) == ["t.xlsx:1:1 table-syntax"]


MONTHS = """\
{sheet}brief: "{{file}}-{{sheet}}-{{row}}"
source: Chancery
published: 2020-01-05
text: "{{Name}} met {{Other}}."
entities:
  one: {{type: Person, name: "{{Name}}"}}
  other: {{type: Person, name: "{{Other}}"}}
events:
  met: {{type: Meeting, participant: [one, other]}}
"""


@pytest.mark.parametrize(
    ("sheet", "read_ones", "unread"),
    [
        ("", ["January"], ["February, March", "Notes, Old (hidden)"]),
        ('sheet: "*"\n', ["January", "February", "March"], ["Notes, Old (hidden)"]),
        ("sheet: [March, 1]\n", ["March", "January"], []),
        ("sheet: Old\n", ["Old"], []),
    ],
)
def test_sheets_with_the_same_columns(
    sheet: str, read_ones: list[str], unread: list[str], tmp_path: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name in ("January", "February", "March", "Notes", "Old"):
        page = book.create_sheet(name)
        for row in (["Name", "Other"], ["Ann Lee", "Bo Day"]) if name != "Notes" else [["x"]]:
            page.append(row)
    book["Old"].sheet_state = "hidden"
    del book["Sheet"]
    path = tmp_path / "m.xlsx"
    book.save(path)
    (tmp_path / "m.mapping.yaml").write_text(MONTHS.format(sheet=sheet), encoding="utf-8")
    results = list(read([path]))
    assert [r.brief.id for r in results if r.brief] == [f"m-{name}-2" for name in read_ones]
    told = [f.found for r in results for f in r.faults if f.code == "other-rows"]
    assert told == unread


def test_a_fault_on_one_of_several_sheets_names_it(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name, other in (("One", "Bo Day"), ("Two", "")):
        page = book.create_sheet(name)
        page.append(["Name", "Other"])
        page.append(["Ann Lee", other])
    path = tmp_path / "m.xlsx"
    book.save(path)
    mapping = MONTHS.format(sheet='sheet: "*"\n').replace('text: "{Name} met ', 'text: "')
    (tmp_path / "m.mapping.yaml").write_text(mapping, encoding="utf-8")
    faults = [f for r in read([path]) for f in r.faults if f.severity == "error"]
    assert {(f.file, f.line) for f in faults} == {(f"{path}#Two", 2)}


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
    faults = [f for r in read([_write(tmp_path, text, mapping, name)]) for f in r.faults]
    unused = {f.problem.split("“")[1].split("”")[0]: f for f in faults if f.code == "unused-column"}
    assert sorted(unused) == told
    if "Room" in unused:
        assert str(unused["Room"].found).startswith("2 cells")
        assert unused["Room"].line == (2 if name == "t.csv" else 1)


def test_a_spreadsheet_as_people_make_it(tmp_path: Path) -> None:
    """A hidden sheet, a name over several rows, two rows of names, a day as a number."""
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    hidden = book.create_sheet("Old", 0)
    for row in (["id", "Minister", "Org", "Date"], [9, "Bo Ray", "Hooli", "09/08/2013"]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("New")
    first = ["id", "Minister", "Meeting", None]
    for row in (first, [None, None, "Org", "Date"], [1, "Ann Lee", "Acme", 41487]):
        sheet.append(row)
    sheet.append([2, None, "Initech", datetime(2013, 8, 2)])
    for cells in ("A1:A2", "B1:B2", "C1:D1", "B3:B4"):
        sheet.merge_cells(cells)
    path = tmp_path / "t.xlsx"
    book.save(path)
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    assert _briefs(path) == RIGHT
    told = [fault.found for result in read([path]) for fault in result.faults]
    assert "Sheet, Old (hidden)" in told or "Old (hidden), Sheet" in told
    book.epoch = CALENDAR_MAC_1904
    sheet["D3"] = 41487 - 1462
    book.save(path)
    assert _briefs(path) == RIGHT
    path.write_bytes(b"id\tMinister\n")
    assert "text with the name of one" in str(check([path]).faults[0])


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
    path = _write(tmp_path, f"{header}\n{rest}\n", mapping)
    assert list(_briefs(path)) == ["m-1"]


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
    path = _write(tmp_path, rows, DAYS)
    assert list(_briefs(path)) == ["m-2"] and _faults(path) == [f"t.csv:{code}"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_told(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(MEETINGS.encode(encoding))
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    assert _briefs(tmp_path / "t.csv") == RIGHT
    assert "1:1 guessed-encoding" in _warnings(tmp_path / "t.csv")


def test_days_are_as_the_sheet_shows_them(tmp_path: Path) -> None:
    """A month is stored as its first day; a formula that was not computed has no value."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "Minister", "Org", "Date"])
    for number, form in enumerate(("mmm\\-yy", "mmmm yyyy", '"FY" yyyy', "d mmm yyyy"), 1):
        sheet.append([number, "Ann Lee", "Acme", datetime(2013, 1, 1)])
        sheet.cell(number + 1, 4).number_format = form
    sheet.append([5, "Ann Lee", "Acme", "=DATE(2013,1,1)"])
    sheet.append([6, "Ann Lee", "#REF!", datetime(2013, 1, 1)])
    sheet["C7"].data_type = "e"
    sheet.row_dimensions[2].hidden = True
    path = tmp_path / "t.csv"  # whatever it is called
    book.save(path)
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    days = [c.when.edtf for r in read([path]) if r.brief for c in r.brief.claims if c.when]
    assert days == ["2013-01", "2013-01", "2013", "2013-01-01"]
    assert _faults(path) == ["t.csv:6:4 broken-cell", "t.csv:7:3 broken-cell"]
    assert _warnings(path) == ["1:1 hidden-rows"]


def test_days_are_as_a_sheet_of_open_document_shows_them(tmp_path: Path) -> None:
    def cell(text: str, more: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    def day(stored: str, shown: str) -> str:
        return cell(shown, f'office:value-type="date" office:date-value="{stored}"')

    names = "".join(map(cell, ("id", "Minister", "Org", "Date")))
    blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    days = [day("2013-01-01", "Jan-13"), day("2013-01-01", "01/01/13"), day("2013-02-04", "Feb-13")]
    error = cell("#REF!", 'table:formula="of:=A9" office:value-type="string"')
    rows = [names, *(cell(str(n)) + cell("Ann Lee") + cell("Acme") + d for n, d in enumerate(days))]
    rows.append(cell("9") + cell("Ann Lee") + error + days[0])
    body = blank.join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    _write_ods(tmp_path / "t.ods", body)
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    briefs = [r.brief for r in read([tmp_path / "t.ods"]) if r.brief]
    read_days = [c.when.edtf for brief in briefs for c in brief.claims if c.when]
    assert read_days == ["2013-01", "2013-01-01", "2013-02-04"]
    assert _faults(tmp_path / "t.ods") == ["t.ods:13:3 broken-cell"]


def test_an_empty_cell_that_leaves_no_text_is_named(tmp_path: Path) -> None:
    rows = "id,Minister,Org,Date\n1,Ann Lee,,01/08/2013\n"
    (fault,) = check([_write(tmp_path, rows, DAYS)]).faults
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


def test_a_spreadsheet_that_unpacks_to_very_much_is_not_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "t.xlsx"
    Workbook().save(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(257):
            part.write(b" " * (1 << 20))
    (tmp_path / "t.mapping.yaml").write_text(DAYS, encoding="utf-8")
    assert _faults(path) == ["t.xlsx:1:1 too-large"]
