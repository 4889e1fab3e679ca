"""Briefs of a file that are held back until the whole file is known to have no error."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from operator import attrgetter
from types import TracebackType
from typing import IO, Any, Self

from whomet.loaders.faults import Fault
from whomet.loaders.reports import ReadBrief
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate

AT_ONCE = 500
"""Briefs in one batch of the temporary file."""

IN_MEMORY = 4000
"""Briefs that are held in memory before a temporary file is used."""

CODE_POINTS_IN_MEMORY = 16 << 20
"""Code points of their texts, likewise."""


class BriefBuffer:
    """A queue that is filled, then emptied once; beyond a limit it lives in a temporary file.

    The file has no name and is written and read by this object alone, so that marshal, which is
    several times faster than pickle for these records, is safe.
    """

    def __init__(self) -> None:
        self._held: list[ReadBrief] = []
        self._code_points = 0
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, result: ReadBrief) -> None:
        """Add one at the end."""
        self._held.append(result)
        if result.brief is not None:
            self._code_points += len(result.brief.text)
        most = IN_MEMORY if self._file is None else AT_ONCE
        if len(self._held) >= most or self._code_points >= CODE_POINTS_IN_MEMORY:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed on exit)
        for start in range(0, len(self._held), AT_ONCE):
            batch = [_plain(result) for result in self._held[start : start + AT_ONCE]]
            block = marshal.dumps(batch)  # whole, for marshal reads files a few bytes at a time
            self._file.write(len(block).to_bytes(8, "big") + block)
        self._held.clear()
        self._code_points = 0

    def __iter__(self) -> Iterator[ReadBrief]:
        if self._file is not None:
            self._file.seek(0)
            while length := self._file.read(8):
                block = self._file.read(int.from_bytes(length, "big"))
                for file, line, brief, faults in marshal.loads(block):
                    warnings = tuple(Fault(*fault) for fault in faults)
                    yield ReadBrief(file, line, _brief(*brief), warnings)
        yield from self._held


def _names(record: type[Any], *without: str) -> list[str]:
    return [field.name for field in fields(record) if field.name not in without]


_BRIEF_NAMES = _names(Brief, "published", "mentions", "claims")
_CLAIM_NAMES = _names(ClaimRecord, *DATE_KEYS)
_of_brief = attrgetter(*_BRIEF_NAMES)
_of_mention = attrgetter(*_names(Mention))
_of_claim = attrgetter(*_CLAIM_NAMES)
_dates_of_claim = attrgetter(*DATE_KEYS)
_of_date = attrgetter(*_names(StatedDate))
_of_fault = attrgetter(*_names(Fault))


def _plain(result: ReadBrief) -> tuple[Any, ...]:
    """A brief and its warnings as tuples, texts and numbers only."""
    brief = result.brief
    assert brief is not None
    claims = [
        (_of_claim(claim), [d and _of_date(d) for d in _dates_of_claim(claim)])
        for claim in brief.claims
    ]
    mentions = [_of_mention(mention) for mention in brief.mentions]
    plain = (_of_brief(brief), brief.published.toordinal(), mentions, claims)
    return result.file, result.line, plain, [_of_fault(fault) for fault in result.faults]


def _brief(values: Any, published: int, mentions: Any, claims: Any) -> Brief:
    return Brief(
        published=date.fromordinal(published),
        mentions=tuple([Mention(*mention) for mention in mentions]),
        claims=tuple([_claim(*claim) for claim in claims]),
        **dict(zip(_BRIEF_NAMES, values, strict=True)),
    )


def _claim(values: Any, dates: Any) -> ClaimRecord:
    when, start, end = (d and StatedDate(*d) for d in dates)
    named = dict(zip(_CLAIM_NAMES, values, strict=True))
    return ClaimRecord(when=when, start=start, end=end, **named)
