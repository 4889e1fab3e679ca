"""Rules: a spreadsheet is read like any other table, with its days as days."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from whomet.loaders import check, read

from .tables import DAYS, MEETINGS, MONTHS, RIGHT, briefs_of, faults_of, warnings_of


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
    assert briefs_of(tmp_path / "t.ods") == RIGHT


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
    assert briefs_of(path) == RIGHT
    assert faults_of(path) == ["t.xlsx:7:4 bad-date"]
    assert warnings_of(path) == ["5:1 blank-rows"]
    (tmp_path / "t.mapping.yaml").write_text(mapping.replace("Meetings", "Meeting"))
    assert "expected Meetings" in str(check([path]).faults[0])
    path.write_bytes(b"PK no workbook")
    assert faults_of(path) == ["t.xlsx:1:1 table-syntax"]


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
    assert briefs_of(path) == RIGHT
    told = [fault.found for result in read([path]) for fault in result.faults]
    assert "Sheet, Old (hidden)" in told or "Old (hidden), Sheet" in told
    book.epoch = CALENDAR_MAC_1904
    sheet["D3"] = 41487 - 1462
    book.save(path)
    assert briefs_of(path) == RIGHT
    path.write_bytes(b"id\tMinister\n")
    assert "text with the name of one" in str(check([path]).faults[0])


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
    assert faults_of(path) == ["t.csv:6:4 broken-cell", "t.csv:7:3 broken-cell"]
    assert warnings_of(path) == ["1:1 hidden-rows"]


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
    assert faults_of(tmp_path / "t.ods") == ["t.ods:13:3 broken-cell"]


def test_merged_and_repeated_rows_and_numbers_of_open_document(tmp_path: Path) -> None:
    """What .xlsx files say with ranges and counts, .ods files say at each cell."""

    def cell(text: str, more: str = "") -> str:
        said = 'office:value-type="string" ' + more
        return f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>"

    def value(kind: str, name: str, stored: str) -> str:
        more = f'office:value-type="{kind}" office:{name}="{stored}"'
        return f"<table:table-cell {more}><text:p>Aug-13</text:p></table:table-cell>"

    def row(*cells: str, more: str = "") -> str:
        return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"

    month, number = value("date", "date-value", "2013-08-01"), value("float", "value", "41487")
    body = (
        row(*map(cell, ("id", "Minister", "Org", "Date")))
        + row(cell("1"), cell("Ann Lee", 'table:number-rows-spanned="2"'), cell("Acme"), month)
        + row(cell("2"), "<table:covered-table-cell/>", cell("Hooli"), number)
        + row(*map(cell, ("3", "Bo Lund", "Initech")), month, more='table:number-rows-repeated="2"')
        + row(*map(cell, ("5", "Bo Lund", "Acme")), value("date", "date-value", "1899-12-30"))
    )
    path = tmp_path / "t.ods"
    _write_ods(path, body)
    (tmp_path / "t.mapping.yaml").write_text(DAYS.replace("{id}", "{row}"), encoding="utf-8")
    assert briefs_of(path) == {
        "m-2": ("2013-08", ("Ann Lee", "Acme")),
        "m-3": ("2013-08-01", ("Ann Lee", "Hooli")),
        "m-4": ("2013-08", ("Bo Lund", "Initech")),
        "m-5": ("2013-08", ("Bo Lund", "Initech")),
    }
    assert faults_of(path) == ["t.ods:6:4 bad-date"]


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
    assert faults_of(path) == ["t.xlsx:1:1 too-large"]
