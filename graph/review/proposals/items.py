"""A proposal as analysts see it: both sides with what is known of them, and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whomet.graph.review.proposals.entity_profiles import Reader
from whomet.graph.review.proposals.evidence import Sentence, read_sentences
from whomet.graph.review.proposals.profiles import Profile
from whomet.graph.review.proposals.proposing import Proposal
from whomet.ontology.json_values import JsonObject

#: Maximum length of a list of briefs, positions or names.
LISTED = 6


@dataclass(frozen=True, slots=True)
class ProposedSide:
    """One side of a proposal, with a sentence that names it, if a brief does."""

    profile: Profile
    sentence: Sentence | None

    def to_json(self) -> JsonObject:
        """By name; lists have the first few only."""
        profile = self.profile
        return {
            "ids": list(profile.ids),
            "name": profile.name,
            "also": list(profile.names[1 : 1 + LISTED]),
            "positions": sorted(profile.positions)[:LISTED],
            "countries": sorted(profile.countries),
            "met_in": sorted(profile.met_in)[:LISTED],
            "from_year": profile.years[0] if profile.years else None,
            "until_year": profile.years[1] if profile.years else None,
            "meetings": profile.events,
            "briefs": sorted(profile.briefs)[:LISTED],
            "brief_count": len(profile.briefs),
            "sentence": self.sentence.to_json() if self.sentence else None,
        }


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """A proposal to decide: whether `one` is `other`."""

    proposal: Proposal
    one: ProposedSide
    other: ProposedSide

    @property
    def id(self) -> str:
        """See `Proposal.id`."""
        return self.proposal.id

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        made = self.proposal
        return {
            "id": made.id,
            "kind": "likely",
            "class": made.one.cls,
            "what": f"{made.one.name} / {made.other.name}",
            "why": "; ".join(made.reasons),
            "score": made.score,
            "reasons": list(made.reasons),
            "candidates": made.candidates,
            "joins": {"meetings": made.joins[0], "briefs": made.joins[1]},
            "one": self.one.to_json(),
            "other": self.other.to_json(),
        }


def shown(reader: Reader, proposals: Sequence[Proposal]) -> list[ProposedItem]:
    """These proposals with a sentence of each side."""
    sides = [side for made in proposals for side in (made.one, made.other)]
    sentences = read_sentences(reader, sides)

    def side(profile: Profile) -> ProposedSide:
        return ProposedSide(profile, sentences.get(profile.key))

    return [ProposedItem(made, side(made.one), side(made.other)) for made in proposals]
