"""Event matching: which claims of different briefs report the same event (docs/identity.md).

Analysts' judgements come first, then refs. Then reports of different briefs that say exactly the
same are one, a group; then groups are compared. The outcome for a claim
depends only on the claims that it is linked to by these, in any number of steps, and on no order.
So it can be computed for a part of the graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    Days,
    is_place,
    key_participant_roles,
    min_shared_per_role,
    same_place,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.event_judgements import Judgements
from whomet.ontology.dates import Bounds

SAME_BRIEF = "another report of the same brief is compatible with the same third report"
NOT_TRANSITIVE = "it is compatible with two reports that are not compatible with each other"


@dataclass(frozen=True, slots=True)
class Matching:
    """The event of each claim, by the claim's id.

    `unmerged` are claims that were not merged with those that they are compatible with, each with
    the reason and these claims; the earliest of several claims of one event represents them.
    `compared` is how many pairs were compared.
    """

    events: Mapping[str, NodeKey]
    unmerged: Mapping[str, tuple[str, tuple[str, ...]]]
    compared: int


def match(
    comparison_records: Iterable[ComparisonRecord], judgements: Judgements | None = None
) -> Matching:
    """Match claims to events; every claim that may match one of them must be among them."""
    return _Matcher(comparison_records, judgements or Judgements()).run()


def says_the_same(a: ComparisonRecord, b: ComparisonRecord) -> bool:
    """Whether two claims of different briefs say exactly the same."""
    return a.content is not None and a.content == b.content and a.brief != b.brief


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
            agree = a.cls.dates_agree
            yield f"not all {'main fillers' if agree else 'fillers and dates'} are equal"
        elif a.bounds.intersect(b.bounds).is_empty:
            yield "the dates contradict each other"
        return
    if a.days is None or b.days is None:
        neither = a.days is None and b.days is None
        yield f"the exact day is given in {'neither' if neither else 'one only'}"
    elif not _same_days(a.days, b.days):
        yield "the days are not the same"
    if a.cls.by_words and not (a.words and a.words == b.words):
        yield "the words quoted are not the same"
    if a.places and b.places and not same_place(a, b, a.places, b.places):
        yield "the places are not the same"
    yield from _participant_disagreements(a, b)


def _same_days(one: Days, other: Days) -> bool:
    """Whether they begin on one day, and end on one as far as both say when."""
    return one[0] == other[0] and (None in (one[1], other[1]) or one[1] == other[1])


def _participant_disagreements(a: ComparisonRecord, b: ComparisonRecord) -> Iterator[str]:
    if not key_participant_roles(a.cls):
        yield "events of this class have nothing that distinguishes them"
    each = min_shared_per_role(a.cls)
    for role in a.cls.main_roles:
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
    briefs: set[str]
    refs: set[str]
    compatible: set[_Cluster] = field(default_factory=set)

    def statements(self) -> list[ComparisonRecord]:
        """What its members say, to compare: those that say exactly the same are one."""
        by_content: dict[str, list[ComparisonRecord]] = {}
        for member in self.members:
            by_content.setdefault(member.content or member.claim, []).append(member)
        return [_as_one(members) for members in by_content.values()]


def _as_one(members: list[ComparisonRecord]) -> ComparisonRecord:
    """One record for several that say exactly the same, with what each of their briefs adds."""
    first = members[0]
    if len(members) == 1:
        return first
    within: dict[NodeKey, frozenset[NodeKey]] = {}
    for member in members:
        for place, wholes in member.within.items():
            within[place] = within.get(place, frozenset()) | wholes
    return replace(
        first,
        fillers={
            role: frozenset().union(*(member.fillers[role] for member in members))
            for role in first.fillers
        },
        within=within,
        bounds=reduce(Bounds.intersect, (member.bounds for member in members)),
    )


class _Matcher:
    def __init__(
        self, comparison_records: Iterable[ComparisonRecord], judgements: Judgements
    ) -> None:
        self.ordered = sorted(comparison_records, key=lambda record: record.order)
        self.judgements = judgements
        self.cluster = {
            record.claim: _Cluster(
                [record], {record.brief}, set() if record.ref is None else {record.ref}
            )
            for record in self.ordered
        }
        self.unmerged: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.compared = 0

    def run(self) -> Matching:
        self.merge_by_judgement()
        self.merge_by_ref()
        self.merge_groups()
        clusters = self.clusters()
        self.find_compatible(clusters)
        self.leave_unmerged(_rivals(clusters), SAME_BRIEF)
        self.leave_unmerged(_not_transitive(clusters), NOT_TRANSITIVE)
        # What is left falls into cliques: what is compatible with one member is so with all.
        for cluster in clusters:
            if self.cluster[cluster.members[0].claim] is cluster:
                self.merge([cluster, *cluster.compatible])
        return Matching(self.event_keys(), self.unmerged, self.compared)

    def clusters(self) -> list[_Cluster]:
        return list(dict.fromkeys(self.cluster[record.claim] for record in self.ordered))

    def merge(self, clusters: Iterable[_Cluster]) -> None:
        """Make one cluster of several."""
        one, *others = dict.fromkeys(clusters)
        if not others:
            return
        for other in others:
            one.briefs |= other.briefs
            one.refs |= other.refs
            one.members += other.members
            for member in other.members:
                self.cluster[member.claim] = one
        one.members.sort(key=lambda member: member.order)

    def merge_by_judgement(self) -> None:
        for record in self.ordered:
            for other in self.judgements.same_as(record.claim):
                found = self.cluster.get(other)
                # A correction can leave a judgement between two classes; it then has no effect.
                if found is not None and found.members[0].cls.name == record.cls.name:
                    self.merge([self.cluster[record.claim], found])

    def merge_by_ref(self) -> None:
        by_ref: dict[tuple[str, str], list[ComparisonRecord]] = {}
        for record in self.ordered:
            if record.ref is not None:
                by_ref.setdefault((record.cls.name, record.ref), []).append(record)
        differing = self.differing()
        for _, records in sorted(by_ref.items()):
            merged: list[list[_Cluster]] = []
            for cluster in dict.fromkeys(self.cluster[record.claim] for record in records):
                against = differing.get(cluster, set())
                into = next((each for each in merged if against.isdisjoint(each)), None)
                if into is None:
                    merged.append([cluster])
                else:
                    into.append(cluster)
            for clusters in merged:
                self.merge(clusters)
            if len(records) > 1:
                differing = self.differing()

    def differing(self) -> dict[_Cluster, set[_Cluster]]:
        """For each cluster those of which a claim was judged different from one of its claims."""
        found: dict[_Cluster, set[_Cluster]] = {}
        for one, other in self.judgements.differing:
            clusters = self.cluster.get(one), self.cluster.get(other)
            for cluster, against in (clusters, clusters[::-1]):
                if cluster is not None and against is not None and cluster is not against:
                    found.setdefault(cluster, set()).add(against)
        return found

    def merge_groups(self) -> None:
        """Merge reports that say exactly the same: none of a brief that has two of them."""
        by_content: dict[str, list[_Cluster]] = {}
        for record in self.ordered:
            if record.content is not None:
                by_content.setdefault(record.content, []).append(self.cluster[record.claim])
        differing = self.differing()
        joined: dict[_Cluster, set[_Cluster]] = {}
        for clusters in by_content.values():
            group = _joinable(clusters, differing)
            for cluster in group[1:]:
                joined.setdefault(group[0], set()).add(cluster)
                joined.setdefault(cluster, set()).add(group[0])
        for group in _components(joined):
            # Reports that are one by a ref or a judgement may have brought several groups together.
            if len(_joinable(group, differing)) == len(group):
                self.merge(group)

    def find_compatible(self, clusters: list[_Cluster]) -> None:
        """Note which clusters are compatible: a statement of one is with one of the other."""
        differing = self.differing()
        block: dict[str, list[tuple[_Cluster, ComparisonRecord]]] = {}
        for cluster in clusters:
            statements = cluster.statements()
            for record in statements:
                candidates = {
                    id(found): (other, found)
                    for key in (*record.shared_keys.combined, *record.shared_keys.single)
                    for other, found in block.get(key, ())
                }
                for other, found in candidates.values():
                    if (
                        other not in cluster.compatible
                        and not (cluster.refs and other.refs)
                        and cluster.briefs.isdisjoint(other.briefs)
                        and other not in differing.get(cluster, ())
                        and self.compare(found, record)
                    ):
                        cluster.compatible.add(other)
                        other.compatible.add(cluster)
            for record in statements:
                for key in record.shared_keys.own:
                    block.setdefault(key, []).append((cluster, record))

    def compare(self, one: ComparisonRecord, other: ComparisonRecord) -> bool:
        self.compared += 1
        return is_compatible(one, other)

    def leave_unmerged(self, clusters: Iterable[_Cluster], reason: str) -> None:
        found = list(clusters)
        for cluster in found:
            others = sorted((each.members[0] for each in cluster.compatible), key=_order)
            self.unmerged[cluster.members[0].claim] = reason, tuple(o.claim for o in others)
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
            refs = [member.ref for member in cluster.members if member.ref is not None]
            ref = next((ref for ref in refs if (name, ref) not in taken), None)
            taken.update((name, ref) for ref in refs)
            key = NodeKey(name, ref or first.claim)
            events.update((member.claim, key) for member in cluster.members)
        return events


def _order(record: ComparisonRecord) -> tuple[date, str, str]:
    return record.order


def _joinable(
    clusters: Iterable[_Cluster], differing: Mapping[_Cluster, set[_Cluster]]
) -> list[_Cluster]:
    """Those that may be one: no two with one brief, with two refs, or judged different."""
    each = list(dict.fromkeys(clusters))
    reports = Counter(brief for cluster in each for brief in cluster.briefs)
    refs = {ref for cluster in each for ref in cluster.refs}
    with_refs = sum(bool(cluster.refs) for cluster in each)
    among = set(each)
    return [
        cluster
        for cluster in each
        if all(reports[brief] == 1 for brief in cluster.briefs)
        and not (cluster.refs and with_refs > 1 and len(refs) > 1)
        and among.isdisjoint(differing.get(cluster, ()))
    ]


def _components(joined: Mapping[_Cluster, set[_Cluster]]) -> Iterator[list[_Cluster]]:
    """The clusters that are joined, in any number of steps."""
    visited: set[_Cluster] = set()
    for start in joined:
        if start in visited:
            continue
        component = [start]
        visited.add(start)
        for cluster in component:  # grows
            found = joined[cluster] - visited
            visited |= found
            component += found
        yield component


def _rivals(clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """Those of which a brief has another report that the same third cluster is compatible with."""
    rivals: set[_Cluster] = set()
    for third in clusters:
        by_brief: dict[str, list[_Cluster]] = {}
        for cluster in third.compatible:
            for brief in cluster.briefs:
                by_brief.setdefault(brief, []).append(cluster)
        rivals.update(*(found for found in by_brief.values() if len(found) > 1))
    return [cluster for cluster in clusters if cluster in rivals]


def _not_transitive(clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """Those that are compatible with two clusters that are not compatible with each other."""
    # In a clique all have one neighbourhood, so that most are compared by identity.
    shared: dict[frozenset[_Cluster], frozenset[_Cluster]] = {}
    around = {}
    for cluster in clusters:
        found = frozenset((cluster, *cluster.compatible))
        around[cluster] = shared.setdefault(found, found)
    return [
        cluster
        for cluster in clusters
        if not all(
            around[other] is around[cluster] or around[cluster] <= around[other]
            for other in cluster.compatible
        )
    ]
