"""Splitting a cell into the names that it lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from whomet.ontology.name_comparison.terms import is_field_of_work, is_legal_form

_CHARACTERS = re.compile(r"(&(?:[A-Za-z]{2,8}|#\d{2,7}|#x[0-9A-Fa-f]{2,6}));")
_KEPT = "\\1\ue000"
"""A character reference, with a letter for its semicolon that no text has."""
_BEHIND = re.compile(r"(?P<name>[^,(]*?)(?:,\s*|\s+[-–—]\s+|\s*\((?=.*\)$))(?P<office>.*?)\)?")
_OFFICE = re.compile(
    r"(?:[\w’']+[\s-]+){0,6}?(?:secretary|minister|chancellor|director(?:[ -]general)?|commissioner"
    r"|advis[eo]r|ambassador|president|chair(?:man|woman|person)?|leader|spokes\w+|chief of staff"
    r"|chief executive|chief whip|(?:attorney|solicitor|advocate|paymaster) general|head of \w+)"
    r"(?P<of>(?:\s+(?:of|for|to|at|in|on)\s.*)?)",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"^(?:(?:the )?(?:rt\.?|right) hon|lord|lady|baron(?:ess)?|viscount|earl|sir|dame|mrs?|ms|dr)\b"
    r"|\b(?:mp|qc|kc|cbe|obe|mbe)$",
    re.IGNORECASE,
)
#: Longer cells are no names; the pattern takes time in proportion to the square.
_LONGEST_NAME = 500
_BETWEEN_FIELDS = re.compile(r",|\s(?:and|&)\s")
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


def is_office(text: str) -> bool:
    """Whether a text says which office somebody holds: Minister for Trade and Industry."""
    match = _OFFICE.fullmatch(text)
    if match is None:
        return False
    _, *fields = _BETWEEN_FIELDS.split(match["of"])
    return all(map(is_field_of_work, fields))


def names_somebody(text: str) -> bool:
    """Whether a text names a person, by a style or by the office behind the name."""
    if len(text) > _LONGEST_NAME:
        return False
    match = _BEHIND.fullmatch(text)
    named = match is not None and " " in match["name"] and _OFFICE.match(match["office"])
    return bool(named) or _STYLE.search(text) is not None


@lru_cache(maxsize=4096)
def without_office(name: str) -> str:
    """The name of a person without the office behind it: "Ann Lee MP, Minister for Trade"."""
    match = _BEHIND.fullmatch(name) if len(name) <= _LONGEST_NAME else None
    if match is None or " " not in match["name"] or is_office(match["name"]):
        return name
    return match["name"] if is_office(match["office"]) else name
