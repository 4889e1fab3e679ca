"""The rows of a spreadsheet, .xlsx or .ods, read by python-calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import IO, Any

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.parsed import Position
from whomet.loaders.tabular.rows import (
    Cell,
    DateCell,
    Header,
    Layout,
    Passed,
    RowFault,
    TableRow,
    header_of,
    note_unnamed,
)
from whomet.ontology.extras import MissingExtra, require
from whomet.ontology.suggestions import nearest

ENDINGS = (".xlsx", ".ods", ".xls")
LARGEST = 64 << 20
"""Bytes of a spreadsheet, which is read whole."""


def spreadsheet_rows(
    stream: IO[bytes], layout: Layout, passed: Passed
) -> Iterator[TableRow | RowFault | Header]:
    """First the columns, then the rows. Lines are rows, and columns those of the sheet, from 1.

    Days are in ISO 8601 whatever the sheet shows. Raises TextFault where it cannot be read.
    """
    columns: tuple[str, ...] | None = None
    if layout.header:
        columns = tuple(layout.header)
        yield Header(columns)
    for number, record in enumerate(_sheet(stream, layout), 1):
        if number <= layout.skip:
            continue
        texts = [_text(value) for value in record]
        if not any(texts):
            if columns is not None:
                passed.note_blank(number)
        elif columns is None:
            columns, warnings = header_of(list(texts), layout, partial(_place, number))
            yield Header(columns, warnings)
        else:
            extra = next((i for i in range(len(columns), len(texts)) if texts[i]), None)
            texts += [""] * (len(columns) - len(texts))
            cells: dict[str, Cell] = dict(zip(columns, texts, strict=False))
            row = TableRow(number, cells, "", ",", columns, number)
            note_unnamed(row, passed)
            if extra is not None:
                passed.note_unnamed((number, extra + 1))
            yield row


def _sheet(stream: IO[bytes], layout: Layout) -> list[list[Any]]:
    try:
        require("tables", "reading a spreadsheet", "python_calamine")
    except MissingExtra as error:
        raise TextFault("missing-extra", (1, 1), error.message.rstrip(".")) from None
    from python_calamine import CalamineError, CalamineWorkbook

    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        limit = f"a spreadsheet may have at most {LARGEST >> 20} MB"
        raise TextFault("too-large", (1, 1), limit, "a larger one", "the sheet as CSV")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        name = _chosen(names, layout.sheet)
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        problem = "the spreadsheet cannot be read"
        raise TextFault(
            "table-syntax", (1, 1), problem, str(error), "an .xlsx or .ods file"
        ) from None


def _chosen(names: list[str], wanted: str | None) -> str:
    if wanted is None:
        return names[0]
    if wanted in names:
        return wanted
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    fix = nearest(wanted, names) or f"one of {', '.join(names[:20])}"
    raise TextFault("unknown-sheet", (1, 1), "there is no such sheet", quoted(wanted), fix)


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, days in ISO 8601."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return DateCell(value.date().isoformat())
    if isinstance(value, date):
        return DateCell(value.isoformat())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _place(line: int, index: int) -> Position:
    return line, index + 1
