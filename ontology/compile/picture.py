"""Generates the schema diagram in Mermaid: all labels and relationships in one picture.

`scripts/make_schema_picture.py` renders it to SVG, which ships with the package because the places
that show it (Neo4j Browser, offline pages) cannot render Mermaid.
"""

from __future__ import annotations

from collections.abc import Iterable

from whomet.ontology.colors import class_colors
from whomet.ontology.compile.diagrams import ANY_ENTITY, ANY_EVENT, kinds, link_edges, role_edges
from whomet.ontology.vocabulary import Vocabulary

ACTOR = "Actor"
#: For each pair of nodes: the relationships in its direction, and those in the opposite one.
Lines = dict[tuple[str, str], tuple[list[str], list[str]]]


def schema_picture(vocabulary: Vocabulary) -> str:
    """The diagram as Mermaid source. Relationships of a class to itself are listed in its node."""
    loops: dict[str, list[str]] = {}
    lines: Lines = {}
    for source, relationship, target in (*link_edges(vocabulary), *role_edges(vocabulary)):
        if source == target:
            loops.setdefault(source, []).append(relationship)
        elif (target, source) in lines:
            lines[target, source][1].append(relationship)
        else:
            lines.setdefault((source, target), ([], []))[0].append(relationship)
    nodes = dict.fromkeys(end for pair in lines for end in pair)
    below = kinds(vocabulary)
    below += [(name, ANY_ENTITY) for name in vocabulary.entities if name not in nodes | dict(below)]
    nodes |= dict.fromkeys(end for pair in below for end in pair)
    colors = class_colors(vocabulary)
    return "\n".join(
        [
            "flowchart LR",
            *(f"  {_id(name)}{_shape(vocabulary, name, loops.get(name, ()))}" for name in nodes),
            *(_line(source, target, *types) for (source, target), types in lines.items()),
            *(f"  {_id(narrow)} -.->|is a| {_id(wide)}" for narrow, wide in below),
            *(
                f"  style {_id(name)} fill:{colors[name].background},color:{colors[name].text}"
                for name in nodes
                if name in colors
            ),
            "",
        ]
    )


def _line(source: str, target: str, along: list[str], against: list[str]) -> str:
    if not against:
        return f"  {_id(source)} -->|{', '.join(along)}| {_id(target)}"
    text = f"{', '.join(along)} →<br>← {', '.join(against)}"
    return f"  {_id(source)} <-->|{text}| {_id(target)}"


def _shape(vocabulary: Vocabulary, name: str, loops: Iterable[str]) -> str:
    text = "<br>".join([name, *(f"↻ {relationship}" for relationship in loops)])
    if name in vocabulary.events or name == ANY_EVENT:
        return f'(("{text}"))'
    return f'{{{{"{text}"}}}}' if name == ACTOR else f'["{text}"]'


def _id(name: str) -> str:
    return name.replace(" ", "_")
