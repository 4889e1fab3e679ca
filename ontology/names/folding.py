"""Name folding for comparison, and slugs for ids.

Two spellings that fold to the same text are the same name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

# Letters that NFKD does not decompose into a base letter and a mark.
_LETTERS = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ß": "ss", "ħ": "h", "ŋ": "n", "ŧ": "t", "ə": "e", "ĸ": "k", "ſ": "s",
}  # fmt: skip

# Arabic and Persian spelling variants of one letter.
_ARABIC = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی",
    "ك": "ک", "ڪ": "ک",
    "ة": "ه", "ۀ": "ه", "ۂ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "ۃ": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ؤ": "و",
    "ء": "", "ـ": "",
}  # fmt: skip

# The same newspapers write Western, Arabic and Persian digits.
_DIGITS = {
    digit: str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, digit in enumerate(digits)
}

# Dropped: apostrophes, and the signs for ayn and hamza in transliterations.
_APOSTROPHES = "'’‘‛`´ʼʻʽʾʿˀˁˈ′‵＇ʹ׳ꞌ"
# Word separators: hyphens, dashes, and the zero-width non-joiner of Persian.
_SEPARATORS = "-‐‑‒–—―−﹘﹣－־·・\u200c"
# Invisible characters: soft hyphens, joiners, direction marks.
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_TABLE = str.maketrans(
    {
        **_LETTERS,
        **_ARABIC,
        **_DIGITS,
        **dict.fromkeys(_APOSTROPHES, ""),
        **dict.fromkeys(_SEPARATORS, " "),
        **dict.fromkeys(_INVISIBLE, ""),
    }
)

# In ASCII, whatever is not a letter or digit separates words.
_ASCII = str.maketrans(
    {
        **{chr(code): " " for code in range(128) if not chr(code).isalnum()},
        **dict.fromkeys(_APOSTROPHES, ""),
    }
)
# Letters between blanks, one by one. Han, kana and Hangul are not initials.
_INITIAL = r"[^\W\d_\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_INITIALS = re.compile(rf"(?<!\S){_INITIAL}(?: {_INITIAL})+(?!\S)")
_KEPT_CATEGORIES = frozenset("LMN")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold a name for comparison: no case, accents, apostrophes, dots or other marks.

    Applies compatibility decomposition (NFKD), so that ligatures and wide forms become plain
    letters, drops accents and apostrophes, and unifies Arabic and Persian variants. Hyphens and all
    other marks separate words, single blanks do afterwards, and single letters in a row are one
    word: "U.S.S.R." is "ussr" and "H. W." is "hw". "Jr." and "II" are kept, without the dot.
    Folding is idempotent.
    """
    if text.isascii():
        return _joined(text.lower().translate(_ASCII))
    previous = ""
    folded = text
    while folded != previous:  # a replaced letter may decompose or case-fold further
        previous = folded
        # Translate first: an apostrophe-like sign such as ´ decomposes into a space.
        plain = unicodedata.normalize("NFKD", folded.translate(_TABLE))
        bare = "".join(c for c in plain.casefold() if not unicodedata.combining(c))
        # Hangul is decomposed by NFKD; its syllables are letters, and counted.
        composed = unicodedata.normalize("NFC", bare.translate(_TABLE))
        folded = _joined("".join(map(_letter_or_blank, composed)))
    return folded


def _letter_or_blank(character: str) -> str:
    # Vowel signs of Indian scripts are marks that make up a word.
    kept = character.isalnum() or unicodedata.category(character)[0] in _KEPT_CATEGORIES
    return character if kept else " "


def _joined(text: str) -> str:
    """Single blanks between words, and initials in a row as one word."""
    joined = " ".join(text.split())
    return _INITIALS.sub(lambda run: run.group().replace(" ", ""), joined)


def name_words(folded: str) -> list[str]:
    """The words of a folded name."""
    return folded.split()


@lru_cache(maxsize=65536)
def slug(folded: str) -> str:
    """A folded name as part of an id: readable, and injective."""
    if _PLAIN(folded):
        return folded.replace(" ", "-")
    return "".join("-" if c == " " else c if c.isalnum() else _escaped(c) for c in folded)


def _escaped(character: str) -> str:
    # `quote` leaves "-" and "." alone, but "-" already stands for a space.
    return {"-": "%2D", ".": "%2E"}.get(character) or quote(character, safe="")


_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch
