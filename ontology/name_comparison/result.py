"""What a comparison of two names says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "likely", "unlikely"]

#: Minimum score at which two names are proposed as one.
LIKELY = 0.6


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Whether two names are of one person, organization or place.

    `verdict` is `same` (they would be merged without asking), `likely` (proposed to an analyst) or
    `unlikely`. `score` is from 0 to 1, at least 0.6 for what is likely, 1 for what is the same.
    `reasons` say what speaks for it and against it, the strongest first.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


def judged(score: float, reasons: list[str]) -> NameComparison:
    """The comparison of two names that are not merged without asking."""
    bounded = round(min(max(score, 0.0), 0.99), 3)
    return NameComparison("likely" if bounded >= LIKELY else "unlikely", bounded, tuple(reasons))
