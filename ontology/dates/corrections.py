"""Phrases with misspelled words corrected, as far as a rule then matches them.

A word is misspelled if no rule knows it. It may be each word that differs from it by one slip (a
letter too many, missing, wrong, or two that changed places, or a blank that is missing) or, if it
is longer, that shares most letters with it in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from whomet.ontology.dates.english import (
    MONTH_NAMES,
    NUMBERS,
    ORDINALS,
    SEASON_CODES,
    WEEKDAY_NAMES,
)
from whomet.ontology.dates.solar_hijri import MONTHS_WRITTEN
from whomet.ontology.suggestions import WORD_OF_DATE

#: More corrections say that it is unclear what was meant.
MOST = 3
#: Letters, at least, of a word that is taken for one with which it shares most letters.
_SHORTEST = 4
#: How many combinations of corrected words are tried.
_TRIED = 100
_OTHER_WORDS = (
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed weds thu thur thurs fri "
    "sat sun day days week weeks fortnight fortnights month months year years weekend decade "
    "century half quarter about around circa ca approximately approx roughly some morning "
    "afternoon evening night noon midday lunchtime dawn dusk tonight today yesterday tomorrow "
    "last past previous this current next coming upcoming earlier later early mid late beginning "
    "start middle end ago hence now time before after final latter ending starting commencing on "
    "in of at the from to until till through thru between and or either both since by during "
    "dated throughout within over no not than as up onward onwards present date sometime small "
    "hours local gmt utc am pm"
).split()
_ORDINAL_SUFFIXES = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_NAMES = {name.lower(): name for name in (*MONTH_NAMES, *WEEKDAY_NAMES)}
_ABBREVIATED = re.compile(
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun"
)
_AFTER_THE = re.compile(r"\bthe\s+$")
_AFTER_NUMBER = re.compile(r"[0-9](?:st|nd|rd|th)?[\s,-]*(?:of )?$")
_BEFORE_NUMBER = re.compile(r"[\s.,-]*[0-9]")
_RUN = re.compile(r"[^\W\d_](?:[.']?[^\W\d_])*")
_JOINED = re.compile(r"(?<=[0-9])(?=[^\W\d_]{3})|(?<=[^\W\d_]{3})(?=[0-9])")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word that may have been meant, and how far it is from the one that is written."""

    word: str
    slips: int
    other_beginning: bool


def corrections(phrase: str, read: Callable[[str], str | None]) -> list[str]:
    """`phrase` with its misspelled words corrected, in each way that is as likely as another.

    Only what `read` gives a date for; of what gives the same date, the one that is nearest to
    `phrase`. Nothing if no word is misspelled, or if more than MOST would do.
    """
    spaced = _JOINED.sub(" ", phrase)
    if spaced != phrase and read(spaced) is not None:
        return [spaced]
    runs = [run for run in _RUN.finditer(phrase) if _is_misspelled(run[0])]
    choices = [_candidates(run[0], *_around(phrase, run)) for run in runs]
    if not runs or not all(choices):
        return []
    ways = sorted(islice(product(*choices), _TRIED), key=_unlikeliness)
    found: dict[str, str] = {}
    least: tuple[int, int] | None = None
    for way in ways:
        if least is not None and _unlikeliness(way)[:1] > least[:1]:
            break
        corrected = _replaced(phrase, runs, [candidate.word for candidate in way])
        edtf = read(corrected)
        if edtf is not None:
            least = least or _unlikeliness(way)
            found.setdefault(edtf, corrected)
    return list(found.values()) if len(found) <= MOST else []


def without_misspelled(text: str) -> str | None:
    """Normalized `text` with a sign for each word that is misspelled; None if none is."""
    blanked = _RUN.sub(lambda run: "\N{BULLET}" if _is_misspelled(run[0]) else run[0], text)
    return None if blanked == text else blanked


def _is_misspelled(word: str) -> bool:
    return _plain(word) not in _known() and word.lower() not in MONTHS_WRITTEN


def _plain(word: str) -> str:
    return word.lower().replace(".", "").replace("'", "")


@lru_cache(maxsize=1)
def _known() -> dict[str, None]:
    """All words of date phrases, in a fixed order."""
    names = (*_NAMES, *SEASON_CODES, *NUMBERS)
    ordinals = (part for word in ORDINALS for part in word.split("-") if part.isalpha())
    return dict.fromkeys((*names, *ordinals, *_OTHER_WORDS, *"st nd rd th s q w c b e wc".split()))


def _around(phrase: str, run: re.Match[str]) -> tuple[str, str]:
    return phrase[: run.start()].lower(), phrase[run.end() :]


def _candidates(written: str, before: str, after: str) -> list[_Candidate]:
    """What a misspelled word may be, `before` and `after` being what is written around it."""
    from rapidfuzz.distance.OSA import distance
    from rapidfuzz.fuzz import ratio

    word = _plain(written)
    if number := re.search("[0-9]+$", before):
        suffix = _ORDINAL_SUFFIXES.get(int(number[0]) if len(number[0]) < 3 else 0, "th")
        ends = (end for end in (suffix, "s", "am", "pm") if distance(word, end) <= 1)
        return [_Candidate(end, 1, end[0] != word[0]) for end in ends]
    found: list[_Candidate] = []
    for known in _known():
        if len(known) < 2 or not _may_stand(known, before, after):
            continue
        slips = distance(word, known)
        same_letter = known[0] == word[0]
        if slips == 1 or (
            same_letter
            and min(len(word), len(known)) >= _SHORTEST
            and ratio(word, known) >= WORD_OF_DATE
        ):
            found.append(_Candidate(known, slips, not same_letter))
    for place in range(2, len(word) - 1):
        parts = word[:place], word[place:]
        if all(part in _known() for part in parts):
            found.append(_Candidate(" ".join(parts), 1, False))
    # Of names the whole one comes before its abbreviation, which is a slip away too.
    return sorted(found, key=lambda each: (each.slips, abs(len(each.word) - len(word)), each.word))


def _may_stand(known: str, before: str, after: str) -> bool:
    """Whether a word of dates may stand here: "the war" is not "the Mar", nor "in war" "in Mar"."""
    name = _ABBREVIATED.fullmatch(known) is not None
    if _AFTER_THE.search(before):
        return not name and known.capitalize() not in MONTH_NAMES
    return not name or bool(_AFTER_NUMBER.search(before) or _BEFORE_NUMBER.match(after))


def _unlikeliness(way: tuple[_Candidate, ...]) -> tuple[int, int]:
    slips = sum(candidate.slips for candidate in way)
    return slips, sum(candidate.other_beginning for candidate in way)


def _replaced(phrase: str, runs: list[re.Match[str]], words: list[str]) -> str:
    """`phrase` with other words, names of days and months and what began so with a capital."""
    parts: list[str] = []
    end = 0
    for run, word in zip(runs, words, strict=True):
        shown = _NAMES.get(word) or (word.capitalize() if _is_name(word, run[0]) else word)
        parts += [phrase[end : run.start()], shown]
        end = run.end()
    return "".join((*parts, phrase[end:]))


def _is_name(word: str, written: str) -> bool:
    return _ABBREVIATED.fullmatch(word) is not None or written[0].isupper()
