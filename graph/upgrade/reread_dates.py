"""Reading the date phrases of stored briefs again, by the rules of today.

A stored date has its EDTF and its phrase, and does not say whether the rules read it or the
annotator gave it (`{phrase: …, edtf: …}`), who is always right. So only phrases of a kind whose
reading has changed since get their new reading: whoever changes a reading raises `RULES`
(graph/database/versions.py) and adds the phrases to `CHANGED`. What is refused today is listed,
whoever read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from whomet.graph.database.versions import RULES
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates import DateError, resolve, stated_bounds
from whomet.ontology.dates.counting import is_relative
from whomet.ontology.dates.phrases import normalize_phrase
from whomet.ontology.json_values import JsonObject
from whomet.ontology.records import Brief, ClaimRecord, StatedDate
from whomet.ontology.vocabulary import Vocabulary

#: By `RULES`: the phrases, in the form of `normalize_phrase`, that are read otherwise since then.
#: Of the phrases that graphs from before there were versions may hold, none is.
CHANGED: Mapping[int, re.Pattern[str]] = {}
_BOTH = re.compile(r"\{(?P<first>[^,{}]+),(?:[^{}]*,)?(?P<last>[^,{}]+)\}")


@dataclass(frozen=True, slots=True)
class NewReading:
    """A phrase that is read otherwise than before."""

    brief: str
    event: str
    key: str
    phrase: str
    before: str
    after: str

    def to_json(self) -> JsonObject:
        """By name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A date that is refused today and keeps its old reading; `reason` is why it is refused."""

    brief: str
    event: str
    key: str
    phrase: str | None
    edtf: str
    reason: str

    def to_json(self) -> JsonObject:
        """By name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Reread:
    """A brief as it is read today, and what became of its dates."""

    brief: Brief
    new: tuple[NewReading, ...] = ()
    kept: tuple[KeptReading, ...] = ()


def reread(vocabulary: Vocabulary, brief: Brief, rules: int) -> Reread:
    """Read the dates of a brief again that was stored when the rules were these."""
    if rules >= RULES:
        return Reread(brief)
    new: list[NewReading] = []
    kept: list[KeptReading] = []
    claims = tuple(_claim(vocabulary, brief, claim, rules, new, kept) for claim in brief.claims)
    return Reread(replace(brief, claims=claims), tuple(new), tuple(kept))


def _claim(
    vocabulary: Vocabulary,
    brief: Brief,
    claim: ClaimRecord,
    rules: int,
    new: list[NewReading],
    kept: list[KeptReading],
) -> ClaimRecord:
    dates: dict[str, StatedDate] = {}
    found: list[NewReading] = []
    for key in DATE_KEYS:
        stated: StatedDate | None = getattr(claim, key)
        if stated is None:
            continue
        dates[key] = stated
        try:
            edtf = _reading(brief, claim, stated, rules)
            stated_bounds(edtf)
        except DateError as error:
            kept.append(
                KeptReading(brief.id, claim.key, key, stated.phrase, stated.edtf, error.message)
            )
            edtf = _still_read(stated.edtf)
        if edtf != stated.edtf:
            dates[key] = replace(stated, edtf=edtf)
            if stated.phrase is not None:
                found.append(NewReading(brief.id, claim.key, key, stated.phrase, stated.edtf, edtf))
    lasting = vocabulary.events[claim.type].lasting
    try:
        stated_bounds(*(dates[key].edtf if key in dates else None for key in DATE_KEYS), lasting)
    except DateError as error:
        # The new readings of the dates of one event contradict each other: it keeps the old ones.
        kept.extend(
            KeptReading(brief.id, claim.key, each.key, each.phrase, each.before, error.message)
            for each in found
        )
        return claim
    new.extend(found)
    return replace(claim, when=dates.get("when"), start=dates.get("start"), end=dates.get("end"))


def _reading(brief: Brief, claim: ClaimRecord, stated: StatedDate, rules: int) -> str:
    """What the date is today; DateError if its phrase is refused."""
    if stated.phrase is None or stated.phrase == stated.edtf:
        return stated.edtf
    if is_relative(stated.phrase):
        return stated.edtf
    text = normalize_phrase(stated.phrase)
    forward = None if claim.status == "cancelled" else claim.status == "planned"
    edtf = resolve(stated.phrase, brief.published, forward)
    changed = any(pattern.search(text) for since, pattern in CHANGED.items() if since > rules)
    return edtf if changed else stated.edtf


def _still_read(edtf: str) -> str:
    """The same days in EDTF of today, where a form of them is refused since."""
    try:
        stated_bounds(edtf)
    except DateError:
        both = _BOTH.fullmatch(edtf)
        if both is not None:
            return f"[{both['first']}..{both['last']}]"
    return edtf
