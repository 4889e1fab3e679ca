"""Candidates for an ambiguous name, and which of them are likely duplicates, for messages."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from whomet.graph.review.proposals.finding import proposals_about, proposed_classes
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import Choice, LikelyOne
from whomet.queries.internal_queries import Reader
from whomet.queries.nodes import class_of

#: Maximum number of candidates whose proposals are looked up for a message.
_MOST = 60


def choice_of(candidate: Mapping[str, Any], vocabulary: Vocabulary) -> Choice:
    """A row of the internal query `candidates` as a choice."""
    return Choice(
        candidate["id"],
        candidate["name"],
        vocabulary.class_of(candidate["labels"]) or class_of(candidate["labels"]),
        candidate["kind"],
        tuple(candidate["aliases"]),
        tuple(candidate["containers"]),
        candidate["first_brief"],
    )


def with_likely_ones(reader: Reader, choices: Sequence[Choice]) -> list[Choice]:
    """The same choices, each with its likely duplicates."""
    known = proposed_classes(reader.vocabulary)
    by_class: dict[str, list[str]] = {}
    for choice in choices[:_MOST]:
        if choice.cls in known:
            by_class.setdefault(choice.cls, []).append(choice.id)
    likely: dict[str, list[LikelyOne]] = {}
    for cls, ids in by_class.items():
        for made in proposals_about(reader, cls, ids):
            for side, other in ((made.one, made.other), (made.other, made.one)):
                told = LikelyOne(other.ids[0], other.name, made.score, made.reasons)
                for id in side.ids:
                    likely.setdefault(id, []).append(told)
    return [replace(choice, likely=tuple(likely.get(choice.id, ()))) for choice in choices]


def review_hint(text: str, made: Sequence[Choice]) -> str:
    """The end of a message about an ambiguous name, where some candidates are likely duplicates."""
    if not any(choice.likely for choice in made):
        return ""
    what = {"Person": "person", "Place": "place"}.get(made[0].cls, "one")
    command = shlex.join(["whomet", "review", "--about", text])
    return f". The same {what}? `{command}`"
