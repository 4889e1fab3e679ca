"""How two words of names agree: equal, a spelling, a transliteration, a nickname, an initial."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from whomet.ontology.name_comparison.romanization import skeleton
from whomet.ontology.names.folding import fold
from whomet.ontology.names.titles import title_list

_TABLE = Path(__file__).parent / "name_words.tsv"
COMMON, FAINT, INITIAL = 0.5, 0.2, 0.35
_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^hs", "sh"), (r"^x(?=[iu])", "sh"), (r"tsch|tch|zh|dj|dzh|ch|q(?=[iu])", "j"),
        (r"^ts|^tz", "z"), (r"kh|q|ck|c(?![ei])", "k"), (r"ph", "f"),
        (r"a[wu](?![aeiou])|ow(?![aeiou])", "o"), (r"(?<=[^aeiou])w(?=[aeiou])", "u"), (r"w", "v"),
        (r"gh|g", "k"), (r"dh|d|th", "t"), (r"b", "p"), (r"^y(?=[aeu])", ""),
        (r"eo", "o"), (r"eu|oo|ou|uu", "u"), (r"[ea][iy]$|ij$|y$", "i"), (r"[ea][iy]", "e"),
        (r"ee|ie|ii|iy|yi", "i"), (r"y|j(?=[aou])", "i"), (r"unk$", "onk"), (r"h$", ""),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name in Latin letters, how specific it is, and whether it is an initial."""

    text: str
    weight: float
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two words agree, from 0 to 1, and how: a word for the reasons."""

    likeness: float
    how: str


@dataclass(frozen=True, slots=True)
class _Lists:
    variant: dict[str, int]
    common: frozenset[str]
    latin: dict[str, str]


@cache
def _lists() -> _Lists:
    variant: dict[str, int] = {}
    common: set[str] = set()
    latin: dict[str, str] = {}
    with _TABLE.open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t")):
            words = row["words"].split("|")
            if row["kind"] == "common":
                common.update(words)
            else:
                for word in words:
                    variant.setdefault(word, number)
                    if not word.isascii():
                        latin[fold(word)] = words[0]
    ids = {variant[word] for word in common if word in variant}
    common |= {word for word, id in variant.items() if id in ids}
    return _Lists(variant, frozenset(common), latin)


def in_latin(folded: str) -> str:
    """A folded word, in Latin letters if the list has it in another script."""
    return _lists().latin.get(folded, folded)


def is_listed(text: str) -> bool:
    """Whether the list has the spellings of this name."""
    return text in _lists().variant


def variant_of(text: str) -> int | None:
    """The line of the list that has the spellings of this name, if one has."""
    return _lists().variant.get(text)


def formal_names(nickname: str) -> frozenset[str]:
    """The names that this one is short for."""
    return _formal_names().get(nickname, frozenset())


@lru_cache(maxsize=65536)
def word_of(text: str) -> Word:
    """A romanized word with its weight."""
    if len(text) == 1:
        return Word(text, INITIAL, initial=True)
    if text in title_list().faint:
        return Word(text, FAINT)
    return Word(text, COMMON if text in _lists().common else 1.0)


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """A word without what transliterations of one sound differ in; vowels count."""
    for pattern, replacement in _SOUNDS:
        text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=65536)
def agreement(a: str, b: str, given: bool, consonants_only: bool) -> Agreement | None:
    """How two words agree, None if they do not.

    `given` says that both may be given names, `consonants_only` that one is in a script that
    writes no vowels.
    """
    if a == b:
        return Agreement(1.0, "the same")
    variant = _lists().variant
    if a in variant and b in variant:
        alike = variant[a] == variant[b]
        return Agreement(0.95, "spelling") if alike else None
    if consonants_only:
        return _by_consonants(a, b)
    if len(a) == 1 or len(b) == 1:
        return Agreement(1.0, "initial") if a[0] == b[0] else None
    if given and _nicknames(a, b):
        return Agreement(0.85, "nickname")
    if sound(a) == sound(b):
        return Agreement(0.92, "transliteration")
    return _by_spelling(a, b, given)


def _by_spelling(a: str, b: str, given: bool) -> Agreement | None:
    from rapidfuzz.distance import DamerauLevenshtein

    shorter, longer = sorted((a, b), key=len)
    likeness = DamerauLevenshtein.normalized_similarity(a, b)
    bones, others = skeleton(a), skeleton(b)
    if len(shorter) >= 5 and likeness >= (0.8 if len(longer) < 7 else 0.75) and a[0] == b[0]:
        return Agreement(likeness, "spelling")
    sounds = DamerauLevenshtein.normalized_similarity(sound(a), sound(b))
    if len(shorter) >= 5 and sounds >= 0.8:
        return Agreement(sounds * 0.95, "transliteration")
    if bones == others and (len(bones) >= 4 or (len(bones) == 3 and sounds >= 0.5)):
        return Agreement(0.8, "transliteration")
    if given and len(shorter) >= 3 and longer.startswith(shorter):
        return Agreement(0.7, "short form")
    return None


def _by_consonants(a: str, b: str) -> Agreement | None:
    from rapidfuzz.distance import Levenshtein

    bones, others = skeleton(a), skeleton(b)
    if not bones or not others:
        return None
    if bones == others or _without_article(bones, others) or _without_article(others, bones):
        return Agreement(0.95 if len(bones) > 1 else 0.5, "transliteration")
    likeness = Levenshtein.normalized_similarity(bones, others)
    if min(len(bones), len(others)) >= 3 and likeness >= 0.66:
        return Agreement(likeness, "transliteration")
    return None


def _without_article(bones: str, others: str) -> bool:
    """Whether what was taken for an article is part of a name: "Elias", الياس."""
    return len(bones) > 2 and bones == "al" + others.removeprefix("a")


def _nicknames(a: str, b: str) -> bool:
    names = _nicknamer()
    of_a, of_b = names.get(a, frozenset()), names.get(b, frozenset())
    return b in of_a or a in of_b


@cache
def _nicknamer() -> dict[str, frozenset[str]]:
    """The nicknames of each name, from the data of `nicknames` (Apache-2.0)."""
    from nicknames import name_triplets

    found: dict[str, set[str]] = {}
    for triplet in name_triplets():
        found.setdefault(triplet.name1, set()).add(triplet.name2)
    return {name: frozenset(others) for name, others in found.items()}


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, nicknames in _nicknamer().items():
        for nickname in nicknames:
            found.setdefault(nickname, set()).add(name)
    return {nickname: frozenset(names) for nickname, names in found.items()}
