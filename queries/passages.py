"""The sentences, names and events around the words of a search, in the texts of briefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from whomet.ontology.search_words import Search, Term, occurrences, parse_search, words
from whomet.ontology.sentences import sentence_around
from whomet.queries.internal_queries import Reader, internal

#: The column whose rows are completed, and the parameter that says what was searched for.
BRIEF, TEXT = "brief", "text"
OPENING, CLOSING, CUT = "«", "»", "…"
#: Maximum code points of a very long sentence shown on either side of the words found.
AROUND = 140

Row = dict[str, Any]
Span = tuple[int, int]
Hit = tuple[Term, int, int]


def with_passages(reader: Reader, searched: str, rows: Sequence[Row]) -> list[Row]:
    """Rows of the question `search` with the text around the words that were found."""
    search = parse_search(searched)
    wanted = [row[BRIEF] for row in rows]
    told = {row[BRIEF]: row for row in reader.read(internal("passages"), {"briefs": wanted})}
    return [{**row, **_around(search, told[row[BRIEF]])} for row in rows]


def _around(search: Search, brief: Mapping[str, Any]) -> Row:
    text, title = brief["text"], brief["title"]
    hits = occurrences(search, list(words(text)))
    if not hits:
        found = occurrences(search, list(words(title)))
        return {
            "where_in_text": marked(title, (0, len(title)), found),
            **_names(brief["mentions"], []),
            "starts": [],
            "ends": [],
            "event": [],
            "briefs": [brief[BRIEF]],
            "quotes": [title],
        }
    passages = [
        (span, list(group))
        for span, group in groupby(hits, lambda hit: sentence_around(text, hit[1], hit[2]))
    ]
    spans = [span for span, _ in passages]
    best, within = max(passages, key=lambda passage: len({term for term, _, _ in passage[1]}))
    return {
        "where_in_text": marked(text, best, within),
        **_names(brief["mentions"], spans),
        "starts": [begin for _, begin, _ in hits],
        "ends": [end for _, _, end in hits],
        "event": list(
            dict.fromkeys(
                claim["event"]
                for claim in brief["claims"]
                if _overlaps((claim["begin"], claim["end"]), spans)
            )
        ),
        "briefs": [brief[BRIEF]] * len(spans),
        "quotes": [text[begin:end] for begin, end in spans],
    }


def marked(text: str, span: Span, hits: Sequence[Hit]) -> str:
    """A piece of a text on one line, with the words that were found between « and »."""
    begin, end = span
    shown, at = [], begin
    if hits and hits[0][1] - begin > AROUND:
        at = _at_a_blank(text, hits[0][1] - AROUND)
        shown.append(f"{CUT} ")
    last = max((hit[2] for hit in hits), default=begin)
    stop = text.rfind(" ", last, last + AROUND) if end - last > AROUND else end
    stop = end if stop < 0 else stop
    for _, first, after in hits:
        if first >= at:
            shown += [text[at:first], OPENING, text[first:after], CLOSING]
            at = after
    shown += [text[at:stop], f" {CUT}" if stop < end else ""]
    return " ".join("".join(shown).split())


def _at_a_blank(text: str, place: int) -> int:
    """Where the first word at or after an offset begins."""
    blank = text.find(" ", place)
    return place if blank < 0 else blank + 1


def _names(mentions: Sequence[Mapping[str, Any]], spans: Sequence[Span]) -> Row:
    """The names and ids of the entities that a brief mentions, those in these sentences first.

    An id that entities of two classes share is listed with the name of each.
    """
    ranked: dict[str, tuple[bool, int, str, str]] = {}
    for mention in mentions:
        places = list(zip(mention["starts"] or [], mention["ends"] or [], strict=True))
        near = [place for place in places if _overlaps(place, spans)]
        first = min(near or places, default=(1 << 62, 0))[0]
        rank = (not near, first, mention["name"], mention["id"])
        ranked[mention["node"]] = min(rank, ranked.get(mention["node"], rank))
    ordered = sorted(ranked.values())
    return {
        "names": [name for _, _, name, _ in ordered],
        "names_ids": [id for _, _, _, id in ordered],
    }


def _overlaps(place: Span, spans: Sequence[Span]) -> bool:
    return any(place[0] < end and begin < place[1] for begin, end in spans)
