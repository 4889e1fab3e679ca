"""A question of one's own is one statement that reads: by its tokens, and by its plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries.catalogue import Catalogue
from whomet.queries.cypher_tokens import column_before, in_map, tokens
from whomet.queries.errors import CatalogueError, QuestionError
from whomet.queries.explanation import explain
from whomet.queries.question_checks import check_question
from whomet.queries.question_reading import read_question
from whomet.queries.read_only import reading_faults
from whomet.queries.resolving import resolve
from whomet.queries.runner import ask
from whomet.queries.safety import faults

HEADER = """\
// title = "Own"
// question = "What?"
// why = "Because."
// parameters = []
// example = "whomet ask own"
// [columns]
// n = "a number"
"""


def said(text: str) -> list[tuple[int, int, str]]:
    return [(f.line, f.column, f.message) for f in reading_faults(text, list(tokens(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n:Person) RETURN n.name AS n;",
        "CYPHER 25 runtime=slotted MATCH (use) RETURN DISTINCT use AS n",
        "MATCH (n {use: 1}) RETURN n.use AS n, n {.use} AS m // ; RETURN 2",
        "OPTIONAL MATCH (n) /* USE neo4j; */ RETURN 'SHOW; USE x' AS n, `USE x` AS `;`",
        "CALL () { MATCH (n) RETURN n UNION DISTINCT MATCH (m) RETURN m AS n } RETURN n",
        "RETURN date.truncate('month', date()) AS n, point.distance(a, b), duration.inDays(a, b)",
        "RETURN vector.similarity.cosine(a, b) AS n, n.list[0], (n.x) AND (n.y)",
        "{ MATCH (n) RETURN n }",
    ],
)
def test_statements_that_may_read(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("RETURN 1 AS n;\n  RETURN 2 AS n", 2, 3, "second statement"),
        ("SHOW TRANSACTIONS", 1, 1, "it reads data outside the graph"),
        ("// a comment\r  TERMINATE TRANSACTIONS 'x'", 1, 16, "ends transactions"),
        ("/* c */ CREATE (n) RETURN n", 1, 9, "writes"),
        ("CYPHER 5 DROP INDEX x", 1, 10, "changes the server"),
        ("EXPLAIN RETURN 1", 1, 1, "EXPLAIN"),
        ("MATCH (n\nRETURN [n AS n", 2, 8, "'[' is not closed"),
        ("MATCH (n]\nRETURN n", 1, 9, "']' closes no bracket"),
        ("USE neo4j MATCH (n) RETURN n", 1, 1, "USE asks another database"),
        ("CALL () {\n USE `system` RETURN 1 AS n } RETURN n", 2, 2, "USE"),
        ("RETURN 1 AS n UNION ALL USE neo4j RETURN 2 AS n", 1, 25, "USE"),
        ("\\u0055SE neo4j RETURN 1", 1, 1, "escapes"),
        ("RETURN '\\u0027 AS n, \\u0027'", 1, 9, "escapes"),
        ("RETURN apoc.cypher.runFirstColumn('x', {}) AS n", 1, 8, "apoc.cypher.runFirstColumn"),
        ("RETURN `apoc` . `x` (1) AS n", 1, 8, "apoc.x"),
        ("RETURN graph.byName('x') AS n", 1, 8, "graph.byName"),
    ],
)
def test_statements_that_do_more(text: str, line: int, column: int, words: str) -> None:
    first = said(text)[0]
    assert first[:2] == (line, column)
    assert words in first[2]


def test_columns_are_found_through_the_map() -> None:
    line = "WHERE a.x = $one AND b.y = $two AND c.z = 1"
    sent = in_map(line)
    for word in ("a.x", "$", "AND b", "b.y", "AND c", "c.z"):
        assert column_before(line, sent.index(word) + 1) == line.index(word) + 1
    assert column_before(line, sent.index("$given.two") + 5) == line.index("$two") + 1


def test_a_fault_of_the_text_has_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "own.cypher"
    path.write_text(HEADER + "RETURN 1 AS n;\nRETURN 2 AS n\n")
    with pytest.raises(CatalogueError, match=r"own\.cypher:9:1: a second statement"):
        read_question(path)
    [finding] = check_question(path, None, default_vocabulary())
    assert str(finding).startswith(f"{path}:9:1: a second statement")


READS = [
    "MATCH (n:Person) RETURN count(n) AS n",
    "MATCH (a:Person {id: 'x'}) MATCH p = shortestPath((a)-[*..4]-(b:Place {id: 'y'})) RETURN p",
    "MATCH (a:Person)-[:ATTENDED*1..3]-(b) WHERE EXISTS { (b)--(:Place) } RETURN DISTINCT b",
    "MATCH (a)-[r]-(b) WITH a, count(r) AS c ORDER BY c DESC SKIP 1 LIMIT 3 RETURN collect(a) AS n",
    "UNWIND [1, 2] AS x RETURN x ORDER BY x UNION RETURN 3 AS x",
    "MATCH (a) OPTIONAL MATCH (a)--(b) WHERE NOT (b)--() RETURN COLLECT { MATCH (c) RETURN c }",
    "MATCH (a) WHERE elementId(a) = 'x' OR (a)--(:Place) OR a.x > 1 RETURN [x IN a.y | x] AS n",
    "CALL db.index.fulltext.queryNodes('name_words', 'a') YIELD node RETURN node.id AS n",
]
MORE = {
    "SHOW SETTINGS": "reads data outside the graph",
    "SHOW PROCEDURES": "reads data outside the graph",
    "SHOW TRANSACTIONS": "reads data outside the graph",
    "SHOW INDEXES": "reads data outside the graph",
    "SHOW USERS": "administers",
    "TERMINATE TRANSACTIONS 'x'": "ends transactions",
    "LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row": "loads files",
    "CALL dbms.listConfig()": "calls a procedure (dbms.listConfig)",
    "CALL db.awaitIndexes(1)": "calls a procedure (db.awaitIndexes)",
    "CREATE (n:Person) RETURN n": "writes",
    "MATCH (n) CALL (n) { RETURN 1 AS x } IN TRANSACTIONS RETURN x": "commits in between",
    "CREATE USER x SET PASSWORD 'abcdefgh'": "administers",
}


def test_plans_that_read_and_plans_that_do_more(connection: Connection) -> None:
    for text in READS:
        assert list(faults(connection.explain(text))) == [], text
    for text, words in MORE.items():
        found = list(faults(connection.explain(text)))
        assert found, text
        assert words in found[0], (text, found)


@pytest.fixture
def own(tmp_path: Path) -> Any:
    """Puts Cypher into a question and asks it."""

    def asked(connection: Connection, cypher: str) -> Any:
        path = tmp_path / "own.cypher"
        path.write_text(HEADER + cypher + "\n")
        return ask(connection, "own", questions=Catalogue((tmp_path,)))

    return asked


@pytest.mark.parametrize(
    ("cypher", "place"),
    [
        ("MATCH (n:Person)\nRETRUN 1 AS n RETURN 1 AS n", ":9:1: "),
        ("MATCH (n) WHERE n.x = missing\nRETURN 1 AS n", ":8:23: "),
        ("RETURN 1 / 0 AS n", ":8: "),
        ("RETURN nofunction(1) AS n", ":8:8: "),
        ("CALL no.procedure() YIELD n RETURN n", ":8: "),
        ("UNWIND [1] AS x RETURN x.y.z + date('nonsense') AS n", ":8:24: "),
    ],
)
def test_what_the_server_says_has_its_place(
    connection: Connection, own: Any, tmp_path: Path, cypher: str, place: str
) -> None:
    with pytest.raises(CatalogueError) as raised:
        own(connection, cypher)
    assert raised.value.message.startswith(f"{tmp_path / 'own.cypher'}{place}")
    assert "\n" not in raised.value.message


def test_explaining_refuses_as_asking_does(
    connection: Connection, own: Any, tmp_path: Path
) -> None:
    with pytest.raises(QuestionError, match="calls a procedure"):
        own(connection, "CALL dbms.listConfig() YIELD name RETURN name AS n")
    question = Catalogue((tmp_path,)).question("own")
    with pytest.raises(QuestionError, match="calls a procedure"):
        explain(connection, resolve(connection, question, {}))


def test_the_local_server_fetches_from_nowhere(connection: Connection) -> None:
    for address in ("http://127.0.0.1:1/x", "https://[::1]:1/x", "ftp://93.184.216.34/x"):
        with pytest.raises(Exception, match=r"blocked via|cypher_ip_blocklist"):
            connection.read(f"LOAD CSV FROM '{address}' AS row RETURN row")


def test_the_server_survives_a_question_that_takes_all_memory(
    connection: Connection, own: Any
) -> None:
    # Values of expressions are not counted by db.memory.transaction.max: the heap ends first.
    # On a slow machine the server is silent for so long meanwhile that the question is given up.
    with pytest.raises(GraphError, match=r"memory|does not answer|time limit"):
        own(connection, "RETURN size(reduce(s = 'x', i IN range(1, 40) | s + s)) AS n")
    assert connection.read("RETURN 1 AS one") == [{"one": 1}]
