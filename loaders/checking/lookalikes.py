"""Words that are not in the text: which are meant, and what differs where they look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from whomet.loaders.faults import on_one_line, quoted
from whomet.ontology.suggestions import nearest_words

_WORD = re.compile(r"[^\W_]+")
_ONE_DATE = re.compile(r"[^\W_]+(?:[ ,.\n\u00a0-]+[^\W_]+)*")
_NAMES = {"\n": "line feed", "\r": "carriage return", "\t": "tab", " ": "blank"}


def not_found(
    words: str, text: str, otherwise: str | None = "the exact words of the text"
) -> tuple[str, str | None]:
    """What is wrong with words that are not in the text, and what would be right.

    `otherwise` is what would be right where nothing in the text is like them.
    """
    near = nearest_words(words, text)
    if near is None:
        return "these words are not in the text", otherwise
    what = difference(words, near)
    if what is None:
        return "these words are not in the text", quoted(near, 120)
    problem = f"these words look like those of the text but are not equal: {what}"
    shown = f"“{on_one_line(near)}”" if len(near) <= 120 else quoted(near, 120)
    return problem, f"{shown} as the text writes it"


def same_words(phrase: str, text: str) -> str | None:
    """The words of a date in `text`, whatever their order and whether they are abbreviated.

    "October 4, 2017" for "4 Oct 2017"; None if the text does not have them, each whole, in a row.
    """
    wanted = sorted(_in_short(word) for word in _WORD.findall(phrase) if _tells(word))
    words = [word for word in _WORD.finditer(text) if _tells(word[0])]
    if not wanted:
        return None
    short = [_in_short(word[0]) for word in words]
    for first in range(len(words) - len(wanted) + 1):
        last = first + len(wanted) - 1
        if short[first] in wanted and sorted(short[first : last + 1]) == wanted:
            found = text[words[first].start() : words[last].end()]
            if _ONE_DATE.fullmatch(found):
                return found
    return None


def _in_short(word: str) -> str:
    """A day without its ending, and the first letters of a month or weekday."""
    number = re.match("[0-9]+", word)
    return number[0] if number else word[:3].lower()


def _tells(word: str) -> bool:
    return word.lower() not in ("the", "of")


def other_words(given: str, there: str) -> str:
    """What is wrong where offsets lead to other words than those that are given with them.

    It does not name the offsets, so that many of them are one kind of fault.
    """
    problem = "the text at these offsets is different"
    what = difference(given, there)
    return problem if what is None else f"{problem}: {what}"


def difference(one: str, other: str) -> str | None:
    """The first letters in which two strings differ that look alike; None where they do not."""
    if one == other or _seen(one) != _seen(other):
        return None
    for mine, theirs in zip_longest(_pieces(one), _pieces(other), fillvalue=""):
        if mine == theirs:
            continue
        if unicodedata.normalize("NFC", mine) == unicodedata.normalize("NFC", theirs):
            return f"“{mine}” is {_count(mine)} here and {_count(theirs, '')} in the text"
        if _is_invisible(mine) != _is_invisible(theirs):
            mine, theirs = (mine, "") if _is_invisible(mine) else ("", theirs)
        return f"{_named(mine)} here, {_named(theirs)} in the text"
    return None


def _pieces(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them, and blanks that follow each other."""
    piece = ""
    for letter in text:
        if piece and (
            (letter.isspace() and piece[-1].isspace())
            or (unicodedata.combining(letter) and not piece[-1].isspace())
        ):
            piece += letter
            continue
        if piece:
            yield piece
        piece = letter
    if piece:
        yield piece


def _seen(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in plain if c.isprintable() or c.isspace())
    return " ".join(folded.split())


def _is_invisible(piece: str) -> bool:
    return bool(piece) and unicodedata.category(piece[0]) == "Cf"


def _count(piece: str, noun: str = "character") -> str:
    number = {1: "one", 2: "two", 3: "three"}.get(len(piece), str(len(piece)))
    return f"{number} {noun}{'s' if len(piece) > 1 else ''}" if noun else number


def _named(piece: str) -> str:
    """Some letters in words: `a blank`, `2 blanks`, `en dash (U+2013)`."""
    letter = piece[:1]
    if not letter:
        return "nothing"
    if piece != letter * len(piece):
        return " and ".join(_named(one) for one in piece[:4])
    name = _NAMES.get(letter)
    if name is None:
        name = f"{unicodedata.name(letter, 'a character').lower()} (U+{ord(letter):04X})"
        return name if len(piece) == 1 else f"{len(piece)} of {name}"
    return f"a {name}" if len(piece) == 1 else f"{len(piece)} {name}s"
