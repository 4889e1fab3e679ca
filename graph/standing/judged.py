"""Judgements between two runs of a standing question, which may be why its answer has changed.

An entry is a sentence about a judgement, with `+` before it if the judgement was made and `-` if it
was withdrawn. An entry that a run has taken into account is stamped: the moment of that run and a
blank precede it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def sentence(properties: Mapping[str, Any]) -> str:
    """A judgement in words: the one or two units that it is about, and what was decided."""
    named = [properties[key] for key in ("one", "other") if properties.get(key)]
    by = f" (by {properties['by']})" if properties.get("by") else ""
    more = "".join(f" {properties[key]}" for key in ("day", "alias") if properties.get(key))
    return f"{' and '.join(named)}: {properties['verdict']}{more}{by}"


def entries(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The entries of what was withdrawn and made between two sets of sentences."""
    was, now = set(before), set(after)
    return [*(f"-{one}" for one in sorted(was - now)), *(f"+{one}" for one in sorted(now - was))]


def net(found: Iterable[str]) -> tuple[list[str], list[str]]:
    """The sentences about what entries have made on balance, and about what they have withdrawn."""
    counts: Counter[str] = Counter()
    for entry in found:
        counts[entry[1:]] += 1 if entry.startswith("+") else -1
    made = sorted(one for one, count in counts.items() if count > 0)
    return made, sorted(one for one, count in counts.items() if count < 0)


def stamped(found: Iterable[str], at: str) -> list[str]:
    """Entries with the stamp of the run at the moment `at`."""
    return [f"{at} {entry}" for entry in found]


def stamped_after(found: Iterable[str], at: str) -> list[str]:
    """Those of some stamped entries that have the stamp of a run after `at`, without the stamps."""
    moments = (entry.partition(" ") for entry in found)
    return [entry for moment, _, entry in moments if moment > at]
