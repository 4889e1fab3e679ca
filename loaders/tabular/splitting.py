"""Splitting a cell into the names that it lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whomet.ontology.name_comparison.terms import is_legal_form

_CHARACTERS = re.compile(r"(&(?:[A-Za-z]{2,8}|#\d{2,7}|#x[0-9A-Fa-f]{2,6}));")
_KEPT = "\\1\ue000"
"""A character reference, with a letter for its semicolon that no text has."""
_LAST = re.compile(r"(?:and|&)\s+(?=\S)")


def parts_of(cell: str, marks: Sequence[str]) -> list[str]:
    """The parts of a cell between any of the marks, without empty ones at its end.

    The semicolon of a character of HTML, as &amp;, is no mark, and an "and" before the last part of
    several no part of it. A legal form after a comma belongs to the name before it ("Acme, Inc.").
    """
    first, *others = marks
    if "&" in cell:
        cell = _CHARACTERS.sub(_KEPT, cell)
    for mark in others:
        cell = cell.replace(mark, first)
    parts = [part.replace(_KEPT[-1], ";").strip() for part in cell.split(first)]
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) > 1 and "," in marks:
        parts = _with_legal_forms(parts)
    if len(parts) > 2:
        parts[-1] = _LAST.sub("", parts[-1])
    return parts


def _with_legal_forms(parts: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and is_legal_form(part):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined
