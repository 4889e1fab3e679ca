"""Offsets in UTF-16 units, as browsers and UIMA count, and in code points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whomet.ontology.records import Span

_LAST_OF_ONE_UNIT = "\uffff"


def code_points(text: str) -> Sequence[int]:
    """For each offset in UTF-16 units, as the front end counts, the one in code points."""
    if max(text, default="") <= _LAST_OF_ONE_UNIT:
        return range(len(text) + 1)
    points: list[int] = []
    for index, letter in enumerate(text):
        points.extend([index] * (2 if letter > _LAST_OF_ONE_UNIT else 1))
    return [*points, len(text)]


def utf_16_points(text: str, spans: Iterable[tuple[Span, str]]) -> Sequence[int] | None:
    """The same, if by it all spans have the words that are given for them.

    None where they have them as code points, or in neither way.
    """
    points = code_points(text)
    if isinstance(points, range):
        return None
    given = [(start, end, words.split()) for (start, end), words in spans]
    if all(text[start:end].split() == words for start, end, words in given):
        return None
    fits = all(
        end < len(points) and text[points[start] : points[end]].split() == words
        for start, end, words in given
        if start < end
    )
    return points if fits else None


IN_UTF_16 = "the offsets count UTF-16 units and not characters; they are read so, as all words fit"
"""What is told where offsets are counted in another way than the format says."""
