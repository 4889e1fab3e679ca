"""The reports of converting, loading and retracting, and the status of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from whomet.brief_outcomes import NOT_LOADED, BriefOutcome, by_file, summary_of
from whomet.loaders.faults import NOTHING_THERE
from whomet.ontology.json_values import Json, JsonObject
from whomet.ontology.nouns import plural

if TYPE_CHECKING:
    from pathlib import Path

    from whomet.loaders import Fault
    from whomet.loaders.fault_kinds import FaultKind


StoredValue: TypeAlias = "Json | date"
"""A value of a property of the graph."""


@dataclass(frozen=True, slots=True)
class ConvertReport:
    """What was converted: how many briefs and files were written, and every fault.

    `existing` are files that were left as they are.
    """

    briefs: int
    files: int
    existing: tuple[Path, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def __repr__(self) -> str:
        left = f"{len(self.existing)} left as they are, {plural(len(self.faults), 'fault')}"
        made = f"{plural(self.briefs, 'brief')}, {plural(self.files, 'file')}"
        return f"<ConvertReport: {made}, {left}>"

    @property
    def ok(self) -> bool:
        """Whether all briefs were written; warnings do not count."""
        return not self.faults and not self.existing

    def to_json(self) -> JsonObject:
        """As `whomet convert --json` prints it."""
        return {
            "ok": self.ok,
            "briefs": self.briefs,
            "files": self.files,
            "existing": [str(path) for path in self.existing],
            "faults": [fault.to_json() for fault in self.faults],
            "warnings": [fault.to_json() for fault in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """What a graph holds."""

    briefs: int
    claims: int
    events: int
    actors: int

    def to_json(self) -> JsonObject:
        """By name."""
        return {
            "briefs": self.briefs,
            "claims": self.claims,
            "events": self.events,
            "actors": self.actors,
        }


@dataclass(frozen=True, slots=True)
class ElementChange:
    """A node or relationship that a load would add, change or remove.

    `properties` gives, for what changes, each property that does: as it is, and as it would be.
    """

    change: str
    kind: str
    name: str
    properties: Mapping[str, tuple[StoredValue, StoredValue]] = field(default_factory=dict)

    def to_json(self) -> JsonObject:
        """With days in ISO 8601."""
        properties = {
            key: {"before": _as_json(old), "after": _as_json(new)}
            for key, (old, new) in self.properties.items()
        }
        return {
            "change": self.change,
            "kind": self.kind,
            "name": self.name,
            "properties": properties,
        }


def _as_json(value: StoredValue) -> Json:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class DryRun:
    """The difference that a load or a retraction would make.

    `nodes` and `relationships` count by `added`, `changed` or `removed`, then by class or type.
    `elements` are all of them, in order.
    """

    nodes: Mapping[str, Mapping[str, int]]
    relationships: Mapping[str, Mapping[str, int]]
    merged: int
    elements: tuple[ElementChange, ...]

    def __repr__(self) -> str:
        return f"<DryRun: {plural(len(self.elements), 'difference')}>"

    def to_json(self) -> JsonObject:
        """As `--dry-run --json` prints it, beside what the report says anyway."""
        return {
            "nodes": self.nodes,
            "relationships": self.relationships,
            "merged": self.merged,
            "elements": [element.to_json() for element in self.elements],
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: the numbers of new, changed and unchanged briefs, and what the graph holds.

    `claims` counts those of the briefs read, `merged` the reports that joined an event of another
    brief; `new_actors` and `known_actors` those that the new and changed briefs name.

    `ambiguous` gives for (class, name) the refs to which the name may refer. Briefs with `faults`
    changed nothing; `refused` counts them, and the files refused completely. `briefs` says what
    became of each, if `details` were asked for. `kinds` counts faults that say the same.
    `same_text` are new briefs with the text and date of another one in the graph, which was most
    likely renamed, and that one. `gone` are briefs that the folders no longer hold, if it was asked
    for, and `pruned` how many of them were retracted. `kept_out` are valid briefs that were not
    loaded because of the faults of others (`skip-file`, `stop`). `seconds` is how long it took.
    After a dry run, `dry_run` says what a load would do, and everything else is as it would be
    reported.
    """

    new: int
    changed: int
    unchanged: int
    claims: int
    new_actors: int
    known_actors: int
    merged: int
    totals: Totals
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    seconds: float
    dry_run: DryRun | None = None
    refused: int = 0
    briefs: tuple[BriefOutcome, ...] | None = None
    kinds: tuple[FaultKind, ...] = field(default=(), compare=False)
    same_text: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    pruned: int = 0
    kept_out: int = 0

    def __repr__(self) -> str:
        counted = f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        found = f"{plural(len(self.faults), 'fault')}, {plural(len(self.warnings), 'warning')}"
        trial = ", dry run" if self.dry_run is not None else ""
        return f"<LoadReport: {counted}, {found}{trial}>"

    @property
    def ok(self) -> bool:
        """Whether every brief was loaded."""
        return not self.faults

    @property
    def outcome(self) -> str:
        """One word for a job.

        `loaded`, `nothing-to-do`, `some-refused`, `all-refused`, `some-missing` or
        `nothing-found`, where a path or all of them hold no briefs, or `not-loaded`, where such a
        path keeps out the others (`stop`).
        """
        written = self.new + self.changed
        missing = any(fault.code in NOTHING_THERE for fault in self.faults)
        if missing and self.kept_out and not self.refused:
            return NOT_LOADED
        return summary_of(written + self.unchanged, written, self.refused, missing)

    def to_json(self) -> JsonObject:
        """As `whomet load --json` prints it."""
        return {
            "ok": self.ok,
            "outcome": self.outcome,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "kept_out": self.kept_out,
            "claims": self.claims,
            "new_actors": self.new_actors,
            "known_actors": self.known_actors,
            "merged": self.merged,
            "graph": self.totals.to_json(),
            "ambiguous": [
                {"class": kind, "name": name, "refs": list(refs)}
                for (kind, name), refs in sorted(self.ambiguous.items())
            ],
            "faults": [fault.to_json() for fault in self.faults],
            "warnings": [fault.to_json() for fault in self.warnings],
            "kinds": [kind.to_json() for kind in self.kinds],
            "same_text": [{"id": id, "other": other} for id, other in self.same_text],
            "gone": list(self.gone),
            "pruned": self.pruned,
            **({} if self.briefs is None else {"files": by_file(self.briefs)}),
            "seconds": round(self.seconds, 3),
            **({"difference": self.dry_run.to_json()} if self.dry_run else {}),
        }


@dataclass(frozen=True, slots=True)
class RetractReport:
    """What a retraction did; `unknown` are ids that no brief in the graph has.

    `nearest` gives for an unknown id the most similar one in the graph, if any is similar.
    """

    removed: int
    unknown: tuple[str, ...] = ()
    nearest: Mapping[str, str] = field(default_factory=dict)
    dry_run: DryRun | None = None

    def __repr__(self) -> str:
        return f"<RetractReport: {self.removed} retracted, {len(self.unknown):,} unknown>"

    @property
    def ok(self) -> bool:
        """Whether every id was one of a brief in the graph."""
        return not self.unknown

    def to_json(self) -> JsonObject:
        """As `whomet retract --json` prints it."""
        return {
            "ok": self.ok,
            "removed": self.removed,
            "unknown": list(self.unknown),
            **({"difference": self.dry_run.to_json()} if self.dry_run else {}),
        }


@dataclass(frozen=True, slots=True)
class LoggedLoad:
    """A load or retraction in the log: when, by whom, how many briefs, and how it ended.

    `began` and `ended` are times in ISO 8601. `ended` and `outcome` are None while it runs, or if
    it was killed; `reason` says why it failed. `refused` counts briefs, and files that were refused
    completely; `paths` are the first twenty of those that it was asked to load.
    """

    id: str
    command: str
    host: str
    pid: int
    user: str
    began: str
    ended: str | None
    new: int
    changed: int
    unchanged: int
    removed: int
    refused: int
    paths: Sequence[str]
    outcome: str | None
    reason: str | None

    def to_json(self) -> JsonObject:
        """As `whomet log --json` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Status:
    """The status of the database. A local server that is stopped has neither totals nor address.

    `http`, `pid`, `home` and `data` are known for the local server only. `graph` is `current`, or
    `new` without briefs, or why the graph cannot be used: `older`, `newer`, `upgrading` or
    `restoring`.
    """

    running: bool
    version: str | None = None
    uri: str | None = None
    http: str | None = None
    pid: int | None = None
    home: str | None = None
    data: str | None = None
    totals: Totals | None = None
    graph: str | None = None

    def to_json(self) -> JsonObject:
        """As `whomet status --json` prints it, the totals beside the rest."""
        known = {
            "running": self.running,
            "version": self.version,
            "uri": self.uri,
            "http": self.http,
            "pid": self.pid,
            "home": self.home,
            "data": self.data,
            "graph": self.graph,
        }
        none = dict.fromkeys(("briefs", "claims", "events", "actors"))
        return {**known, **(self.totals.to_json() if self.totals else none)}
