"""Cells and widths of a table: pure functions on texts, apart from how they are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates.readable import END_NOT_TOLD, MONTHS
from whomet.ontology.terminal import without_controls
from whomet.queries.quotes import Sentence
from whomet.queries.source_chains import steps_of

#: Maximum number of entries of a list that a cell shows, and maximum length of a quote.
LIST_SHOWN = 6
QUOTE_SHOWN = 160
#: Blanks between columns, and the width under which a column is no longer worth reading.
GAP = 2
NARROW = 12
#: Replaces a blank at which no line may break, because rich does break at a no-break space.
JOIN = "\ue000"
_MONTH = rf"\b(?:{'|'.join(MONTHS)})"
_DATE = re.compile(rf"(?:\d{{1,2}}(?:–\d{{1,2}})? )?{_MONTH} \d{{4}}\b")
_REMARK = re.compile(re.escape(END_NOT_TOLD.strip()))
_RANGE = re.compile(
    rf"(?:between )?\d{{1,2}}(?: {_MONTH})?(?: \d{{4}})?(?: and | – )"
    rf"(?:\d{{1,2}} )?{_MONTH} \d{{4}}\b"
)
#: Where a date is followed by a remark about it: "from 1 Oct 2017 (end not told)".
_OF_A_DATE = re.compile(r" (?=\(|or later)")
#: Columns that go under their row, in this order, where the table would be too wide.
BELOW = (
    *("capacities", "meetings", "topics", "hosts", "attributed_to", "about"),
    *("medium", "date_match", "certainty", "as_member_of", "during"),
)
#: Columns that follow, each group together, where not even narrow columns fit.
BELOW_AT_LAST = (("id",), ("first", "last"))
#: The usual value of a column; a column with this value in all rows is omitted.
USUAL = {
    "status": ("occurred",),
    "certainty": ("certain",),
    "date_match": ("certain",),
    "medium": ("in-person", None),
}


def is_usual(column: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column has its usual value in all rows."""
    return all(row.get(column) in USUAL[column] for row in rows)


def all_certain(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the rows are about what occurred, and all of them are certain."""
    return (
        any(row.get("certainty") and "quotes" in row for row in rows)
        and is_usual("certainty", rows)
        and all(row.get("status") in ("occurred", None) for row in rows)
        and all(row.get("date_match") in ("certain", None) for row in rows)
    )


def is_undated(row: Mapping[str, Any]) -> bool:
    """Whether a row is of an event that has no date."""
    return "when" in row and "quotes" in row and not any(row.get(key) for key in DATE_KEYS)


def is_dated_exactly(row: Mapping[str, Any]) -> bool:
    """Whether the days of a row, if it is of an event, are known."""
    return all(
        row[f"{side}_earliest"] == row[f"{side}_latest"] is not None
        for side in ("begin", "end")
        if f"{side}_earliest" in row
    )


def clean(text: str) -> str:
    """`text` on one line and without control characters."""
    return " ".join(without_controls(text).split())


def cell(value: Any) -> str:
    """A value as a table shows it: lists joined by "; ", long ones folded."""
    if value is None:
        return ""
    if isinstance(value, list):
        shown = [clean(str(item)) for item in value[:LIST_SHOWN]]
        more = len(value) - len(shown)
        return "; ".join(shown) + (f"; … {more} more" if more else "")
    return clean(str(value))


def quoted(text: str) -> str:
    """A quote, cut at a word where it is very long."""
    flat = clean(text)
    if len(flat) > QUOTE_SHOWN:
        flat = flat[:QUOTE_SHOWN].rsplit(" ", 1)[0] + " …"
    return flat


def parts(sentence: Sentence) -> tuple[str, str, str]:
    """The text before the words, the words, and the text after: together one clean line."""
    before, words, after = map(clean, (sentence.before, sentence.words, sentence.after))
    if before and (sentence.before[-1].isspace() or sentence.words[:1].isspace()):
        before += " "
    if after and (sentence.after[0].isspace() or sentence.words[-1:].isspace()):
        after = f" {after}"
    return before, words, after


def shown_columns(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], details: bool = False
) -> list[str]:
    """The columns that add information, `when` first.

    A column that repeats the quotes under a row or `when`, or is empty in all rows, is left out;
    without `details` also one that has its usual value in all rows.
    """
    if "quotes" in columns:
        hidden = {"event", "briefs", "quotes", "sentences", "starts", "ends"}
        if all(_says_both(row) for row in rows):
            hidden |= {"start", "end"}
        if not details:
            hidden |= {name for name in USUAL if is_usual(name, rows)} | {"capacities"}
            if all(row.get("when") for row in rows):
                hidden |= {"start", "end"}
    else:
        hidden = {"quote", "sentence", "brief", "claim", "attributed_to", "event"}
    filled = [
        column
        for column in columns
        if column not in hidden
        and any(
            row[column] not in (None, []) or (column == "when" and is_undated(row)) for row in rows
        )
    ]
    return sorted(filled, key=lambda column: column != "when")


def below(names: Sequence[str], natural: Sequence[int], total: int) -> list[str]:
    """The columns to show under their row, so that the others need less or no folding."""
    room = total + GAP - sum(width + GAP for width in natural)
    taken: list[str] = []
    for name in BELOW:
        if room >= 0:
            break
        if name in names:
            taken.append(name)
            room += natural[names.index(name)] + GAP
    return [name for name in names if name in taken]


def _says_both(row: Mapping[str, Any]) -> bool:
    """Whether `when` says all that `start` and `end` do."""
    start, end, when = row.get("start"), row.get("end"), row.get("when")
    return when in (start if start == end else None, f"{start}/{end}", f"{start}/")


def quote_lines(row: Mapping[str, Any]) -> list[tuple[tuple[str, str, str], str]]:
    """Each quote of a row with where it is from: the event's id where it names the brief.

    A quote that several briefs share is shown once. For a row about several events only the briefs
    are named; formats for programs have the ids.
    A quote comes with the text before and after it in its sentence, if the row has sentences.
    """
    if "quote" in row:
        # What is described has a text for each step already.
        chain, steps = row.get("attributed_to") or [], row.get("attributed_to_steps")
        chain = chain if steps is None else steps_of(chain, steps)
        on_word_of = f" (on the word of {', '.join(map(clean, chain))})" if chain else ""
        sentence = row.get("sentence")
        shown = parts(sentence) if sentence is not None else ("", quoted(row["quote"]), "")
        return [(shown, clean(row["claim"]) + on_word_of)]
    if "quotes" not in row or ("where_in_text" in row and len(row["quotes"]) == 1):
        return []
    events = row.get("event") or []
    event = events if isinstance(events, str) else "".join(events) if len(events) == 1 else ""
    quotes = row.get("quotes") or []
    sentences = row.get("sentences") or [None] * len(quotes)
    lines: dict[tuple[str, str, str], list[str]] = {}
    named = False
    for brief, quote, sentence in zip(row.get("briefs") or [], quotes, sentences, strict=True):
        origin = brief
        if not named and event.startswith(f"{brief}#"):
            origin, named = event, True
        words = parts(sentence) if sentence is not None else ("", quoted(quote), "")
        lines.setdefault(words, []).append(clean(origin))
    told = [(words, ", ".join(origins)) for words, origins in lines.items()]
    if told and event and not named:
        told[0] = (told[0][0], f"{told[0][1]} · {clean(event)}")
    return told


def joined_dates(text: str, *, ranges: bool = False) -> str:
    """`text` with the parts of each date joined, so that none is broken over two lines.

    A range of days, which is longer, is joined where `ranges` says that there is room.
    """

    def joined(found: re.Match[str]) -> str:
        return found[0].replace(" ", JOIN)

    if ranges:
        text = _RANGE.sub(joined, text)
    return _REMARK.sub(joined, _DATE.sub(joined, text))


def date_width(words: str) -> int:
    """The width that a date needs, which must stay on one line; remarks on it may not."""
    return max((cell_len(part) for part in _OF_A_DATE.split(words)), default=0)


def widths(
    natural: Sequence[int], total: int, keep: Mapping[int, int] | None = None
) -> list[int] | None:
    """Widths of columns that need `natural` ones, in `total`; None where they cannot all fit.

    The widest are narrowed first, down to a width that can still be read. The columns in `keep`,
    those of dates, have their natural width or the one that is given there.
    """
    keep = keep or {}
    room = total - GAP * (len(natural) - 1)
    least = [keep.get(number, min(width, NARROW)) for number, width in enumerate(natural)]
    if sum(least) > room:
        return None
    chosen = list(natural)
    if sum(chosen) > room:
        for number, width in keep.items():
            chosen[number] = width
    while sum(chosen) > room:
        widest = max(range(len(chosen)), key=lambda n: (chosen[n] - least[n], chosen[n]))
        chosen[widest] -= 1
    return chosen
