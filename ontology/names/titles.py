"""Titles, offices and styles around a person's name, by the list in `titles.tsv`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from whomet.ontology.names.folding import fold

_TABLE = Path(__file__).parent / "titles.tsv"
#: Titles that a portfolio may follow, and those that it may precede: "minister of X", "X minister".
_PORTFOLIO_OF = ("minister of", "minister for", "secretary of", "minister of state for")
_PORTFOLIO_BEFORE = ("minister", "secretary")
#: Between an office and what it is of: "Prime Minister of Japan" has no title in front of a name.
_OF = frozenset({"of", "for", "to"})
#: Rulers who are no titles in the list, because the words are names too.
_RULERS = frozenset({"shah", "sultan", "emir", "amir", "sheikh", "ruler"})
_AND = frozenset({"and", "et", "y", "e", "und", "ve", "و", "и", "i"})
#: Minimum length of a name in scripts without spaces.
_LEAST_NAME = 2
# "Ex-President" is one word as written.
_EX = re.compile(r"\b(ex|экс)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One title: its folded words, its kind, and whether it counts only where a dot is written."""

    words: tuple[str, ...]
    kind: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class Untitled:
    """A name without its titles.

    `titles` are the folded titles and styles that fell away, `style` the last of them that is one
    of a monarch or pope. `words` are the words that are left, as written; they may be an `office`,
    with what it is of.
    """

    words: tuple[str, ...]
    titles: tuple[str, ...] = ()
    style: str = ""
    office: bool = False


@dataclass(frozen=True, slots=True)
class TitleList:
    """The list: entries in front by their first word, longest first; the others by kind."""

    in_front: dict[str, list[Entry]]
    behind: dict[tuple[str, ...], str]
    joined_in_front: tuple[str, ...]
    joined_behind: tuple[str, ...]
    spouse: frozenset[str]
    faint: frozenset[str]


@cache
def title_list() -> TitleList:
    """The list of titles that ships with the ontology."""
    by_kind: dict[str, list[str]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_kind.setdefault(row["kind"], []).extend(row["words"].split("|"))
    portfolios = by_kind["portfolio"]
    by_kind["title"] += [f"{head} {of}" for head, of in product(_PORTFOLIO_OF, portfolios)]
    by_kind["title"] += [f"{of} {head}" for of, head in product(portfolios, _PORTFOLIO_BEFORE)]
    in_front: dict[str, list[Entry]] = {}
    for kind in ("style", "title", "long", "modifier"):
        for text in by_kind[kind]:
            entry = Entry(tuple(fold(text).split()), kind, "." in text)
            in_front.setdefault(entry.words[0], []).append(entry)
    for entries in in_front.values():
        entries.sort(key=lambda entry: -len(entry.words))
    return TitleList(
        in_front,
        {tuple(fold(text).split()): text for text in by_kind["after"]},
        _longest_first(text for text in by_kind["title"] if _unspaced(text)),
        _longest_first(text for text in by_kind["after"] if _unspaced(text)),
        frozenset(fold(text) for text in by_kind["spouse"]),
        frozenset(fold(text) for text in by_kind["faint"]),
    )


def without_titles(name: str) -> Untitled:
    """A person's name without the titles in front and behind; never stripped to nothing."""
    words = [word for word in _EX.sub(r"\1 ", name).split() if fold(word)]
    titles: list[str] = []
    style = ""
    while (found := _title_in_front(words)) is not None:
        count, kind, text = found
        if fold(words[count]) in _OF:
            return Untitled(tuple(words), tuple(titles), style, office=True)
        words = words[count:]
        titles.append(text)
        if kind == "style":
            style = text
    words, behind = _without_titles_behind(words)
    return Untitled(tuple(words), (*titles, *behind), style)


def behind_spouse_title(name: str) -> tuple[str, str] | None:
    """A title that may name a husband, and the name behind it: `Mrs.`, `Gandhi`; None without one.

    Other titles around both are left out.
    """
    words = without_titles(name).words
    spouse = title_list().spouse
    count = next((n for n, word in enumerate(words) if fold(word) not in spouse), 0)
    behind = without_titles(" ".join(words[count:]))
    return (" ".join(words[:count]), " ".join(behind.words)) if count else None


def is_office(text: str) -> bool:
    """Whether a text is an office with what it is of, and nobody's name: "the Shah of Iran"."""
    bare = _without_article(text)
    words = fold(bare).split()
    ruler = len(words) > 2 and words[0] in _RULERS and words[1] in _OF
    return ruler or without_titles(bare).office


def title_alone(text: str) -> str:
    """The title, folded, of a text that is one and nothing else; else empty.

    "president" of "Mr. President" and of "the Syrian president".
    """
    _, name = behind_spouse_title(text) or ("", _without_article(text))
    words = tuple(fold(" ".join(without_titles(name).words)).split())
    while words:
        entries = title_list().in_front.get(words[0], ())
        if any(e.words == words and e.kind != "modifier" and not e.dotted for e in entries):
            return " ".join(words)
        taken = [len(e.words) for e in entries if words[: len(e.words)] == e.words]
        words = words[taken[0] :] if taken else ()
    return ""


def _without_article(text: str) -> str:
    return re.sub("^the ", "", text.strip(), flags=re.IGNORECASE)


def _title_in_front(words: Sequence[str]) -> tuple[int, str, str] | None:
    """How many words a title in front takes, its kind, and the title; modifiers included."""
    parts = [tuple(fold(word).split()) for word in words]
    return _match(words, parts, 0)


def _match(
    words: Sequence[str], parts: Sequence[tuple[str, ...]], start: int
) -> tuple[int, str, str] | None:
    for entry in title_list().in_front.get(parts[start][0], ()) if start < len(parts) else ():
        end = _end(entry, words, parts, start)
        if end is None or end >= len(words):
            continue
        text = " ".join(entry.words)
        if entry.kind == "modifier":
            behind = _match(words, parts, end)
            if behind is not None:
                return behind[0], behind[1], f"{text} {behind[2]}"
            continue
        if entry.kind == "long" and len(words) - end < 2:
            continue
        end = _behind_title(words, parts, end)
        return end, entry.kind, text
    return None


def _behind_title(words: Sequence[str], parts: Sequence[tuple[str, ...]], end: int) -> int:
    """The end of a title with what belongs to it: "elect", and "and" before another title."""
    if parts[end] in (("elect",), ("designate",)) and end + 1 < len(words):
        return end + 1
    if parts[end][0] in _AND and _match(words, parts, end + 1) is not None:
        return end + 1
    return end


def _end(
    entry: Entry, words: Sequence[str], parts: Sequence[tuple[str, ...]], start: int
) -> int | None:
    """The index of the word after the title, if the title is there and ends where a word ends."""
    found: tuple[str, ...] = ()
    for number in range(start, len(parts)):
        found += parts[number]
        if len(found) >= len(entry.words):
            rest = found[len(entry.words) :]
            # "President-elect" is one word as written.
            matches = found[: len(entry.words)] == entry.words and rest in ((), ("elect",))
            dotted = not entry.dotted or all("." in word for word in words[start : number + 1])
            return number + 1 if matches and dotted else None
    return None


def _without_titles_behind(words: list[str]) -> tuple[list[str], list[str]]:
    titles: list[str] = []
    listed = title_list()
    while len(words) > 1:
        for count in (2, 1):
            parts = tuple(part for word in words[-count:] for part in fold(word).split())
            # A title behind leaves a whole name; of scripts without blanks one word may be that.
            least = 1 if _unspaced(parts[-1]) else 2
            if parts in listed.behind and len(words) - count >= least:
                titles.append(" ".join(parts))
                words = words[:-count]
                break
        else:
            break
    if len(words) == 1 and _unspaced(words[0]):
        words, joined = _without_joined_titles(words[0])
        titles += joined
    return words, titles


def _without_joined_titles(word: str) -> tuple[list[str], list[str]]:
    """A word of Han or Hangul without the titles that are written on to the name."""
    listed = title_list()
    titles = []
    for title in listed.joined_in_front:
        if word.startswith(title) and len(word) - len(title) >= _LEAST_NAME:
            word = word.removeprefix(title)
            titles.append(title)
            break
    for title in listed.joined_behind:
        if word.endswith(title) and len(word) - len(title) >= _LEAST_NAME:
            word = word.removesuffix(title)
            titles.append(title)
            break
    return [word], titles


def ends_in_title(word: str) -> bool:
    """Whether a word of Han or Hangul is one character and a title: a surname and an office."""
    return any(
        word.endswith(title) and len(word) - len(title) < _LEAST_NAME
        for title in title_list().joined_behind
    )


def _unspaced(text: str) -> bool:
    """Whether a word is of a script that writes titles on to names."""
    return all("\u3040" <= c <= "\u30ff" or is_han(c) or is_hangul(c) for c in text)


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= character <= "\u9fff" or character in "々〇"


def is_hangul(character: str) -> bool:
    """Whether a character is a Korean syllable."""
    return "\uac00" <= character <= "\ud7af"


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-len(text), text)))
