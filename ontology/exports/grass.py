"""Generates a GraSS style sheet for Neo4j Browser: a colour, size and caption for each label.

Browser applies every rule that matches a label of a node, and later rules win, so super-labels
come first. GraSS has no comments.
"""

from __future__ import annotations

from collections.abc import Mapping

from whomet.ontology.colors import (
    NEUTRAL,
    Color,
    class_colors,
    role_color,
    with_readable_text,
)
from whomet.ontology.vocabulary import Vocabulary

#: Node diameters: events and claims are the largest, other system nodes the smallest.
EVENT, ENTITY, SYSTEM = "80px", "65px", "50px"
FAINT = "#bbbbbb"


def grass(vocabulary: Vocabulary) -> str:
    """The style sheet, to drop onto Browser."""
    colors = class_colors(vocabulary)
    labels = {
        **{name: cls.labels for name, cls in vocabulary.system_classes.items()},
        **{name: cls.labels for name, cls in vocabulary.entities.items()},
        **{name: cls.labels for name, cls in vocabulary.events.items()},
    }
    supers = [label for label in vocabulary.labels() if label not in labels]
    deepest_last = sorted(labels, key=lambda name: len(labels[name]))
    rules = [
        _rule("node", _node(with_readable_text(NEUTRAL), SYSTEM)),
        *(_rule(f"node.{label}", _node(with_readable_text(NEUTRAL), ENTITY)) for label in supers),
        *(
            _rule(f"node.{name}", _node(colors[name], _size(vocabulary, name)))
            for name in deepest_last
        ),
        _rule("relationship", _relationship(FAINT, "1px")),
    ]
    lines = {link.relationship: (FAINT, "1px") for link in vocabulary.links}
    for cls in vocabulary.events.values():
        for role in cls.roles.values():
            width = "3px" if role.main else "2px"
            lines.setdefault(role.relationship, (role_color(vocabulary, role), width))
    lines[vocabulary.source.relationship] = (NEUTRAL, "1px")
    rules += [_rule(f"relationship.{name}", _relationship(*lines[name])) for name in sorted(lines)]
    return "".join(rules)


def _size(vocabulary: Vocabulary, name: str) -> str:
    quoting = any(found.name == "quote" and name in found.owners for found in vocabulary.properties)
    if quoting or name in vocabulary.events:
        return EVENT
    return ENTITY if name in vocabulary.entities else SYSTEM


def _node(color: Color, diameter: str) -> dict[str, str]:
    return {
        "color": color.background,
        "border-color": color.background,
        "border-width": "2px",
        "text-color-internal": color.text,
        "font-size": "10px",
        "diameter": diameter,
        "caption": '"{name}"',
    }


def _relationship(color: str, width: str) -> dict[str, str]:
    return {
        "color": color,
        "shaft-width": width,
        "font-size": "8px",
        "padding": "3px",
        "text-color-external": "#000000",
        "text-color-internal": with_readable_text(color).text,
        "caption": '"<type>"',
    }


def _rule(selector: str, properties: Mapping[str, str]) -> str:
    body = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{body}}}\n"
