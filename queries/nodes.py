"""What nodes are, and how queries find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whomet.ontology.ids import brief_and_key
from whomet.ontology.names import fold

_SUPER_LABELS = ("Actor", "Event")
_LUCENE = frozenset('+-&|!(){}[]^"~*?:\\/<>=.')


def class_of(labels: Sequence[str]) -> str:
    """The class among a node's labels."""
    return next((label for label in labels if label not in _SUPER_LABELS), "node")


def escaped(word: str) -> str:
    """A word as a full-text query takes it literally."""
    return "".join(f"\\{letter}" if letter in _LUCENE else letter for letter in word)


def sought_name(order: int, text: str) -> dict[str, Any]:
    """A name or an id as the internal query `names` looks for it; its rows have the `order`."""
    brief, key = brief_and_key(text) or (None, None)
    return {
        "order": order,
        "text": text,
        "folded": fold(text),
        "brief": brief,
        "key": key,
    }
