"""Gathers the evidence for the rows of a dossier: events, their claims, and the briefs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from whomet.dossier.sections import Section
from whomet.ontology.sentences import sentence_around
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.quotes import events_of
from whomet.queries.source_chains import steps_of
from whomet.queries.values import plain

_DEGREES = ("certain", "probable", "possible")
_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class EvidenceBrief:
    """A brief as shown on the page; `anchor` is its id there. `url` is None unless http(s)."""

    anchor: str
    id: str
    title: str
    source: str
    published: str
    language: str | None
    url: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ClaimQuote:
    """The quote of one claim: `words`, with the rest of their sentence in `before` and `after`.

    `begin` and `end` are offsets in the brief's text in UTF-16 code units, as browsers count; None
    if only the words are known.
    """

    claim: str | None
    brief: EvidenceBrief
    before: str
    words: str
    after: str
    begin: int | None
    end: int | None
    attributed_to: tuple[str, ...]
    certainty: str | None
    polarity: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class EvidenceEvent:
    """An event in a row, with its claims; `number` is its note number on the page.

    `first` and `last` are its first and last possible day (None: open); `places` are the names of
    its places and of all places that contain them; `certainty` is the highest of its claims.
    """

    number: int
    anchor: str
    id: str
    name: str
    kind: str
    first: str | None
    last: str | None
    dated: bool
    places: tuple[str, ...]
    certainty: str
    proofs: tuple[ClaimQuote, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events of all rows, by id in the order of their notes, and their briefs."""

    events: Mapping[str, EvidenceEvent]
    briefs: tuple[EvidenceBrief, ...]


def anchor(prefix: str, *parts: str) -> str:
    """An element id that is the same in every dossier, and safe in a URL."""
    return f"{prefix}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:12]}"


def gather_evidence(reader: Reader, sections: Sequence[Section]) -> Evidence:
    """Read the evidence for the rows of these sections."""
    rows = {id: row for section in sections for row in section.rows for id in events_of(row)}
    return evidence_of(reader, rows)


def evidence_of(reader: Reader, rows: Mapping[str, Mapping[str, Any]]) -> Evidence:
    """The evidence for events by their ids, each with a row that lists it.

    A row that is not about an event, but a name for example, takes its quotes from the answer.
    """
    ids = list(rows)
    found = {
        row["event"]: row
        for row in map(plain, reader.read(internal("proofs", reader.vocabulary), {"ids": ids}))
    }
    others = {id: row for id, row in rows.items() if id not in found and "quotes" in row}
    wanted = {claim["brief"] for row in found.values() for claim in row["claims"]}
    wanted |= {brief for row in others.values() for brief in row["briefs"]}
    briefs = {
        row["id"]: _source(row)
        for row in map(plain, reader.read(internal("briefs"), {"ids": sorted(wanted)}))
    }
    places = _places(reader, ids)
    known = [id for id in ids if id in found or id in others]
    events = {
        id: _event(number, found[id], places.get(id, ()), briefs)
        if id in found
        else _other(number, id, others[id], briefs)
        for number, id in enumerate(known, start=1)
    }
    return Evidence(events, tuple(briefs.values()))


def _places(reader: Reader, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of the places of each event, and of the places that contain them."""
    names: dict[str, dict[str, None]] = {}
    rows = reader.read(
        internal("places", reader.vocabulary), {"ids": sorted(ids), "known_by": date.max}
    )
    for row in rows:
        names.setdefault(row["id"], {}).update(dict.fromkeys(each["name"] for each in row["chain"]))
    return {id: tuple(found) for id, found in names.items()}


def _source(row: Mapping[str, Any]) -> EvidenceBrief:
    url, language = row["url"] or "", row["language"] or ""
    return EvidenceBrief(
        anchor=anchor("b", row["id"]),
        id=row["id"],
        title=row["title"] or row["id"],
        source=row["source"],
        published=row["published"],
        language=language if _LANGUAGE.fullmatch(language) else None,
        url=url if _WEB.fullmatch(url) else None,
        text=row["text"],
    )


def _event(
    number: int,
    row: Mapping[str, Any],
    places: tuple[str, ...],
    briefs: Mapping[str, EvidenceBrief],
) -> EvidenceEvent:
    certainties = {claim["certainty"] or _DEGREES[0] for claim in row["claims"]}
    return EvidenceEvent(
        number=number,
        anchor=anchor("e", row["event"]),
        id=row["event"],
        name=row["name"],
        kind=row["kind"],
        first=row["first"],
        last=row["last"],
        dated=row["dated"],
        places=places,
        certainty=next((degree for degree in _DEGREES if degree in certainties), _DEGREES[-1]),
        proofs=tuple(_proof(claim, briefs[claim["brief"]]) for claim in row["claims"]),
    )


def _proof(claim: Mapping[str, Any], brief: EvidenceBrief) -> ClaimQuote:
    text, begin, end = brief.text, claim["begin"], claim["end"]
    first, last = sentence_around(text, begin, end)
    return ClaimQuote(
        claim=claim["claim"],
        brief=brief,
        before=text[first:begin],
        words=text[begin:end],
        after=text[end:last],
        begin=_units(text[:begin]),
        end=_units(text[:end]),
        attributed_to=tuple(steps_of(claim["attributed_to"], claim["attributed_to_steps"])),
        certainty=claim["certainty"],
        polarity=claim["polarity"],
        status=claim["status"],
    )


def _units(text: str) -> int:
    """The length of a text in a browser: normalized line ends, in UTF-16 code units."""
    return len(_LINE_ENDS.sub("\n", text).encode("utf-16-le", "surrogatepass")) // 2


def _other(
    number: int, id: str, row: Mapping[str, Any], briefs: Mapping[str, EvidenceBrief]
) -> EvidenceEvent:
    return EvidenceEvent(
        number=number,
        anchor=anchor("e", id),
        id=id,
        name=str(row.get("what") or id),
        kind="Name",
        first=None,
        last=None,
        dated=False,
        places=(),
        certainty=_DEGREES[0],
        proofs=tuple(
            ClaimQuote(None, briefs[brief], "", quote, "", None, None, (), None, None, None)
            for brief, quote in zip(row["briefs"], row["quotes"], strict=False)
            if brief in briefs
        ),
    )
