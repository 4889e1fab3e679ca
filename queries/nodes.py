"""The classes of nodes, and texts as queries look for them."""

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
    """A word escaped for a full-text query."""
    return "".join(f"\\{letter}" if letter in _LUCENE else letter for letter in word)


def sought_name(order: int, text: str, *, is_name: bool = False) -> dict[str, Any]:
    """A name or an id for the internal query `names`, whose rows repeat the `order`.

    What can only be a name is not looked up in the indexes of ids.
    """
    brief, key = (None if is_name else brief_and_key(text)) or (None, None)
    return {
        "order": order,
        "text": None if is_name else text,
        "folded": fold(text),
        "brief": brief,
        "key": key,
    }
