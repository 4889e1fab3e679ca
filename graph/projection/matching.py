"""Event matching: which claims of different briefs report the same event (docs/identity.md).

Analysts' judgements come first, then refs, then the comparison of claims. The outcome for a claim
depends only on the claims that it is linked to by these, in any number of steps, and on no order.
So it can be computed for a part of the graph.
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

SAME_BRIEF = "another report of the same brief is compatible with the same third report"
NOT_TRANSITIVE = "it is compatible with two reports that are not compatible with each other"


@dataclass(frozen=True, slots=True)
class Matching:
    """The event of each claim, by the claim's id.

    `unmerged` are claims that were not merged with those that they are compatible with, each with
    the reason and these claims.
    """

    events: Mapping[str, NodeKey]
    unmerged: Mapping[str, tuple[str, tuple[str, ...]]]


def match(
    comparison_records: Iterable[ComparisonRecord], judgements: Judgements | None = None
) -> Matching:
    """Match claims to events; every claim that may match one of them must be among them."""
    return _Matcher(comparison_records, judgements or Judgements()).run()


def is_compatible(a: ComparisonRecord, b: ComparisonRecord) -> bool:
    """Whether two claims may report one event, by what they say; judgements are not considered."""
    return next(disagreements(a, b), None) is None


def disagreements(a: ComparisonRecord, b: ComparisonRecord) -> Iterator[str]:
    """Each reason, in words, why two claims are not compatible; none if they are."""
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
    yield from _participant_disagreements(a, b)


def _participant_disagreements(a: ComparisonRecord, b: ComparisonRecord) -> Iterator[str]:
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
class _Cluster:
    """Claims of one event, in order; `compatible` are the clusters that it may be merged with."""

    members: list[ComparisonRecord]
    compatible: set[_Cluster] = field(default_factory=set)

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
        self.cluster = {record.claim: _Cluster([record]) for record in self.ordered}
        self.unmerged: dict[str, tuple[str, tuple[str, ...]]] = {}

    def run(self) -> Matching:
        self.merge_by_judgement()
        self.merge_by_ref()
        clusters = self.clusters()
        self.find_compatible()
        self.leave_unmerged(filter(_has_rival_in_its_briefs, clusters), SAME_BRIEF)
        self.leave_unmerged(filter(_is_not_transitive, clusters), NOT_TRANSITIVE)
        # What is left falls into cliques: what is compatible with one member is so with all.
        for cluster in clusters:
            for other in list(cluster.compatible):
                self.merge(
                    self.cluster[cluster.members[0].claim], self.cluster[other.members[0].claim]
                )
        return Matching(self.event_keys(), self.unmerged)

    def clusters(self) -> list[_Cluster]:
        return list(dict.fromkeys(self.cluster[record.claim] for record in self.ordered))

    def merge(self, one: _Cluster, other: _Cluster) -> None:
        if one is other:
            return
        one.members = sorted([*one.members, *other.members], key=lambda member: member.order)
        for member in one.members:
            self.cluster[member.claim] = one

    def merge_by_judgement(self) -> None:
        for record in self.ordered:
            for other in self.judgements.same_as(record.claim):
                found = self.cluster.get(other)
                # A correction can leave a judgement between two classes; it then has no effect.
                if found is not None and found.members[0].cls.name == record.cls.name:
                    self.merge(self.cluster[record.claim], found)

    def merge_by_ref(self) -> None:
        by_ref: dict[tuple[str, str], list[ComparisonRecord]] = {}
        for record in self.ordered:
            if record.ref is not None:
                by_ref.setdefault((record.cls.name, record.ref), []).append(record)
        for _, records in sorted(by_ref.items()):
            merged: list[_Cluster] = []
            for record in records:
                cluster = self.cluster[record.claim]
                into = next((c for c in merged if not self.judged_different(c, cluster)), None)
                if into is None:
                    merged.append(cluster)
                elif into is not cluster:
                    self.merge(into, cluster)

    def judged_different(self, one: _Cluster, other: _Cluster) -> bool:
        if one is other:
            return False
        others = {member.claim for member in other.members}
        return any(
            claim in others
            for member in one.members
            for claim in self.judgements.different_from(member.claim)
        )

    def find_compatible(self) -> None:
        """Note which clusters are compatible: some member of one is with some of the other."""
        block: dict[tuple[str, str], list[ComparisonRecord]] = {}
        for record in self.ordered:
            for first, second in self.candidate_pairs(record, block):
                one, other = self.cluster[first.claim], self.cluster[second.claim]
                if (
                    one is not other
                    and other not in one.compatible
                    and not (one.refs and other.refs)
                    and not one.briefs & other.briefs
                    and not self.judged_different(one, other)
                    and is_compatible(first, second)
                ):
                    one.compatible.add(other)
                    other.compatible.add(one)

    @staticmethod
    def candidate_pairs(
        record: ComparisonRecord, block: dict[tuple[str, str], list[ComparisonRecord]]
    ) -> list[tuple[ComparisonRecord, ComparisonRecord]]:
        """The claim with each earlier one that has its blocking key and a key participant of it.

        Adds the claim to `block`, which has the earlier claims by blocking key and participant.
        """
        if record.blocking_key is None:
            return []
        participants = record.key_participants if min_shared_participants(record.cls) else ("",)
        earlier: dict[str, ComparisonRecord] = {}
        for participant in participants:
            records = block.setdefault((record.blocking_key, participant), [])
            earlier.update((other.claim, other) for other in records)
            records.append(record)
        return [(other, record) for other in earlier.values()]

    def leave_unmerged(self, clusters: Iterable[_Cluster], reason: str) -> None:
        found = list(clusters)
        for cluster in found:
            compatible = sorted(
                (m for other in cluster.compatible for m in other.members), key=lambda m: m.order
            )
            for member in cluster.members:
                self.unmerged[member.claim] = (reason, tuple(m.claim for m in compatible))
        for cluster in found:
            for other in cluster.compatible:
                other.compatible.discard(cluster)
            cluster.compatible.clear()

    def event_keys(self) -> dict[str, NodeKey]:
        """The key of each claim's event: the id is its ref, else its earliest claim.

        Two events judged different may have one ref: the earlier one keeps it.
        """
        taken: set[tuple[str, str]] = set()
        events: dict[str, NodeKey] = {}
        for cluster in self.clusters():
            first = cluster.members[0]
            name = first.cls.name
            ref = next((ref for ref in cluster.refs if (name, ref) not in taken), None)
            taken.update((name, ref) for ref in cluster.refs)
            key = NodeKey(name, ref or first.claim)
            events.update((member.claim, key) for member in cluster.members)
        return events


def _has_rival_in_its_briefs(cluster: _Cluster) -> bool:
    """Whether a third is compatible with this cluster and with another one of its briefs."""
    return any(
        other is not cluster and other.briefs & cluster.briefs
        for third in cluster.compatible
        for other in third.compatible
    )


def _is_not_transitive(cluster: _Cluster) -> bool:
    """Whether it is compatible with two clusters that are not compatible with each other."""
    compatible = list(cluster.compatible)
    return any(
        other not in one.compatible
        for number, one in enumerate(compatible)
        for other in compatible[number + 1 :]
    )
