"""Guessing the encoding of a text that is not UTF-8, from some of its bytes.

A text in Cyrillic, Greek, Hebrew or Arabic letters has them in runs, which accented Latin letters
never are in. Among the encodings of these, that in which the letters are the common ones is meant;
no other library is asked, for one row may be all there is. The rest is guessed by
charset-normalizer. The code pages of Windows count before those of the Mac, which are rare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

ENOUGH = 40
"""Letters outside ASCII from which a guess may differ from the usual encoding."""

USUAL = "cp1252"
"""What a file that is not UTF-8 most often is: that of Windows in Western Europe and America."""

#: The ten commonest letters of a script: two of three letters of a text are one of them.
_CYRILLIC = frozenset("оеаинтсрвлі")
_GREEK = frozenset("αοιετσςνηυρ")
_HEBREW = frozenset("יוהלארתמשב")
_ARABIC = frozenset("اليمونرتبة")
_SCRIPTS = {
    **{"cp1251": _CYRILLIC, "cp1253": _GREEK, "cp1255": _HEBREW, "cp1256": _ARABIC},
    **dict.fromkeys(("koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic"), _CYRILLIC),
    **dict.fromkeys(("iso8859_7", "mac_greek"), _GREEK),
}
#: The letters of languages outside ASCII, by their encoding, the usual one first.
_LANGUAGES = {
    "cp1252": (
        *("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíñóúü¿¡ªº", "àáâãçéêíóôõúü", "àèéìòù", "åäöæøéü"),
        *("áéëïíóöüè", "áðéíóúýþæö"),
    ),
    "cp1250": (
        *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    ),
    "cp1254": ("çğıöşüâîûi̇",),
}
_PUNCTUATION = frozenset("“”‘’„‚«»‹›–—…•·°§€£©®™\u00a0\u00ad´")
_ALMOST_ALL = 0.9
"""The share of the letters of one language from which a text is taken to be in it."""
_LIKELY = 0.5
"""The share of common letters from which a text is taken to be in a script."""

_ENOUGH_BYTES = 1 << 15
"""Bytes in which the letters of a script are counted."""

_CLEARLY = 0.2
"""By how much a rare encoding must fit better than a common one."""

_WINDOWS = {
    **{"mac_roman": "cp1252", "mac_iceland": "cp1252", "mac_latin2": "cp1250"},
    **{"mac_turkish": "cp1254", "mac_greek": "cp1253", "mac_cyrillic": "cp1251"},
}
_RUNS = re.compile(rb"[\x80-\xff]{3,}")
_BEYOND = re.compile(rb"[\x80-\xff]")


def guessed(sample: bytes) -> str | None:
    """The encoding of some bytes, as Python names it; None where none fits."""
    first = sample[:_ENOUGH_BYTES]
    in_runs = sum(map(len, _RUNS.findall(first)))
    if 2 * in_runs > len(_BEYOND.findall(first)) and (script := _of_a_script(first)) is not None:
        return script
    beyond = len(_BEYOND.findall(sample))
    if (latin := _of_a_language(first)) is not None:
        return latin
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    best = None if found is None else _preferred(sample, found.encoding)
    usual = _text_in(sample, USUAL)
    if usual is not None and (best is None or beyond < ENOUGH or _text_in(sample, best) == usual):
        return USUAL
    return best


def _of_a_script(sample: bytes) -> str | None:
    """The encoding in which most letters are common ones of its script."""
    shares = {name: _common_share(sample, name) for name in _SCRIPTS}
    likeliest = max(shares, key=lambda name: shares[name])
    return likeliest if shares[likeliest] >= _LIKELY else None


def _of_a_language(sample: bytes) -> str | None:
    """The encoding in which almost all letters are those of one language in Latin letters.

    If there is none, it is the usual one where they are those of its languages together, as in
    a list of names.
    """
    shares = {name: _language_share(sample, name, _LANGUAGES[name]) for name in _LANGUAGES}
    likeliest = max(shares, key=lambda name: shares[name])  # of equal ones the first, the usual
    if shares[likeliest] >= _ALMOST_ALL:
        return likeliest
    together = _language_share(sample, USUAL, ["".join(_LANGUAGES[USUAL])])
    return USUAL if together >= _ALMOST_ALL else None


def _language_share(sample: bytes, encoding: str, languages: Iterable[str]) -> float:
    """How many of the characters outside ASCII one of the languages has."""
    text = _text_in(sample, encoding)
    beyond = [c for c in (text or "").lower() if not c.isascii() and c not in _PUNCTUATION]
    if not beyond or text is None:
        return 0.0
    most = max(sum(c in letters for c in beyond) for letters in languages)
    return (most - _capitals_within(text)) / len(beyond)


def _common_share(sample: bytes, encoding: str) -> float:
    """How many of the characters outside ASCII are common letters, less capitals within words."""
    text = _text_in(sample, encoding)
    if text is None:
        return 0.0
    common = _SCRIPTS[encoding]
    beyond = [letter for letter in text if not letter.isascii()]
    fitting = sum(_base(letter) in common for letter in beyond)
    return (fitting - _capitals_within(text)) / len(beyond)


def _preferred(sample: bytes, encoding: str) -> str:
    """The code page of Windows for that of the Mac, unless the latter fits clearly better."""
    other = _WINDOWS.get(encoding)
    text = None if other is None else _text_in(sample, other)
    if other is None or text is None:
        return encoding
    own = _letter_share(_text_in(sample, encoding) or "")
    return encoding if own > _letter_share(text) + _CLEARLY else other


def _letter_share(text: str) -> float:
    """How many of the characters outside ASCII are letters, less capitals within words."""
    beyond = [letter for letter in text if not letter.isascii()]
    letters = sum(letter.isalpha() for letter in beyond)
    return (letters - _capitals_within(text)) / max(1, len(beyond))


def _capitals_within(text: str) -> int:
    """Capitals outside ASCII that follow a small letter."""
    return sum(
        one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(text)
    )


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower())[0]


def _text_in(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None
