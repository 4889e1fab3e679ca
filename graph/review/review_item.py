"""What an item for analysts to review is, and of which kinds there are items."""

from __future__ import annotations

from dataclasses import dataclass

from whomet.ontology.json_values import JsonObject

CONTRADICTION = "contradiction"
UNMERGED, NEAR, JOINED, AMBIGUOUS, LONG = "unmerged", "near", "joined", "ambiguous", "long"
KINDS = (CONTRADICTION, UNMERGED, NEAR, JOINED, AMBIGUOUS, LONG)
#: Those that are about reports of events.
EVENT_KINDS = (CONTRADICTION, UNMERGED, NEAR, JOINED)
#: Entities that are likely one, which are proposals (`whomet.graph.review.proposals`).
LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something for an analyst to decide. `claims` are those concerned, as rows of evidence.

    `kind` is contradiction (judgements that contradict each other since later briefs came),
    unmerged (a report that is compatible with others but was not merged with them), near
    (two reports with one disagreement), joined (reports of one event that name different actors),
    ambiguous (a name of several refs) or long (one name over more than 30 years); `why` gives the
    reason in words.

    `entities` are the ids of those concerned where no claims are listed.

    Of a contradiction, `judgements` are those concerned, first the one that parts; `chain` says
    in sentences why the two are one all the same; `advice` has what can be done, a command each.
    """

    kind: str
    what: str
    why: str
    claims: tuple[JsonObject, ...] = ()
    entities: tuple[str, ...] = ()
    judgements: tuple[JsonObject, ...] = ()
    chain: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        told: JsonObject = {
            "kind": self.kind,
            "what": self.what,
            "why": self.why,
            "claims": [dict(claim) for claim in self.claims],
        }
        if self.kind != CONTRADICTION:
            return told
        return {
            **told,
            "judgements": [dict(made) for made in self.judgements],
            "chain": list(self.chain),
            "advice": list(self.advice),
        }
