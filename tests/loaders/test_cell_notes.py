"""What a spreadsheet says of its cells, in files that were made to take long."""

from __future__ import annotations

import io
import zipfile

import pytest

from whomet.loaders.tabular.cell_notes import CellNotes, notes_of

BOOK = '<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
RELATED = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
STYLES = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="17"/></cellXfs></styleSheet>'
CELLS = '<c r="A1" s="1"><v>44927</v></c><c r="B1" t="e"><v>#REF!</v></c>'


def workbook(sheet: str, styles: str = STYLES) -> bytes:
    file = io.BytesIO()
    parts = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATED,
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_cells_of_a_sheet_with_prefixes() -> None:
    row = f'<row r="1" hidden="1">{CELLS}</row>'.replace("</", "</x:").replace("<c", "<x:c")
    row = row.replace("<row", "<x:row").replace("<v", "<x:v")
    noted = notes_of(workbook(f"<x:worksheet>{row}</x:worksheet>"), "S")
    assert noted == CellNotes({(1, 1): 7}, {(1, 2): "#REF!"}, hidden=1)


@pytest.mark.parametrize(
    "sheet",
    [
        '<c r="A1" t="e">' * 100_000 + "row>",
        "<row>" + "x" * (64 << 20),
        "x" * (64 << 20),
        "<c " + 'r="A1" ' * 4_000_000,
        f'<!DOCTYPE a [<!ENTITY b "{CELLS}">]><row>&b;</row>',
    ],
    ids=["cells that never end", "a long text", "no tag", "a tag that never ends", "entities"],
)
def test_a_sheet_that_was_made_to_take_long_has_no_notes(sheet: str) -> None:
    assert notes_of(workbook(sheet), "S") == CellNotes()


def test_what_comes_before_a_fault_is_noted() -> None:
    noted = notes_of(workbook(f"<row>{CELLS}</row></row>", STYLES + "<cellXfs " * 100_000), "S")
    assert noted.broken == {(1, 2): "#REF!"}
