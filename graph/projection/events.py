"""Combining the reports of one event: status, own bounds, attributes and roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce

from whomet.graph.projection.elements import EdgeKey, NodeKey, Properties
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates import (
    Bounds,
    is_closed,
    says_it_lasts,
    stated_bounds,
    states_end,
)
from whomet.ontology.records import ClaimRecord, StatedDate
from whomet.ontology.vocabulary import EventClass, Role, Vocabulary


@dataclass(frozen=True, slots=True)
class Report:
    """What one brief says of one event: a claim with its id, its event and its participants.

    `fillers` are the nodes in each role, `names` the short name that the brief has for each.
    """

    id: str
    brief: str
    published: date
    claim: ClaimRecord
    event: NodeKey
    fillers: Mapping[str, tuple[NodeKey, ...]]
    names: Mapping[NodeKey, str]

    @property
    def order(self) -> tuple[date, str, str]:
        """Sorts reports by publication, then brief, then key."""
        return (self.published, self.brief, self.claim.key)

    @property
    def status(self) -> str:
        """The status that this report gives the event."""
        return "denied" if self.claim.polarity == "denied" else self.claim.status


@dataclass(slots=True)
class RoleState:
    """One filler in one role, with the claims that say so."""

    claims: list[str]
    asserted: bool
    known_from: date | None


@dataclass(slots=True)
class EventState:
    """An event as its own reports give it, before anything is derived from other events."""

    key: NodeKey
    cls: EventClass
    reports: tuple[Report, ...]
    status: str
    deciding: tuple[Report, ...]
    bounds: Bounds
    stated: Mapping[str, str]
    attributes: Mapping[str, str]
    ref: str | None
    #: In order of role and node.
    roles: dict[tuple[str, NodeKey], RoleState]
    conflicts: list[str] = field(default_factory=list)
    #: The day by which it is taken to have ended, where no report says anything about its end.
    assumed_end: date | None = None

    def filled(self, function: str, by: date = date.max) -> list[NodeKey]:
        """The fillers of all roles with this function that a deciding claim names.

        The claim was published by that day.
        """
        roles = self.cls.keys_of(function)
        return self.asserted(*roles, by=by) if roles else []

    def asserted(self, *roles: str, by: date = date.max) -> list[NodeKey]:
        """The fillers of `roles` that such a claim names, in order of role and node."""
        return [
            node
            for role in roles
            for (key, node), state in self.roles.items()
            if key == role and state.known_from is not None and state.known_from <= by
        ]


def combine_reports(vocabulary: Vocabulary, key: NodeKey, reports: Iterable[Report]) -> EventState:
    """The event `key` as all its reports together give it."""
    ordered = tuple(sorted(reports, key=lambda report: report.order))
    cls = vocabulary.events[key.label]
    status = _status(ordered)
    deciding = tuple(report for report in ordered if report.status == status)
    bounds, conflicts = _combine(deciding, cls.lasting)
    stated = _agreed_dates(deciding, bool(conflicts))
    if status != "denied" and any(report.status == "denied" for report in ordered):
        conflicts.append("affirmed and denied")
    assumed_end = None
    if status == "occurred" and not cls.lasting:
        assumed_end = _assumed_end(cls, ordered)
        bounds = _ended(bounds, assumed_end, ordered)
    return EventState(
        key=key,
        cls=cls,
        reports=ordered,
        status=status,
        deciding=deciding,
        bounds=bounds,
        stated=stated,
        attributes={
            name: value for name in cls.attributes if (value := _most_said(deciding, name))
        },
        ref=next((report.claim.ref for report in ordered if report.claim.ref), None),
        roles=_roles(ordered, status),
        conflicts=conflicts,
        assumed_end=assumed_end,
    )


def _status(reports: Sequence[Report]) -> str:
    """Occurred if an affirmed report says so, else what the latest brief says."""
    if any(report.status == "occurred" for report in reports):
        return "occurred"
    return reports[-1].status


def claim_bounds(claim: ClaimRecord, lasting: bool, published: date) -> Bounds:
    """The bounds that one claim, published on that day, states."""
    dates = _dates(claim)
    bounds = stated_bounds(*dates, lasting)
    return bounds.lasting_on(published) if says_it_lasts(*dates) else bounds


def _dates(claim: ClaimRecord) -> tuple[str | None, str | None, str | None]:
    return _edtf(claim.when), _edtf(claim.start), _edtf(claim.end)


def _edtf(stated: StatedDate | None) -> str | None:
    return stated.edtf if stated is not None else None


def _combine(deciding: Sequence[Report], lasting: bool) -> tuple[Bounds, list[str]]:
    """The intersection of what the dated reports say, or their union if they disagree.

    Where some give a date without qualification, those with a qualified one add nothing to it.
    """
    stated = (claim_bounds(report.claim, lasting, report.published) for report in deciding)
    dated = [bounds for bounds in stated if bounds.is_dated]
    dated = [bounds for bounds in dated if not bounds.is_qualified] or dated
    if not dated:
        return Bounds(), []
    common = reduce(Bounds.intersect, dated)
    if not common.is_empty:
        return common, []
    return reduce(Bounds.union, dated), ["dates"]


def _assumed_end(cls: EventClass, reports: Sequence[Report]) -> date | None:
    """The day by which an event that occurred has ended if it took the days usual for its class.

    None where a report says when it ended, or that it lies within a time.
    """
    dates = [_dates(report.claim) for report in reports]
    if any(states_end(when, end) or is_closed(when) for when, _, end in dates):
        return None
    latest = max(report.published for report in reports)
    return latest + timedelta(min(cls.usual_days, (date.max - latest).days))


def _ended(bounds: Bounds, assumed_end: date | None, reports: Sequence[Report]) -> Bounds:
    """The bounds of an event that occurred: where no report states its end, not much later.

    What lies within a closed `when` had ended when it was last reported; what has only a start, or
    an open `when`, may have gone on for the days that are usual for its class.
    """
    if assumed_end is not None:
        return bounds.end_by(assumed_end)
    if any(states_end(when, end) for when, _, end in (_dates(r.claim) for r in reports)):
        return bounds
    return bounds.end_by(max(report.published for report in reports))


def _agreed_dates(deciding: Sequence[Report], disagree: bool) -> dict[str, str]:
    """The dates to show as stated: those on which the deciding reports agree.

    A `when` must be what every dated report gives: where one report says "15 August" to
    "17 August", another's "in August" is not shown.
    """
    agreed: dict[str, str] = {}
    dated = [report.claim for report in deciding if _is_dated(report.claim)]
    if disagree or not dated:
        return agreed
    for side in DATE_KEYS:
        said = {_edtf(getattr(claim, side)) for claim in dated}
        if side != "when":
            said.discard(None)
        if len(said) == 1 and (only := said.pop()) is not None:
            agreed[side] = only
    return agreed


def _is_dated(claim: ClaimRecord) -> bool:
    return not (claim.when is None and claim.start is None and claim.end is None)


def _most_said(deciding: Sequence[Report], name: str) -> str | None:
    """The value that most deciding reports give, the earliest of these in case of a tie."""
    said = [value for report in deciding if (value := report.claim.attributes.get(name))]
    return Counter(said).most_common(1)[0][0] if said else None


def _roles(reports: Sequence[Report], status: str) -> dict[tuple[str, NodeKey], RoleState]:
    roles: dict[tuple[str, NodeKey], RoleState] = {}
    for report in reports:
        decides = report.status == status
        for role, fillers in report.fillers.items():
            for filler in fillers:
                state = roles.setdefault((role, filler), RoleState([], False, None))
                state.claims.append(report.id)
                if decides and not state.asserted:
                    state.asserted, state.known_from = True, report.published
    for state in roles.values():
        state.claims.sort()
    return dict(sorted(roles.items()))


def role_edge(event: NodeKey, role: Role, filler: NodeKey) -> EdgeKey:
    """The relationship of a role, in the direction that the ontology gives it."""
    if role.outgoing:
        return EdgeKey(role.relationship, event, filler)
    return EdgeKey(role.relationship, filler, event)


def role_edges(state: EventState) -> dict[EdgeKey, Properties]:
    """The relationships of all roles of an event."""
    edges: dict[EdgeKey, Properties] = {}
    for (role, filler), stated in state.roles.items():
        key = role_edge(state.key, state.cls.roles[role], filler)
        properties: Properties = {"claims": list(stated.claims), "asserted": stated.asserted}
        if stated.known_from is not None:
            properties["known_from"] = stated.known_from
        edges[key] = properties
    return edges
