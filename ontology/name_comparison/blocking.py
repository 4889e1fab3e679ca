"""Which names are worth comparing: keys by which likely pairs are found without trying all pairs.

A name seeks some keys, and is found by some; two names are compared if one seeks a key by which the
other is found. A single word seeks every name that begins or ends with it, for instance, but two
full names are not compared for a common surname alone. Keys are made of the skeletons of words, so
that spellings, scripts and the order of words do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from whomet.ontology.name_comparison.people import Parsed, forms
from whomet.ontology.name_comparison.romanization import skeleton
from whomet.ontology.name_comparison.terms import (
    acronyms,
    former_name,
    is_generic_word,
    looks_like_acronym,
    terms_of,
)
from whomet.ontology.name_comparison.words import Word, formal_names, sound, variant_of
from whomet.ontology.names import fold

#: Of a second word this many letters of its skeleton count.
_BEGINNING = 3


class BlockingKeys(NamedTuple):
    """The keys that a name seeks, and those by which it is found."""

    seeks: frozenset[str]
    found_by: frozenset[str]


@lru_cache(maxsize=1 << 17)
def blocking_keys(name: str, kind: str = "Person") -> BlockingKeys:
    """The keys of a name of the class `kind`: a person's, an organization's, a place's, another's.

    Names that `compare_names` finds likely share one, but for few.
    """
    seeks: set[str] = set()
    found_by: set[str] = set()
    if kind.lower() == "person":
        for parsed in forms(name):
            _of_person(parsed, seeks, found_by)
    else:
        _of_terms(name, kind.lower(), seeks, found_by)
    return BlockingKeys(frozenset(seeks), frozenset(seeks | found_by))


def _of_person(parsed: Parsed, seeks: set[str], found_by: set[str]) -> None:
    words = [word for word in parsed.words if not word.initial]
    if not words:
        return
    if len(words) == 1:
        # One word, with or without initials.
        alone = {f"1 {stem}" for stem in _stems(words[0], parsed.consonants_only)}
        (found_by if len(parsed.words) > 1 else seeks).update(alone)
    else:
        for word in (words[0], words[-1]):
            found_by.update(f"1 {stem}" for stem in _stems(word, parsed.consonants_only))
        seeks.update(_with_the_rest_as_one(words, parsed.consonants_only))
    initials = [word.text for word in parsed.words if word.initial]
    for number, word in enumerate(words):
        at_an_end = number in (0, len(words) - 1)
        for stem in _stems(word, parsed.consonants_only):
            if len(words) == 1:
                seeks.update(f"i {stem} {_first(letter)}" for letter in initials)
            elif at_an_end:
                found_by.update(f"i {stem} {_first(letter)}" for letter in initials)
            for other_number, other in enumerate(words):
                if other_number == number:
                    continue
                for beginning in _beginnings(other, given=other_number < len(words) - 1):
                    if at_an_end:
                        found_by.add(f"i {stem} {beginning[:1]}")
                    if at_an_end or word.weight >= 1.0:
                        seeks.add(f"2 {stem} {beginning}")


def _with_the_rest_as_one(words: Sequence[Word], consonants_only: bool) -> Iterator[str]:
    """The first or last word with the others, which may be written as one: "Tse-tung"."""
    for end, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        joined = "".join(word.text for word in rest)
        for stem in _stems(end, consonants_only):
            yield from (f"2 {stem} {beginning}" for beginning in _beginning(joined))


def _stems(word: Word, consonants_only: bool) -> set[str]:
    """The key of a word, by which its other spellings are found."""
    listed = variant_of(word.text)
    stems = set() if listed is None else {f"={listed}"}
    bones = skeleton(word.text)
    # Of "Lee" and "Lao" too little is left without vowels.
    stems.add(bones if len(bones) > 1 or consonants_only else sound(word.text))
    return stems


def _beginnings(word: Word, given: bool) -> set[str]:
    """How the skeleton of a word begins, or of a name that it may be short for."""
    names = {word.text} | (formal_names(word.text) if given else frozenset())
    return {beginning for name in names for beginning in _beginning(name)}


def _beginning(word: str) -> set[str]:
    # "Hsiao-ping" and "Xiaoping" differ in letters that no skeleton leaves out.
    return {skeleton(text)[:_BEGINNING] for text in (word, sound(word))}


def _first(letter: str) -> str:
    return skeleton(letter)[:1]


def _of_terms(name: str, kind: str, seeks: set[str], found_by: set[str]) -> None:
    organization = kind in ("organization", "organisation")
    terms = terms_of(name, organization)
    seeks.add(f"n {fold(name)}")
    if kind == "place":
        seeks.update(f"g {known}" for known in _known(name))
        seeks.add(f"g {former_name(fold(name))}")
    telling = [word for word in terms.words if not (organization and is_generic_word(word))]
    stems = [skeleton(word) or word for word in telling]
    seeks.add(f"w {''.join(stems)}")
    if len(stems) == 1:
        seeks.add(f"1 {stems[0]}")
    found_by.update(f"1 {stem}" for stem in stems)
    seeks.update(f"2 {' '.join(sorted(pair))}" for pair in combinations(sorted(set(stems)), 2))
    if organization:
        _of_organization(name, terms.words, terms.countries, seeks, found_by)


def _of_organization(
    name: str,
    words: Sequence[str],
    countries: Iterable[str],
    seeks: set[str],
    found_by: set[str],
) -> None:
    same = " ".join(sorted(words))
    seeks.update(f"c {country} {same}" for country in countries)
    if looks_like_acronym(name):
        seeks.add(f"a {fold(name).replace(' ', '')}")
    found_by.update(f"a {letters}" for letters in acronyms(name))


@cache
def _known(name: str) -> frozenset[str]:
    from whomet.ontology.gazetteer.known_names import known_places

    return frozenset(f"{place.kind} {place.name}" for place in known_places(name))
