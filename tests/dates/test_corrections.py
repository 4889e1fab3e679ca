"""Misspelled phrases: a slip in any word of any phrase, and the whole phrase is suggested."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whomet.ontology.dates import DateError, resolve
from whomet.ontology.dates.corrections import without_misspelled
from whomet.ontology.dates.english import MONTH_NAMES, WEEKDAY_NAMES
from whomet.ontology.dates.phrases import normalize_phrase, rules
from whomet.ontology.dates.rules.refusals import reason_against

PUBLISHED = date(2017, 10, 19)
NAMES = st.sampled_from(MONTH_NAMES)
MONTHS = st.sampled_from([*MONTH_NAMES, "Jan.", "Aug", "Sept.", "Oct", "Dec."])
NUMBERS = st.sampled_from(["two", "three", "seven", "eleven", "twenty", "12"])
UNITS = st.sampled_from(["days", "weeks", "months", "years"])
STEPS = st.sampled_from(["last", "next", "this past", "previous"])


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Phrases of these parts in a row."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(
        " ".join
    )


DAYS = st.integers(1, 28).map(str)
ORDINALS = st.sampled_from(["the 1st of", "3rd", "the 22nd of", "the first of", "twenty-first"])
YEARS = st.sampled_from(["1953", "2016", "2017"])
SEASONS = st.sampled_from(["spring", "summer", "autumn", "fall"])
WRITTEN = st.one_of(
    joined(DAYS, MONTHS, YEARS),
    joined(MONTHS, DAYS.map(lambda day: f"{day},"), YEARS),
    joined(ORDINALS, MONTHS, YEARS),
    joined(DAYS, MONTHS),
    joined(MONTHS, YEARS),
)
PERIODS = st.one_of(
    WRITTEN,
    joined("the", SEASONS, "of", YEARS),
    joined(SEASONS, YEARS),
    joined(STEPS, SEASONS),
    joined(STEPS, st.sampled_from(["week", "month", "year", *WEEKDAY_NAMES, *MONTH_NAMES])),
    joined(st.sampled_from(WEEKDAY_NAMES), st.sampled_from(["", "morning", "last week"])),
    joined(st.sampled_from(["early", "late", "mid", "the beginning of", "the end of"]), NAMES),
    joined(st.sampled_from(["the first half of", "the second quarter of"]), YEARS),
    joined(NUMBERS, UNITS, "ago"),
)
PHRASES = st.one_of(
    PERIODS,
    joined(st.sampled_from(["about", "around", "circa", "approximately"]), WRITTEN),
    joined(st.sampled_from(["since", "until", "before", "after", "by", "no later than"]), WRITTEN),
    joined("from", DAYS, "to", WRITTEN),
    joined("between", WRITTEN, "and", WRITTEN),
    joined(WRITTEN, st.sampled_from(["or", "and", "–", "through"]), WRITTEN),
    joined(NUMBERS, UNITS, st.sampled_from(["before", "after"]), WRITTEN),
    joined("the", st.sampled_from(["evening", "morning"]), "of", WRITTEN),
    st.sampled_from([rule.example for rule in rules()]),
)
LETTERS = st.sampled_from(string.ascii_lowercase)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A phrase, and the same with a slip in one word."""
    phrase = draw(PHRASES)
    words = list(re.finditer("[A-Za-z]{3,}", phrase))
    assume(words)
    word = draw(st.sampled_from(words))
    written = word[0]
    place = draw(st.integers(0, len(written) - 1))
    before, after = written[:place], written[place:]
    slip = draw(st.sampled_from(["missing", "too many", "wrong", "changed places"]))
    match slip:
        case "missing":
            changed = before + after[1:]
        case "too many":
            changed = before + draw(LETTERS) + after
        case "wrong":
            changed = before + draw(LETTERS) + after[1:]
        case _:
            changed = before + after[1:2] + after[:1] + after[2:]
    return phrase, phrase[: word.start()] + changed + phrase[word.end() :]


def reading(phrase: str) -> str | None:
    try:
        return resolve(phrase, PUBLISHED)
    except DateError:
        return None


def suggested(phrase: str) -> list[str]:
    """What the error of a phrase suggests."""
    with pytest.raises(DateError) as caught:
        resolve(phrase, PUBLISHED)
    found = re.search(r"the nearest supported phrase is (“.*”)\)", caught.value.message)
    return re.findall("“(.*?)”", found[1]) if found else []


@settings(deadline=None, max_examples=400)
@given(slips())
def test_a_phrase_with_one_slip_suggests_the_phrase_without_it(case: tuple[str, str]) -> None:
    phrase, misspelled = case
    meant = reading(phrase)
    assume(meant is not None)
    # Another word of dates, or of what is refused ("many"), is no slip that can be seen.
    text = normalize_phrase(misspelled)
    rest = without_misspelled(text)
    assume(rest is not None and reason_against(text) == reason_against(rest))
    assume(reading(misspelled) is None)
    found = suggested(misspelled)
    assert meant in [reading(each) for each in found]
    assert all(len(each.split()) == len(phrase.split()) for each in found if reading(each) == meant)


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("4 Octobr 2017", ["4 October 2017"]),
        ("Octobr 4, 2017", ["October 4, 2017"]),
        ("3–5 Ocotber 2017", ["3–5 October 2017"]),
        ("mid-Octobr 2017", ["mid-October 2017"]),
        ("circa Ocotber 2016", ["circa October 2016"]),
        ("Wensday, 18 Octobr", ["Wednesday, 18 October"]),
        ("the 4ht of May", ["the 4th of May"]),
        ("4October 2017", ["4 October 2017"]),
        ("lastweek", ["last week"]),
        ("Setp. 4, 2017", ["Sept. 4, 2017"]),
        ("4 Ma 2017", ["4 Mar 2017", "4 May 2017"]),
        # Words of other things, and slips after which no rule reads the phrase.
        ("the summit", []),
        ("after the war", []),
        ("before the match", []),
        ("in the twenties", []),
        ("Christmas 2017", []),
        ("a few days ago", []),
        ("19 Octobr 2017 or later", []),
        ("4 октября 2017", []),
        ("xyz 2017", []),
    ],
)
def test_what_is_suggested(phrase: str, meant: list[str]) -> None:
    assert suggested(phrase) == meant
