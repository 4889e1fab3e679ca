"""The ways to write the name of a place that may have a comma or brackets in it."""

from __future__ import annotations

import re

from whomet.ontology.names import fold

_MARKS = re.compile(r"[.,()]")
_IN_BRACKETS = re.compile(r"\s*\(([^)]*)\)\s*")


def spellings(name: str) -> list[str]:
    """The ways to write a name that may have a comma or brackets in it, without any."""
    outside, inside = _IN_BRACKETS.sub(" ", name), _IN_BRACKETS.findall(name)
    written = [name, outside, *inside]
    for part in (name, outside):
        last, comma, first = part.partition(", ")
        if comma:
            written.append(f"{first} {last}")
    return list(dict.fromkeys(spelling for part in written if (spelling := plain(part))))


def plain(name: str) -> str:
    """The folded name without marks."""
    return " ".join(_MARKS.sub("", fold(name)).split())
