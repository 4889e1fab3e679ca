"""Colours can be told apart, and letters on them read."""

from __future__ import annotations

import math
from itertools import combinations

from whomet.ontology.colors import (
    ENTITIES,
    EVENTS,
    class_colors,
    luminance,
    role_color,
    with_readable_text,
)
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary


def _lab(color: str) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of #rrggbb, for the white of sRGB."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
        for value in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _difference(one: str, other: str) -> float:
    return math.dist(_lab(one), _lab(other))


def test_white_black_and_red_are_where_they_should_be() -> None:
    assert [round(v) for v in _lab("#ffffff")] == [100, 0, 0]
    assert [round(v) for v in _lab("#000000")] == [0, 0, 0]
    assert [round(v) for v in _lab("#ff0000")] == [53, 80, 67]


def test_every_class_has_a_colour_of_its_own(vocabulary: Vocabulary) -> None:
    colors = class_colors(vocabulary)
    assert set(colors) == {
        *vocabulary.system_classes,
        *vocabulary.entities,
        *vocabulary.events,
        "Date",
    }
    for one, other in combinations((color.background for color in colors.values()), 2):
        assert _difference(one, other) >= 18


def test_the_first_classes_are_the_easiest_to_tell_apart() -> None:
    for palette in (ENTITIES, EVENTS):
        assert min(_difference(a, b) for a, b in combinations(palette[:6], 2)) >= 28


def test_an_extension_changes_no_colour(extended: Vocabulary) -> None:
    shipped = class_colors(default_vocabulary())
    assert {name: class_colors(extended)[name] for name in shipped} == shipped


def test_letters_have_the_contrast_that_wcag_asks_for(vocabulary: Vocabulary) -> None:
    for color in class_colors(vocabulary).values():
        low, high = sorted((luminance(color.background), luminance(color.text)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_letters_are_black_or_white_by_contrast() -> None:
    assert with_readable_text("#ffff00").text == "#000000"
    assert with_readable_text("#000080").text == "#ffffff"
    # Where both are nearly alike (at a luminance of about 0.18) black begins.
    assert with_readable_text("#757575").text == "#ffffff"
    assert with_readable_text("#767676").text == "#000000"


def test_roles_have_the_colour_of_their_class() -> None:
    vocabulary = default_vocabulary()
    colors = class_colors(vocabulary)
    meeting = vocabulary.events["Meeting"].roles
    assert role_color(vocabulary, meeting["participant"]) == colors["Meeting"].background
    assert role_color(vocabulary, meeting["place"]) == role_color(vocabulary, vocabulary.source)
