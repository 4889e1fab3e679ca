"""The day of a mention, which decides its side of a name that is split at a day."""

from __future__ import annotations

from datetime import date

from whomet.graph.projection.events import claim_bounds
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary


def mention_day(vocabulary: Vocabulary, brief: Brief, key: str) -> date:
    """The first day of the earliest dated event of a mention in its brief, else publication."""
    bounds = [
        claim_bounds(claim, vocabulary.events[claim.type].lasting, brief.published)
        for claim in brief.claims
        if any(key in fillers for fillers in claim.roles.values())
    ]
    days = [day for each in bounds if (day := each.begin_earliest or each.end_latest) is not None]
    return min(days, default=brief.published)
