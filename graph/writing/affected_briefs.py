"""The briefs that an update affects, with their mentions resolved before and after it.

These are the briefs that are added, changed or removed, and those that mention a name which stands
for another entity because of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.identity import (
    KeyedMention,
    NameTable,
    NameTables,
    keyed_mentions,
    name_tables,
    names_of,
    renamed,
    settle,
)
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class BriefChange:
    """A brief before and after an update, None where it is not in the graph."""

    before: ResolvedBrief | None
    after: ResolvedBrief | None


@dataclass(frozen=True, slots=True)
class AffectedBriefs:
    """The changes of all affected briefs, by id.

    `changed_names` are the names whose uses change, `tables_before` their tables before the update,
    as far as they are in the graph. `tables` has the tables after it of all names in these briefs.
    """

    changes: Mapping[str, BriefChange]
    tables_before: Mapping[str, NameTable]
    tables: NameTables
    changed_names: frozenset[str]


def affected_briefs(
    read: StateReader,
    vocabulary: Vocabulary,
    edited: Mapping[str, Brief | None],
    stored: Mapping[str, Properties],
    new: Mapping[str, Properties],
    rematch: Collection[str],
) -> AffectedBriefs:
    """The briefs affected when each in `edited` is stored, or removed where None.

    `stored` and `new` have the properties of the nodes of these briefs, as they are and as they
    will be. The briefs in `rematch` count as affected, too.
    """
    before = read.resolved({id: stored[id] for id in edited if id in stored})
    mentions: dict[str, Sequence[KeyedMention]] = {
        id: keyed_mentions(vocabulary, brief) for id, brief in edited.items() if brief is not None
    }
    # A brief is read when a name in it stands for another entity than before; that may change
    # what it says of other names, and so on.
    known = _StoredTables(read)
    while True:
        known.read_all(before.values(), mentions.values())
        old = NameTables(known.tables)
        said = name_tables(((b.mentions, b.nodes) for b in before.values()), old)
        others = {**known.tables, **{n: known.table(n).minus(t) for n, t in said.items()}}
        nodes, tables = settle(mentions, others)
        names = renamed(old, tables)
        more = read.resolved_briefs(read.briefs_using(names) - before.keys() - edited.keys())
        if not more:
            break
        before |= more
        mentions |= {id: brief.mentions for id, brief in more.items()}

    changes: dict[str, BriefChange] = {}
    for id, brief in edited.items():
        after = None
        if brief is not None:
            after = ResolvedBrief(brief, new[id], mentions[id], nodes[id], vocabulary)
        changes[id] = BriefChange(before.get(id), after)
    for id in before.keys() - edited.keys():
        if nodes[id] != before[id].nodes:
            changes[id] = BriefChange(before[id], replace(before[id], nodes=nodes[id]))
    for id, resolved in read.resolved_briefs(set(rematch) - changes.keys()).items():
        changes[id] = BriefChange(resolved, resolved)
    differ = {
        name for name, table in tables.tables.items() if +table.counts != +known.table(name).counts
    }
    return AffectedBriefs(
        changes,
        {name: known.tables[name] for name in differ if name in known.tables},
        tables,
        frozenset(differ),
    )


class _StoredTables:
    """The stored tables of names, and of those that contain them, as they are needed."""

    def __init__(self, read: StateReader) -> None:
        self._read = read
        self._asked: set[str] = set()
        self.tables: dict[str, NameTable] = {}

    def table(self, name: str) -> NameTable:
        return self.tables.get(name) or NameTable()

    def read_all(
        self, before: Iterable[ResolvedBrief], after: Iterable[Sequence[KeyedMention]]
    ) -> None:
        """Read the tables of all names in these briefs."""
        wanted = {
            name
            for mentions in (*(resolved.mentions for resolved in before), *after)
            for keyed in mentions
            for name in names_of(keyed)
        }
        while missing := wanted - self._asked:
            self._asked |= missing
            found = self._read.name_tables(missing)
            self.tables |= found
            wanted = {
                name
                for table in found.values()
                for use in table.counts
                if use.inside
                for name in (use.inside.partition(":")[2],)
            }
