"""Answers page by page, with cursors that stay valid while briefs are loaded between two pages.

A cursor does not count rows: it says after which day and event the next page begins, and which rows
of that day and event have been returned. So a row that was there is neither returned twice nor left
out, whatever is loaded; a row that a load moves to another day counts as another row.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any

from whomet.queries.catalogue import Catalogue
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, Readers
from whomet.queries.question import Question
from whomet.queries.resolving import Resolved, resolve
from whomet.queries.row_reading import TIME_LIMIT
from whomet.queries.runner import QueryResult, limit_note, open_answer

#: The most rows of a page.
MOST = 10_000
#: Rows read beyond those of the page, for what was loaded in front of it.
SPARE = 100
_BEGIN, _EVENT = "begin_earliest", "event"
_ORDER = re.compile(r"(?:\w+\.)?begin_earliest, (\w+\.id\b|event\b)?")
#: Columns that tell rows of one event apart, besides the ids of whom and what they name.
_TELLING = (_EVENT, "claim", "kind", "gap", "about", "says", "against")
#: Behind every day and every id: rows without a date come last.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer, and the cursor of the next page if there is one."""

    result: QueryResult
    next: str | None


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of a question's rows.

    `columns` are those of the sorting key; `telling` are those that distinguish rows with the same
    key, and do not change when more briefs report a row.
    """

    columns: tuple[str, ...]
    telling: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> _Order | None:
        """The order of a question's rows; None if it is not by time."""
        ordered = question.cypher.rpartition("\nORDER BY ")[2].partition("\n")[0]
        found = _ORDER.match(ordered)
        columns = (_BEGIN, _EVENT) if found and found[1] else (_BEGIN,)
        names = [column.name for column in question.columns]
        if found is None or not set(columns) <= set(names):
            return None
        ids = {c.name for c in question.columns if c.companion and c.name.endswith("_id")}
        return cls(columns, tuple(name for name in names if name in _TELLING or name in ids))

    def key(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The sorting key of a row."""
        return tuple(_LAST if row[name] is None else str(row[name]) for name in self.columns)

    def mark(self, row: Mapping[str, Any]) -> str:
        """What distinguishes a row from others with its key."""
        return _digest([row[name] for name in self.telling], 6)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended.

    That is the key of its last row, the number of rows up to it, and which rows with that key were
    among them.
    """

    key: tuple[str, ...]
    count: int
    given: frozenset[str]

    def is_before(self, row: Mapping[str, Any], order: _Order) -> bool:
        """Whether a row belongs to a later page."""
        key = order.key(row)
        return key > self.key or (key == self.key and order.mark(row) not in self.given)


def has_pages(question: Question) -> bool:
    """Whether the rows of a question are in order of time, which pages require."""
    limited = any(parameter.name == "limit" for parameter in question.parameters)
    return limited and _Order.of(question) is not None


def page(
    readers: Readers,
    name: str,
    given: Mapping[str, Any],
    cursor: str | None,
    *,
    questions: Catalogue,
    today: date | None = None,
    timeout: float | None = None,
) -> Page:
    """The page after a cursor, or the first page; `limit`, in `given`, is its maximum of rows.

    QuestionError if the cursor is damaged, or belongs to another question or other parameters.
    """
    question = questions.question(name)
    order = _Order.of(question)
    if order is None or not has_pages(question):
        raise QuestionError(
            f"the rows of '{name}' do not come in the order of time, which pages need; leave out"
            " `cursor`: an answer of any size is sent whole",
            parameters=["cursor"],
        )
    if given.get("limit") is None:
        raise QuestionError(
            "`limit` says how many rows a page has; give it with `cursor`", parameters=["limit"]
        )
    asked = _asked(question, given)
    start = _read(cursor, asked) if cursor else None

    def work(reader: Reader) -> Page:
        resolved = resolve(reader, question, given, today=today)
        most = int(resolved.values["limit"])
        bound = most if start is None else start.count + most + SPARE
        made = _page(reader, resolved, order, start, most, bound)
        if made is None:  # more than the spare ones were loaded in front of the page
            made = _page(reader, resolved, order, start, most, None)
        assert made is not None, "without a bound all rows are read"
        result, is_more = made
        following = _written(order, result.rows, start, asked) if is_more else None
        return Page(result, following)

    return readers.together(work, timeout or TIME_LIMIT)


def _page(
    reader: Reader,
    resolved: Resolved,
    order: _Order,
    start: _Place | None,
    most: int,
    bound: int | None,
) -> tuple[QueryResult, bool] | None:
    """The page from the first `bound` rows, and whether more rows follow it.

    None if these do not suffice.
    """
    answer = open_answer(reader, replace(resolved, values={**resolved.values, "limit": bound}))
    answer.parameters["limit"] = most
    kept: list[dict[str, Any]] = []
    read = 0
    for row in answer.rows:
        read += 1
        if len(kept) <= most and (start is None or start.is_before(row, order)):
            kept.append(row)
    total = max(answer.total, read)
    if len(kept) < most and total > read:
        return None
    more = len(kept) > most or total > read
    rows = kept[:most]
    notes = [note for note in answer.notes if note != limit_note(read, total)]
    if total > len(rows):
        notes.append(limit_note(len(rows), total))
    result = replace(answer.whole(), rows=rows, notes=tuple(notes), total=total)
    return result, more


def _asked(question: Question, given: Mapping[str, Any]) -> str:
    """What was asked, as given: a load may change what a name refers to."""
    parameters = {name.rstrip("_"): value for name, value in given.items() if name != "limit"}
    return _digest([question.name, sorted(parameters.items())], 9)


def _digest(value: Any, size: int) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _encoded(blake2b(text.encode(), digest_size=size).digest())


def _encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _written(order: _Order, rows: list[dict[str, Any]], start: _Place | None, asked: str) -> str:
    key = order.key(rows[-1])
    given = {order.mark(row) for row in rows if order.key(row) == key}
    if start is not None and start.key == key:
        given |= start.given
    count = len(rows) + (start.count if start is not None else 0)
    held = [asked, list(key), count, sorted(given)]
    return _encoded(json.dumps([*held, _digest(held, 6)], ensure_ascii=False).encode())


def _read(cursor: str, asked: str) -> _Place:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        *held, check = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        made_for, key, count, given = held
        if check != _digest(held, 6):
            raise ValueError
    except (ValueError, TypeError) as error:
        raise QuestionError(
            "`cursor` is damaged; take it as the answer before gave it, or leave it out to begin"
            " anew",
            parameters=["cursor"],
        ) from error
    if made_for != asked:
        raise QuestionError(
            "`cursor` belongs to another question or other parameters; leave it out to begin anew",
            parameters=["cursor"],
        )
    return _Place(tuple(key), count, frozenset(given))
