"""Repeated faults of one kind, counted and shown as one line with their first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from whomet.loaders.faults import BY_PROFILE, NAMES, Fault
from whomet.ontology.json_values import Json, JsonObject

REPEATED = 4
"""From this number on faults that say the same are one line."""

SIMILAR = 20
"""From this number on faults that differ in what was found only are one line too."""

FIRST_PLACES = 3
MOST_KINDS = 10_000


@dataclass(slots=True)
class FaultKind:
    """The faults with one problem and one finding: the first of them, how many, in how many files.

    `places` are those of the first ones, as file:line:column.
    """

    first: Fault
    count: int = 0
    files: int = 0
    places: list[str] = field(default_factory=list)
    _last_file: str | None = None

    def add(self, fault: Fault) -> None:
        """Count one more; the faults of a file come together."""
        self.count += 1
        if fault.file != self._last_file:
            self.files += 1
            self._last_file = fault.file
        if len(self.places) < FIRST_PLACES:
            self.places.append(f"{fault.file}:{fault.line}:{fault.column}")

    def __str__(self) -> str:
        times = f"{self.count:,} times in {self.files:,} file{'' if self.files == 1 else 's'}"
        then = f", then at {' and '.join(self.places[1:])}" if len(self.places) > 1 else ""
        parts = [] if self.first.found is None else [f"found {self.first.found}"]
        problem = "; ".join([self.first.problem, *parts, f"{times}, first here{then}"])
        fix = self.first.fix
        if self.first.code in NAMES and BY_PROFILE not in (fix or ""):
            fix = f"{fix}, {BY_PROFILE}" if fix else f"to {BY_PROFILE.removeprefix('or ')}"
        return str(replace(self.first, problem=problem, found=None, line_text=None, fix=fix))

    def to_json(self) -> JsonObject:
        """As reports list it."""
        places: Json = list(self.places)
        first = self.first
        return {
            "code": first.code,
            "severity": first.severity,
            "problem": first.problem,
            "found": first.found,
            "fix": first.fix,
            "count": self.count,
            "files": self.files,
            "first": places,
        }


class FaultKinds:
    """Counts faults by kind; beyond `MOST_KINDS` kinds, no new ones."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str, str | None], FaultKind] = {}

    def add(self, faults: Iterable[Fault]) -> None:
        """Count some."""
        for fault in faults:
            key = fault.code, fault.problem, fault.found
            kind = self._kinds.get(key)
            if kind is None:
                if len(self._kinds) >= MOST_KINDS:
                    continue
                kind = self._kinds[key] = FaultKind(fault)
            kind.add(fault)

    def listed(self) -> tuple[FaultKind, ...]:
        """All kinds in the order in which they were met."""
        return tuple(self._kinds.values())


def lines(faults: Iterable[Fault], kinds: Iterable[FaultKind]) -> Iterator[str]:
    """A line for each fault, but one for all that say the same, or that differ in findings only.

    Names that are not known are told one by one, however many there are: each wants its own answer.
    """
    faults, kinds = tuple(faults), tuple(kinds)
    repeated = {_key(kind.first): kind for kind in kinds if kind.count >= REPEATED}
    findings = Counter((code, problem) for code, problem, _ in repeated)
    similar: dict[tuple[str, str], FaultKind] = {}
    for fault in faults:
        key = fault.code, fault.problem
        many = findings[key] > SIMILAR and fault.code not in NAMES
        if many:
            repeated.pop(_key(fault), None)
        if _key(fault) not in repeated:
            similar.setdefault(key, FaultKind(fault)).add(fault)
    # Of files with very many, not all are listed, but all are counted.
    totals = Counter[tuple[str, str]]()
    for one in kinds:
        if _key(one.first) not in repeated:
            totals[one.first.code, one.first.problem] += one.count
    for key, kind in similar.items():
        kind.count = max(kind.count, totals[key])
    shown: set[object] = set()
    for fault in faults:
        key = fault.code, fault.problem
        kind = repeated.get(_key(fault)) or similar[key]
        if kind is similar.get(key) and kind.count <= SIMILAR:
            yield str(fault)
        elif id(kind) not in shown:
            shown.add(id(kind))
            yield str(kind)


def _key(fault: Fault) -> tuple[str, str, str | None]:
    return fault.code, fault.problem, fault.found
