"""The stored claims about the events of an update, most of them without reading their briefs.

Thousands of briefs may report one event and say the same of it. Of the claims that have one
`report_digest`, one is read with its brief; of the others the id, the day of publication and the
event are enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.comparison import ComparisonRecord
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.scope import Copy
from whomet.graph.writing.stored_state import StateReader, StoredClaim, StoredReports
from whomet.ontology.ids import brief_of
from whomet.ontology.records import ClaimRecord


class ReportReader:
    """Reads claims of all briefs but those in `apart`, which are known otherwise.

    `briefs` are those that were read, by id, and `event_of` has the stored event of each claim.
    """

    def __init__(self, read: StateReader, apart: Collection[str]) -> None:
        self._read = read
        self._apart = apart
        self._claims: dict[str, tuple[StoredClaim, str]] = {}
        self._like: dict[str, str] = {}
        self.briefs: dict[str, ResolvedBrief] = {}
        self.event_of: dict[str, NodeKey] = {}

    def add(self, reports: Iterable[StoredReports]) -> None:
        """Add stored claims, and read a brief for each digest that is new."""
        wanted: set[str] = set()
        for each in reports:
            added = [
                claim
                for claim in each.claims
                if claim.brief not in self._apart and claim.id not in self._claims
            ]
            for claim in added:
                self._claims[claim.id] = claim, each.digest
                self.event_of[claim.id] = each.event
            if added and each.digest not in self._like:
                # A brief that is read anyway, else always the same one.
                chosen = min(
                    added,
                    key=lambda claim: (
                        claim.brief not in wanted and claim.brief not in self.briefs,
                        claim.id,
                    ),
                )
                self._like[each.digest] = chosen.id
                wanted.add(chosen.brief)
        self.read_briefs(wanted)

    def read_briefs(self, ids: Set[str]) -> None:
        """Read these briefs, as far as they are not."""
        self.briefs |= self._read.resolved_briefs(ids - self.briefs.keys())

    def records(self) -> Iterator[ComparisonRecord]:
        """What is compared of each claim."""
        own = {r.claim: r for brief in self.briefs.values() for r in brief.records.values()}
        for claim, digest in self._claims.values():
            record = own.get(claim.id)
            yield record or own[self._like[digest]].of(claim.id, claim.published)

    def copies(self) -> list[Copy]:
        """The claims whose briefs were not read."""
        return [
            Copy(claim.id, claim.published, self._like[digest])
            for claim, digest in self._claims.values()
            if claim.brief not in self.briefs
        ]

    def events_of_copies(self) -> dict[str, NodeKey]:
        """The stored events of the claims that copies refer to."""
        refer = {brief_of(copy.claim) for copy in self.copies() if self._refers(copy.like)}
        return self._read.claim_events(refer)

    def turned(self, deciding: Collection[str]) -> set[str]:
        """The briefs not read of which a claim decides its event otherwise than before."""
        return {
            claim.brief
            for claim, _ in self._claims.values()
            if claim.brief not in self.briefs and claim.deciding != (claim.id in deciding)
        }

    def _refers(self, id: str) -> bool:
        """Whether a claim has other claims as fillers."""
        brief = self.briefs[brief_of(id)]
        [claim] = (c for c in brief.brief.claims if brief.records[c.key].claim == id)
        return _refers(claim, brief)


def _refers(claim: ClaimRecord, brief: ResolvedBrief) -> bool:
    return any(key not in brief.nodes for keys in claim.roles.values() for key in keys)
