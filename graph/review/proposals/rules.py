"""Rules by which many proposals are decided at once; what a rule would join can be seen before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from whomet.graph.errors import GraphError
from whomet.graph.review.proposals.profiles import PERSON, Profile, years_apart
from whomet.graph.review.proposals.proposing import Proposal
from whomet.ontology.name_comparison.contexts import NEAR
from whomet.ontology.names import fold, person_name

#: Least score at which full names differ only in spelling, order, or an omitted name.
_WHOLE_NAMES = 0.75


@dataclass(frozen=True, slots=True)
class BulkRule:
    """A rule with its name and in words; `applies` says whether it joins a proposal."""

    name: str
    words: str
    applies: Callable[[Proposal], bool]


def _one_word(made: Proposal) -> bool:
    one, other = made.one, made.other
    if not one.is_one_word or not _same_country(one, other) or not _near(one, other):
        return False
    if other.is_one_word:
        words = {person_name(side.name, side.language).key for side in (one, other)}
        return len(words) == 1 and _in_one_career(one, other)
    return made.candidates == 1 and _is_word_of(one, other)


def _whole_name(made: Proposal) -> bool:
    one, other = made.one, made.other
    return (
        one.kind == PERSON
        and not one.is_one_word
        and not other.is_one_word
        and made.candidates == 1
        and made.score >= _WHOLE_NAMES
        and _same_country(one, other)
        and _near(one, other)
        and not (one.schemes and other.schemes)
        and _begin_alike(one, other)
    )


def _place(made: Proposal) -> bool:
    return made.one.kind == "Place" and made.candidates == 1 and made.score >= 0.95


def _same_country(one: Profile, other: Profile) -> bool:
    return not one.likely_countries().isdisjoint(other.likely_countries())


def _near(one: Profile, other: Profile) -> bool:
    apart = years_apart(one, other)
    return apart is not None and apart <= NEAR


def _in_one_career(one: Profile, other: Profile) -> bool:
    """Whether a word may be of one person in all these years: a son may bear it after his father.

    They are few, or there is no gap among them.
    """
    span, gap = _span(one, other), years_apart(one, other) or 0
    return span <= NEAR or (span <= 2 * NEAR and gap <= NEAR // 2)


def _span(one: Profile, other: Profile) -> int:
    """From the first year of both to the last."""
    years = [year for side in (one, other) if side.years for year in side.years]
    return max(years) - min(years) if years else 0


def _is_word_of(one: Profile, other: Profile) -> bool:
    """Whether the word, as it is written, is one of the full name."""
    word = person_name(one.name, one.language).key
    return any(f" {word} " in f" {fold(name)} " for name in other.names)


def _begin_alike(one: Profile, other: Profile) -> bool:
    """Whether each word of the shorter name has one of the longer that begins with its letter.

    "Amata" and "Imata" are two brothers as often as two spellings.
    """
    shorter, longer = sorted(
        (person_name(side.name, side.language).key.split() for side in (one, other)), key=len
    )
    letters = Counter(word[0] for word in longer)
    letters.subtract(word[0] for word in shorter)
    return all(count >= 0 for count in letters.values())


RULES = (
    BulkRule("one-word", f"one word, one candidate, same country, within {NEAR} years", _one_word),
    BulkRule(
        "whole-name",
        f"full names that differ little, one candidate, same country, within {NEAR} years",
        _whole_name,
    ),
    BulkRule("known-place", "places known by both names", _place),
)


def rule(name: str) -> BulkRule:
    """The rule of this name; the GraphError for an unknown name lists all rules."""
    for found in RULES:
        if found.name == name:
            return found
    names = ", ".join(found.name for found in RULES)
    raise GraphError(f"There is no rule '{name}'; the rules are {names}.")


def matching(chosen: BulkRule, proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals that a rule joins, in order; none of whose sides another one joins as well."""
    return [made for made in proposals if chosen.applies(made)]
