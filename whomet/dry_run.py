"""The difference that a load would make, as a report and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from whomet.graph.projection.elements import EdgeKey, NodeKey, Properties
from whomet.graph.writing.difference import Difference
from whomet.graph.writing.loading import LoadOutcome
from whomet.ontology.vocabulary import Vocabulary
from whomet.reports import DryRun, ElementChange

CHANGES = ("added", "changed", "removed")
#: Maximum number of differences listed as text; JSON has all.
SHOWN = 40
LONGEST = 60
MARKS = {"added": "+", "changed": "~", "removed": "-"}


def dry_run_report(outcome: LoadOutcome, vocabulary: Vocabulary) -> DryRun | None:
    """The dry run of `outcome`, or None if it was a real load."""
    found = outcome.difference
    if found is None:
        return None
    nodes = {change: _counts(key.label for key in _part(found, change)[0]) for change in CHANGES}
    edges = {change: _counts(key.type for key in _part(found, change)[1]) for change in CHANGES}
    return DryRun(nodes, edges, outcome.merged(vocabulary), tuple(_elements(found)))


def lines(run: DryRun) -> Iterator[str]:
    """The counts by class and type, then the first differences."""
    for title, counted in (("Nodes", run.nodes), ("Relationships", run.relationships)):
        for change, counts in counted.items():
            listed = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
            if listed:
                yield f"{title} {change}: {listed}."
    # Nodes come first: relationships follow from them.
    for element in run.elements[:SHOWN]:
        changed = ", ".join(
            f"{key}: {_short(old)} -> {_short(new)}"
            for key, (old, new) in element.properties.items()
        )
        text = f"{MARKS[element.change]} {element.kind} {element.name}"
        yield f"{text} ({changed})" if changed else text
    if len(run.elements) > SHOWN:
        yield f"... and {len(run.elements) - SHOWN:,} more; --json has all."


def _part(
    found: Difference, change: str
) -> tuple[Mapping[NodeKey, Properties], Mapping[EdgeKey, Properties]]:
    part = {"added": found.added, "changed": found.changed, "removed": found.removed}[change]
    return part.nodes, part.edges


def _counts(kinds: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(kinds).items()))


def _elements(found: Difference) -> Iterator[ElementChange]:
    for change in CHANGES:
        for node, properties in sorted(_part(found, change)[0].items()):
            changed = _changed(found.earlier.nodes.get(node), properties)
            yield ElementChange(change, node.label, _named(node, properties), changed)
    for change in CHANGES:
        for edge, properties in sorted(_part(found, change)[1].items()):
            which = f" ({edge.discriminator})" if edge.discriminator else ""
            name = f"{edge.source.label} {edge.source.id} -> {edge.target.label} {edge.target.id}"
            changed = _changed(found.earlier.edges.get(edge), properties)
            yield ElementChange(change, edge.type, f"{name}{which}", changed)


def _named(node: NodeKey, properties: Properties) -> str:
    name = properties.get("name")
    return node.id if name in (None, node.id) else f"{node.id} “{_short(name)}”"


def _changed(old: Properties | None, new: Properties) -> dict[str, tuple[Any, Any]]:
    if old is None:
        return {}
    keys = sorted(old.keys() | new.keys())
    return {key: (old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)}


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
