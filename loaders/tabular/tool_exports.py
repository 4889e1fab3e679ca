"""Tables that annotation tools export, of which each has another export that keeps everything."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from whomet.loaders.tabular.headers import folded_name

LONGEST_HEADER = 1 << 16
"""Bytes of a line that are looked at."""
_MARKS = ",\t;"


@dataclass(frozen=True, slots=True)
class ToolExport:
    """An export: what it is, which columns tell it, and which export is read instead."""

    problem: str
    columns: frozenset[str]
    instead: str


_WEBANNO = ToolExport(
    "this is the export WebAnno TSV of INCEpTION, which is not read",
    frozenset(),
    "its export UIMA CAS JSON or UIMA CAS XMI",
)
_EXPORTS = (
    ToolExport(
        "this is the export CSV or TSV of Label Studio, which leaves out the relations between"
        " regions",
        frozenset(("annotation_id", "annotator", "lead_time")),
        "the export called JSON",
    ),
    ToolExport(
        "this is the export CSV of Hypothesis, which leaves out where in the page the words are",
        frozenset(("url", "group", "quote", "tags")),
        "its export JSON, or the results of /api/search, with NAME.pages.yaml beside",
    ),
    ToolExport(
        "this is an export CSV of doccano, in which labels are of whole texts",
        frozenset(("id", "text", "label")),
        "the export JSONL of a project for sequence labelling",
    ),
    ToolExport(
        "this is an export CSV of doccano, in which labels are of whole texts",
        frozenset(("id", "data", "label")),
        "the export JSONL of a project for sequence labelling",
    ),
)


def tool_export(line: str) -> ToolExport | None:
    """The export whose first line this is."""
    if line.startswith("#FORMAT=WebAnno TSV"):
        return _WEBANNO
    headers = [_names(line, mark) for mark in _MARKS]
    return next((one for one in _EXPORTS if any(one.columns <= names for names in headers)), None)


def _names(line: str, mark: str) -> frozenset[str]:
    try:
        cells: Iterable[str] = next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        cells = ()
    return frozenset(map(folded_name, cells))
