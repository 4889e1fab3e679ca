"""Resolves the date phrases of briefs, relative to the day of publication.

By default phrases look back: "Tuesday", "19 October", "August" or "summer" is the latest that
began on or before the publication day. For planned events they look forward, to the earliest that
has not ended. "last" and "next" mean strictly before and strictly after. One day of several
("between …", a week) is a set `[a..b]`, a duration ("from … to …") an interval `a/b`, "since 2015"
is `2015/..`, "until 2017" `../2017`; "before", "after" and "by" are open sets, the first two
without the period itself. "About", "around" and "circa" give an approximate date, `~`. A week runs
from Monday to Sunday. "Three weeks ago" is that week, "two months ago" that month, "two years ago"
that year. A phrase without a definite date is rejected, never guessed; so is one with a word that
changes the meaning ("over ten days ago", `rules/refusals.py`), and a form with two readings
(`ambiguity.py`).

What was cancelled has no direction: a date without a year is the nearest, and what counts from the
day of publication ("on Monday", "tomorrow") is rejected.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from whomet.ontology.dates.ambiguity import ensure_one_reading
from whomet.ontology.dates.edtf import edtf_range, qualified
from whomet.ontology.dates.english import ABOUT, NUMBER, UNIT
from whomet.ontology.dates.errors import PERIOD_EXPECTED, DateError, TwoReadings
from whomet.ontology.dates.quick import read_quickly

if TYPE_CHECKING:
    from whomet.ontology.dates.rule import PhraseContext, Rule

MAX_PHRASE_LENGTH = 80
"""In characters; longer phrases are rejected."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-") | {"’": "'", "ʼ": "'"})
_DOT_AFTER_LETTER = re.compile(r"(?<=[a-z])\.")
_SEPARATORS = re.compile(r"[\s,;()]+")
# "Over" and "within" are dropped only where they mean "during": "over ten days ago" is not ten
# days ago.
_LEADING = re.compile(
    rf"(?:some ?time )?(?:(?:on(?! or )|at|during|dated|over(?! {NUMBER} {UNIT}\b)"
    rf"|within(?= the (?:past|last) )|in(?! or | (?:{ABOUT} )?{NUMBER} {UNIT}\b)) )?"
    r"(?:the (?!last (?:week|month|year|decade|century)$))?"
)
_IN_DOUBT = re.compile(r"\?[\s).!]*$")
_LOOKS_LIKE_EDTF = re.compile(r"[0-9XYESTZ?~%/.,:+{}\[\]-]+", re.ASCII)
_OPEN_SIDE = re.compile(r"\.\. ?(?=[0-9])(?P<until>.+)|(?P<since>.*[0-9]) ?\.\.")
_LOOKS_LIKE_DAY = re.compile(r"[0-9X]{4}-[0-9X]{2}.*")


@lru_cache(maxsize=1 << 15)
def resolve(phrase: str, published: date, forward: bool | None = False) -> str:
    """The EDTF date of `phrase` in a brief published on `published`.

    `forward` is true for planned events: phrases without an explicit direction then look ahead. It
    is None for cancelled ones, which have no direction. A phrase that is already EDTF is validated
    and returned. Case, dots after abbreviations, commas, kinds of spaces and dashes, and a leading
    "on", "in", "at", "during" or "the" are ignored. A question mark at the end makes it uncertain.

    Raises DateError if the phrase cannot be resolved, with what was probably meant if it is clear.
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
            ensure_one_reading(stripped, published, edtf=True)
            return stripped
    if open_side := _OPEN_SIDE.fullmatch(stripped):
        raise DateError(_open_side(stripped, **open_side.groupdict()))
    text = normalize_phrase(stripped)
    from whomet.ontology.dates.rule import PhraseContext

    context = PhraseContext(published, forward, _read_part)
    try:
        found = _checked(text, context) if len(text) <= MAX_PHRASE_LENGTH else None
    except DateError as fault:
        raise _with_original(fault, stripped, text) from None
    except (OverflowError, ValueError):
        raise DateError(f"“{stripped}” is outside the supported years, 0001 to 9999") from None
    if found is not None:
        return qualified(found, "?") if _IN_DOUBT.search(stripped) else found
    if edtf_fault is not None and _LOOKS_LIKE_DAY.fullmatch(stripped):
        raise edtf_fault
    raise _not_understood(stripped, text, context)


@lru_cache(maxsize=2)
def rules(whole: bool = True) -> tuple[Rule, ...]:
    """The rules in the order in which they are tried; the first that resolves a phrase wins.

    With `whole` false, the rules for phrases nested in others, which exclude lists and ranges. The
    rule modules are imported on first use, because most dates never need them.
    """
    from whomet.ontology.dates.rules import (
        compound,
        portions,
        qualified,
        ranges,
        relative,
        written,
    )

    parts = (
        *written.RULES,
        *relative.RULES,
        *compound.RULES,
        *portions.RULES,
        *qualified.RULES,
    )
    return (*parts, *compound.LISTS, *ranges.RULES) if whole else parts


def normalize_phrase(phrase: str) -> str:
    """`phrase` in the form that rules match: lower case, single spaces, no commas, plain hyphens,
    no dots after letters."""
    if not phrase.isascii():
        phrase = unicodedata.normalize("NFKC", phrase).translate(_DASHES)
    text = _DOT_AFTER_LETTER.sub("", phrase.lower())
    return _SEPARATORS.sub(" ", text).strip(" .:!?")


def _checked(text: str, context: PhraseContext) -> str | None:
    ensure_one_reading(text, context.published)
    return _read(text, context, rules())


def _read_part(text: str, context: PhraseContext) -> str | None:
    return _read(text, context, rules(whole=False))


def _read(text: str, context: PhraseContext, table: tuple[Rule, ...]) -> str | None:
    leading = _LEADING.match(text)
    if leading:
        text = text[leading.end() :]
    return next((edtf for rule in table if (edtf := rule.resolve(text, context)) is not None), None)


def _open_side(phrase: str, since: str | None, until: str | None) -> str:
    one, whole = (f"[{since}..]", f"{since}/..") if since else (f"[..{until}]", f"../{until}")
    return (
        f"“{phrase}” leaves a side open, which EDTF writes {one} for one date in that time, "
        f"{whole} for all of it"
    )


def _with_original(fault: DateError, phrase: str, text: str) -> DateError:
    """`fault` with the normalized text replaced by the phrase as written."""
    if isinstance(fault, TwoReadings) and fault.text in (text, _LEADING.sub("", text, 1)):
        return TwoReadings(phrase, fault.one, fault.other, fault.in_question)

    def original(message: str) -> str:
        message = message.replace(f"“{text}”", f"“{phrase}”")
        message = message.replace(f"{{phrase: {text},", f"{{phrase: {phrase},")
        return message if f"“{phrase}”" in message else f"“{phrase}” is invalid: {message}"

    elsewhere = fault.elsewhere and original(fault.elsewhere)
    return DateError(original(fault.message), elsewhere, fault.readings)


def _reading(phrase: str, context: PhraseContext) -> str | None:
    """The EDTF date of a phrase as written, if it is one."""
    text = normalize_phrase(phrase)
    try:
        return _checked(text, context) if len(text) <= MAX_PHRASE_LENGTH else None
    except (DateError, OverflowError, ValueError):
        return None


def _not_understood(phrase: str, text: str, context: PhraseContext) -> DateError:
    shown = phrase if len(phrase) <= MAX_PHRASE_LENGTH else phrase[: MAX_PHRASE_LENGTH - 1] + "…"
    from whomet.ontology.dates.rules import refusals

    reason = refusals.reason_against(text)
    similar = _similar(phrase, text, reason, context) if shown == phrase else []
    if similar or reason is None:
        listed = " or ".join(f"“{each}”" for each in similar)
        nearest = (
            f"the nearest supported phrase is {listed}"
            if listed
            else "supported phrases are, for example, “on Tuesday”, “last week”, “19 October 2017”"
        )
        reason = f"no rule matches it ({nearest})"
    problem = f"“{shown}” cannot be resolved to a date: {reason}"
    in_briefs = ", which relative_to can name" if reason == refusals.OTHER_EVENT else ""
    return DateError(
        f"{problem}{in_briefs}; give the date as {{phrase: {shown}, edtf: YYYY-MM-DD}}",
        f"{problem}; {PERIOD_EXPECTED}",
        readings=0,
        similar=similar,
    )


def _similar(phrase: str, text: str, reason: str | None, context: PhraseContext) -> list[str]:
    """What a phrase was probably meant to be, if that is clear.

    It may be refused for a `reason`: by a word that is no date word, and so not misspelled.
    """
    from whomet.ontology.dates.corrections import corrections, without_misspelled

    if reason is not None:
        from whomet.ontology.dates.rules import refusals

        rest = without_misspelled(text)
        if rest is None or refusals.reason_against(rest) != reason:
            return []
    found = corrections(phrase, lambda other: _reading(other, context))
    if found or reason is not None:
        return found
    from whomet.ontology.dates.similar_phrases import similar_phrase

    like = similar_phrase(text, [rule.example for rule in rules()])
    return [like] if like is not None else []
