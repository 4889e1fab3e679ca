"""Judgements: analysts' decisions on pairs of claims, which come before every rule."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date

from whomet.graph.projection.elements import EdgeKey, NodeKey, Properties, without_nulls

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two claims report one event (`same`), or two (`different`).

    `one` and `other` are ids of claims, in order; there is at most one judgement of a pair. It
    takes effect whenever both claims are in the graph.
    """

    one: str
    other: str
    verdict: str
    by: str = ""
    on: date | None = None
    note: str | None = None

    @property
    def id(self) -> str:
        """The id of the judgement: the pair."""
        return f"{self.one} {self.other}"

    @property
    def node(self) -> NodeKey:
        """The key of its node."""
        return NodeKey("Judgement", self.id)

    def properties(self) -> Properties:
        """The properties of its node."""
        return without_nulls(
            {
                "id": self.id,
                "name": f"{self.one} {self.verdict} {self.other}",
                "one": self.one,
                "other": self.other,
                "verdict": self.verdict,
                "by": self.by,
                "on": self.on,
                "note": self.note,
            }
        )

    @classmethod
    def from_properties(cls, properties: Properties) -> Judgement:
        """The judgement that `properties` wrote."""
        return cls(**{key: value for key, value in properties.items() if key not in ("id", "name")})

    @property
    def pair(self) -> frozenset[str]:
        """The two claims."""
        return frozenset((self.one, self.other))


class Judgements:
    """A set of judgements, whatever their order. Where two contradict, `same` prevails."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.all = tuple(sorted(judgements, key=lambda judgement: judgement.id))
        self._of: dict[str, list[Judgement]] = {}
        for judgement in self.all:
            for claim in judgement.pair:
                self._of.setdefault(claim, []).append(judgement)

    def same_as(self, claim: str) -> list[str]:
        """The claims that were judged to report the same event as this one."""
        return [other for other, verdict in self.of(claim) if verdict == SAME]

    def different_from(self, claim: str) -> list[str]:
        """The claims that were judged to report another event than this one."""
        return [other for other, verdict in self.of(claim) if verdict == DIFFERENT]

    def about(self, claims: Collection[str]) -> Judgements:
        """The judgements of one or two of these claims."""
        if not self.all:
            return self
        return Judgements({made for claim in claims for made in self._of.get(claim, ())})

    @property
    def differing(self) -> list[tuple[str, str]]:
        """The pairs of claims that were judged to report different events."""
        return [(made.one, made.other) for made in self.all if made.verdict == DIFFERENT]

    def of(self, claim: str) -> list[tuple[str, str]]:
        """Every judgement of this claim: the other claim, and the verdict."""
        return [
            (judgement.other if judgement.one == claim else judgement.one, judgement.verdict)
            for judgement in self._of.get(claim, ())
        ]

    def linked(self, claim: str) -> set[str]:
        """This claim and every one that is the same by one judgement or several."""
        linked = {claim}
        frontier = [claim]
        while frontier:
            found = set(self.same_as(frontier.pop())) - linked
            linked |= found
            frontier += found
        return linked


def judges_edges(judgements: Iterable[Judgement], claims: Container[str]) -> list[EdgeKey]:
    """JUDGES from each judgement to those of its claims that are in the graph."""
    return [
        EdgeKey("JUDGES", judgement.node, NodeKey("Claim", claim))
        for judgement in judgements
        for claim in sorted(judgement.pair)
        if claim in claims
    ]
