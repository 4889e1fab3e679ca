"""What Neo4j says of the questions: no warnings, and work in proportion to what is asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.plans import db_hits
from whomet import queries
from whomet.graph.database.connection import Connection
from whomet.queries import Question, ask, catalogue, resolve
from whomet.queries.cypher_tokens import in_map, tokens, used_parameters
from whomet.queries.internal_queries import internal
from whomet.queries.runner import undated_count

QUESTIONS = catalogue().questions()
INTERNAL = sorted(path.stem for path in (Path(queries.__file__).parent / "internal").iterdir())


def languages(graph: Connection) -> list[str]:
    """The versions of Cypher that the server speaks."""
    older = graph.server_version.startswith("5.")
    return ["CYPHER 5"] if older else ["CYPHER 5", "CYPHER 25"]


def notices(graph: Connection, language: str, text: str) -> list[str]:
    """What EXPLAIN has to say about a query."""
    values = dict.fromkeys(used_parameters(list(tokens(text))))
    return [
        f"{language}: {notice.gql_status} {notice.status_description}"
        for notice in graph.explain(f"{language} {text}", values).gql_status_objects
        if notice.gql_status[:2] in ("01", "03")
    ]


def test_nothing_is_to_be_said_about_any_internal_query(graph: Connection) -> None:
    """For the questions see tests/queries/test_golden.py and tests/browsing/test_bundle.py."""
    texts = [internal(name) for name in INTERNAL]
    said = [
        notice
        for language in languages(graph)
        for text in texts
        for notice in notices(graph, language, text)
    ]
    assert said == []


def hits(graph: Connection, question: Question, **given: Any) -> int:
    """The db-hits of a question as `ask` runs it; of a period alone, with those of the undated."""
    resolved = resolve(graph, question, given, today=date(2021, 1, 1))
    asked = [(question.cypher, resolved.values)]
    if given.keys() == {"on"} and (counting := undated_count(resolved)) is not None:
        asked.append(counting)
    return sum(db_hits(graph, in_map(text), {"given": values}) for text, values in asked)


ANCHORS: list[dict[str, Any]] = [
    {"actor": "Anna Berg"},
    {"actor": "Anna Berg", "with": "Gina Holt", "since": "2020"},
    {"with": "Anna Berg"},
    {"place": "Norland"},
    {"topic": "fishing rights"},
    {"on": "2020-03-11"},
    {"position": "president"},
    {"organization": "Norland Army"},
    {"event": "test:talks"},
]

#: Events of other people, elsewhere and in other years, as the writer makes them.
OTHERS = """
UNWIND range($first, $first + 3999) AS n
CREATE (a:Actor:Person {id: 'other:' + n, name: 'Other ' + n})
CREATE (p:Place {id: 'elsewhere:' + n, name: 'Elsewhere'})
CREATE (t:Topic {id: 'matter:' + n, name: 'Matter'})
WITH *, date('1950-01-01') + duration({days: n}) AS day
WITH *, {status: 'occurred', known_from: day, name: '', span: 0, span_from: day,
  begin_earliest: day, begin_latest: day, end_earliest: day, end_latest: day} AS facts
FOREACH (x IN CASE n % 5 WHEN 0 THEN [1] ELSE [] END |
  CREATE (e:Event:Meeting {id: 'm' + n, class: 'Meeting'}) SET e += facts
  CREATE (a)-[:ATTENDED {asserted: true, known_from: day, claims: []}]->(e)
  CREATE (e)-[:AT {asserted: true, known_from: day, claims: []}]->(p)
  CREATE (e)-[:CONCERNS {asserted: true, known_from: day, claims: []}]->(t))
FOREACH (x IN CASE n % 5 WHEN 1 THEN [1] ELSE [] END |
  CREATE (e:Event:Visit {id: 'v' + n, class: 'Visit'}) SET e += facts
  CREATE (a)-[:VISITED {asserted: true, known_from: day, claims: []}]->(e)
  CREATE (e)-[:TO {asserted: true, known_from: day, claims: []}]->(p))
FOREACH (x IN CASE n % 5 WHEN 2 THEN [1] ELSE [] END |
  CREATE (e:Event:Message {id: 's' + n, class: 'Message'}) SET e += facts
  CREATE (a)-[:SENT {asserted: true, known_from: day, claims: []}]->(e))
FOREACH (x IN CASE n % 5 WHEN 3 THEN [1] ELSE [] END |
  CREATE (e:Event:Statement {id: 't' + n, class: 'Statement'}) SET e += facts
  CREATE (a)-[:MADE {asserted: true, known_from: day, claims: []}]->(e))
FOREACH (x IN CASE n % 5 WHEN 4 THEN [1] ELSE [] END |
  CREATE (e:Event:Tenure {id: 'h' + n, class: 'Tenure'}) SET e += facts
  CREATE (a)-[:HELD {asserted: true, known_from: day, claims: []}]->(e))
"""


#: A node of one class found by its id.
ANCHOR = re.compile(r"MATCH \((\w*):(\w+) \{id: \w+\}\).*\n(.*)")


def test_an_anchor_of_one_class_is_a_seek_whatever_the_statistics_say() -> None:
    """Until an index is sampled it counts as empty, and a scan of it seems to cost nothing."""
    found = [(q.name, *anchor.groups()) for q in QUESTIONS for anchor in ANCHOR.finditer(q.cypher)]
    assert len(found) > 15
    for name, variable, label, next_line in found:
        assert next_line.strip() == f"USING INDEX SEEK {variable}:{label}(id)", name


#: Who links those that never met, or stands between others, can only be told from all meetings.
EXCEPTED = ("brokers", "network")


def test_work_grows_with_what_is_asked_for_not_with_the_graph(world: Connection) -> None:
    def ask_all() -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for question in QUESTIONS:
            if question.name in EXCEPTED:
                continue
            names = {parameter.name for parameter in question.parameters}
            required = {p.name for p in question.parameters if p.required}
            for anchor in ANCHORS:
                if not required <= set(anchor) <= names:
                    continue
                if not question.needs_one_of or set(question.needs_one_of) & set(anchor):
                    found[question.name, str(anchor)] = hits(world, question, **anchor)
        return found

    # Asked about twice as many others, in the way that is chosen for the first of them.
    world.write(lambda tx: tx.run(OTHERS, {"first": 1}).consume())
    world.prepare(lambda session: session.run("CALL db.clearQueryCaches()").consume())
    before = ask_all()
    world.write(lambda tx: tx.run(OTHERS, {"first": 4001}).consume())
    after = ask_all()
    assert len(before) > 30
    grown = {
        key: (before[key], after[key]) for key in before if after[key] > before[key] * 1.5 + 50
    }
    assert grown == {}


#: Briefs with the same words, each of which mentions five people, every second the one asked for.
BRIEFS = """
UNWIND range($first, $first + 1499) AS n
CREATE (b:Brief {id: 'brief:' + n, title: 'T', text: 'A xyzzy.', words: 'a xyzzy',
  source: CASE WHEN n % 3 = 0 THEN 'Post' ELSE 'Mail' END,
  published: date('2000-01-01') + duration({days: n * 7919 % 6000})})
WITH b, n
UNWIND range(1, 5) AS m
MERGE (x:Actor:Person {id: CASE WHEN m = 5 AND n % 2 = 0 THEN 'p:asked' ELSE 'p:' + m END})
  ON CREATE SET x.name = x.id
CREATE (b)-[:MENTIONS {key: 'x' + m, starts: [0], ends: [3]}]->(x)
"""


def test_the_first_of_many_briefs_with_the_words_are_found_while_all_of_them_are_counted(
    world: Connection,
) -> None:
    search = catalogue().question("search")
    assert search.counting is not None
    counting = replace(search, cypher=search.counting)
    conditions: list[dict[str, Any]] = [
        {},
        {"actor": "p:asked"},
        {"since": "2004", "until": "2013"},
        {"source": "Post", "actor": "p:asked", "since": "2003-05"},
        {"known_by": "2002"},
    ]

    def all_hits() -> list[tuple[int, int]]:
        return [
            (hits(world, search, **asked, limit=10), hits(world, counting, **asked))
            for asked in ({"text": "xyzzy", **given} for given in conditions)
        ]

    world.write(lambda tx: tx.run(BRIEFS, {"first": 1}).consume())
    world.prepare(lambda session: session.run("CALL db.clearQueryCaches()").consume())
    before = all_hits()
    world.write(lambda tx: tx.run(BRIEFS, {"first": 1501}).consume())
    after = all_hits()
    for (rows, count), (rows_then, count_then) in zip(after, before, strict=True):
        # Of each more brief that has the words the day of publication is read, and no more.
        assert rows - rows_then < count - count_then + 1.5 * 1500
    assert after[0][0] - before[0][0] < 3 * 1500
    for given in conditions:
        answer = ask(world, "search", text="xyzzy", limit=10, **given)
        whole = [row["brief"] for row in ask(world, "search", text="xyzzy", **given).rows]
        assert [row["brief"] for row in answer.rows] == whole[:10]
        assert answer.total == len(whole) > 100
