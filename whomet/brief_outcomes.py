"""What a load did with each brief: new, changed, unchanged or refused, and its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whomet.loaders.faults import ERROR

if TYPE_CHECKING:
    from whomet.graph.writing.update import UpdateResult
    from whomet.loaders.reports import ReadBrief
    from whomet.ontology.json_values import Json, JsonObject

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
REFUSED, NOT_LOADED = "refused", "not-loaded"
_KEPT_OUT = "another brief of this file is refused, and with skip-file no brief of it is loaded"

_STOPPED = "something is at fault, and with stop nothing is loaded"


@dataclass(frozen=True, slots=True)
class BriefOutcome:
    """What became of one brief, or of a file that is refused or empty as a whole (without an id).

    `outcome` is new, changed, unchanged, refused, or not-loaded where other briefs kept it out or
    there is no database. `why` are the messages about a refused one, or says what kept it out.
    """

    file: str
    line: int
    id: str | None
    outcome: str
    why: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """By name."""
        why: Json = list(self.why)
        return {"id": self.id, "line": self.line, "outcome": self.outcome, "why": why}


@dataclass(slots=True)
class BriefOutcomes:
    """The outcomes of a load, kept while it runs."""

    _refused: list[BriefOutcome] = field(default_factory=list)
    _places: dict[str, tuple[str, int]] = field(default_factory=dict)
    _outcomes: dict[str, str] = field(default_factory=dict)

    def read(self, result: ReadBrief) -> None:
        """Keep what was read."""
        if result.brief is not None:
            self._places[result.brief.id] = result.file, result.line
        elif result.parts:
            for part in result.parts:
                why = tuple(map(str, part.faults)) or (_KEPT_OUT,)
                outcome = REFUSED if part.faults else NOT_LOADED
                self._refused.append(BriefOutcome(result.file, part.line, part.id, outcome, why))
        elif result.refusals:
            why = tuple(str(fault) for fault in result.faults if fault.severity == ERROR)
            id = result.refused.id if result.refused is not None else None
            self._refused.append(BriefOutcome(result.file, result.line, id, REFUSED, why))

    def update(self, result: UpdateResult) -> None:
        """Keep what a transaction did."""
        for outcome in (NEW, CHANGED, UNCHANGED):
            self._outcomes.update(dict.fromkeys(getattr(result, outcome), outcome))

    def all_new(self) -> None:
        """Everything read was loaded into an empty graph."""
        self._outcomes.update(dict.fromkeys(self._places, NEW))

    def clear(self) -> None:
        """Forget everything, before the files are read again."""
        self._refused.clear()
        self._places.clear()

    def listed(self, *, stopped: bool = False) -> tuple[BriefOutcome, ...]:
        """All outcomes, by file and line; with `stopped` a fault has kept out what is right."""
        why = (_STOPPED,) if stopped else ()
        read = (
            BriefOutcome(file, line, id, self._outcomes.get(id, NOT_LOADED), why)
            for id, (file, line) in self._places.items()
        )
        return tuple(sorted((*self._refused, *read), key=lambda one: (one.file, one.line)))


def by_file(outcomes: tuple[BriefOutcome, ...]) -> list[JsonObject]:
    """The outcomes as JSON, those of each file together."""
    files: dict[str, list[Json]] = {}
    for one in outcomes:
        files.setdefault(one.file, []).append(one.to_json())
    return [{"file": file, "briefs": briefs} for file, briefs in files.items()]


def summary_of(done: int, written: int, refused: int, missing: bool) -> str:
    """One word for a job: how many briefs are in the graph now, and written, and refused.

    `missing` is whether there is nothing under a path: the outcome is then `nothing-found`, or
    `some-missing` where other paths hold briefs.
    """
    if refused:
        return "some-refused" if done else "all-refused"
    if missing:
        return "some-missing" if done else "nothing-found"
    return "loaded" if written else "nothing-to-do"
