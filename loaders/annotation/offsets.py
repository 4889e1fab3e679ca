"""Offsets in UTF-16 units, as browsers and UIMA count, and in code points."""

from __future__ import annotations


def code_points(text: str) -> list[int]:
    """For each offset in UTF-16 units, as the front end counts, the one in code points."""
    points = []
    for index, letter in enumerate(text):
        points.extend([index] * (2 if ord(letter) > 0xFFFF else 1))
    return [*points, len(text)]
