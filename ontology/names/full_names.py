"""Which names of people are full ones, and by what they are compared: the key of a name.

The rules are those of docs/identity.md. A name is a full one when what is left without titles has
two words that identify the person; particles and numerals do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from whomet.ontology.names.folding import fold
from whomet.ontology.names.titles import (
    ends_in_title,
    is_han,
    is_hangul,
    title_list,
    without_titles,
)

# Particles of family names, which identify nobody on their own.
PARTICLES = frozenset(
    "al el ul ud bin bint ibn da das de degli dei del della delle den der des di dos du e et la "
    "las le les los of op t te ten ter the und van vande vander vom von y zu zum zur "
    "بن ابن بنت ال аль эль бин ибн ван фон де да ди".split()
)
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|\.)?", re.IGNORECASE)
NUMERAL_WORDS = frozenset(
    "jr sr junior jnr snr الاول الثانی الثالث الرابع الخامس السادس اول دوم سوم мл ст".split()
)
# The Chinese surnames of two characters; one of them alone is not a full name.
_DOUBLE_SURNAMES = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 长孙 長孫 "
    "宇文 东方 東方 端木 独孤 獨孤 南宫 南宮 西门 西門".split()
)
# "Servant (of)", the first of two words that are one given name: عبد الله.
_SERVANT = "عبد"
# Written between the parts of a foreign name in Han and kana.
_MIDDLE_DOTS = re.compile("[・·‧•]")


class PersonName(NamedTuple):
    """A person's name as identity sees it.

    `key` is what it is compared by: folded, without titles, but with the style where style and one
    word are the name. `full` says whether it can identify anybody. `style_name` says that `key` is
    a style and a word, full only while fewer than two longer names begin with it; `begins_with` has
    the names of that kind that this name is a longer one of.
    """

    key: str
    full: bool
    style_name: bool = False
    begins_with: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def person_name(name: str, language: str | None = None) -> PersonName:
    """What identity is made of a person's name as written; `language` is that of its text."""
    untitled = without_titles(_spaced(name))
    words = untitled.words
    key = fold(" ".join(words))
    if untitled.office:
        return PersonName(key, False)
    if not untitled.style:
        return PersonName(key, _is_full(words, language))
    # "عبد الله" is one name in two words.
    length = 2 if words and fold(words[0]) == _SERVANT and len(words) > 1 else 1
    head, rest = words[:length], words[length:]
    alone = bool(head) and not is_particle(head[0]) and fold(head[0]) not in title_list().spouse
    whole = fold(f"{untitled.style} {' '.join(words)}")
    if alone and all(is_numeral(word) for word in rest) and len(rest) <= 1:
        return PersonName(whole, True, True, _shorter(untitled.style, head, rest))
    return PersonName(key, _is_full(words, language), False, _shorter(untitled.style, head, rest))


def is_full_name(name: str, language: str | None = None) -> bool:
    """Whether `name` can identify a person: without titles it has two words that count.

    Words are separated by whitespace in the name as written: "Willem-Alexander" is one word, and
    "al-Sabah" and "De Mita" each have one that counts. In Han three or four characters are a full
    name, two in a text in Chinese; in Hangul three or more.
    """
    return person_name(name, language).full


def is_particle(word: str) -> bool:
    """Whether a word as written is a particle or no word at all."""
    # "–" and "(…)" are not words. "Y." is an initial, unlike the particle "y".
    return "." not in word and all(part in PARTICLES for part in fold(word).split())


def is_numeral(word: str) -> bool:
    """Whether a word as written distinguishes people of one name: "II", "Jr.", "3rd"."""
    bare = word.strip(".,()")
    if not bare:
        return False
    if _ROMAN.fullmatch(bare) or _ORDINAL.fullmatch(bare):
        return not (len(bare) == 1 and word.rstrip(",").endswith("."))
    return fold(bare) in NUMERAL_WORDS


def _shorter(style: str, head: Sequence[str], rest: Sequence[str]) -> tuple[str, ...]:
    """The names of a style and a word, with or without a numeral, that a longer one begins with."""
    shortest = f"{style} {' '.join(head)}"
    shorter = [fold(shortest)] if rest else []
    if len(rest) > 1 and is_numeral(rest[0]):
        shorter.append(fold(f"{shortest} {rest[0]}"))
    return tuple(shorter)


def _is_full(words: Sequence[str], language: str | None) -> bool:
    spouse = title_list().spouse
    shouted = all(word.isupper() for word in words)
    count, in_initials = 0, False
    for number, word in enumerate(words):
        folded = fold(word)
        # "XI JINPING" has no numeral, and neither has "John V. Lindsay".
        numeral = number > 0 and is_numeral(word) and not (shouted and len(folded) > 1)
        servant = folded == _SERVANT and number + 1 < len(words)
        if is_particle(word) or numeral or servant or folded in spouse:
            in_initials = False
            continue
        initial = len(folded) == 1
        count += not (initial and in_initials)
        in_initials = initial
    if count == 1 and len(words) == 1:
        return _is_full_in_one_word(words[0], language)
    return count >= 2


def _is_full_in_one_word(word: str, language: str | None) -> bool:
    if ends_in_title(word):
        return False
    if all(map(is_hangul, word)):
        return len(word) >= 3
    if all(map(is_han, word)):
        chinese = (language or "").lower().split("-")[0] == "zh"
        two = len(word) == 2 and chinese and word not in _DOUBLE_SURNAMES
        return two or 3 <= len(word) <= 4
    return False


def _spaced(name: str) -> str:
    """The name with blanks for the dots between the parts of a foreign name in Han or kana."""
    if name.isascii() or not any(is_han(c) or "\u3040" <= c <= "\u30ff" for c in name):
        return name
    return _MIDDLE_DOTS.sub(" ", name)
