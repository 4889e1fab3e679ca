"""Reads and counts the rows of a question with resolved values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from whomet.queries.cypher_tokens import MAP, in_map
from whomet.queries.internal_queries import Reader
from whomet.queries.question import Question

T = TypeVar("T")
#: Rows for which what stands beside them in the graph is read at once, as they come.
BATCH = 500
#: Seconds after which a question is given up, unless it is asked with another limit.
TIME_LIMIT = 60.0


def read_with(reader: Reader, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run the text of a question with its parameters in one map.

    Neo4j plans a text again for every combination of types of its parameters, of which null is one.
    A map is one type, so that a question is planned once whatever is asked (0.7 s against 10 ms).
    """
    return reader.read(in_map(text), {MAP: dict(values)})


def stream_with(reader: Reader, text: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """As `read_with`, the rows one by one."""
    return reader.stream(in_map(text), {MAP: dict(values)})


def reached_by_unknown_begin(row: Mapping[str, Any], until: date | None) -> bool:
    """Whether a row is in a period until `until` only because its event may have begun any time.

    The known days of the event are after the period.
    """
    known = row.get("begin_latest") or row.get("end_earliest") or row.get("end_latest")
    return (
        until is not None
        and row.get("date_match") == "possible"
        and row.get("begin_earliest") is None
        and known is not None
        and known > until
    )


def in_batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of `BATCH` rows."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def count_rows(
    reader: Reader, question: Question, values: Mapping[str, Any], *, most: int | None = None
) -> int:
    """How many rows a question has with these values, at most `most`, whatever its limit.

    The text of the question must mark where its rows are counted.
    """
    text = question.counting if most is None else question.counting_up_to(most)
    assert text is not None
    [row] = read_with(reader, text, {**values, "limit": None})
    return int(row["count"])
