"""Chains of sources in words: sources that say something together are one step."""

from __future__ import annotations

from collections.abc import Sequence

from whomet.ontology.nouns import listed


def steps_of(names: Sequence[str], steps: Sequence[int]) -> list[str]:
    """A text for each step: "SANA", then "the palace and the ministry"; the steps in order."""
    together: dict[int, list[str]] = {}
    for name, step in zip(names, steps, strict=True):
        together.setdefault(step, []).append(name)
    return [listed(said) for said in together.values()]
