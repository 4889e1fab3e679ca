"""Upgrading a graph: the local one beside itself, swapped in by a rename; any other in place."""

from __future__ import annotations

from dataclasses import dataclass

from whomet.graph.database.connecting import connect
from whomet.graph.database.connection import Connection
from whomet.graph.database.versions import CURRENT, NEW, OLDER, UPGRADING, ensure_usable
from whomet.graph.progress import ProgressCallback, no_progress
from whomet.graph.settings import Settings
from whomet.graph.upgrade.in_place import UpgradeNotes, upgrade_in_place
from whomet.graph.upgrade.reread_dates import KeptReading, NewReading
from whomet.ontology.json_values import JsonObject


@dataclass(frozen=True, slots=True)
class UpgradeResult:
    """What an upgrade did: `upgraded` is false where there was nothing to do.

    `new` are the date phrases that are read otherwise than before, `kept` those that are refused
    today and keep their old reading.
    """

    upgraded: bool
    briefs: int = 0
    new: tuple[NewReading, ...] = ()
    kept: tuple[KeptReading, ...] = ()

    def to_json(self) -> JsonObject:
        """As `whomet upgrade --json` prints it."""
        return {
            "upgraded": self.upgraded,
            "briefs": self.briefs,
            "new_readings": [reading.to_json() for reading in self.new],
            "kept_readings": [reading.to_json() for reading in self.kept],
        }


def upgrade(settings: Settings, progress: ProgressCallback = no_progress) -> UpgradeResult:
    """Upgrade the graph that the settings name to the version of this whomet.

    The local graph is rebuilt beside the old one: killed at any moment, the old or the new one is
    there and complete. A graph elsewhere is upgraded in place, in steps: killed, it is refused
    until the upgrade is run again. GraphVersionError if a newer whomet wrote the graph.
    """
    with connect(settings, progress, any_version=True) as connection:
        version = connection.graph_version()
        if version.standing in (NEW, CURRENT):
            return UpgradeResult(False)
        if version.standing not in (OLDER, UPGRADING):
            ensure_usable(version)
        notes = UpgradeNotes()
        if settings.uri is not None:
            briefs = upgrade_in_place(connection, progress, notes)
        else:
            briefs = _beside(settings, connection, progress, notes)
    return UpgradeResult(True, briefs, tuple(notes.new), tuple(notes.kept))


def _beside(
    settings: Settings, connection: Connection, progress: ProgressCallback, notes: UpgradeNotes
) -> int:
    from whomet.graph.server.working_copy import rework

    def work(copy: Connection) -> int:
        return upgrade_in_place(copy, progress, notes)

    return rework(settings, connection, work, "An upgrade", progress)
