"""Likely duplicates: candidate pairs from the graph, compared, with the reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.proposals.candidates import candidate_pairs
from whomet.graph.review.proposals.fragments import grouped
from whomet.graph.review.proposals.profiles import Profile, taken_together
from whomet.graph.review.proposals.scoring import Likeness, Surroundings, liken

#: Whether a pair of entities was decided already.
Decided = Callable[[NodeKey, NodeKey], bool]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entities of one class that are probably the same, with a score (0 to 1) and the reasons.

    `one` is what would be joined to `other`: mentions of one word to a whole name, else the one of
    which there is less. `candidates` is how many entities `one` is likely to be.
    """

    one: Profile
    other: Profile
    score: float
    reasons: tuple[str, ...]
    candidates: int = 1

    @property
    def id(self) -> str:
        """A short id that is the same as long as the two consist of the same entities."""
        sides = "\\n".join(" ".join(sorted(side.ids)) for side in (self.one, self.other))
        return sha256(f"{self.one.cls}\\n{sides}".encode()).hexdigest()[:12]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The ids to judge, two by two: every entity of `one` with the first of `other`."""
        [target, *others] = self.other.ids
        return [(id, target) for id in (*self.one.ids, *others)]

    @property
    def across(self) -> list[tuple[str, str]]:
        """The ids two by two, one of each side."""
        return [(a, b) for a in self.one.ids for b in self.other.ids]

    @property
    def order(self) -> tuple[object, ...]:
        """What a decision joins, the most first: events, then briefs; then the score."""
        return (-self.joins[0], -self.joins[1], -self.score, self.one.ids, self.other.ids)

    @property
    def joins(self) -> tuple[int, int]:
        """How many events and briefs come to those of the other side."""
        return self.one.events, len(self.one.briefs)


def propose(profiles: Sequence[Profile], around: Surroundings, decided: Decided) -> list[Proposal]:
    """The proposals among the profiles of one class, those that join most first.

    Mentions of one word are taken together where nothing tells them apart; where a group of them
    may be several people, each mention is compared by itself.
    """
    open_pairs = _Open(decided)
    units = grouped(profiles)
    found = list(_likely(units, candidate_pairs(units), around, open_pairs))
    units, found = _told_apart(units, found, {p.ids[0]: p for p in profiles}, around, open_pairs)
    counted: Counter[int] = Counter()
    for one, other, _ in found:
        if not units[other].is_one_word:
            counted[one] += 1
        if not units[one].is_one_word:
            counted[other] += 1
    proposals = [_proposal(units, one, other, likeness, counted) for one, other, likeness in found]
    alone = {number for one, other, _ in found for number in (one, other)}
    proposals += [
        made
        for number, unit in enumerate(units)
        if number not in alone and (made := _of_one_word(unit, profiles, open_pairs)) is not None
    ]
    return sorted(proposals, key=lambda proposal: proposal.order)


class _Open:
    """Whether two units are still to be decided: no pair of their entities was."""

    def __init__(self, decided: Decided) -> None:
        self._decided = decided

    def __call__(self, one: Profile, other: Profile) -> bool:
        return not any(
            self._decided(NodeKey(one.cls, a), NodeKey(other.cls, b))
            for a in one.ids
            for b in other.ids
        )


_Found = tuple[int, int, Likeness]


def _likely(
    units: Sequence[Profile],
    pairs: Iterable[tuple[int, int]],
    around: Surroundings,
    is_open: _Open,
) -> Iterator[_Found]:
    for one, other in pairs:
        likeness = liken(units[one], units[other], around)
        if likeness.likely and is_open(units[one], units[other]):
            yield one, other, likeness


def _told_apart(
    units: Sequence[Profile],
    found: Sequence[_Found],
    single: dict[str, Profile],
    around: Surroundings,
    is_open: _Open,
) -> tuple[list[Profile], list[_Found]]:
    """The units, those of one word that may be of several people divided by whom they may be."""
    candidates: dict[int, set[int]] = defaultdict(set)
    for pair in found:
        for one, other in (pair[:2], pair[1::-1]):
            if not units[other].is_one_word:
                candidates[one].add(other)
    divided = {
        number
        for number, others in candidates.items()
        if len(units[number].ids) > 1 and len(others) > 1
    }
    after = list(units)
    kept = [each for each in found if divided.isdisjoint(each[:2])]
    for number in sorted(divided):
        parts: dict[tuple[int, ...], list[Profile]] = defaultdict(list)
        others = sorted(candidates[number] - divided)
        for id in units[number].ids:
            alike = tuple(n for n in others if liken(single[id], units[n], around).likely)
            parts[alike].append(single[id])
        for place, (likely, members) in enumerate(parts.items()):
            unit = taken_together(members)
            where = number if place == 0 else len(after)
            after[where : where + 1] = [unit]
            kept += _likely(after, ((where, n) for n in likely), around, is_open)
    return after, kept


def _proposal(
    units: Sequence[Profile], one: int, other: int, likeness: Likeness, counted: Counter[int]
) -> Proposal:
    smaller, larger = sorted((one, other), key=lambda number: _size(units[number]))
    return Proposal(
        units[smaller],
        units[larger],
        likeness.score,
        likeness.reasons,
        max(counted[smaller], 1),
    )


def _size(unit: Profile) -> tuple[bool, bool, int, int, tuple[str, ...]]:
    return (
        not unit.is_one_word,
        not unit.is_fragment,
        unit.events,
        len(unit.briefs),
        unit.ids,
    )


def _of_one_word(unit: Profile, profiles: Sequence[Profile], is_open: _Open) -> Proposal | None:
    """That mentions of one word are of one person, if there are several."""
    if len(unit.ids) < 2:
        return None
    members = [profile for profile in profiles if profile.ids[0] in unit.ids]
    first, rest = members[0], taken_together(members[1:])
    if not is_open(first, rest):
        return None
    years = f"{unit.years[0]} to {unit.years[1]}" if unit.years else "no year"
    told = [f"the same word in {len(unit.ids)} mentions", years]
    countries = unit.likely_countries()
    if countries:
        told.append(f"of or met in {', '.join(c.title() for c in sorted(countries))}")
    return Proposal(first, rest, 0.7 if countries else 0.62, tuple(told))
