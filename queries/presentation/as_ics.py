"""iCalendar (RFC 5545): an entry for each row, for a calendar.

A row with a date is an all-day VEVENT, from its first day to its last (DTEND is the day after). An
uncertain date is entered from the first possible day to the last possible, as TENTATIVE, and
DESCRIPTION says so. What is only probable or possible is TENTATIVE too, and SUMMARY says so. A row
without any date is a VJOURNAL, which needs none: calendars do not show it, but no row is missing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from whomet.ontology.dates import Bounds, DateError, stated_bounds
from whomet.ontology.nouns import listed
from whomet.queries.places import PLACE_COLUMNS, place_names
from whomet.queries.presentation.layout import clean
from whomet.queries.presentation.pieces import Pieces
from whomet.queries.presentation.rows import Rows, rows_of, shown, text
from whomet.queries.question_reading import ENTRY_COLUMN
from whomet.queries.quotes import events_of
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

if TYPE_CHECKING:
    from icalendar import Component

_PRODUCT = "-//whomet//whomet//EN"
_URL = "https://w3id.org/whomet/calendar"
_END = "END:VCALENDAR\r\n"
#: Columns of dates in pairs of first and last day.
_SPANS = (("start", "end"), ("from", "until"), ("first", "last"))
_DATES = ("when", *(column for pair in _SPANS for column in pair))
#: Columns that say something about a row, but not what happened.
_ABOUT = (
    *("date_match", "status", "certainty", "polarity", "published", "attributed_to"),
    *("n", "chain", "step", "claim", "event"),
)
_QUOTED = ("briefs", "quotes", "sentences", "brief", "quote", "sentence")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
#: Entries whose ids are known at a time, so that memory does not grow with the rows.
REMEMBERED = 2**13
#: Number of columns in the summary of a question without an `entry`.
_SUMMARY = 3
#: What is not certain to have been: `certainty`.
_UNSURE = ("probable", "possible")
_STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "denied": "CANCELLED"}


def pieces(what: QueryResult | OpenAnswer | Description, **_: object) -> Pieces:
    """The calendar, an entry for each row as it comes."""
    from icalendar import Calendar

    table = rows_of(what)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean(_title(table)))
    if table.understood:
        calendar.add("x-wr-caldesc", clean("; ".join(table.understood)))
    begin, end, _ = calendar.to_ical().decode("utf-8").partition(_END)
    yield begin
    undated = 0
    for entry in _entries(table):
        undated += entry.name == "VJOURNAL"
        yield entry.to_ical().decode("utf-8")
    yield end
    if not undated:
        return ()
    rows = "1 row without a date is" if undated == 1 else f"{undated} rows without a date are"
    return (f"{rows} kept as VJOURNAL, which calendars do not show",)


@dataclass(frozen=True, slots=True)
class EventDays:
    """The days of an entry, the last included; `note` says what is not certain about them."""

    first: date
    last: date
    note: str = ""


def days_of(row: Mapping[str, Any]) -> EventDays | None:
    """The days that a row's dates may fall on; None if it has none."""
    bounds = _bounds(row)
    first, last = bounds.begin_earliest, bounds.end_latest
    begin, finish = bounds.begin_latest, bounds.end_earliest
    if first is None and last is None:
        first = last = begin or finish
        note = "Entered on a day that is certainly part of it; begin and end are not known."
        return EventDays(first, last, note) if first and last else None
    if first is None:
        assert last is not None
        day = begin or last
        return EventDays(day, last, "The begin is not known.")
    if last is None:
        known = _day(row.get("end_earliest")) or finish
        return EventDays(first, max(known or first, first), "The end is not known.")
    if first == begin and last == finish:
        return EventDays(first, last)
    return EventDays(
        first,
        last,
        f"The date is not certain: from {first} at the earliest to {last} at the latest.",
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None  # in a user-defined question anything may be called `end_earliest`


def _bounds(row: Mapping[str, Any]) -> Bounds:
    for columns in (("when",), *_SPANS):
        values = [row.get(column) for column in columns]
        if not any(values) or not all(isinstance(v, str | None) for v in values):
            continue
        try:
            return stated_bounds(*values) if len(values) == 1 else stated_bounds(None, *values)
        except DateError:
            continue  # in a user-defined question anything may be called `first`
    return Bounds()


def _entries(table: Rows) -> Iterator[Component]:
    from icalendar import Event, Journal

    stamp = datetime.now(UTC).replace(microsecond=0)
    ids = _EntryIds(table.name)
    for row in table.rows:
        days = days_of(row)
        entry = Event() if days else Journal()
        summary = _summary(table, row)
        entry.add("uid", ids.of(row, summary))
        entry.add("dtstamp", stamp)
        entry.add("summary", summary)
        if days:
            entry.add("dtstart", days.first)
            if days.last < date.max:
                entry.add("dtend", days.last + timedelta(days=1))
            if names := place_names(row):
                entry.add("location", ", ".join(map(clean, names)))
            status = _STATUS.get(_status(row))
            entry.add("status", status or ("TENTATIVE" if _may_be(row, days) else "CONFIRMED"))
            entry.add("transp", "TRANSPARENT")
        entry.add("description", _description(table, row, days))
        entry.add("categories", [clean(table.name)])
        yield entry


def _may_be(row: Mapping[str, Any], days: EventDays) -> bool:
    """Whether it is uncertain that the event was on these days, or that it happened."""
    return bool(days.note) or _is_unsure(row) or row.get("date_match") == "possible"


def _status(row: Mapping[str, Any]) -> str:
    """The status of the event, or the one that the claim of the row states."""
    return str("denied" if row.get("polarity") == "denied" else row.get("status"))


def _is_unsure(row: Mapping[str, Any]) -> bool:
    return row.get("certainty") in _UNSURE


class _EntryIds:
    """The UID of each entry: the same row has the same in the next export too.

    Entries that are otherwise the same are numbered. At most `REMEMBERED` entries are remembered;
    those after them are the next batch, whose number is part of the UID, so that each is unique.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._batch = 0
        self._taken: Counter[bytes] = Counter()

    def of(self, row: Mapping[str, Any], summary: str) -> str:
        """The UID of a row that has this summary."""
        key = json.dumps([self._name, events_of(row), row.get("claim"), summary])
        short = blake2b(key.encode(), digest_size=8).digest()
        if len(self._taken) >= REMEMBERED and short not in self._taken:
            self._batch += 1
            self._taken.clear()
        self._taken[short] += 1
        batch = f"{self._batch}/" if self._batch else ""
        return str(uuid5(NAMESPACE_URL, f"{_URL}/{batch}{self._taken[short]}/{key}"))


def _title(table: Rows) -> str:
    """The name of the calendar: the question and its parameters."""
    return ": ".join([table.title, ", ".join(table.named)] if table.named else [table.title])


def _summary(table: Rows, row: Mapping[str, Any]) -> str:
    """What an entry is called, as one writes it in a calendar: "Putin met Assad"."""
    status = _status(row)
    before = f"{status.capitalize()}: " if status in _STATUS else ""
    if _is_unsure(row):
        before += f"{str(row['certainty']).capitalize()}: "
    special = (
        texts[value]
        for column, texts in table.entries.items()
        if isinstance(value := row.get(column), str) and value in texts
    )
    entry = next(special, table.entry)
    if entry is not None and (told := clean(_filled(entry, row))):
        return before + told
    cells = [
        clean(_without_date(text(row[column]), row))
        for column in table.read
        if column not in (*_ABOUT, *_QUOTED, *_DATES, *PLACE_COLUMNS)
    ]
    return before + (", ".join([cell for cell in cells if cell][:_SUMMARY]) or clean(table.title))


def _filled(entry: str, row: Mapping[str, Any]) -> str:
    """An entry's words with the row's values; text in [brackets] only if it has them all."""

    def part(found: re.Match[str]) -> str:
        names = ENTRY_COLUMN.findall(found[1])
        return values(found[1]) if all(row.get(name) for name in names) else ""

    def values(words: str) -> str:
        return ENTRY_COLUMN.sub(lambda name: _listed(row.get(name[1]), row), words)

    return values(_OPTIONAL.sub(part, entry)).strip(" ,:·")


def _listed(value: Any, row: Mapping[str, Any]) -> str:
    """Names as in a sentence: "A, B and C"."""
    if not isinstance(value, list):
        return _without_date(text(value), row)
    return listed([str(each) for each in value])


def _without_date(what: str, row: Mapping[str, Any]) -> str:
    """The name of an event without its date, which a calendar shows itself."""
    return what.removesuffix(f" · {row['when']}") if row.get("when") else what


def _description(table: Rows, row: Mapping[str, Any], days: EventDays | None) -> str:
    lines = [days.note] if days and days.note else []
    for column in table.read:
        cell = "" if column in _QUOTED else clean(text(shown(column, row)))
        if cell:
            lines.append(f"{column.replace('_', ' ')}: {cell}")
    if "quotes" in row:
        said = row.get("sentences") or row["quotes"] or []
        sources = row["briefs"] or []
    else:
        said = [row.get("sentence") or row.get("quote") or ""]
        sources = [row.get("brief") or ""]
    lines += [
        f"“{clean(words)}” ({clean(source)})"
        for words, source in zip(said, sources, strict=False)
        if words
    ]
    return "\n".join(lines)
