"""Measures the db hits of questions (PROFILE) as the graph grows.

    python bench/hits.py [--briefs 100]

Asks about the same twenty briefs, whose people, places, topic and days no other brief has, among
N, 10 N and 100 N other briefs. The cost should stay the same. Prints one row for each question and
anchor.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.generated import briefs, fixed_briefs
from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.server import down
from whomet.graph.settings import load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.queries import Question, QuestionError, catalogue, resolve
from whomet.queries.explanation import explain

ANCHORS: dict[str, dict[str, str]] = {
    "actor": {"actor": "Mara Fixed"},
    "pair": {"actor": "Mara Fixed", "with": "Jo Fixed"},
    "place": {"place": "Fixland"},
    "period": {"since": "1950-02-01", "until": "1950-02-28"},
    "topic": {"topic": "Fix"},
}
GROWTH = (1, 10, 100)
#: Makes the server plan again for the larger graph.
CLEAR_PLANS = "CALL db.clearQueryCaches()"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=100)
    size = parser.parse_args().briefs
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings({"home": home, "aot": False}, cwd=Path(home))
        found: dict[tuple[str, str], list[int]] = {}
        try:
            with connect(settings) as connection:
                load_briefs(connection, fixed_briefs())
                for times in GROWTH:
                    load_briefs(connection, briefs(size * times))
                    connection.prepare(lambda session: session.run(CLEAR_PLANS).consume())
                    for question in catalogue().questions():
                        for anchor, given in ANCHORS.items():
                            hits = db_hits(connection, question, given)
                            if hits is not None:
                                found.setdefault((question.name, anchor), []).append(hits)
        finally:
            down(settings)
    header = [f"{size * times:,} briefs" for times in GROWTH]
    print("| question | anchor |", " | ".join(header), "|")
    print("|---|---|" + "---|" * len(GROWTH))
    for (name, anchor), hits_of in found.items():
        print(f"| {name} | {anchor} |", " | ".join(f"{hits:,}" for hits in hits_of), "|")


def db_hits(connection: Connection, question: Question, given: dict[str, str]) -> int | None:
    """The db hits of a question, or None if it does not accept these parameters."""
    names = {parameter.name for parameter in question.parameters}
    if not set(given) <= names:
        return None
    try:
        return explain(connection, resolve(connection, question, given)).db_hits
    except QuestionError:
        return None


if __name__ == "__main__":
    main()
