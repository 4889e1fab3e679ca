"""Names: how they are folded for comparing, and which of them can identify anybody.

Folding is what DESIGN calls identity by name: two spellings that fold alike are one name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

# Letters that do not decompose into a base letter and a mark (Unicode gives them no NFKD form).
_LETTERS = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ß": "ss", "ħ": "h", "ŋ": "n", "ŧ": "t", "ə": "e", "ĸ": "k", "ſ": "s",
}  # fmt: skip

# Arabic and Persian letters that are written in several ways for one sound or one letter.
_ARABIC = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی",
    "ك": "ک", "ڪ": "ک",
    "ة": "ه", "ۀ": "ه", "ۂ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "ۃ": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ؤ": "و",
    "ء": "", "ـ": "",
}  # fmt: skip

# Digits are written in three ways in the same newspapers.
_DIGITS = {
    digit: str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, digit in enumerate(digits)
}

# Apostrophes and what stands for ayn and hamza in transliteration are dropped.
_APOSTROPHES = "'’‘‛`´ʼʻʽʾʿˀˁˈ′‵＇ʹ׳ꞌ"
# Hyphens and joiners separate words.
_BLANKS = "-‐‑‒–—―−﹘﹣－־·・\u200c"
# Signs that are not seen: soft hyphens, joiners, marks of direction.
_UNSEEN = (
    "\u00ad\u061c\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_TABLE = str.maketrans(
    {
        **_LETTERS,
        **_ARABIC,
        **_DIGITS,
        **dict.fromkeys(_APOSTROPHES, ""),
        **dict.fromkeys(_BLANKS, " "),
        **dict.fromkeys(_UNSEEN, ""),
    }
)

# Words that introduce or join a family name and name nobody by themselves.
PARTICLES = frozenset(
    "al el ul ud bin bint ibn da das de degli dei del della delle den der des di dos du e et la "
    "las le les los of op t te ten ter the und van vande vander vom von y zu zum zur".split()
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` as names are compared: no case, accents, apostrophes or hyphens, single blanks.

    Compatibility decomposition (NFKD) first, so that ligatures and wide forms are letters again;
    then marks are dropped, Arabic and Persian variants unified, and blanks squeezed.
    "Jr." and "II" stay. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_TABLE).split())
    previous = ""
    folded = text
    while folded != previous:  # a replaced letter may decompose or case-fold further
        previous = folded
        # Before decomposition: an apostrophe-like sign such as ´ decomposes into a blank.
        plain = unicodedata.normalize("NFKD", folded.translate(_TABLE))
        bare = "".join(c for c in plain.casefold() if not unicodedata.combining(c))
        folded = " ".join(bare.translate(_TABLE).split())
    return folded


def words(folded: str) -> list[str]:
    """The words of a folded name, without the signs around them: "d.c" of "washington, d.c."."""
    return [bare for word in folded.split() if (bare := _SIGNS_AROUND.sub("", word))]


@lru_cache(maxsize=65536)
def is_full_name(name: str) -> bool:
    """Whether a person's `name` can identify: two words or more that are not particles.

    Words are what blanks separate in the name as written: "Willem-Alexander" is one word, and
    "al-Sabah" or "De Mita" are one word that counts.
    """
    return sum(1 for word in name.split() if not _is_particle(word)) >= 2


def _is_particle(word: str) -> bool:
    parts = fold(word).split()
    # "–" and "(…)" are no words. "Y." is an initial, and no particle as "y" is.
    return all(part in PARTICLES or not any(map(str.isalnum, part)) for part in parts)


@lru_cache(maxsize=65536)
def slug(folded: str) -> str:
    """A folded name as part of an id: readable, and different for different names."""
    if _PLAIN(folded):
        return folded.replace(" ", "-")
    return "".join("-" if c == " " else c if c.isalnum() else _escaped(c) for c in folded)


def _escaped(character: str) -> str:
    # `quote` leaves some signs as they are; of these "-" already stands for a blank.
    return {"-": "%2D", ".": "%2E"}.get(character) or quote(character, safe="")


_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch
