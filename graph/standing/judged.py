"""What was judged between two runs of a standing question, which may be why an answer has changed.

An entry is a sentence about a judgement after `+` if it was made, or `-` if it was withdrawn. One
that a run has seen stands after the moment of that run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def sentence(properties: Mapping[str, Any]) -> str:
    """A judgement in words: the two that it is about, or the one, and what was decided."""
    named = [properties[key] for key in ("one", "other") if properties.get(key)]
    by = f" (by {properties['by']})" if properties.get("by") else ""
    more = "".join(f" {properties[key]}" for key in ("day", "alias") if properties.get(key))
    return f"{' and '.join(named)}: {properties['verdict']}{more}{by}"


def entries(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The entries that lead from some sentences to others."""
    was, now = set(before), set(after)
    return [*(f"-{one}" for one in sorted(was - now)), *(f"+{one}" for one in sorted(now - was))]


def net(found: Iterable[str]) -> tuple[list[str], list[str]]:
    """The sentences about what is judged after some entries and was not before; the opposite."""
    counts: Counter[str] = Counter()
    for entry in found:
        counts[entry[1:]] += 1 if entry.startswith("+") else -1
    made = sorted(one for one, count in counts.items() if count > 0)
    return made, sorted(one for one, count in counts.items() if count < 0)


def seen(found: Iterable[str], at: str) -> list[str]:
    """Entries as a run at the moment `at` has seen them."""
    return [f"{at} {entry}" for entry in found]


def seen_after(found: Iterable[str], at: str) -> list[str]:
    """The entries, of those that runs have seen, that only runs after the moment `at` have."""
    moments = (entry.partition(" ") for entry in found)
    return [entry for moment, _, entry in moments if moment > at]
