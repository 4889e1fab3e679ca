"""Organizations and places: names of one by their words, their country and their initials."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from whomet.ontology.name_comparison.contexts import Context, country_key
from whomet.ontology.name_comparison.result import LIKELY, NameComparison, judged
from whomet.ontology.name_comparison.romanization import (
    is_consonantal,
    romanized,
    skeleton,
    without_articles,
)
from whomet.ontology.name_comparison.words import agreement
from whomet.ontology.names import fold

_FOLDER = Path(__file__).parent
_GENERIC = 0.4
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")
_NUMBERS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth "
    "north south east west northern southern eastern western old new upper lower".split()
)
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_LONGEST_COUNTRY = 5  # words


@dataclass(frozen=True, slots=True)
class Terms:
    """A name in its parts: significant words, by their first form, and the countries in it."""

    words: tuple[str, ...]
    countries: frozenset[str]


@cache
def _table() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    with (_FOLDER / "terms.tsv").open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row["kind"], []).append([fold(w) for w in row["words"].split("|")])
    return found


@cache
def _single(kind: str) -> frozenset[str]:
    return frozenset(word for line in _table()[kind] for word in line)


@cache
def _groups(kind: str) -> dict[str, str]:
    return {word: line[0] for line in _table()[kind] for word in line}


@cache
def _nationalities() -> dict[str, str]:
    with (_FOLDER / "nationalities.tsv").open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        return {
            word: country_key(row["country"])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            for word in row["words"].split("|")
        }


def former_name(folded: str) -> str:
    """The name of today of a city, for a name that it had."""
    return _groups("former").get(folded, folded)


@lru_cache(maxsize=16384)
def terms_of(name: str, organization: bool) -> Terms:
    """The words of a name without legal forms and fillers, and the countries in it."""
    folded = fold(re.sub(r"['’]s\b", " ", name)).split()
    words: list[str] = []
    countries: set[str] = set()
    number = 0
    while number < len(folded):
        length, country = _country_at(folded, number) if organization else (0, "")
        if country:
            countries.add(country)
            number += length
            continue
        words.append(folded[number])
        number += 1
    text = f" {' '.join(words)} "
    for kind in ("legal", "filler") if organization else ("filler",):
        for phrase in sorted(_single(kind), key=len, reverse=True):
            text = text.replace(f" {phrase} ", " ")
    told = without_articles(text.split()) or words
    first = _groups("one")
    latin = [part for word in told for part in romanized(first.get(word, word)).split()]
    return Terms(tuple(first.get(word, word) for word in latin), frozenset(countries))


def _country_at(words: Sequence[str], start: int) -> tuple[int, str]:
    """A country that the words from here on name, and in how many words; empty for none."""
    from whomet.ontology.gazetteer.gazetteer import COUNTRY
    from whomet.ontology.gazetteer.known_names import known_places

    for length in range(min(_LONGEST_COUNTRY, len(words) - start), 0, -1):
        text = " ".join(words[start : start + length])
        if text in _nationalities():
            return length, _nationalities()[text]
        if len(text) > 1 and any(place.kind == COUNTRY for place in known_places(text)):
            return length, country_key(text)
    return 0, ""


def is_generic(name: str) -> bool:
    """Whether the name of an organization has only words that many names share."""
    text = fold(name)
    told = [word for word in text.split() if word not in _single("filler")]
    return bool(told) and all(word in _single("generic") for word in told)


def compare_organizations(a: str, b: str, of_a: Context, of_b: Context) -> NameComparison:
    """Whether two names are of one organization."""
    one, other = terms_of(_outside(a), True), terms_of(_outside(b), True)
    countries = one.countries | of_a.countries, other.countries | of_b.countries
    apart = countries[0] and countries[1] and countries[0].isdisjoint(countries[1])
    shared = bool(countries[0] & countries[1])
    if apart:
        return NameComparison("unlikely", 0.2, ("of different countries",))
    if fold(a) == fold(b) and not is_generic(a):
        return NameComparison("same", 1.0, ("the same name",))
    if (reason := _acronym(a, b) or _acronym(b, a)) is not None:
        return judged(0.85 if shared else 0.75, [reason])
    if frozenset(one.words) == frozenset(other.words):
        # Without a country "Ministry of Defence" is that of any.
        generic = all(word in _single("generic") for word in one.words)
        told = ["the same words"] + (["the same country"] if shared else [])
        score = 0.9 if shared else 0.4 if generic else 0.85
        return judged(score, told)
    return _by_words(one, other, 0.15 if shared else 0.0, _single("generic"))


def compare_places(a: str, b: str, of_a: Context, of_b: Context) -> NameComparison:
    """Whether two names are of one place."""
    from whomet.ontology.gazetteer.known_names import known_places

    apart = of_a.countries and of_b.countries and of_a.countries.isdisjoint(of_b.countries)
    one, other = known_places(a), known_places(b)
    both = [place for place in one if place in other]
    if apart and not (both and both[0].kind == "country"):
        return NameComparison("unlikely", 0.2, ("in different countries",))
    if fold(a) == fold(b):
        return NameComparison("same", 1.0, ("the same name",))
    if both:
        return judged(0.97, [f"both are names of {both[0].name}"])
    if former_name(fold(a)) == former_name(fold(b)):
        return judged(0.95, ["names that one city had"])
    if one and other:
        return NameComparison("unlikely", 0.1, (f"names of {one[0].name} and of {other[0].name}",))
    terms = terms_of(a, False), terms_of(b, False)
    shared = bool(of_a.countries & of_b.countries)
    return _by_words(*terms, 0.15 if shared else 0.0, _single("generic"))


def compare_terms(a: str, b: str, of_a: Context, of_b: Context) -> NameComparison:
    """Whether two names of another class, such as topics or positions, mean one."""
    if fold(a) == fold(b):
        return NameComparison("same", 1.0, ("the same name",))
    return _by_words(terms_of(a, False), terms_of(b, False), 0.0, frozenset())


def _by_words(a: Terms, b: Terms, support: float, generic: frozenset[str]) -> NameComparison:
    consonants_only = is_consonantal(" ".join(a.words)) != is_consonantal(" ".join(b.words))
    if consonants_only:
        bones, others = skeleton("".join(a.words)), skeleton("".join(b.words))
        if len(bones) > 2 and bones == others:
            return judged(0.85, ["a transliteration"])
    left = list(b.words)
    evidence, reasons, alone = support, [], []
    for word in a.words:
        found = _best(word, left, consonants_only)
        if found is None:
            alone.append(word)
            continue
        other, likeness, how = found
        left.remove(other)
        weight = _GENERIC if word in generic else 1.0
        evidence += likeness * weight
        reasons.append(word if how == "the same" else f"{word} and {other}: {how}")
    if not reasons:
        return NameComparison("unlikely", 0.0, ("no word of the names agrees",))
    if alone and left:
        reasons.append(f"{' '.join(alone)} against {' '.join(left)}")
    numbered = [w for w in (*alone, *left) if _ORDINAL.fullmatch(w) or w in _NUMBERS]
    differ = min(len(alone), len(left))
    more = max(len(alone), len(left)) - differ
    score = evidence / (evidence + 0.9 * differ + 0.25 * more + 0.15)
    if numbered:
        score = min(score, LIKELY - 0.1)
        reasons.append(f"in one name only: {', '.join(numbered)}")
    elif evidence < 0.75:
        score = min(score, LIKELY - 0.05)
    return judged(score, reasons)


def _best(word: str, others: Iterable[str], consonants_only: bool) -> tuple[str, float, str] | None:
    best: tuple[str, float, str] | None = None
    for other in others:
        found = (
            None
            if min(len(word), len(other)) < 2 and word != other
            else agreement(word, other, False, consonants_only)
        )
        if found is not None and (best is None or found.likeness > best[1]):
            best = other, found.likeness, found.how
    return best


def _outside(name: str) -> str:
    """A name without what is in brackets, if anything else is."""
    outside = _BRACKETS.sub(" ", name).strip()
    return outside or name


def looks_like_acronym(name: str) -> bool:
    """Whether a name is one word of capitals, as what is made of first letters is written."""
    written = _outside(name).replace(".", "")
    bare = fold(_outside(name)).replace(" ", "")
    return 2 <= len(bare) <= 8 and " " not in written.strip() and written.isupper()


def acronyms(long: str) -> frozenset[str]:
    """What may be made of the first letters of a name of several words, folded."""
    words = fold(re.sub(r"['’]s\b", " ", _outside(long))).split()
    if len(words) < 2:
        return frozenset()
    fillers = _single("filler") - {"islamic republic of", "affairs", "office"}
    told = [word for word in words if word not in fillers and word not in _single("legal")]
    chosen = words, told, [word for word in words if word not in _single("legal")]
    return frozenset("".join(word[0] for word in each) for each in chosen)


def is_legal_form(word: str) -> bool:
    """Whether a word says what kind of company has the name before it: Ltd, Inc., GmbH."""
    return fold(word) in _single("legal")


def is_field_of_work(text: str) -> bool:
    """Whether a text names fields of work alone, as in the Department for Business and Trade."""
    return all(word in _fields() for word in fold(text).split())


@cache
def _fields() -> frozenset[str]:
    return _single("generic") | _single("field")


def is_generic_word(word: str) -> bool:
    """Whether a word of an organization's name is one that many names share."""
    return word in _single("generic")


def _acronym(short: str, long: str) -> str | None:
    """Why `short` is made of the first letters of `long`, or is in brackets after it."""
    inside = [text.strip() for text in _BRACKETS.findall(long)]
    if fold(short) in map(fold, inside) or (
        inside and fold(short) == fold(_outside(long)) and fold(short)
    ):
        return "one is written with the other"
    bare = fold(_outside(short)).replace(" ", "")
    if looks_like_acronym(short) and bare in acronyms(long):
        return f"{short} is made of the first letters"
    return None
