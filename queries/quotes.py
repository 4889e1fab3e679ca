"""Quotes in full: the sentence of the brief around each quote of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from whomet.ontology.sentences import sentence_around
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.row_reading import in_batches
from whomet.queries.runner import OpenAnswer, QueryResult

MARKS = "«", "»"
#: How quotes are shown: the words alone, or in their sentences.
WAYS = ("short", "full")


class Sentence(str):
    """A sentence of a brief with the quoted words between « and ».

    `before`, `words` and `after` joined are a piece of the brief's text, unchanged.
    """

    __slots__ = ("after", "before", "words")

    before: str
    words: str
    after: str

    def __new__(cls, before: str, words: str, after: str) -> Sentence:
        made = super().__new__(cls, f"{before}{MARKS[0]}{words}{MARKS[1]}{after}")
        made.before, made.words, made.after = before, words, after
        return made

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override]
        return self.before, self.words, self.after


def quoted(reader: Reader, answer: QueryResult, way: str) -> QueryResult:
    """The answer with its quotes `short`, which leaves them unchanged, or `full`, in sentences."""
    column = _column(answer.columns, way)
    if column is None:
        return answer
    rows = list(_with_sentences(reader, answer.rows, column))
    return replace(answer, columns=(*answer.columns, column), rows=rows)


def quote_as_read(answer: OpenAnswer, way: str) -> None:
    """As `quoted`, for an answer that is being read."""
    column = _column(answer.columns, way)
    if column is None or answer.reader is None:
        return
    answer.rows = _with_sentences(answer.reader, answer.rows, column)
    answer.columns = (*answer.columns, column)


def _column(columns: Iterable[str], way: str) -> str | None:
    """The column that shows quotes in full: of a Sentence for each quote, in the same order.

    It is `sentences`, or `sentence` if rows have one quote each; None for rows without quotes.
    """
    if way not in WAYS:
        raise QuestionError(f"quotes are {' or '.join(WAYS)}; got {way!r}")
    if way == "short":
        return None
    return "sentences" if "quotes" in columns else "sentence" if "quote" in columns else None


def _with_sentences(
    reader: Reader, rows: Iterable[dict[str, Any]], column: str
) -> Iterator[dict[str, Any]]:
    for batch in in_batches(rows):
        briefs = {brief for row in batch for brief in _briefs(row)}
        texts = {
            row["brief"]: (row["text"], row["claims"])
            for row in reader.read(internal("texts"), {"briefs": sorted(briefs)})
        }
        for row in batch:
            seen: Counter[tuple[str, str]] = Counter()
            sentences = []
            quotes = row["quotes"] if "quotes" in row else [row["quote"]]
            for brief, quote in zip(_briefs(row), quotes or [], strict=False):
                text, claims = texts.get(brief, ("", []))
                found = _claims(row, quote, text, claims)
                sentences.append(_sentence(text, quote, found[seen[brief, quote] :] or found))
                seen[brief, quote] += 1
            one = column == "sentence"
            yield {**row, column: next(iter(sentences), None) if one else sentences}


def events_of(row: Mapping[str, Any]) -> list[str]:
    """The ids of the events that a row is about, or of its claim if it names no event."""
    value = row.get("event", row.get("claim"))
    return list(value) if isinstance(value, list) else [value] if value else []


def _briefs(row: Mapping[str, Any]) -> list[str]:
    value = row.get("briefs") if "quotes" in row else [row.get("brief")]
    return list(value or [])


def _claims(
    row: Mapping[str, Any], quote: str, text: str, claims: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The claims of a brief with this quote, if possible those about the row's event."""
    found = [claim for claim in claims if text[claim["begin"] : claim["end"]] == quote]
    wanted = set(events_of(row))
    return [c for c in found if c["event"] in wanted or c["claim"] in wanted] or found


def _sentence(text: str, quote: str, claims: list[Mapping[str, Any]]) -> Sentence:
    if not claims:
        return Sentence("", quote, "")
    begin, end = claims[0]["begin"], claims[0]["end"]
    first, last = sentence_around(text, begin, end)
    return Sentence(text[first:begin], text[begin:end], text[end:last])
