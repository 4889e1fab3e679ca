"""Reading the graph page by page and writing it as RDF; one page is in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.progress import ProgressCallback
from whomet.graph.rdf.resources import LEFT_OUT, Resources, Row
from whomet.graph.rdf.selection import ExportScope, Selection, scope
from whomet.graph.rdf.terms import Resource
from whomet.graph.rdf.writing import FORMATS, writer
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

TASK = "Exporting"

ENTITY = """
RETURN n.id AS id, properties(n) AS properties,
  COLLECT { MATCH (n)-[:WITHIN]->(w) RETURN [labels(w), w.id] } AS within,
  COLLECT { MATCH (n)-[r:NAMED]->(m:Name) RETURN [r.`as`, r.forms, m.id] } AS names
"""
NAME = "RETURN n.id AS id, properties(n) AS properties"
EVENT = """
RETURN n.id AS id, properties(n) AS properties,
  COLLECT {
    MATCH (n)-[r]-(x) WHERE NOT x:Claim
    RETURN [type(r), properties(r), labels(x), x.id, startNode(r) = n]
  } AS roles
"""
#: `{kept}` are the brief's properties that are exported; its annotation is as long as its text.
BRIEF = """
RETURN n.id AS id, n {{{kept}}} AS properties,
  COLLECT {{
    MATCH (n)-[:STATES]->(c:Claim)-[:ABOUT]->(e)
    RETURN [properties(c), labels(e), e.id, COLLECT {{
      MATCH (c)-[r:ATTRIBUTED_TO]->(x) RETURN [r.order, labels(x), x.id]
    }}]
  }} AS claims,
  COLLECT {{ MATCH (n)-[r:MENTIONS]->(x) RETURN [properties(r), labels(x), x.id] }} AS mentions
"""
JUDGEMENT = """
RETURN n.id AS id, properties(n) AS properties,
  COLLECT { MATCH (n)-[:JUDGES]->(c:Claim)-[:ABOUT]->(e) RETURN [c.id, labels(e), e.id] } AS claims
"""
#: A value that changes with every load.
LOADED = "OPTIONAL MATCH (lock:LoadLock {id: 'load'}) RETURN toString(lock.taken) AS loaded"


@dataclass(frozen=True, slots=True)
class Exported:
    """The size of an export: nodes (claims are counted with their briefs) and triples."""

    nodes: int
    triples: int


def export(
    connection: Connection,
    stream: TextIO,
    format: str = "turtle",
    selection: Selection | None = None,
    *,
    vocabulary: Vocabulary | None = None,
    progress: ProgressCallback | None = None,
) -> Exported:
    """Write the graph, or what `selection` touches, to `stream` in one of FORMATS.

    GraphError if the selection does not exist, or if briefs were loaded in the meantime.
    """
    if format not in FORMATS:
        raise GraphError(f"There is no format '{format}'; it is one of {', '.join(FORMATS)}.")
    vocabulary = vocabulary or default_vocabulary()
    loaded = connection.read(LOADED)
    chosen = scope(connection, vocabulary, selection or Selection())
    output = writer(format, stream, vocabulary.namespace)
    total = chosen.count() if progress else None
    nodes = triples = 0
    output.start()
    for page in _pages(connection, vocabulary, chosen):
        for resources in page:
            nodes += 1
            for resource in resources:
                triples += sum(map(len, resource.statements.values()))
                output.write(resource)
        if progress:
            progress(TASK, nodes, total)
    output.finish()
    if connection.read(LOADED) != loaded:
        raise GraphError(
            "Briefs were loaded during the export, which mixes two states; export again."
        )
    return Exported(nodes, triples)


def _pages(
    connection: Connection, vocabulary: Vocabulary, chosen: ExportScope
) -> Iterator[Iterable[Iterator[Resource]]]:
    """The resources of each node, read page by page."""
    made = Resources(vocabulary, chosen)
    kinds: list[tuple[Iterable[str], str, Callable[[str, Row], Iterator[Resource]]]] = [
        (vocabulary.entities, ENTITY, made.entity),
        (("Name",), NAME, made.name),
        (("Brief",), _brief(vocabulary), made.brief),
        (vocabulary.events, EVENT, made.event),
        (("Judgement",), JUDGEMENT, made.judgement),
    ]
    for labels, details, make in kinds:
        for label in labels:
            for rows in chosen.pages(label, details):
                yield (make(label, row) for row in rows)


def _brief(vocabulary: Vocabulary) -> str:
    names = {p.name for p in vocabulary.properties if "Brief" in p.owners} - LEFT_OUT
    return BRIEF.format(kept=", ".join(f".{name}" for name in sorted(names)))
