"""Answers computed a second time: SPARQL over the exported RDF.

`NAME.rq` asks the question NAME. What is asked stands in the graph, one triple a parameter
(`asked:question asked:since "2017-08-01"^^xsd:date`; entities and events by their IRI, nothing for
what is not given), and so does what the queries with `_` make of the common parameters first:
`asked:participant` and so on for the roles that count, `asked:about` for the claims that count,
`asked:match` for the events of the period, place, status … asked for.

A solution is a row, or one of several that differ in columns with many values only, which are
collected; a resource stands for its name. Variables are the columns, and `?event`, from which the
columns `event`, `briefs` and `quotes` follow; `?claim` where not all claims about the event are
evidence. Where a row is more than one event, `?row` tells one row from another. What SPARQL cannot
say of a question, `after.py` does with its solutions.

The graph is rdflib's; Oxigraph keeps it and runs the queries, some hundred times faster.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from whomet.graph.database.connection import Connection
from whomet.graph.rdf import export
from whomet.queries.parameters import NAMED_TYPES, accepted_classes
from whomet.queries.question import Column, Question

from .after import AFTER

HERE = Path(__file__).parent
WHOMET = Namespace("https://w3id.org/whomet/ontology#")
ASKED = Namespace("urn:asked:")
#: In order: events are chosen by the roles and claims that count.
BEFORE = ("_roles", "_claims", "_members", "_places", "_events", "_actors")
DEGREES = ("certain", "probable", "possible")
DEFAULTS: Mapping[str, Any] = {
    "status": "occurred",
    "include_denied": False,
    "certain": False,
    "undated": False,
}
Row = dict[str, Any]
Solution = dict[str, Node]
Evidence = Mapping[Node, list[tuple[str, ...]]]


def names() -> list[str]:
    """The questions that have a query."""
    return sorted(path.stem for path in HERE.glob("[!_]*.rq"))


class Oracle:
    """The RDF of a graph, to be asked."""

    def __init__(self, connection: Connection) -> None:
        stream = io.StringIO()
        export(connection, stream, "turtle")
        self.graph = Graph("Oxigraph", bind_namespaces="none")
        self.graph.parse(data=stream.getvalue(), format="ox-turtle")
        self._names: dict[Node, str] = {}
        self._added: list[tuple[Node, Node, Node]] = []
        self._texts = {path.stem: path.read_text(encoding="utf-8") for path in HERE.glob("*.rq")}

    def unambiguous(self, type: str) -> list[str]:
        """The ids of what a parameter of this type may stand for, each of one node; sorted."""
        ids = Counter(str(self.graph.value(node, WHOMET.id)) for node in self._nodes(type))
        return sorted(id for id, count in ids.items() if count == 1)

    def begins(self) -> dict[str, set[str]]:
        """When events begin at the earliest, by id: of one id in two classes there may be two."""
        found: dict[str, set[str]] = defaultdict(set)
        for node in self.graph.subjects(WHOMET.eventStatus):  # claims have the ids of events
            begin = self.graph.value(node, WHOMET.beginEarliest)
            found[str(self.graph.value(node, WHOMET.id))].add(str(begin or "9"))
        return found

    def publishers(self) -> list[str]:
        """Who published the briefs, sorted."""
        return sorted({str(name) for name in self.graph.objects(None, WHOMET.publisher)})

    def _nodes(self, type: str) -> set[Node]:
        classes = accepted_classes(type)
        return {node for name in classes for node in self.graph.subjects(RDF.type, WHOMET[name])}

    def rows(self, question: Question, values: Mapping[str, Any]) -> list[Row]:
        """The rows of an answer, in no order; values are those that the Cypher is given."""
        with self._asking(question, values):
            for step in BEFORE:
                for triple in list(self.graph.query(self._texts[step])):
                    self._add(triple)  # type: ignore[arg-type]
            evidence = self._evidence() if question.columns[-1].name == "quotes" else None
            solutions = self._solutions(question.name)
            if question.name in AFTER:
                solutions = AFTER[question.name](list(solutions), self._asked(question, values))
            return list(self._collected(question, solutions, evidence))

    def _asked(self, question: Question, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values as nodes where they are things; `names` gives those of several nodes."""
        types = {name: p.type for p in question.parameters for name in p.sets}
        found: dict[str, Any] = {"names": lambda nodes: [self._plain(node) for node in nodes]}
        for name, value in values.items():
            thing = types.get(name) in NAMED_TYPES and value is not None
            found[name] = next(self._terms(types[name], value)) if thing else value
        return found

    @contextmanager
    def _asking(self, question: Question, values: Mapping[str, Any]) -> Iterator[None]:
        types = {name: p.type for p in question.parameters for name in p.sets}
        try:
            for name, value in {**DEFAULTS, **values}.items():
                for term in self._terms(types.get(name, ""), value):
                    self._add((ASKED.question, ASKED[name], term))
            yield
        finally:
            while self._added:
                self.graph.remove(self._added.pop())

    def _add(self, triple: tuple[Node, Node, Node]) -> None:
        self._added.append(triple)
        self.graph.add(triple)

    def _terms(self, type: str, value: Any) -> Iterator[Node]:
        if value is None or isinstance(value, dict):  # a computed column is not a condition
            return
        if type in NAMED_TYPES:
            for id in value if isinstance(value, list) else [value]:
                found = set(self.graph.subjects(WHOMET.id, Literal(id))) & self._nodes(type)
                assert found, f"the export has no {type} {id}"
                yield from found
        elif isinstance(value, list):
            yield from map(Literal, value)
        else:
            yield Literal(value)

    def _evidence(self) -> Evidence:
        """For each event its claims, and for each claim itself: published, brief, id, quote."""
        found = defaultdict(list)
        for row in self.graph.query(self._texts["_evidence"]):
            event, claim, *told = row  # type: ignore[misc]
            for about in (event, claim):
                found[about].append(tuple(map(str, told)))
        return found

    def _collected(
        self, question: Question, solutions: Iterable[Solution], evidence: Evidence | None
    ) -> Iterator[Row]:
        columns = [c for c in compared(question) if evidence is None or not _of_evidence(c)]
        single = [c.name for c in columns if not c.many]
        many = [c.name for c in columns if c.many]
        collected: dict[tuple[Node | None, ...], dict[str, set[Node]]] = {}
        for told in solutions:
            key = (told.get("row", told.get("event")), *(told.get(name) for name in single))
            sets = collected.setdefault(key, {name: set() for name in (*many, "event", "claim")})
            for name, values in sets.items():
                if told.get(name) is not None:
                    values.add(told[name])
        for (row_of, *values), sets in collected.items():
            row_of = row_of if isinstance(row_of, URIRef) else None
            row: Row = {n: self._plain(value) for n, value in zip(single, values, strict=True)}
            row |= {name: sorted(map(self._plain, sets[name])) for name in many}
            subject = next((told for told in (row_of, *sets["event"]) if told is not None), None)
            row |= self._of_event(subject, single) if evidence is not None else {}
            if question.name == "co-presence":  # the less certain of the two visits
                of_each = [self._of_event(event, ["certainty"]) for event in sets["event"]]
                row["certainty"] = max((one["certainty"] for one in of_each), key=DEGREES.index)
            if evidence is not None:
                assert sets["event"], f"{question.name}.rq gives no ?event"
                ids = sorted(str(self.graph.value(event, WHOMET.id)) for event in sets["event"])
                row["event"] = ids if _has_many(question, "event") else ids[0]
                about = sets["claim"] or sets["event"]
                claims = sorted(claim for thing in about for claim in evidence[thing])
                row["briefs"] = [brief for _, brief, _, _ in claims]
                row["quotes"] = [quote for _, _, _, quote in claims]
            yield row

    def _of_event(self, event: Node | None, names: list[str]) -> Row:
        """What each question about single events says of one, if it has the column."""
        found: Row = {}
        if "medium" in names:
            found["medium"] = self._plain(self.graph.value(event, WHOMET["format"]))
        if "certainty" in names:
            said = {
                str(self.graph.value(claim, WHOMET.certainty))
                for claim in self.graph.subjects(ASKED.about, event)
                if (claim, WHOMET.deciding, Literal(True)) in self.graph
            }
            found["certainty"] = next((word for word in DEGREES if word in said), None)
        return found

    def _solutions(self, name: str) -> Iterator[Solution]:
        for found in self.graph.query(self._texts[name]).bindings:
            yield {str(variable): value for variable, value in found.items()}

    def _plain(self, value: Node | None) -> Any:
        if isinstance(value, URIRef):
            if value not in self._names:
                self._names[value] = str(self.graph.value(value, WHOMET.name))
            return self._names[value]
        if isinstance(value, Literal) and isinstance(value.value, (bool, int, float)):
            return value.value
        return None if value is None or str(value) == "" else str(value)


def _has_many(question: Question, name: str) -> bool:
    return any(column.many for column in question.columns if column.name == name)


def _of_evidence(column: Column) -> bool:
    return column.name in ("event", "briefs", "quotes")


def compared(question: Question) -> list[Column]:
    """The columns that are told twice: ids and bounds beside them follow from these."""
    return [
        column
        for column in question.columns
        if not column.companion
        # Of a delegation without a visit nothing is certain; of evidence it is the claim's own.
        and not (question.name == "delegations" and column.name == "certainty")
        # Where briefs are found by their words, what is quoted is found by tests/queries.
        and not (question.passages and column.name in ("briefs", "quotes"))
    ]


def comparable(question: Question, rows: list[Row]) -> list[Row]:
    """Rows in a fixed order, lists sorted save those of evidence, whose order says something."""
    plain = [
        {
            c.name: sorted(row[c.name])
            if c.many and c.name not in ("briefs", "quotes")
            else _day(row.get(c.name))
            for c in compared(question)
        }
        for row in rows
    ]
    return sorted(plain, key=repr)


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
