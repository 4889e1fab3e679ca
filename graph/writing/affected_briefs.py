"""The briefs that an update affects, with their mentions resolved before and after it.

These are the briefs that are added, changed or removed, and those that mention a name which stands
for another entity because of that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.identity import (
    NameTable,
    keyed_mentions,
    name_tables,
    renamed,
    resolve,
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

    `tables` are those of the names whose uses change, `tables_before` the same before the update,
    as far as they are in the graph.
    """

    changes: Mapping[str, BriefChange]
    tables_before: Mapping[str, NameTable]
    tables: Mapping[str, NameTable]


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
    mentions = {
        id: keyed_mentions(vocabulary, brief) for id, brief in edited.items() if brief is not None
    }
    difference = name_tables(mentions.values(), (brief.mentions for brief in before.values()))
    tables_before = read.name_tables(difference)
    tables = {
        name: tables_before[name].plus(change) if name in tables_before else change
        for name, change in difference.items()
    }
    changes: dict[str, BriefChange] = {}
    for id, brief in edited.items():
        after = None
        if brief is not None:
            nodes = {keyed.mention.key: resolve(id, keyed, tables) for keyed in mentions[id]}
            after = ResolvedBrief(brief, new[id], mentions[id], nodes, vocabulary)
        changes[id] = BriefChange(before.get(id), after)

    names = renamed(tables_before, tables)
    others = read.resolved_briefs(read.briefs_using(names) - edited.keys())
    for id, resolved in others.items():
        nodes = {
            **resolved.nodes,
            **{
                keyed.mention.key: resolve(id, keyed, tables)
                for keyed in resolved.mentions
                if keyed.mention.ref is None and (keyed.mention.type, keyed.folded) in names
            },
        }
        if nodes != resolved.nodes:
            changes[id] = BriefChange(resolved, replace(resolved, nodes=nodes))
    for id, resolved in read.resolved_briefs(set(rematch) - changes.keys()).items():
        changes[id] = BriefChange(resolved, resolved)
    return AffectedBriefs(changes, tables_before, tables)
