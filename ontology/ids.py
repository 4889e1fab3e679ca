"""Ids of claims and mentions: the id of their brief, `#` and their own key.

Neither the id of a brief nor a key has `#` or `:` in it. A ref begins with its scheme and `:`, the
id of a name with its class and `:`.
"""

from __future__ import annotations

_MARK = "#"


def id_in_brief(brief: str, key: str) -> str:
    """The id of a claim or a mention: the id of its brief, and its own key."""
    return f"{brief}{_MARK}{key}"


def brief_of(id: str) -> str:
    """The id of the brief that a claim or a mention belongs to."""
    return id.partition(_MARK)[0]


def brief_and_key(text: str) -> tuple[str, str] | None:
    """The brief and the key in the id of a claim or a mention; None if a text cannot be one."""
    brief, _, key = text.rpartition(_MARK)
    return (brief, key) if brief and key else None


def is_id_in_brief(id: str) -> bool:
    """Whether an id is that of a claim or a mention, not a ref or the id of a name."""
    return _MARK in id.partition(":")[0]


def is_unresolved(id: str) -> bool:
    """Whether an entity has the id of a mention, or of a name in a container with such an id.

    The name of the one or the other could not be resolved beyond its brief.
    """
    return _MARK in id
