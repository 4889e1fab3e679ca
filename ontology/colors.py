"""Class colours, shared by brat, Label Studio, Neo4j Browser and the diagrams.

Entities have light backgrounds with dark text, events dark backgrounds with light text, system
nodes are grey. Each palette was chosen greedily, every colour as far as possible from the previous
ones in CIELAB, so that the first few classes are the easiest to tell apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whomet.ontology.vocabulary import Role, Vocabulary

#: The annotation type of dates; in the graph a date is a property, not a node.
DATE = "Date"

ENTITIES = (
    *("#99bbff", "#88cc77", "#eeaa66", "#ff99cc", "#bbbb88", "#55ccee"),
    *("#aaeecc", "#eeaaaa", "#ddaaff", "#dddd77", "#33ccaa", "#99eeff"),
)
EVENTS = (
    *("#0055aa", "#cc1122", "#007700", "#cc1199", "#886600", "#882244"),
    *("#661199", "#117755", "#995599", "#883311", "#007799", "#445511"),
)
GREYS = ("#333333", "#777777", "#aaaaaa", "#000000")
DATE_GREY = "#dddddd"
NEUTRAL = "#666666"


@dataclass(frozen=True, slots=True)
class Color:
    """A background colour and a text colour readable on it, as #rrggbb."""

    background: str
    text: str


def class_colors(vocabulary: Vocabulary) -> Mapping[str, Color]:
    """The colour of each class by name, `Date` included; colours repeat when a palette runs out."""
    backgrounds = {
        **_cycle_colors(vocabulary.entities, ENTITIES),
        **_cycle_colors(vocabulary.events, EVENTS),
        **_cycle_colors(vocabulary.system_classes, GREYS),
        DATE: DATE_GREY,
    }
    return {name: with_readable_text(background) for name, background in backgrounds.items()}


def role_color(vocabulary: Vocabulary, role: Role) -> str:
    """The colour of a role's arcs: that of the first class with the role, neutral if common."""
    if role.common:
        return NEUTRAL
    owner = next(name for name, cls in vocabulary.events.items() if role.key in cls.roles)
    return class_colors(vocabulary)[owner].background


def with_readable_text(background: str) -> Color:
    """`background` with black or white text, whichever has the greater contrast (WCAG 2)."""
    light = luminance(background)
    return Color(background, "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff")


def luminance(color: str) -> float:
    """The relative luminance of a colour (WCAG 2), from 0 for black to 1 for white."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _cycle_colors(names: Mapping[str, object], palette: tuple[str, ...]) -> dict[str, str]:
    return {name: palette[number % len(palette)] for number, name in enumerate(names)}
