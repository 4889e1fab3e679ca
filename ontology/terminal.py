"""Sanitize untrusted text for a terminal."""

from __future__ import annotations

import unicodedata

#: Joiners that letters of some scripts need, line breaks and tabs.
_KEPT = "\u200c\u200d\n\t"
_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")


def without_controls(text: str) -> str:
    """`text` with a blank for each character that controls a terminal or the text direction."""
    if text.isprintable():
        return text
    return "".join(
        c if c in _KEPT or unicodedata.category(c) not in _STEERING else " " for c in text
    )
