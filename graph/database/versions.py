"""The version of a graph: what wrote it, and whether this whomet can use it.

It is stored on the lock node of loads (`LoadLock`), which is not part of what is a function of the
briefs, so that the first write of a graph records it and each later one checks it at no extra cost.

Raise `FORMAT` with any change after which the same briefs make another graph: labels, properties,
blocking keys, matching, identity, events, derived dates. Raise `RULES` with any change of data or
rules by which briefs are read: date phrases (graph/upgrade/reread_dates.py), titles, the gazetteer.
Graphs that an earlier version wrote are then refused until `whomet upgrade` rebuilds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whomet.graph.errors import GraphError

FORMAT = 4
RULES = 3

#: The state of a graph in relation to this whomet. A `new` one holds no briefs.
NEW, CURRENT, OLDER, NEWER = "new", "current", "older", "newer"
#: Operations on a graph during which it cannot be used.
UPGRADING, RESTORING = "upgrading", "restoring"

#: The version of the graph, in one row, by two index seeks.
VERSION = """
OPTIONAL MATCH (lock:LoadLock {id: 'load'})
RETURN lock.format AS format, lock.rules AS rules, lock.software AS software,
       lock.state AS state, lock.done AS done, lock.total AS total,
       EXISTS { MATCH (:Brief) } AS briefs
"""
#: The columns of VERSION, for a statement that has found `lock`.
COLUMNS = VERSION.partition("RETURN ")[2].partition(",\n       EXISTS")[0]
#: Sets the version, and ends whatever was being done.
STAMP = """
MERGE (lock:LoadLock {id: 'load'})
SET lock.format = $format, lock.rules = $rules, lock.software = $software
REMOVE lock.state, lock.phase, lock.done, lock.total, lock.archive
"""
#: Names the whomet that began a graph.
SIGN = "MATCH (lock:LoadLock {id: 'load'}) SET lock.software = $software"


class GraphVersionError(GraphError):
    """The graph cannot be used as it is: another version wrote it, or it is being rewritten."""


@dataclass(frozen=True, slots=True)
class GraphVersion:
    """The version of a graph. `state` is that of the work under way, with its `done` of `total`.

    `format` and `rules` are 0 for a graph from before there were versions. `briefs` says whether
    there are any.
    """

    format: int
    rules: int
    software: str | None
    state: str | None
    done: int
    total: int
    briefs: bool

    @classmethod
    def from_row(cls, row: Mapping[str, Any], briefs: bool | None = None) -> GraphVersion:
        """The version in a row of `VERSION`."""
        return cls(
            row["format"] or 0,
            row["rules"] or 0,
            row["software"],
            row["state"],
            row["done"] or 0,
            row["total"] or 0,
            row["briefs"] if briefs is None else briefs,
        )

    @property
    def standing(self) -> str:
        """Whether it is `new`, `current`, `older`, `newer`, `upgrading` or `restoring`."""
        if self.format > FORMAT or self.rules > RULES:
            return NEWER
        if self.state is not None:
            return self.state
        if (self.format, self.rules) == (FORMAT, RULES):
            return CURRENT
        return OLDER if self.briefs or self.format else NEW


def stamp() -> dict[str, Any]:
    """The parameters of `STAMP`: the version of this whomet."""
    return {"format": FORMAT, "rules": RULES, "software": software()}


def software() -> str:
    """The version of the installed whomet."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("whomet")
    except PackageNotFoundError:  # a source tree that is not installed
        return "unknown"


def ensure_usable(version: GraphVersion, doing: str | None = None) -> None:
    """GraphVersionError, in one sentence, unless this whomet can use the graph now.

    `doing` is what the caller itself is doing to it.
    """
    standing = version.standing
    if standing in (NEW, CURRENT, doing):
        return
    if standing == NEWER:
        raise GraphVersionError(newer("This graph", version.software, version.format))
    if standing == OLDER:
        raise GraphVersionError(
            "This graph was written by an earlier whomet and has to be upgraded first:"
            " run `whomet upgrade`."
        )
    far = f"{version.done:,} of {version.total:,} briefs"
    if standing == UPGRADING:
        raise GraphVersionError(
            f"This graph is being upgraded ({far} so far): wait until that has ended,"
            " or run `whomet upgrade` again if it was interrupted."
        )
    raise GraphVersionError(
        f"A backup is being restored into this graph ({far} so far): wait until that has ended,"
        " or run `whomet restore` again with the same file if it was interrupted."
    )


def newer(what: str, by: str | None, format: int) -> str:
    """The sentence for what a newer whomet wrote."""
    wrote = f"whomet {by}" if by else "a newer whomet"
    return (
        f"{what} was written by {wrote} (format {format}), which this one"
        f" ({software()}, format {FORMAT}) cannot read; install that version or a later one."
    )
