"""One event, many briefs: which claims report the same event (DESIGN §5).

Analysts' judgements come first, then refs, then what reports themselves say. The outcome for a
claim depends only on the claims that it hangs together with by these, so that it can be computed
for a part of the graph, and on no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    is_place,
    key_participant_roles,
    main_roles,
    min_shared_participants,
    min_shared_per_role,
    same_place,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.judgements import Judgements

TWO_OF_A_BRIEF = "two reports of one brief fit it"
NOT_EACH_OTHER = "it fits two reports that do not fit each other"


@dataclass(frozen=True, slots=True)
class Matching:
    """The event of each claim, by the claim's id; `alone` are claims that fit others and yet
    were left as they are, with the reason and the claims they fit."""

    events: Mapping[str, NodeKey]
    alone: Mapping[str, tuple[str, tuple[str, ...]]]


def match(
    comparison_records: Iterable[ComparisonRecord], judgements: Judgements | None = None
) -> Matching:
    """Which claims report one event; all claims that may match one another must be among them."""
    return _Matcher(comparison_records, judgements or Judgements()).run()


def obstacle(a: ComparisonRecord, b: ComparisonRecord) -> str | None:
    """The first thing against two claims being compatible, in words; None if they are."""
    return next(obstacles(a, b), None)


def obstacles(a: ComparisonRecord, b: ComparisonRecord) -> Iterator[str]:
    """All that is against two claims being compatible, each thing in words.

    Only what stands in the claims counts here: judgements are not looked at.
    """
    if a.cls.name != b.cls.name:
        yield "they are of two classes"
        return
    if a.brief == b.brief:
        yield "one brief reports both"
    if a.ref is not None and b.ref is not None and a.ref != b.ref:
        yield f"they have two refs, {a.ref} and {b.ref}"
    for key in sorted(a.distinguishing.keys() & b.distinguishing.keys()):
        one, other = a.distinguishing[key], b.distinguishing[key]
        if one != other:
            yield f"the {key} is {one} in one, {other} in the other"
    if a.cls.lasting:
        if a.blocking_key != b.blocking_key:
            yield "not all fillers and dates are equal"
        return
    if a.days is None or b.days is None:
        yield "the exact day is not given in both"
    elif a.days != b.days:
        yield "the days are not the same"
    if a.cls.by_words and not (a.words and a.words == b.words):
        yield "the words quoted are not the same"
    if a.places and b.places and not same_place(a, b, a.places, b.places):
        yield "the places are not the same"
    yield from _participant_obstacles(a, b)


def _participant_obstacles(a: ComparisonRecord, b: ComparisonRecord) -> Iterator[str]:
    if not key_participant_roles(a.cls):
        yield "nothing tells events of this class from one another"
    each = min_shared_per_role(a.cls)
    for role in main_roles(a.cls):
        mine, others = a.fillers[role.key], b.fillers[role.key]
        if is_place(role):
            if not same_place(a, b, mine, others):
                yield f"they do not have the same {role.key}"
        elif len(mine & others) < each:
            yield f"they share fewer than {each} {role.key}{'' if each == 1 else 's'}"


@dataclass(eq=False, slots=True)
class _Unit:
    """Claims that are one event by judgement or ref, in order."""

    members: list[ComparisonRecord]
    fits: set[_Unit] = field(default_factory=set)

    @property
    def briefs(self) -> set[str]:
        return {member.brief for member in self.members}

    @property
    def refs(self) -> list[str]:
        return [member.ref for member in self.members if member.ref is not None]


class _Matcher:
    def __init__(
        self, comparison_records: Iterable[ComparisonRecord], judgements: Judgements
    ) -> None:
        self.ordered = sorted(comparison_records, key=lambda record: record.order)
        self.judgements = judgements
        self.unit = {record.claim: _Unit([record]) for record in self.ordered}
        self.alone: dict[str, tuple[str, tuple[str, ...]]] = {}

    def run(self) -> Matching:
        self.join_by_judgement()
        self.join_by_ref()
        units = self.units()
        self.find_fits()
        self.leave_alone(
            [unit for unit in units if _of_one_brief(unit)],
            TWO_OF_A_BRIEF,
        )
        self.leave_alone([unit for unit in units if _at_odds(unit)], NOT_EACH_OTHER)
        # What is left falls into cliques: whoever fits one of them fits all.
        for unit in units:
            for other in list(unit.fits):
                self.join(self.unit[unit.members[0].claim], self.unit[other.members[0].claim])
        return Matching(self.named(), self.alone)

    def units(self) -> list[_Unit]:
        return list(dict.fromkeys(self.unit[record.claim] for record in self.ordered))

    def join(self, one: _Unit, other: _Unit) -> None:
        if one is other:
            return
        one.members = sorted([*one.members, *other.members], key=lambda member: member.order)
        for member in one.members:
            self.unit[member.claim] = one

    def join_by_judgement(self) -> None:
        for record in self.ordered:
            for other in self.judgements.same_as(record.claim):
                found = self.unit.get(other)
                # A judgement across classes can come about by a correction; it then says nothing.
                if found is not None and found.members[0].cls.name == record.cls.name:
                    self.join(self.unit[record.claim], found)

    def join_by_ref(self) -> None:
        holders: dict[tuple[str, str], list[ComparisonRecord]] = {}
        for record in self.ordered:
            if record.ref is not None:
                holders.setdefault((record.cls.name, record.ref), []).append(record)
        for _, found in sorted(holders.items()):
            groups: list[_Unit] = []
            for record in found:
                unit = self.unit[record.claim]
                group = next((g for g in groups if not self.judged_different(g, unit)), None)
                if group is None:
                    groups.append(unit)
                elif group is not unit:
                    self.join(group, unit)

    def judged_different(self, one: _Unit, other: _Unit) -> bool:
        if one is other:
            return False
        others = {member.claim for member in other.members}
        return any(
            claim in others
            for member in one.members
            for claim in self.judgements.different_from(member.claim)
        )

    def find_fits(self) -> None:
        """Note which units fit: some member of one fits some member of the other."""
        by_party: dict[tuple[str, str], list[ComparisonRecord]] = {}
        for record in self.ordered:
            for first, second in self.candidates(record, by_party):
                one, other = self.unit[first.claim], self.unit[second.claim]
                if (
                    one is not other
                    and other not in one.fits
                    and not (one.refs and other.refs)
                    and not one.briefs & other.briefs
                    and not self.judged_different(one, other)
                    and obstacle(first, second) is None
                ):
                    one.fits.add(other)
                    other.fits.add(one)

    @staticmethod
    def candidates(
        record: ComparisonRecord, by_party: dict[tuple[str, str], list[ComparisonRecord]]
    ) -> list[tuple[ComparisonRecord, ComparisonRecord]]:
        """Each earlier claim of the blocking_key with a party in common; notes the claim itself."""
        if record.blocking_key is None:
            return []
        keys = record.key_participants if min_shared_participants(record.cls) else ("",)
        earlier: dict[str, ComparisonRecord] = {}
        for party in keys:
            standing = by_party.setdefault((record.blocking_key, party), [])
            earlier.update((other.claim, other) for other in standing)
            standing.append(record)
        return [(other, record) for other in earlier.values()]

    def leave_alone(self, units: Iterable[_Unit], why: str) -> None:
        found = list(units)
        for unit in found:
            fits = sorted((m for other in unit.fits for m in other.members), key=lambda m: m.order)
            for member in unit.members:
                self.alone[member.claim] = (why, tuple(m.claim for m in fits))
        for unit in found:
            for other in unit.fits:
                other.fits.discard(unit)
            unit.fits.clear()

    def named(self) -> dict[str, NodeKey]:
        """The id of each event: its ref, else its earliest claim.

        Two events judged different may have one ref: the earlier one keeps it.
        """
        taken: set[tuple[str, str]] = set()
        events: dict[str, NodeKey] = {}
        for unit in self.units():
            first = unit.members[0]
            name = first.cls.name
            ref = next((ref for ref in unit.refs if (name, ref) not in taken), None)
            taken.update((name, ref) for ref in unit.refs)
            key = NodeKey(name, ref or first.claim)
            events.update((member.claim, key) for member in unit.members)
        return events


def _of_one_brief(unit: _Unit) -> bool:
    """Whether some third fits this one and another report of one of its briefs."""
    return any(
        other is not unit and other.briefs & unit.briefs
        for third in unit.fits
        for other in third.fits
    )


def _at_odds(unit: _Unit) -> bool:
    """Whether it fits two that do not fit each other."""
    fits = list(unit.fits)
    return any(
        other not in one.fits for number, one in enumerate(fits) for other in fits[number + 1 :]
    )
