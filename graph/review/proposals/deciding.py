"""Deciding proposals: one by one or by a rule, each decision undone as one.

A decision is a batch of judgements with one name, so that what joined a hundred mentions is taken
back in one step. Everything here is for any front: the command line, a page, a program.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    PAIR_VERDICTS,
    UNSURE,
    EntityJudgement,
    EntityJudgements,
    contradictions,
    pair,
)
from whomet.graph.projection.event_judgements import DIFFERENT, SAME
from whomet.graph.review.entity_judging import forget_batch, keep_judgements
from whomet.graph.review.proposals.decided import bearers, decided_pairs, read_judgements
from whomet.graph.review.proposals.entity_profiles import Reader
from whomet.graph.review.proposals.proposing import Decided, Proposal
from whomet.graph.review.proposals.rules import BulkRule, matching
from whomet.graph.writing.load_log import OnWait, user_name
from whomet.ontology.json_values import JsonObject


class AlreadyDecided(GraphError):
    """A proposal that was decided meanwhile, perhaps by another reviewer."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided as one: `batch` takes it back.

    `proposals` are those decided, `judgements` how many judgements were stored for them, `left_out`
    the proposals that contradict other judgements and were left as they are.
    """

    batch: str
    verdict: str
    proposals: tuple[Proposal, ...]
    judgements: int
    left_out: tuple[Proposal, ...] = ()

    def to_json(self) -> JsonObject:
        """As `whomet review --json` prints it."""
        return {
            "batch": self.batch,
            "verdict": self.verdict,
            "proposals": [made.id for made in self.proposals],
            "judgements": self.judgements,
            "left_out": [made.id for made in self.left_out],
        }


def decide(
    connection: Connection,
    proposal: Proposal,
    verdict: str,
    *,
    note: str | None = None,
    by: str | None = None,
    on_wait: OnWait | None = None,
) -> Decision:
    """Judge both sides of a proposal `same`, `different` or `unsure`.

    Mentions of one word that are taken together are each judged. AlreadyDecided if it was decided
    meanwhile, GraphError if other judgements contradict.
    """
    if verdict not in PAIR_VERDICTS:
        expected = "', '".join(PAIR_VERDICTS)
        raise GraphError(f"Unknown verdict '{verdict}'; expected one of '{expected}'.")
    closed = why_closed(connection, proposal)
    if closed is not None:
        raise AlreadyDecided(f"{proposal.one.name} / {proposal.other.name}: {closed}.")
    batch = new_batch()
    made = _judgements(proposal, verdict, batch, note, by or user_name())
    kept = keep_judgements(connection, made, command=f"review --{verdict}", on_wait=on_wait)
    return Decision(batch, verdict, (proposal,), kept)


def decide_by_rule(
    connection: Connection,
    chosen: BulkRule,
    proposals: Iterable[Proposal],
    *,
    note: str | None = None,
    by: str | None = None,
    on_wait: OnWait | None = None,
) -> Decision:
    """Judge every proposal that a rule joins `same`, in one step.

    Those that contradict a judgement are left out, and so are those decided meanwhile.
    """
    wanted = matching(chosen, proposals)
    standing = Standing.read(connection, wanted)
    batch, told = new_batch(), note or f"by the rule: {chosen.words}"
    author = by or user_name()
    judged = {
        made: _judgements(made, SAME, batch, told, author)
        for made in wanted
        if standing.why_closed(made) is None
    }
    accepted, left_out = _without_contradictions(standing.judgements, judged)
    judgements = [judgement for made in accepted for judgement in judged[made]]
    kept = 0
    if judgements:
        command = f"review --rule {chosen.name}"
        kept = keep_judgements(connection, judgements, command=command, on_wait=on_wait)
    return Decision(batch, SAME, tuple(accepted), kept, tuple(left_out))


def undo(connection: Connection, batch: str, *, on_wait: OnWait | None = None) -> int:
    """Take a decision back; returns how many judgements it was. GraphError if there is none."""
    return forget_batch(connection, batch, on_wait=on_wait)


def undo_last(
    connection: Connection, *, by: str | None = None, on_wait: OnWait | None = None
) -> int:
    """Undo the last decision of `by`, the user of this process by default.

    Returns how many judgements it was. GraphError if there is none.
    """
    batch = last_batch(connection, by)
    if batch is None:
        raise GraphError(
            "There is no decision of yours to undo from `--decide` or a rule;"
            " `whomet review --forget A B` undoes a `--same` or `--different`."
        )
    return undo(connection, batch, on_wait=on_wait)


def last_batch(reader: Reader, by: str | None = None) -> str | None:
    """The last decision of `by`, the user of this process by default, that was not undone."""
    author = by or user_name()
    made = (one.batch for one in read_judgements(reader).all if one.by == author and one.batch)
    return max(made, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of some proposals in the present graph: decided meanwhile, or still open."""

    judgements: EntityJudgements
    bearers: Mapping[tuple[str, str], Sequence[NodeKey]]
    decided: Decided

    @classmethod
    def read(cls, reader: Reader, proposals: Iterable[Proposal]) -> Standing:
        """The standing of these proposals."""
        units = {
            (side.cls, id) for made in proposals for side in (made.one, made.other)
            for id in side.ids
        }  # fmt: skip
        return cls(read_judgements(reader), bearers(reader, units), decided_pairs(reader))

    def why_closed(self, proposal: Proposal) -> str | None:
        """Why a proposal is no longer to be decided, in words; None if it is."""
        sides = [
            {node for id in side.ids for node in self.bearers.get((side.cls, id), ())}
            for side in (proposal.one, proposal.other)
        ]
        if not all(sides):
            return "the graph does not hold both of them any more"
        if len(sides[0] | sides[1]) == 1:
            return "they were judged to be one meanwhile"
        ids = set(proposal.one.ids), set(proposal.other.ids)
        for made in self.judgements.of_verdict(*PAIR_VERDICTS):
            across = made.cls == proposal.one.cls and all(
                not side.isdisjoint(made.units) for side in ids
            )
            if across:
                return f"judged {made.verdict} by {made.by or 'somebody'} meanwhile"
        if any(self.decided(a, b) for a in sides[0] for b in sides[1]):
            return "it was decided meanwhile"
        return None


def why_closed(reader: Reader, proposal: Proposal) -> str | None:
    """Why a proposal is no longer to be decided, in words; None if it is."""
    return Standing.read(reader, [proposal]).why_closed(proposal)


def new_batch() -> str:
    """A name for judgements that are made as one; later ones come later in order."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(2)}"


def _judgements(
    proposal: Proposal, verdict: str, batch: str, note: str | None, by: str
) -> list[EntityJudgement]:
    pairs = proposal.pairs if verdict == SAME else proposal.across
    return [
        pair(proposal.one.cls, a, b, verdict, by=by, on=date.today(), note=note, batch=batch)
        for a, b in pairs
    ]


def _without_contradictions(
    stored: EntityJudgements, judged: Mapping[Proposal, Sequence[EntityJudgement]]
) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals that can be judged the same together, and those that contradict these."""
    if not _contradict(stored, [each for made in judged.values() for each in made]):
        return list(judged), []
    accepted: list[Proposal] = []
    left_out: list[Proposal] = []
    kept: list[EntityJudgement] = []
    for proposal, more in judged.items():
        if _contradict(stored, [*kept, *more]):
            left_out.append(proposal)
        else:
            accepted.append(proposal)
            kept += more
    return accepted, left_out


def _contradict(stored: EntityJudgements, new: Iterable[EntityJudgement]) -> bool:
    made = {judgement.id: judgement for judgement in new}
    # What was judged otherwise is not judged again by a rule.
    if any(stored.by_id[id].verdict in (DIFFERENT, UNSURE) for id in made if id in stored.by_id):
        return True
    known = {different.id for different, _ in contradictions(stored.all)}
    together = {**stored.by_id, **made}.values()
    return any(different.id not in known for different, _ in contradictions(together))
