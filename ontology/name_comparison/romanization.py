"""Latin letters for any script, and the consonants by which spellings of one name are compared.

Letters come from anyascii (ISC licence), letter by letter. It gives no vowels for Arabic and
Hebrew, and transliterations of one name differ in vowels more than in consonants, so that words
are compared by a skeleton: their consonants, with those that transliterations confuse as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
#: Scripts without vowels: only skeletons can be compared.
_CONSONANTAL = (_ARABIC, _HEBREW)
# The article of Arabic, written on to its word, and as transliterated before a "sun letter".
_ARABIC_ARTICLE = re.compile("^(?:وال|ال)(?=..)")
_SERVANT = re.compile(r"^abd(?:[aeiou]+l|[aeiou]+([rsntzd])(?=\1)|(?=[aeiou]l))[aeiou]?(?=\w{3})")
_DIGRAPHS = (
    ("tzh", "zeh"), ("tsch", "j"), ("tch", "j"), ("sch", "j"), ("dzh", "j"), ("shch", "j"),
    ("sh", "j"), ("ch", "j"), ("zh", "j"), ("dj", "j"), ("kh", "k"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("ck", "k"), ("ks", "x"), ("qu", "k"), ("ts", "s"), ("tz", "s"),
)  # fmt: skip
_VOWELS = "aeiouyw"
_CLASSES = str.maketrans(
    {
        **dict.fromkeys(_VOWELS, ""),
        "v": "", "p": "b", "q": "k", "c": "k", "x": "k", "g": "k", "z": "s", "d": "t",
    }
)  # fmt: skip
# Ain stands for a vowel more often than not, and beth for b.
_READ_AS = str.maketrans({"ع": "ا", "ב": "b"})
# What a Korean surname is written as beside what its letters say.
_KOREAN_SURNAMES = {
    "gim": "kim", "i": "lee", "bag": "park", "choe": "choi", "jeong": "chung", "gang": "kang",
    "jo": "cho", "yun": "yoon", "im": "lim", "sin": "shin", "gwon": "kwon", "no": "roh",
    "ri": "lee", "u": "woo", "mun": "moon", "ban": "ban", "gu": "koo", "go": "ko",
}  # fmt: skip
# The article before a letter that it is assimilated to: "ash-Shibh", "ez-Zor".
_ASSIMILATED = re.compile(r"[aeu](sh|[sdtnrz])h?")


def is_consonantal(text: str) -> bool:
    """Whether a text is in a script that writes no vowels."""
    return any(pattern.search(text) for pattern in _CONSONANTAL)


@lru_cache(maxsize=65536)
def romanized(folded: str) -> str:
    """A folded name in Latin letters, word by word; names in Han and Hangul in syllables."""
    if folded.isascii():
        return folded
    from anyascii import anyascii

    if _HANGUL.search(folded) or _HAN.search(folded):
        return _syllables(folded)
    if _ARABIC.search(folded):
        folded = " ".join(
            _ARABIC_ARTICLE.sub("", word) for word in folded.replace("عبدال", "عبد ").split()
        )
    spelled = " ".join(map(_spelled, folded.split())) if is_consonantal(folded) else folded
    return " ".join(re.sub(r"[^\w\s]", "", anyascii(spelled).lower()).split())


def _spelled(word: str) -> str:
    """A word without vowels with one between its letters, so that no two look like one sound."""
    from anyascii import anyascii

    return "a".join(anyascii(letter) for letter in word.translate(_READ_AS))


def _syllables(folded: str) -> str:
    from anyascii import anyascii

    words = []
    for word in folded.split():
        if not (_HANGUL.search(word) or _HAN.search(word)):
            words.append(anyascii(word).lower())
            continue
        syllables = [anyascii(character).lower() for character in word]
        if _HANGUL.search(word):
            syllables[0] = _KOREAN_SURNAMES.get(syllables[0], syllables[0])
        words += syllables
    return " ".join(words)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a romanized word, with those that transliterations confuse as one.

    Empty for a word of vowels only. "muhammad" and "mohamed" are both "mhmt".
    """
    text = word
    for digraph, letter in _DIGRAPHS:
        text = text.replace(digraph, letter)
    initial = "a" if text[:1] in _VOWELS else ""
    text = initial + text.translate(_CLASSES)
    text = re.sub(r"(.)\1+", r"\1", text)
    return text[:-1] if len(text) > 1 and text.endswith("h") else text


def split_servant(word: str) -> list[str]:
    """A romanized word in its parts: "abdulaziz" is "abd", "aziz"."""
    found = _SERVANT.match(word)
    return ["abd", word[found.end() :]] if found else [word]


def without_articles(words: Sequence[str]) -> list[str]:
    """Romanized words without the Arabic article: "al-Zawr", "ez-Zor"."""
    kept = []
    for number, word in enumerate(words):
        follows = words[number + 1] if number + 1 < len(words) else ""
        assimilated = _ASSIMILATED.fullmatch(word)
        if follows and (
            word in ("al", "el", "ul") or (assimilated and follows.startswith(assimilated[1]))
        ):
            continue
        kept.append(word)
    return kept
