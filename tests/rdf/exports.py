"""Loading briefs, exporting them, and reading the export back with rdflib."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rdflib import Dataset, Graph

from whomet.graph.database.connection import Connection
from whomet.graph.rdf import Selection, export
from whomet.graph.writing.update import update
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

#: What rdflib calls our formats.
PARSERS = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}


def load(connection: Connection, briefs: Iterable[Brief]) -> None:
    """Make the database hold these briefs and nothing else."""
    connection.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    add(connection, briefs)


def add(connection: Connection, briefs: Iterable[Brief]) -> None:
    """Load these briefs too, all at once."""
    wanted = {brief.id: brief for brief in briefs}
    connection.write(lambda tx: update(tx, default_vocabulary(), wanted))


def exported(connection: Connection, format: str = "turtle", **selection: object) -> str:
    """The text of an export."""
    stream = io.StringIO()
    export(connection, stream, format, Selection(**selection))  # type: ignore[arg-type]
    return stream.getvalue()


def parsed(text: str, format: str = "turtle") -> Graph:
    """The triples of an export, whatever graph they stand in."""
    if format in ("trig", "nquads"):
        dataset = Dataset(default_union=True)
        dataset.parse(data=text, format=PARSERS[format])
        union = Graph()
        for subject, predicate, object, _ in dataset.quads():
            union.add((subject, predicate, object))
        return union
    return Graph().parse(data=text, format=PARSERS[format])
