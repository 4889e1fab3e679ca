"""A bulk load gives the graph, the report and the record that any other load gives."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as configured
from hypothesis import strategies as st

from tests.graph.strategies import briefs as one_brief
from whomet import loaders
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.schema import statements
from whomet.graph.settings import Settings
from whomet.graph.writing.load_log import log
from whomet.graph.writing.loading import LoadOutcome, load_briefs
from whomet.graph.writing.verification import read_graph, verify
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

from .conftest import assert_nothing_left, wipe

WORDS = default_vocabulary()
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "briefs"
#: How many are drawn, of which each is an import; TEST_BULK=20 for the whole exercise.
DRAWN = int(os.environ.get("TEST_BULK", "1"))

#: What a table could take for something else.
HOSTILE = (
    'A "quoted" name',
    '"',
    '""',
    "a,b;c|d\te",
    "two\nlines",
    "and\r\nthree\r",
    "back\\slash\\",
    " blanks around ",
    "\u2028\u2029\u0085",
    "null",
    "007",
    "-1.5e3",
    "true",
    "2017-10-19",
    "[a, b]",
    "{x: 1}",
    "\ue000\ue001\x1f\x1e",
    "محمّد 🎉 é e\u0301",
)


def hostile_brief() -> Brief:
    """One brief in which every text is one of those."""
    text = "\n".join(HOSTILE)
    mentions = []
    for number, words in enumerate(HOSTILE):
        start = text.index(words)
        others = tuple(dict.fromkeys(HOSTILE[: number + 1]))
        span = (start, start + len(words))
        mentions.append(
            Mention(f"p{number}", "Person", f"{words} X{number}", None, others, None, None,
                    (words,), (span,))
        )  # fmt: skip
    quotes = [
        ClaimRecord(
            f"e{number}", "Meeting", words, (text.index(words), text.index(words) + len(words)),
            {"participant": ("p0", "p1")}, when=StatedDate("2017-10", words), note=words,
        )
        for number, words in enumerate(HOSTILE)
    ]  # fmt: skip
    return Brief(
        "hostile", HOSTILE[0], HOSTILE[5], date(1, 1, 1), text, "fa", mentions=tuple(mentions),
        claims=tuple(quotes),
    )  # fmt: skip


def examples() -> list[Brief]:
    return [found.brief for found in loaders.read([EXAMPLES]) if found.brief is not None]


def told(report: LoadOutcome) -> tuple[object, ...]:
    return (
        *(report.new, report.changed, report.unchanged, report.removed),
        *(report.actors(WORDS), report.merged(WORDS), report.ambiguous),
    )


def assert_same(own: Settings, graph: Connection, briefs: Iterable[Brief]) -> None:
    briefs = list(briefs)
    ordinary = load_briefs(graph, briefs)
    with connect(own) as connection:
        bulk = load_in_bulk(own, connection, briefs)
    assert told(bulk) == told(ordinary)
    with connect(own) as connection:
        found, wanted = read_graph(connection), read_graph(graph)
        assert found.nodes == wanted.nodes
        assert found.edges == wanted.edges
        schema = "SHOW INDEXES YIELD name, state, type WHERE type <> 'LOOKUP' RETURN name, state"
        indexes = {row["name"]: row["state"] for row in connection.read(schema)}
        assert indexes.keys() >= statements(connection.vocabulary).keys()
        assert set(indexes.values()) == {"ONLINE"}
        assert log(connection, 1)[0].items() >= {
            "command": "load --bulk", "new": len(briefs), "outcome": "done",
        }.items()  # fmt: skip


@configured(
    max_examples=DRAWN,
    # Shrinking through a server takes many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(colliding=st.tuples(*(one_brief(f"b{number}") for number in range(8))))
def test_the_examples_hostile_texts_and_briefs_that_collide(
    empty: Settings, graph: Connection, colliding: tuple[Brief, ...]
) -> None:
    long = Brief("long", "Long", "Digest", date(2017, 10, 19), 'a "b"\n' * 1_000_000)
    wipe(graph)
    with connect(empty) as connection:
        wipe(connection)
        # What somebody has made before stays: an index of their own, the log of loads.
        load_briefs(connection, ())
        connection.prepare(
            lambda session: session.run("CREATE INDEX mine IF NOT EXISTS FOR (n:X) ON (n.y)")
        )
    assert_same(empty, graph, [*examples(), hostile_brief(), long, *colliding])
    with connect(empty) as connection:
        assert len(log(connection, 9)) == 2
        assert connection.read("SHOW INDEXES YIELD name WHERE name = 'mine' RETURN name")
        # It is a graph like any other: loading, correcting and retracting go on from there.
        load_briefs(connection, [hostile_brief()])
        assert verify(connection) == []
    assert_nothing_left(empty)
