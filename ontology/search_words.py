"""The words of a text for full-text search, and what one searches for.

Words are cut the same way in every text and in what is searched for, so that a phrase is a row of
words. They are folded like names: case, accents, and variants of letters do not matter. Letters of
scripts without blanks between words (Han, kana, Thai …) and of Hangul, whose words take endings,
are a word each: 文在寅 and 문재인 are found inside of what surrounds them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whomet.ontology.names import fold

#: Between the title and the text, so that no phrase reaches from one into the other.
GAP = "|"
#: Letters that are a word each: Thai to Burmese, Khmer, kana to Han, Hangul, and their extensions.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_APOSTROPHES = "'’‘ʼʻʽʾʿ`´"
#: Characters that are part of a word but not letters: marks over and under letters, joiners, soft
#: hyphens.
_MARKS = (
    "".join(
        character
        for character in map(chr, range(0x300, 0x10000))
        if unicodedata.category(character) in ("Mn", "Mc")
    )
    + "\u00ad\u200b\u200d\u2060ـ"
)
_LETTER = rf"(?:[^\W_{_SINGLE}]|[{re.escape(_MARKS)}])"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?!\w)|[{_SINGLE}][{re.escape(_MARKS)}]*"
    rf"|{_LETTER}+(?:[{_APOSTROPHES}]{_LETTER}+)*"
)
#: The ending of an English genitive is not a part of the word.
_GENITIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word of a text, with its place: offsets in code points, the end exclusive."""

    folded: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to search for: its folded words; `open` where the last may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: of each of `wanted` one term must occur, of `unwanted` none may."""

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms that are to be found."""
        return tuple(term for terms in self.wanted for term in terms)


def words(text: str) -> Iterator[Word]:
    """The words of a text in order."""
    for match in _WORD.finditer(text):
        if folded := _folded(match[0]):
            yield Word(folded, *match.span())


def searchable(title: str, text: str) -> str:
    """What the full-text index reads of a brief: the words of its title and of its text."""
    parts = (" ".join(filter(None, map(_folded, _WORD.findall(part)))) for part in (title, text))
    return f" {GAP} ".join(parts)


@lru_cache(maxsize=65536)
def _folded(written: str) -> str:
    return fold(_GENITIVE.sub("", written)).replace(".", "").replace(" ", "")


_ITEM = re.compile(
    r'(?P<sign>[-+]?)(?:["“”„«](?P<phrase>[^"“”„«»]*)["“”»]|(?P<word>[^\s"“”„«»]+))|["“”„«»]'
)


def parse_search(text: str) -> Search:
    """Read what a person types: words that must all occur, in any order.

    `"…"` is a phrase, `bread*` any word that begins so, `-bread` what must not occur, `this OR
    that` one of two. All other signs only part words: nothing is an error, but a search may come
    out empty. What `as_lucene` writes reads as a search for the same words.
    """
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    alternative = False
    for match in _ITEM.finditer(text):
        word = match["word"]
        if word in ("AND", "&&"):
            continue
        if word in ("OR", "||"):
            alternative = bool(wanted)
            continue
        term = _term(match["phrase"] if match["phrase"] is not None else word or "")
        if term is None:
            continue
        if match["sign"] == "-":
            unwanted.append(term)
        elif alternative:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        alternative = False
    return Search(tuple(map(tuple, wanted)), tuple(unwanted))


def _term(written: str) -> Term | None:
    found = tuple(word.folded for word in words(written))
    return Term(found, written.rstrip(")").endswith("*")) if found else None


def as_lucene(search: Search) -> str:
    """The search in Lucene's query language; folded words need no escapes there."""
    clauses = [f"+({' OR '.join(map(_lucene, terms))})" for terms in search.wanted]
    return " ".join([*clauses, *(f"-{_lucene(term)}" for term in search.unwanted)])


def _lucene(term: Term) -> str:
    *before, last = term.words
    if not term.open:
        return f'"{" ".join(term.words)}"'
    # Lucene has no phrase with an open end: its words must occur, in any order.
    return f"{last}*" if not before else f'(+"{" ".join(before)}" +{last}*)'


def occurrences(search: Search, found: Sequence[Word]) -> list[tuple[Term, int, int]]:
    """Where the terms occur among the words of a text: the term, its begin and its end."""
    folded = [word.folded for word in found]
    firsts: dict[str, list[int]] = {}
    for place, word in enumerate(folded):
        firsts.setdefault(word, []).append(place)
    hits = []
    for term in dict.fromkeys(search.terms):
        alone = len(term.words) == 1 and term.open
        places = range(len(folded)) if alone else firsts.get(term.words[0], [])
        for place in places:
            if _stands_at(term, folded, place):
                last = found[place + len(term.words) - 1]
                hits.append((term, found[place].begin, last.end))
    return sorted(hits, key=lambda hit: hit[1:])


def _stands_at(term: Term, folded: Sequence[str], place: int) -> bool:
    here = tuple(folded[place : place + len(term.words)])
    if not term.open:
        return here == term.words
    return (
        len(here) == len(term.words)
        and here[:-1] == term.words[:-1]
        and here[-1].startswith(term.words[-1])
    )
