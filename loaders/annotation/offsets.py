"""Offsets in UTF-16 units, as browsers and UIMA count, and in code points."""

from __future__ import annotations

from collections.abc import Sequence

_LAST_OF_ONE_UNIT = "\uffff"


def code_points(text: str) -> Sequence[int]:
    """For each offset in UTF-16 units, as the front end counts, the one in code points."""
    if max(text, default="") <= _LAST_OF_ONE_UNIT:
        return range(len(text) + 1)
    points: list[int] = []
    for index, letter in enumerate(text):
        points.extend([index] * (2 if letter > _LAST_OF_ONE_UNIT else 1))
    return [*points, len(text)]
