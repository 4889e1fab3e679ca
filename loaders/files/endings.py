"""File extensions."""

from __future__ import annotations


def ending_of(name: str) -> str:
    """The last extension of a file name in lower case, leaving out .gz."""
    stem = name.lower().removesuffix(".gz")
    dot = stem.rfind(".")
    return stem[dot:] if dot > 0 and "/" not in stem[dot:] else ""


def stem_of(name: str, ending: str) -> str | None:
    """The name without the extension `ending` (and .gz), or None if it has another."""
    bare = name[:-3] if name.lower().endswith(".gz") else name
    return bare[: -len(ending)] if bare.lower().endswith(ending) else None
