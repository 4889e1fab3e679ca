"""Compare two names of people: how likely they are of one person.

Used to propose matches; what is merged without asking is decided in `graph/projection/identity.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from whomet.ontology.name_comparison.contexts import (
    NEAR,
    Context,
    active_apart,
    born_apart,
    impossible,
)
from whomet.ontology.name_comparison.result import LIKELY, NameComparison, judged
from whomet.ontology.name_comparison.romanization import (
    is_consonantal,
    romanized,
    split_servant,
    without_articles,
)
from whomet.ontology.name_comparison.words import (
    Agreement,
    Word,
    agreement,
    in_latin,
    is_listed,
    word_of,
)
from whomet.ontology.names.folding import fold
from whomet.ontology.names.full_names import (
    PARTICLES,
    PersonName,
    is_numeral,
    is_particle,
    person_name,
)
from whomet.ontology.names.titles import title_list, without_titles

_BRACKETS = re.compile(r"""[(\[“"„«]([^)\]”"»]*)[)\]”"»]""")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,5}[^\W\d_]?\.?|[^\W\d_]")
_MORE_PARTICLES = frozenset("ben abou".split())

#: The penalty for a pair of words that differ, and for a word that only one name has.
DIFFERENT, SURNAMES_DIFFER, LEFT_OUT = 0.9, 1.3, 0.12
#: Least total weight of the words that agree: if the full names agree, if one name contains the
#: full other one, and otherwise.
WHOLE, WITHIN, PARTLY = 0.8, 0.95, 1.2
_DOUBT = 0.25


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name in its parts: words in Latin letters, particles left out, and its numerals."""

    words: tuple[Word, ...]
    numerals: frozenset[str]
    consonants_only: bool
    spouse: bool = False


@dataclass(slots=True)
class _Alignment:
    """The words of two names that agree, by place, and those that are left on each side."""

    pairs: list[tuple[int, int, Agreement]] = field(default_factory=list)
    left_a: list[int] = field(default_factory=list)
    left_b: list[int] = field(default_factory=list)


def compare_people(a: str, b: str, of_a: Context, of_b: Context) -> NameComparison:
    """Whether two names are of one person, by their words and what is known beside them."""
    against = impossible(of_a, of_b)
    if against is not None:
        return NameComparison("unlikely", 0.1, (against,))
    one, other = person_name(a, of_a.language), person_name(b, of_b.language)
    if _merged(one, other, of_a, of_b):
        reason = "the same full name"
        if fold(a) != fold(b):
            reason += ", titles left off"
        return NameComparison("same", 1.0, (reason,))
    found = [
        _compare(parsed, against, of_a, of_b) for parsed, against in product(forms(a), forms(b))
    ]
    nothing = NameComparison("unlikely", 0.0, ("one of the names has no word",))
    return max(found, key=lambda each: each.score, default=nothing)


def _merged(one: PersonName, other: PersonName, of_a: Context, of_b: Context) -> bool:
    if one.key != other.key or not (one.full and other.full):
        return False
    countries_differ = of_a.countries and of_b.countries and not of_a.countries & of_b.countries
    # Only longer names, which are not known here, distinguish two monarchs of one name.
    return not (one.style_name and countries_differ)


@lru_cache(maxsize=16384)
def forms(name: str) -> tuple[Parsed, ...]:
    """The ways to read a name: without what is in brackets, with it, and that alone."""
    inside = [text for text in _BRACKETS.findall(name) if len(text.split()) > 1]
    outside = _BRACKETS.sub(" ", name)
    texts = [outside, re.sub(r"""[()\\[\\]“”"„«»]""", " ", name), *inside]
    readings = [_parsed(text) for text in dict.fromkeys(texts) if fold(text)]
    return tuple(dict.fromkeys(reading for reading in readings if reading.words))


def _parsed(text: str) -> Parsed:
    numerals: set[str] = set()
    folded: list[str] = []
    for number, written in enumerate(without_titles(_first_name_first(text)).words):
        word = written.strip(",")
        if is_numeral(word) and (number > 0 or word[:1].isdigit()):
            numerals.add(_numeral(word))
        elif _INITIALS.fullmatch(word) and not is_particle(word):
            folded += list(fold(word))
        elif not is_particle(word):
            folded += fold(word).split()
    latin = [part for word in folded for part in romanized(in_latin(word)).split()]
    parts = [
        part
        for word in _without_particles(latin)
        for part in ([word] if is_listed(word) else split_servant(word))
    ]
    spouse = title_list().spouse
    return Parsed(
        tuple(word_of(part) for part in parts if part not in spouse),
        frozenset(numerals),
        is_consonantal(text),
        any(part in spouse for part in parts),
    )


def _first_name_first(text: str) -> str:
    """ "Blinken, Antony" as "Antony Blinken"; a comma before "Jr." or a title stays."""
    last, comma, first = text.partition(",")
    behind = first.split()
    if not comma or not behind or all(is_numeral(word) for word in behind):
        return text
    if tuple(fold(first).split()) in title_list().behind:
        return text
    if "," in first:  # "King, Martin Luther, Jr."
        first, _, rest = first.partition(",")
        return f"{first} {last} {rest}"
    return f"{first} {last}"


def _numeral(word: str) -> str:
    folded = fold(word)
    ordinal = re.sub(r"\D", "", folded)
    roman = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
    return (
        roman.get(ordinal, ordinal)
        if ordinal
        else {"junior": "jr", "jnr": "jr"}.get(folded, folded)
    )


def _without_particles(words: Sequence[str]) -> list[str]:
    told = without_articles(words)
    return told[:1] + [
        word
        for word in told[1:]
        if word not in _MORE_PARTICLES and (len(word) == 1 or word not in PARTICLES)
    ]


def _compare(a: Parsed, b: Parsed, of_a: Context, of_b: Context) -> NameComparison:
    if a.spouse != b.spouse:
        return NameComparison("unlikely", 0.2, ("one is the wife of somebody of that name",))
    consonants_only = a.consonants_only != b.consonants_only
    words_a, words_b = _joined(a.words, b.words, consonants_only)
    aligned = _aligned(words_a, words_b, consonants_only)
    reasons = _reasons(words_a, words_b, aligned)
    if not aligned.pairs:
        return NameComparison("unlikely", 0.0, ("no word of the names agrees",))
    evidence = sum(_weight(words_a, words_b, pair) for pair in aligned.pairs)
    if len(words_a) == 1 or len(words_b) == 1:
        return _one_word(words_a, words_b, aligned, (of_a, of_b), reasons, (a, b))
    against = _against(words_a, words_b, aligned)
    born = born_apart(of_a, of_b)
    if born is not None:
        evidence += 0.8
        against *= 0.5
        reasons.append("born in the same year" if born == 0 else "born within a year")
    evidence += _shared(of_a, of_b, reasons)
    score = evidence / (evidence + against + _DOUBT)
    if evidence < _needed(words_a, words_b, aligned):
        score = min(score, LIKELY - 0.05)
    if a.numerals != b.numerals:
        if a.numerals and b.numerals:
            return judged(min(score, 0.2), ["the numerals differ", *reasons])
        if born is None:
            score = min(score, LIKELY - 0.05)
            reasons.insert(0, "a numeral or Jr. on one side only: perhaps father and son")
    return judged(score, reasons)


def _needed(a: Sequence[Word], b: Sequence[Word], aligned: _Alignment) -> float:
    """The least weight of the words that agree: less if one name contains the full other one."""
    if len(aligned.pairs) > 1 and not aligned.left_a and not aligned.left_b:
        return WHOLE
    words = sum(1 for i, j, _ in aligned.pairs if not (a[i].initial or b[j].initial))
    return WITHIN if words > 1 and not (aligned.left_a and aligned.left_b) else PARTLY


def _shared(of_a: Context, of_b: Context, reasons: list[str]) -> float:
    """What shared or different circumstances add."""
    found = 0.0
    if of_a.countries and of_b.countries:
        same = of_a.countries & of_b.countries
        found += 0.15 if same else -0.4
        reasons.append("the same country" if same else "different countries")
    for name in ("organizations", "positions"):
        if getattr(of_a, name) & getattr(of_b, name):
            found += 0.2
            reasons.append(f"the same {name.removesuffix('s')}")
    return found


def _one_word(
    words_a: Sequence[Word],
    words_b: Sequence[Word],
    aligned: _Alignment,
    contexts: tuple[Context, Context],
    reasons: list[str],
    names: tuple[Parsed, Parsed],
) -> NameComparison:
    """A name of one word and another name: likely only with the same country, near in time."""
    of_a, of_b = contexts
    likeness = max(_weight(words_a, words_b, pair) for pair in aligned.pairs)
    score = 0.35 + 0.1 * likeness
    if names[0].numerals and names[1].numerals and names[0].numerals != names[1].numerals:
        return judged(0.2, ["the numerals differ", *reasons])
    reasons.append("one of the names is a single word")
    ends = {len(words_a) - 1, 0}, {len(words_b) - 1, 0}
    at_an_end = any(i in ends[0] and j in ends[1] for i, j, _ in aligned.pairs)
    apart = active_apart(of_a, of_b)
    if apart is not None and apart > NEAR:
        reasons.append(f"{apart} years lie between what they did")
        return judged(score - 0.2, reasons)
    shared: list[str] = []
    support = _shared(of_a, of_b, shared)
    born = born_apart(of_a, of_b)
    if born is not None:
        support += 0.2
        shared.append("born in the same year")
    if support > 0 and at_an_end and likeness > 0.15:
        score = LIKELY + support * 0.5 + 0.1 * likeness + (0.05 if apart is not None else 0.0)
    elif support < 0:
        score -= 0.2
    elif len(words_a) == len(words_b) == 1 and likeness >= 0.75:
        score = LIKELY + 0.02
    return judged(score, [*reasons, *shared])


def _joined(
    a: tuple[Word, ...], b: tuple[Word, ...], consonants_only: bool
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words of both names, with neighbours joined that the other name writes as one."""
    return _join(a, b, consonants_only), _join(b, a, consonants_only)


def _join(
    words: tuple[Word, ...], other: tuple[Word, ...], consonants_only: bool
) -> tuple[Word, ...]:
    joined: list[Word] = []
    number = 0
    while number < len(words):
        for count in (3, 2):
            run = words[number : number + count]
            text = "".join(word.text for word in run)
            initials = any(word.initial for word in run)
            if len(run) == count and not initials and _is_word_of(text, other, consonants_only):
                joined.append(Word(text, max(1.0, *(word.weight for word in run))))
                number += count
                break
        else:
            joined.append(words[number])
            number += 1
    return tuple(joined)


def _is_word_of(text: str, words: Iterable[Word], consonants_only: bool) -> bool:
    return any(
        min(len(word.text), len(text)) > 4
        and abs(len(word.text) - len(text)) <= (6 if consonants_only else 2)
        and (found := agreement(text, word.text, False, consonants_only)) is not None
        and found.likeness >= (0.9 if consonants_only or len(text) < 7 else 0.8)
        for word in words
    )


def _aligned(a: Sequence[Word], b: Sequence[Word], consonants_only: bool) -> _Alignment:
    """The best pairs of words, each word in one at most: the heaviest first, then the nearest."""
    found = []
    for (i, one), (j, other) in product(enumerate(a), enumerate(b)):
        given = i < len(a) - 1 and j < len(b) - 1
        agreed = agreement(one.text, other.text, given, consonants_only)
        if agreed is not None:
            found.append((i, j, agreed))
    found.sort(
        key=lambda pair: (
            -_weight(a, b, pair),
            abs(pair[0] / max(1, len(a) - 1) - pair[1] / max(1, len(b) - 1)),
            pair[:2],
        )
    )
    result = _Alignment()
    used_a: set[int] = set()
    used_b: set[int] = set()
    for i, j, agreed in found:
        if i not in used_a and j not in used_b:
            result.pairs.append((i, j, agreed))
            used_a.add(i)
            used_b.add(j)
    result.pairs.sort(key=lambda pair: pair[0])
    result.left_a = [i for i in range(len(a)) if i not in used_a]
    result.left_b = [j for j in range(len(b)) if j not in used_b]
    return result


def _weight(a: Sequence[Word], b: Sequence[Word], pair: tuple[int, int, Agreement]) -> float:
    i, j, agreed = pair
    return agreed.likeness * min(a[i].weight, b[j].weight)


def _against(a: Sequence[Word], b: Sequence[Word], aligned: _Alignment) -> float:
    """How much the words that do not agree count."""
    left_a = [i for i in aligned.left_a if a[i].weight >= 0.3]
    left_b = [j for j in aligned.left_b if b[j].weight >= 0.3]
    differ = min(len(left_a), len(left_b))
    more = max(len(left_a), len(left_b)) - differ
    surnames = len(a) - 1 in left_a and len(b) - 1 in left_b
    total = DIFFERENT * differ + LEFT_OUT * min(more, 4)
    return total + (SURNAMES_DIFFER - DIFFERENT if surnames else 0.0)


def _reasons(a: Sequence[Word], b: Sequence[Word], aligned: _Alignment) -> list[str]:
    """The agreement of each pair of words, and what differs, in words."""
    reasons = []
    same = [a[i].text for i, _, agreed in aligned.pairs if agreed.how == "the same"]
    if same:
        reasons.append(f"the same words: {' '.join(same)}")
    for i, j, agreed in aligned.pairs:
        if agreed.how != "the same":
            reasons.append(f"{a[i].text} and {b[j].text}: {agreed.how}")
    if [i for i, _, _ in aligned.pairs] and [j for _, j, _ in aligned.pairs] != sorted(
        j for _, j, _ in aligned.pairs
    ):
        reasons.append("in another order")
    if aligned.left_a and aligned.left_b:
        left = " ".join(a[i].text for i in aligned.left_a)
        reasons.append(f"{left} against {' '.join(b[j].text for j in aligned.left_b)}")
    elif aligned.left_a or aligned.left_b:
        words = [a[i].text for i in aligned.left_a] or [b[j].text for j in aligned.left_b]
        reasons.append(f"in one name only: {' '.join(words)}")
    return reasons
