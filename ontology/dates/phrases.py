"""Resolving the date phrases of briefs against the day of publication.

Past is the default reading: "Tuesday", "19 October", "August", "summer" mean the latest that has
begun by publication, the same day included. Looking forward (a planned event) they mean the
earliest that has not ended. "last" and "next" mean strictly before and strictly after. What is
between, within or about several days is a set `[a..b]`, what runs from one to another an interval
`a/b`, "since 2015" is `2015/..`, "until 2017" `../2017`, "before", "after" and "by" are open sets.
A week is Monday to Sunday. "Three weeks ago" is the week, "two months ago" the month, "two years
ago" the year: they name no day. What names none at all is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from whomet.ontology.dates.edtf import edtf_range
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.quick import read_quickly
from whomet.ontology.dates.words import NUMBER, UNIT
from whomet.ontology.suggestions import DATE_PHRASES, most_similar

if TYPE_CHECKING:
    from whomet.ontology.dates.reading import Reading, Rule

LONGEST = 80
"""Characters of the longest phrase that is read; what is longer is no date."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-") | {"’": "'", "ʼ": "'"})
_DOT_AFTER_LETTER = re.compile(r"(?<=[a-z])\.")
_BLANKS = re.compile(r"[\s,;()]+")
_LEADING = re.compile(
    rf"(?:some ?time )?(?:(?:on|at|during|over|throughout|dated|in(?! {NUMBER} {UNIT}\b)) )?"
    r"(?:the (?!last (?:week|month|year|decade|century)$))?"
)
_LOOKS_LIKE_EDTF = re.compile(r"[0-9XYESTZ?~%/.,:+{}\[\]-]+", re.ASCII)
_LOOKS_LIKE_DAY = re.compile(r"[0-9X]{4}-[0-9X]{2}.*")


@lru_cache(maxsize=1 << 15)
def resolve(phrase: str, published: date, forward: bool = False) -> str:
    """The EDTF that `phrase` means in a brief published on `published`.

    `forward` is set for planned events: phrases without a direction of their own then look ahead.
    A phrase that is EDTF already is checked and returned. Case, dots of abbreviations, commas,
    kinds of blanks and dashes, and a leading "on", "in", "at", "during", "the" do not matter.

    Raises DateError, with the nearest that is understood, for anything that is not resolved.
    """
    stripped = phrase.strip()
    found = read_quickly(stripped, published, forward)
    if found is not None:
        return found
    edtf_fault: DateError | None = None
    if _LOOKS_LIKE_EDTF.fullmatch(stripped):
        try:
            edtf_range(stripped)
        except DateError as fault:
            edtf_fault = fault
        else:
            return stripped
    text = plain(stripped)
    from whomet.ontology.dates.reading import Reading

    reading = Reading(published, forward, _read_part)
    try:
        found = _read(text, reading, rules()) if len(text) <= LONGEST else None
    except DateError as fault:
        raise _named(fault, stripped, text) from None
    except (OverflowError, ValueError):
        raise DateError(
            f"“{stripped}” leaves the years 0001 to 9999, which are all that are kept"
        ) from None
    if found is not None:
        return found
    if edtf_fault is not None and _LOOKS_LIKE_DAY.fullmatch(stripped):
        raise edtf_fault
    raise _not_understood(stripped, text)


@lru_cache(maxsize=2)
def rules(whole: bool = True) -> tuple[Rule, ...]:
    """All rules in the order in which they are tried; the first that reads a phrase decides.

    Not `whole`: those for phrases inside of others, which have no ranges inside of ranges. They
    are loaded when first needed, as most dates of a load and of questions never need them.
    """
    from whomet.ontology.dates.rules import compound, portions, ranges, relative, written

    parts = (*written.RULES, *relative.RULES, *compound.RULES, *portions.RULES)
    return (*parts, *compound.LISTS, *ranges.RULES) if whole else parts


def plain(phrase: str) -> str:
    """`phrase` as the rules see it: lower case, one blank between words, no commas, plain dashes,
    no dot after a letter."""
    if not phrase.isascii():
        phrase = unicodedata.normalize("NFKC", phrase).translate(_DASHES)
    text = _DOT_AFTER_LETTER.sub("", phrase.lower())
    return _BLANKS.sub(" ", text).strip(" .:!?")


def _read_part(text: str, reading: Reading) -> str | None:
    return _read(text, reading, rules(whole=False))


def _read(text: str, reading: Reading, table: tuple[Rule, ...]) -> str | None:
    leading = _LEADING.match(text)
    if leading:
        text = text[leading.end() :]
    for rule in table:
        match = rule.match(text)
        if match is not None:
            edtf = rule.read(match, reading)
            if edtf is not None:
                return edtf
    return None


def _named(fault: DateError, phrase: str, text: str) -> DateError:
    """`fault` with the phrase in it as it was written."""
    message = fault.message.replace(f"“{text}”", f"“{phrase}”")
    if f"“{phrase}”" in message:
        return DateError(message)
    return DateError(f"“{phrase}” cannot be: {fault.message}")


def _not_understood(phrase: str, text: str) -> DateError:
    shown = phrase if len(phrase) <= LONGEST else phrase[: LONGEST - 1] + "…"
    from whomet.ontology.dates.rules import refusals

    reason = refusals.reason_against(text)
    if reason is None:
        examples = {r.example.lower(): r.example for r in rules()}
        near = most_similar(text, examples, 1, DATE_PHRASES)
        example = examples[near[0]] if near else None
        nearest = (
            f"the nearest that is understood is “{example}”"
            if example
            else ("understood are, for example, “on Tuesday”, “last week”, “19 October 2017”")
        )
        reason = f"no rule reads it ({nearest})"
    return DateError(
        f"“{shown}” cannot be resolved to a date: {reason}; "
        f"write the days yourself as {{phrase: {shown}, edtf: YYYY-MM-DD}}"
    )
