"""Sentences: the piece of a text that holds some words of it, for readers who want the context.

Boundaries follow the full stops of Latin, Cyrillic, Arabic, Persian, Urdu, Hindi and CJK writing.
In doubt two sentences stay one: too much context does no harm, too little does.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Words whose full stop ends no sentence, in small letters.
_ABBREVIATIONS = frozenset(
    "mr mrs ms mx dr prof st ste fr rev hon sr jr gen lt col maj capt cmdr cdr adm brig sgt cpl "
    "pvt gov sen rep pres min amb sec dept ave blvd rd mt ft no nos nr art para sect vol ch fig pp "
    "p jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat "
    "sun approx ca cf vs viz etc ed eds al inc ltd co corp bros e.g i.e a.m p.m "
    "z.b d.h bzw hr frl mme mlle sra dra г ул им т.е т.д".split()
)
_CLOSING = "\"'”’»›)]}“‘"
_END = re.compile(
    # Stops that need no blank after them, then those that do, then an empty line.
    rf"[。！？][{re.escape(_CLOSING)}」』）]*"
    rf"|[.!?…؟۔।][.!?…؟۔।{re.escape(_CLOSING)}]*(?=\s)"
    r"|\n[^\S\n]*\n"
)
_LAST_WORD = re.compile(r"[^\s\"'“”‘’«»()\[\]]*\Z")
_NEXT = re.compile(r"\S")
#: Longer words are not abbreviations.
_REACH = 24


def sentence_around(text: str, begin: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that holds `text[begin:end]`, in code points.

    Of words that reach over several sentences, all of these. Blanks around it are not part of it.
    """
    first, last = 0, len(text)
    for boundary in _boundaries(text):
        if boundary <= begin:
            first = boundary
        elif boundary >= end:
            last = boundary
            break
    while first < begin and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


@lru_cache(maxsize=64)
def _boundaries(text: str) -> tuple[int, ...]:
    """Where sentences end; the claims of one brief ask one after the other."""
    return tuple(found.end() for found in _END.finditer(text) if _ends(text, found))


def _ends(text: str, found: re.Match[str]) -> bool:
    following = _NEXT.search(text, found.end())
    if following and following[0].islower():
        return False
    if found[0][0] != "." or len(found[0].rstrip(_CLOSING)) > 1:
        return True
    match = _LAST_WORD.search(text[max(0, found.start() - _REACH) : found.start()])
    word = match[0] if match else ""
    # "J. Smith", "U.S. Army": an initial or a word of initials goes on, as an abbreviation does.
    initials = all(len(part) == 1 and part.isalpha() for part in word.split("."))
    return not initials and word.casefold() not in _ABBREVIATIONS
