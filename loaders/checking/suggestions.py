"""The nearest right thing: for a misspelt name, and for words that are not quite the text's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_NEAR_NAME = 60.0
_NEAR_WORDS = 75.0
_LONGEST_TEXT = 200_000

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of `names`, case aside, if any is similar at all."""
    from rapidfuzz import fuzz, process

    known = list(dict.fromkeys(names))
    if name.lower() in (folded := [other.lower() for other in known]):
        return known[folded.index(name.lower())]
    found = process.extractOne(name.lower(), folded, scorer=fuzz.ratio, score_cutoff=_NEAR_NAME)
    return None if found is None else known[found[2]]


def nearest_words(quote: str, text: str) -> str | None:
    """The words of `text` that come nearest to `quote`, if any are near.

    First those that differ only in quotation marks, dashes, blanks or case, then the most similar.
    """
    if not quote.strip() or len(text) > _LONGEST_TEXT:
        return None
    plain, places = _plain(text)
    wanted, _ = _plain(quote.strip())
    at = plain.find(wanted)
    if at >= 0:
        return _to_whole_words(text, places[at], places[at + len(wanted) - 1] + 1)
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(wanted, plain, score_cutoff=_NEAR_WORDS)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return _to_whole_words(text, places[found.dest_start], places[found.dest_end - 1] + 1)


def _to_whole_words(text: str, start: int, end: int) -> str | None:
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return text[start:end].strip() or None


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` without what writers vary, and for each of its letters where it comes from."""
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
