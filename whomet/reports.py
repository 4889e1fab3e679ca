"""What checking, loading, retracting and asking for the state give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from whomet.loaders import Fault


@dataclass(frozen=True, slots=True)
class ConvertReport:
    """What was written: how many briefs and files, what was `there` and left, and every fault."""

    briefs: int
    files: int
    there: tuple[Path, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether all briefs were written; warnings do not count."""
        return not self.faults and not self.there

    def to_json(self) -> dict[str, Any]:
        """As `whomet convert --json` prints it."""
        return {
            "ok": self.ok,
            "briefs": self.briefs,
            "files": self.files,
            "there": [str(path) for path in self.there],
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

    def to_json(self) -> dict[str, int]:
        """By name."""
        return {
            "briefs": self.briefs,
            "claims": self.claims,
            "events": self.events,
            "actors": self.actors,
        }


@dataclass(frozen=True, slots=True)
class Element:
    """A node or relationship that a load would add, change or remove.

    `properties` gives, for what changes, each property that does: as it is, and as it would be.
    """

    change: str
    kind: str
    name: str
    properties: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Days in ISO 8601, as everywhere in JSON."""
        told = {key: {"before": old, "after": new} for key, (old, new) in self.properties.items()}
        return {"change": self.change, "kind": self.kind, "name": self.name, "properties": told}


@dataclass(frozen=True, slots=True)
class DryRun:
    """The difference that a load or a retraction would make, had it not been taken back.

    `nodes` and `relationships` count by `added`, `changed` or `removed`, then by class or type.
    `elements` are all of them, in order.
    """

    nodes: Mapping[str, Mapping[str, int]]
    relationships: Mapping[str, Mapping[str, int]]
    merged: int
    elements: tuple[Element, ...]

    def to_json(self) -> dict[str, Any]:
        """As `--dry-run --json` prints it, beside what the report says anyway."""
        return {
            "nodes": self.nodes,
            "relationships": self.relationships,
            "merged": self.merged,
            "elements": [element.to_json() for element in self.elements],
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: briefs new, changed and unchanged, and what the graph holds now.

    `claims` are those of the briefs read, `merged` how many reports joined an event of another
    brief; `new_actors` and `known_actors` are those that the new and changed briefs name.

    `ambiguous` gives for (class, name) the refs among which the name does not decide. Files with
    `faults` changed nothing. `seconds` is how long it took. After a dry run, `dry_run` says what
    a load would do, and everything else is as it would report.
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

    @property
    def ok(self) -> bool:
        """Whether every file went in."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """As `whomet load --json` prints it."""
        return {
            "ok": self.ok,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
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
            "seconds": round(self.seconds, 3),
            **({"difference": self.dry_run.to_json()} if self.dry_run else {}),
        }


@dataclass(frozen=True, slots=True)
class RetractReport:
    """What taking briefs back did; `unknown` are ids that no brief in the graph has.

    `nearest` gives for an unknown id the most similar one there is.
    """

    removed: int
    unknown: tuple[str, ...] = ()
    nearest: Mapping[str, str] = field(default_factory=dict)
    dry_run: DryRun | None = None

    @property
    def ok(self) -> bool:
        """Whether every id was one of a brief in the graph."""
        return not self.unknown

    def to_json(self) -> dict[str, Any]:
        """As `whomet retract --json` prints it."""
        return {
            "ok": self.ok,
            "removed": self.removed,
            "unknown": list(self.unknown),
            **({"difference": self.dry_run.to_json()} if self.dry_run else {}),
        }


@dataclass(frozen=True, slots=True)
class Status:
    """The database as it is. A local server that does not run has neither counts nor address.

    `http`, `pid`, `home` and `data` are known of the local server alone.
    """

    running: bool
    version: str | None = None
    uri: str | None = None
    http: str | None = None
    pid: int | None = None
    home: str | None = None
    data: str | None = None
    totals: Totals | None = None

    def to_json(self) -> dict[str, Any]:
        """As `whomet status --json` prints it, the totals beside the rest."""
        known = {
            "running": self.running,
            "version": self.version,
            "uri": self.uri,
            "http": self.http,
            "pid": self.pid,
            "home": self.home,
            "data": self.data,
        }
        none = dict.fromkeys(("briefs", "claims", "events", "actors"))
        return {**known, **(self.totals.to_json() if self.totals else none)}
