"""Exports the ontology as RDF: the Turtle files themselves, and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whomet.ontology.errors import OntologyError

HERE = Path(__file__).resolve().parent.parent
FILES = (HERE / "whomet.ttl", HERE / "shapes.ttl")


def turtle(extensions: Sequence[Path] = ()) -> str:
    """The Turtle files concatenated: terms, shapes, extensions."""
    return "\n".join(f"# {path.name}\n\n{_read(path)}" for path in (*FILES, *extensions))


def json_ld(extensions: Sequence[Path] = ()) -> str:
    """All triples as JSON-LD, one object per term, sorted by IRI."""
    from rdflib import Graph
    from rdflib.compare import to_canonical_graph

    graph = Graph(bind_namespaces="none")
    for path in (*FILES, *extensions):
        graph.parse(data=_read(path), format="turtle")
    # JSON-LD does not allow the empty prefix that the Turtle uses.
    context = {prefix or "whomet": str(iri) for prefix, iri in sorted(graph.namespaces())}
    # Canonical blank node labels: the same files always give the same text.
    serialized = to_canonical_graph(graph).serialize(format="json-ld", context=context)
    return json.dumps(_in_order(json.loads(serialized)), ensure_ascii=False, indent=1) + "\n"


def _in_order(value: Any) -> Any:
    """Sort objects by key and arrays by content; only a @list keeps its order."""
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=json.dumps)
    if isinstance(value, dict):
        return {
            key: [_in_order(one) for one in value[key]] if key == "@list" else _in_order(value[key])
            for key in sorted(value)
        }
    return value


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror
        raise OntologyError(f"Cannot read {path} ({reason}); check the path.") from error
