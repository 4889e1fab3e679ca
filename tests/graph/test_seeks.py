"""No statement that goes with a load scans a label: a plan made while the graph is empty stays."""

from __future__ import annotations

from typing import Any

from tests.plans import db_hits
from whomet.graph.database.connection import Connection
from whomet.graph.review import event_judging
from whomet.graph.review import items as reviewing
from whomet.graph.review import match_reasons as reasons
from whomet.graph.writing import cypher
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()
PARAMETERS: dict[str, Any] = {name: [] for name in ("rows", "ids", "folded", "refs", "claims")} | {
    "id": "",
    "form": "",
}


def statements() -> dict[str, str]:
    """Every statement that finds something by a key, by its name."""
    entities, events = sorted(WORDS.entities), sorted(WORDS.events)
    found = {
        f"{made.__name__} {label}": made(label)
        for made in (cypher.replace_nodes, cypher.delete_nodes, cypher.attached)
        for label in WORDS.node_labels_with_id()
    }
    for label in entities:
        for made in (cypher.earliest_use, cypher.briefs_using_name, cypher.entity_counts):
            found[f"{made.__name__} {label}"] = made(label)
    found["within"] = cypher.within("Place")
    found["visits_between"] = cypher.visits_between(
        WORDS.relationships_of("destination"), WORDS.relationships_of("whole")
    )
    steps = cypher.event_relationships(WORDS)
    for label in events:
        for made in (cypher.events_with_edges, cypher.reports_of_events):
            found[f"{made.__name__} {label}"] = made(label)
        found[f"neighbours {label}"] = cypher.neighbours(label, steps)
        for made in (cypher.create_edges, cypher.replace_edges, cypher.delete_edges):
            found[f"{made.__name__} {label}"] = made("CONCERNS", label, "Topic")
    for made in (cypher.create_edges, cypher.replace_edges, cypher.delete_edges):
        found[f"{made.__name__} Name"] = made("NAMED", "Person", "Name")
    fixed = {
        name: text
        for module in (cypher, event_judging, reasons, reviewing)
        for name, text in vars(module).items()
        if isinstance(text, str) and text.lstrip().startswith("UNWIND $")
    }
    return found | fixed


def test_what_is_sought_by_is_unique() -> None:
    unique = WORDS.unique_constraints()
    assert [
        label
        for label in WORDS.node_labels_with_id()
        if (label, cypher.key_property(label)) not in unique
    ] == []


def test_no_statement_of_a_load_scans_an_empty_graph(graph: Connection) -> None:
    scans = {
        name: operators
        for name, text in statements().items()
        if (operators := sorted(scans_of(graph.explain(text, PARAMETERS).plan)))
    }
    assert scans == {}


def scans_of(plan: dict[str, Any] | None) -> set[str]:
    """The operators of a plan that read all there is of a kind."""
    assert plan is not None
    found = {plan["operatorType"]} if "Scan" in plan["operatorType"] else set()
    return found.union(*(scans_of(child) for child in plan.get("children", [])))


def test_other_reports_of_a_day_cost_nothing(graph: Connection) -> None:
    """A report is found by the actors that it shares on its day, however many others there are."""
    rows = [
        {"key": "Meeting 2017-10-19 ab", "key_participants": [], "min_shared": 0},
        {"key": "Meeting 2017-10-19 a", "key_participants": ["p|a", "p|b"], "min_shared": 2},
    ]

    def hits() -> int:
        return db_hits(graph, cypher.REPORTS_BY_SHARED_KEY, {"rows": rows})

    def add(count: int, key: str) -> None:
        graph.write(
            lambda tx: tx.run(
                "UNWIND range(1, $count) AS n "
                "CREATE (c:Claim {id: $key + n, shared_key: $key + n}) "
                "CREATE (c)-[:MATCHED_BY {key: $key + n}]->(c)",
                count=count,
                key=key,
            ).consume()
        )

    add(10, "Meeting 2017-10-19 c")
    before = hits()
    add(2000, "Meeting 2017-10-19 d")
    assert hits() == before
    graph.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
