"""What reading and checking files return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from whomet.loaders.fault_kinds import FaultKind, FaultKinds
from whomet.loaders.fault_list import FaultList
from whomet.loaders.faults import ERROR, NOTHING_THERE, Fault
from whomet.ontology.json_values import JsonObject
from whomet.ontology.nouns import plural
from whomet.ontology.records import Brief


@dataclass(frozen=True, slots=True)
class RefusedBrief:
    """What was read of a brief that is refused.

    `id` and `value` (as of a native brief, without the parts at fault) are None where not even
    they could be read; `text` is then what is there, if that is known.
    """

    id: str | None = None
    value: object = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class PartOfFile:
    """A brief of a file that is refused as a whole: its faults, or none if others keep it out.

    `refused` is what was read of one with faults.
    """

    id: str | None
    line: int
    faults: tuple[Fault, ...] = ()
    refused: RefusedBrief | None = None


@dataclass(frozen=True, slots=True)
class ReadBrief:
    """A checked brief with its warnings, or what is wrong with one or with a whole file.

    `brief` is None where `faults` hold an error, and where they are only warnings about the file.
    `line` is where the brief begins. `refused` is what was read of a refused brief; None where a
    complete file is refused; `parts` are its briefs where one of them is the cause.
    """

    file: str
    line: int
    brief: Brief | None
    faults: tuple[Fault, ...] = ()
    refused: RefusedBrief | None = None
    parts: tuple[PartOfFile, ...] = ()

    @property
    def refusals(self) -> int:
        """How many briefs are refused; a path under which there is nothing holds none."""
        if not self.is_refused or all(fault.code in NOTHING_THERE for fault in self.faults):
            return 0
        return max(1, sum(bool(part.faults) for part in self.parts))

    @property
    def is_refused(self) -> bool:
        """Whether an error keeps the brief, or the file, out of the graph."""
        return self.brief is None and any(fault.severity == ERROR for fault in self.faults)


OnResult = Callable[[ReadBrief], None]
"""Called with each result of reading, as it is read."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is in the files: how many briefs and claims are valid, and every fault.

    `faults` keep their brief out of the graph; `warnings` do not. `refused` counts the refused
    briefs, and the files that cannot be read; a path under which there is nothing is none.
    `kept_out` are valid briefs of files that are refused because of others (`skip-file`). `kinds`
    counts the faults and warnings that say the same, those too that are not listed because a file
    has very many.
    """

    briefs: int
    claims: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    refused: int = 0
    kinds: tuple[FaultKind, ...] = field(default=(), compare=False)
    kept_out: int = 0

    def __repr__(self) -> str:
        found = f"{plural(len(self.faults), 'fault')}, {plural(len(self.warnings), 'warning')}"
        read = f"{plural(self.briefs, 'brief')}, {plural(self.claims, 'claim')}"
        return f"<CheckReport: {read}, {found}>"

    @property
    def ok(self) -> bool:
        """Whether no brief is refused."""
        return not self.faults

    def to_json(self) -> JsonObject:
        """As `whomet check --json` prints it."""
        return {
            "ok": self.ok,
            "briefs": self.briefs,
            "claims": self.claims,
            "refused": self.refused,
            "kept_out": self.kept_out,
            "faults": [fault.to_json() for fault in self.faults],
            "warnings": [fault.to_json() for fault in self.warnings],
            "kinds": [kind.to_json() for kind in self.kinds],
        }


class Findings:
    """What was read so far. `on_result` is called with each result that is added."""

    def __init__(self, on_result: OnResult | None = None) -> None:
        self.briefs = 0
        self.claims = 0
        self.refused = 0
        self.kept_out = 0
        self._on_result = on_result
        self._lists: dict[str, FaultList] = {}
        self._kinds = FaultKinds()

    def add(self, result: ReadBrief) -> None:
        """Count a brief and keep its faults, up to a limit for each file."""
        if result.brief is not None:
            self.briefs += 1
            self.claims += len(result.brief.claims)
        if result.faults:
            self.refused += result.refusals
            self.kept_out += sum(not part.faults for part in result.parts)
            listed = self._lists.setdefault(result.file, FaultList(result.file))
            listed.extend(result.faults)
            self._kinds.add(result.faults)
        if self._on_result is not None:
            self._on_result(result)

    def briefs_of(self, results: Iterable[ReadBrief]) -> Iterator[Brief]:
        """The valid briefs among `results`, all of which are added."""
        for result in results:
            self.add(result)
            if result.brief is not None:
                yield result.brief

    def report(self) -> CheckReport:
        """The report on everything added."""
        lists = self._lists.values()
        return CheckReport(
            self.briefs,
            self.claims,
            tuple(fault for found in lists for fault in found.all_errors()),
            tuple(fault for found in lists for fault in found.all_warnings()),
            self.refused,
            self._kinds.listed(),
            self.kept_out,
        )
