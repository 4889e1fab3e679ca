"""The candidates for an ambiguous name: the one that contains all others, or an error with all.

The error tells them apart, and says which of them are likely duplicates.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from whomet.graph.review.proposals.finding import proposals_about, proposed_classes
from whomet.ontology.ids import is_unresolved
from whomet.ontology.names import fold
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import Choice, LikelyOne, QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of
from whomet.queries.wanted_names import LISTED, Found, Hit, Wanted

#: Maximum number of candidates whose proposals are looked up for a message.
_MOST = 60


def choose_among(reader: Reader, want: Wanted, hits: Mapping[str, Hit]) -> Found | QuestionError:
    """What a name with several hits, by id, refers to: the place in which all others lie.

    If there is none, the error that lists all candidates.
    """
    candidates = reader.read(internal("candidates", reader.vocabulary), {"ids": sorted(hits)})
    candidates = [c for c in candidates if want.accepts(c["labels"], reader.vocabulary)]
    whole = _whole(candidates)
    if whole is not None:
        rest = ", ".join(c["id"] for c in candidates if c is not whole)
        note = (
            f"'{want.text}' is taken as {_described(_choice(whole, reader.vocabulary))}, "
            f"in which {rest} lies; give that id to narrow it"
        )
        how = hits[whole["id"]]["how"]
        return Found(whole["id"], whole["name"], class_of(whole["labels"]), how, note)
    exact = fold(want.text)
    # First those that are known beyond one brief, of which there may be hundreds.
    candidates.sort(key=lambda c: (is_unresolved(c["id"]), fold(c["name"]) != exact, c["id"]))
    made = _with_likely_ones(reader, [_choice(each, reader.vocabulary) for each in candidates])
    listed = "; ".join(_described(choice, hits[choice.id]["how"]) for choice in made[:LISTED])
    more = f"; and {len(made) - LISTED} more" if len(made) > LISTED else ""
    return want.error(
        f"{want.given} may be any of {len(made)}, give the id of the one "
        f"you mean: {listed}{more}{_review_hint(want.text, made)}",
        [choice.id for choice in made],
        made,
    )


def _whole(candidates: Sequence[Hit]) -> Hit | None:
    """The place in which all the other candidates lie."""
    if not all("Place" in candidate["labels"] for candidate in candidates):
        return None
    for whole in candidates:
        others = [candidate for candidate in candidates if candidate is not whole]
        if all(whole["id"] in other["within"] for other in others) and not any(
            other["id"] in whole["within"] for other in others
        ):
            return whole
    return None


def _choice(candidate: Hit, vocabulary: Vocabulary) -> Choice:
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


def _described(choice: Choice, how: str | None = None) -> str:
    facts = (*choice.facts, how) if how else choice.facts
    return f"{choice.name} ({', '.join(facts)})"


def _with_likely_ones(reader: Reader, choices: Sequence[Choice]) -> list[Choice]:
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


def _review_hint(text: str, made: Sequence[Choice]) -> str:
    """The end of a message about an ambiguous name, where some candidates are likely duplicates."""
    if not any(choice.likely for choice in made):
        return ""
    what = {"Person": "person", "Place": "place"}.get(made[0].cls, "one")
    command = shlex.join(["whomet", "review", "--about", text])
    return f". The same {what}? `{command}`"
