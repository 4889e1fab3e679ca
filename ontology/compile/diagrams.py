"""Generates the Mermaid diagrams of the reference page (https://mermaid.js.org)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from whomet.ontology.colors import class_colors
from whomet.ontology.vocabulary import EventClass, Role, Vocabulary

ANY_ENTITY, ANY_EVENT = "any entity", "any event"
#: (source, relationship, target).
DiagramEdge = tuple[str, str, str]


def groups(vocabulary: Vocabulary, classes: Collection[str]) -> list[str]:
    """The shortest list of names that covers `classes`: any entity, any event, Actor, classes."""
    if set(classes) == set(vocabulary.entities):
        return [ANY_ENTITY]
    if set(classes) == set(vocabulary.events):
        return [ANY_EVENT]
    actors = [cls.name for cls in vocabulary.entities.values() if "Actor" in cls.labels]
    if actors and set(actors) <= set(classes):
        return ["Actor", *(name for name in classes if name not in actors)]
    return list(classes)


def provenance_diagram(vocabulary: Vocabulary) -> str:
    """Briefs, claims and names, and their relationships to entities and events."""
    return _flowchart(vocabulary, _joined(link_edges(vocabulary)))


def roles_diagram(vocabulary: Vocabulary) -> str:
    """All entity and event classes, and the relationships of all roles."""
    edges = _joined(role_edges(vocabulary))
    return _flowchart(
        vocabulary, edges, kinds(vocabulary), (*vocabulary.entities, *vocabulary.events)
    )


def link_edges(vocabulary: Vocabulary) -> Iterator[DiagramEdge]:
    """The relationships that are not roles."""
    for link in vocabulary.links:
        targets = groups(vocabulary, link.targets)
        for source in groups(vocabulary, link.sources):
            # A containment stays within its class: one loop, not edges between all classes.
            ends = [source] if source in targets and len(targets) > 1 else targets
            for target in ends:
                yield source, link.relationship, target


def role_edges(vocabulary: Vocabulary) -> Iterator[DiagramEdge]:
    """The relationships of all roles: first those of each class, then the common ones."""
    shared: dict[str, Role] = {}
    for cls in vocabulary.events.values():
        parent = vocabulary.events.get(cls.labels[-2])
        inherited = parent.roles if parent else {}
        for role in cls.roles.values():
            if role.common:
                shared.setdefault(role.key, role)
            elif role != inherited.get(role.key):
                yield from _role(vocabulary, cls.name, role)
    for role in shared.values():
        yield from _role(vocabulary, ANY_EVENT, role)


def kinds(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Pairs of subclass and superclass, without those whose superclass is Event."""
    return [
        (labels[-1], labels[-2])
        for labels in (
            *(cls.labels for cls in vocabulary.entities.values()),
            *(cls.labels for cls in vocabulary.events.values()),
        )
        if len(labels) > 1 and labels[-2] != "Event"
    ]


def class_diagram(vocabulary: Vocabulary, cls: EventClass, roles: Iterable[Role]) -> str:
    """One event class with the given roles."""
    lines = ["```mermaid", "flowchart LR", f"  event(({cls.name}))"]
    for role in roles:
        filler = f'{role.key}["{" or ".join(groups(vocabulary, role.range))}"]'
        edge = f"-->|{role.relationship}|"
        ends = ("event", filler) if role.outgoing else (filler, "event")
        lines.append(f"  {ends[0]} {edge} {ends[1]}")
    return "\n".join([*lines, "```"])


def _role(vocabulary: Vocabulary, event: str, role: Role) -> Iterator[DiagramEdge]:
    for filler in groups(vocabulary, role.range):
        ends = (event, filler) if role.outgoing else (filler, event)
        yield ends[0], role.relationship, ends[1]


def _joined(edges: Iterable[DiagramEdge]) -> dict[tuple[str, str], list[str]]:
    """The relationships between each pair of nodes, in order."""
    joined: dict[tuple[str, str], list[str]] = {}
    for source, relationship, target in edges:
        joined.setdefault((source, target), []).append(relationship)
    return joined


def _flowchart(
    vocabulary: Vocabulary,
    edges: dict[tuple[str, str], list[str]],
    narrower: Iterable[tuple[str, str]] = (),
    further: Iterable[str] = (),
) -> str:
    narrower = list(narrower)
    nodes = dict.fromkeys([*further, *(end for pair in (*edges, *narrower) for end in pair)])
    colors = class_colors(vocabulary)
    lines = ["```mermaid", "flowchart LR"]
    for name in nodes:
        happens = name in vocabulary.events or name == ANY_EVENT
        lines.append(f'  {_id(name)}{"((" if happens else "["}"{name}"{"))" if happens else "]"}')
    lines += [f"  {_id(a)} -.->|is a| {_id(b)}" for a, b in narrower]
    lines += [f"  {_id(a)} -->|{', '.join(types)}| {_id(b)}" for (a, b), types in edges.items()]
    lines += [
        f"  style {_id(name)} fill:{colors[name].background},color:{colors[name].text}"
        for name in nodes
        if name in colors
    ]
    return "\n".join([*lines, "```"])


def _id(name: str) -> str:
    return name.replace(" ", "_")
