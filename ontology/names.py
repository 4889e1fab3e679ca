"""Name folding for comparison, full-name detection, and slugs for ids.

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

# Particles of family names, which identify nobody on their own.
PARTICLES = frozenset(
    "al el ul ud bin bint ibn da das de degli dei del della delle den der des di dos du e et la "
    "las le les los of op t te ten ter the und van vande vander vom von y zu zum zur".split()
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold a name for comparison: no case, accents, apostrophes or hyphens, single spaces.

    Applies compatibility decomposition (NFKD), so that ligatures and wide forms become plain
    letters, drops marks, unifies Arabic and Persian variants, and collapses whitespace.
    "Jr." and "II" are kept. Folding is idempotent.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_TABLE).split())
    previous = ""
    folded = text
    while folded != previous:  # a replaced letter may decompose or case-fold further
        previous = folded
        # Translate first: an apostrophe-like sign such as ´ decomposes into a space.
        plain = unicodedata.normalize("NFKD", folded.translate(_TABLE))
        bare = "".join(c for c in plain.casefold() if not unicodedata.combining(c))
        folded = " ".join(bare.translate(_TABLE).split())
    return folded


def name_words(folded: str) -> list[str]:
    """The words of a folded name without surrounding punctuation: "d.c" in "washington, d.c."."""
    return [bare for word in folded.split() if (bare := _SURROUNDING_PUNCTUATION.sub("", word))]


@lru_cache(maxsize=65536)
def is_full_name(name: str) -> bool:
    """Whether `name` can identify a person: it has at least two words that are not particles.

    Words are separated by whitespace in the name as written: "Willem-Alexander" is one word, and
    "al-Sabah" and "De Mita" each have one that counts.
    """
    return sum(1 for word in name.split() if not _is_particle(word)) >= 2


def _is_particle(word: str) -> bool:
    parts = fold(word).split()
    # "–" and "(…)" are not words. "Y." is an initial, unlike the particle "y".
    return all(part in PARTICLES or not any(map(str.isalnum, part)) for part in parts)


@lru_cache(maxsize=65536)
def slug(folded: str) -> str:
    """A folded name as part of an id: readable, and injective."""
    if _PLAIN(folded):
        return folded.replace(" ", "-")
    return "".join("-" if c == " " else c if c.isalnum() else _escaped(c) for c in folded)


def _escaped(character: str) -> str:
    # `quote` leaves "-" and "." alone, but "-" already stands for a space.
    return {"-": "%2D", ".": "%2E"}.get(character) or quote(character, safe="")


_SURROUNDING_PUNCTUATION = re.compile(r"^[\W_]+|[\W_]+$")
_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch
