"""What analysts decided of pairs of claims: data beside the briefs, that comes before every rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two claims report one event (`same`), or two (`different`).

    `one` and `other` are ids of claims, in the order of their ids; there is one judgement of a
    pair. The briefs need not be there: a judgement counts whenever both are.
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
    def pair(self) -> frozenset[str]:
        """The two claims."""
        return frozenset((self.one, self.other))


class Judgements:
    """A set of judgements, whatever their order. Where they contradict, `same` is stronger."""

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

    def of(self, claim: str) -> list[tuple[str, str]]:
        """Every judgement of this claim: the other claim, and the verdict."""
        return [
            (judgement.other if judgement.one == claim else judgement.one, judgement.verdict)
            for judgement in self._of.get(claim, ())
        ]

    def linked(self, claim: str) -> set[str]:
        """Every claim that is the same as this one by one judgement or several."""
        seen = {claim}
        frontier = [claim]
        while frontier:
            found = set(self.same_as(frontier.pop())) - seen
            seen |= found
            frontier += found
        return seen
