"""What nodes are, and how full-text queries find them."""

from __future__ import annotations

from collections.abc import Sequence

_SUPER_LABELS = ("Actor", "Event")
_LUCENE = frozenset('+-&|!(){}[]^"~*?:\\/<>=.')


def class_of(labels: Sequence[str]) -> str:
    """The class among a node's labels."""
    return next((label for label in labels if label not in _SUPER_LABELS), "node")


def escaped(word: str) -> str:
    """A word as a full-text query takes it literally."""
    return "".join(f"\\{letter}" if letter in _LUCENE else letter for letter in word)
