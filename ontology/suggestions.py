"""Suggestions for what is misspelled: "did you mean …?", with one threshold for each purpose.

Similarity is from 0 to 100, as rapidfuzz's `ratio`: the share of letters that two strings have in
common, in order. rapidfuzz is imported when something is misspelled, not before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

CLOSED_LIST = 60.0
"""For one of a short list: a key, a class, a setting, a command, an option, an id."""

CLASSES = 75.0
"""For a class: the words of others share many letters (Agreement, Statement)."""

WORD_OF_DATE = 75.0
"""For a word of a date phrase."""

NAMES_IN_GRAPH = 70.0
"""For names of people, organizations and places that are stored in the graph."""

ONE_WORD = 80.0
"""For names of one word, and for a word of a longer name."""

OTHER_SCRIPT = 60.0
"""For a name in another script, written in Latin letters: vowels and doubled letters differ."""

STATED_WORDS = 85.0
"""For the words of two events that may be the same event, stated a little differently."""

WORDS_OF_TEXT = 75.0
"""For a quote that is not in the text as it is written."""

_LONGEST_TEXT = 200_000
_MOST_WORDS = 12
"""Of longer quotes, what is like a part of one is suggested."""
_WORD = re.compile(r"[^\W_]+")

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


def most_similar(
    name: str, names: Iterable[str], count: int = 3, threshold: float = CLOSED_LIST
) -> list[str]:
    """Up to `count` of `names` that are most like `name`, whatever the case, the best first."""
    from rapidfuzz import fuzz, process

    known = sorted(set(names))
    found = process.extract(
        name.casefold(),
        [other.casefold() for other in known],
        scorer=fuzz.ratio,
        limit=count,
        score_cutoff=threshold,
    )
    return [known[index] for _, _, index in found]


def nearest(name: str, names: Iterable[str], threshold: float = CLOSED_LIST) -> str | None:
    """The one of `names` that is most like `name`, whatever the case; None if none is similar."""
    return next(iter(most_similar(name, names, 1, threshold)), None)


def did_you_mean(names: Iterable[str]) -> str:
    """`; did you mean 'a' or 'b'?` for `names`, or nothing if there are none."""
    quoted = [repr(name) for name in names]
    return f"; did you mean {' or '.join(quoted)}?" if quoted else ""


def suggest(name: str, names: Iterable[str], count: int = 3, threshold: float = CLOSED_LIST) -> str:
    """`; did you mean …?` with the `most_similar` of `names`, or nothing if none is similar."""
    return did_you_mean(most_similar(name, names, count, threshold))


def similarity(one: str, other: str) -> float:
    """How similar two strings are, from 0 to 100."""
    from rapidfuzz.fuzz import ratio

    return ratio(one, other)


@lru_cache(maxsize=64)
def nearest_words(quote: str, text: str) -> str | None:
    """The words of `text` that are most like `quote`, if any are similar.

    First those that differ only in quotation marks, dashes, blanks or case, then the most similar.
    """
    if not quote.strip() or len(text) > _LONGEST_TEXT:
        return None
    plain, places = _plain_text(text)
    wanted, _ = _plain(quote.strip())
    found = _whole_occurrence(wanted, plain) or _similar_words(wanted, plain)
    if found is None:
        return None
    start, end = found
    return _to_whole_words(text, places[start], places[end - 1] + 1)


def _whole_occurrence(wanted: str, plain: str) -> tuple[int, int] | None:
    """The first place of `wanted` as whole words, or else within words: not "4 May" in "14 May"."""
    first = at = plain.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (_joined(plain, at) or _joined(plain, end)):
            return at, end
        at = plain.find(wanted, at + 1)
    return (first, first + len(wanted)) if first >= 0 else None


def _joined(plain: str, place: int) -> bool:
    """Whether letters of one word stand before and after a place."""
    return 0 < place < len(plain) and plain[place - 1].isalnum() and plain[place].isalnum()


def _similar_words(wanted: str, plain: str) -> tuple[int, int] | None:
    """The words that are as a whole the most like `wanted`, where any part of the text is."""
    from rapidfuzz import fuzz, process

    part = fuzz.partial_ratio_alignment(wanted, plain, score_cutoff=WORDS_OF_TEXT)
    if part is None or part.dest_end <= part.dest_start:
        return None
    count = len(_WORD.findall(wanted))
    if not 0 < count <= _MOST_WORDS:
        return part.dest_start, part.dest_end
    words = [word.span() for word in _WORD.finditer(plain)]
    spans = [
        (words[first][0], words[first + length - 1][1])
        for length in (count, count + 1, count - 1)
        if length
        for first in range(len(words) - length + 1)
    ]
    best = process.extractOne(wanted, [plain[start:end] for start, end in spans], scorer=fuzz.ratio)
    return spans[best[2]] if best is not None else (part.dest_start, part.dest_end)


def _to_whole_words(text: str, start: int, end: int) -> str | None:
    while start > 0 and _in_word(text[start]) and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    return text[start:end].strip() or None


def _in_word(letter: str) -> bool:
    """Whether a letter continues a word: combining marks do, as in texts in NFD."""
    return letter.isalnum() or unicodedata.combining(letter) > 0


@lru_cache(maxsize=2)
def _plain_text(text: str) -> tuple[str, list[int]]:
    """The same for the text of a brief, in which very many words may be looked for."""
    return _plain(text)


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` with spelling variants made equal, and for each letter its offset in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for index, letter in enumerate(text):
        folded = letter.translate(_SAME)
        if folded.isspace():
            if letters and letters[-1] == " ":
                continue
            folded = " "
        elif unicodedata.combining(letter) or letter in "\u200b\u200c\u200d\u00ad":
            continue
        else:
            base = unicodedata.normalize("NFKD", folded).casefold()
            folded = "".join(c for c in base if not unicodedata.combining(c)) or folded
        letters.extend(folded)
        places.extend([index] * len(folded))
    return "".join(letters), places
