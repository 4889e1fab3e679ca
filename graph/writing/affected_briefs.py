"""The briefs that an update affects, with their mentions resolved before and after it.

These are the briefs that are added, changed or removed, and those that mention a name which refers
for another entity because of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from whomet.graph.projection.briefs import ResolvedBrief
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.entity_judgements import (
    ALIAS,
    MENTION,
    NAME,
    NO_JUDGEMENTS,
    REF,
    Anchor,
    EntityJudgement,
    EntityJudgements,
    parse_unit,
    read_anchor,
)
from whomet.graph.projection.identity import (
    KeyedMention,
    keyed_mentions,
    name_tables,
    names_of,
    settle,
)
from whomet.graph.projection.name_usage import NameTable, NameTables, renamed
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.ids import brief_of
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

    `changed_names` are the names whose uses change, `stored_tables` their tables before the update,
    as far as they are in the graph. `tables_before` and `tables` have the tables before and after
    it of all names in these briefs, and of all to which analysts gave aliases.
    """

    changes: Mapping[str, BriefChange]
    stored_tables: Mapping[str, NameTable]
    tables_before: NameTables
    tables: NameTables
    changed_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements on entities before and after an update."""

    before: EntityJudgements = NO_JUDGEMENTS
    after: EntityJudgements = NO_JUDGEMENTS

    @property
    def changed(self) -> list[EntityJudgement]:
        """Those that are new, gone, or otherwise than before, as they were and as they are."""
        both = {*self.before.all} ^ {*self.after.all}
        return sorted(both, key=lambda judgement: (judgement.id, judgement.verdict))

    @property
    def changed_anchors(self) -> set[Anchor]:
        """The anchors of all units of which something else was judged."""
        return {parse_unit(made.cls, text).anchor for made in self.changed for text in made.units}


#: No judgements on entities, before or after.
UNJUDGED = Judged()


def affected_briefs(
    read: StateReader,
    vocabulary: Vocabulary,
    edited: Mapping[str, Brief | None],
    stored: Mapping[str, Properties],
    new: Mapping[str, Properties],
    rematch: Collection[str],
    judged: Judged = UNJUDGED,
) -> AffectedBriefs:
    """The briefs affected when each in `edited` is stored, or removed where None.

    `stored` and `new` have the properties of the nodes of these briefs, as they are and as they
    will be. The briefs in `rematch` count as affected, too. `judged` says what was judged of
    entities, and what will be.
    """
    before = read.resolved({id: stored[id] for id in edited if id in stored})
    mentions: dict[str, Sequence[KeyedMention]] = {
        id: keyed_mentions(vocabulary, brief, judged.after)
        for id, brief in edited.items()
        if brief is not None
    }
    # A brief is read when a name in it refers to another entity than before; that may change
    # what it says of other names, and so on.
    known = _StoredTables(read, judged)
    more = read.resolved_briefs(_judged_mentions(read, judged) - edited.keys())
    while True:
        before |= more
        for id, resolved in more.items():
            mentions[id] = resolved.mentions
            if judged.before is not judged.after:
                mentions[id] = keyed_mentions(vocabulary, resolved.brief, judged.after)
        known.read_all(before.values(), mentions.values())
        old = NameTables(known.tables, judged.before)
        said = name_tables(((b.mentions, b.nodes) for b in before.values()), old)
        others = {**known.tables, **{n: known.table(n).minus(t) for n, t in said.items()}}
        nodes, tables = settle(mentions, others, judged.after)
        ids = read.briefs_using(renamed(old, tables))
        if judged.before or judged.after:
            ids |= _moved(read, known, old, tables)
        more = read.resolved_briefs(ids - before.keys() - edited.keys())
        if not more and not known.incomplete:
            break

    changes: dict[str, BriefChange] = {}
    for id, brief in edited.items():
        after = None
        if brief is not None:
            after = ResolvedBrief(brief, new[id], mentions[id], nodes[id], vocabulary)
        changes[id] = BriefChange(before.get(id), after)
    for id in before.keys() - edited.keys():
        was = before[id]
        if nodes[id] != was.nodes or mentions[id] != was.mentions:
            now = replace(was, nodes=nodes[id], mentions=mentions[id])
            changes[id] = BriefChange(was, now)
    for id, resolved in read.resolved_briefs(set(rematch) - changes.keys()).items():
        changes[id] = BriefChange(resolved, resolved)
    differ = {
        name for name, table in tables.tables.items() if +table.counts != +known.table(name).counts
    }
    return AffectedBriefs(
        changes,
        {name: known.tables[name] for name in differ if name in known.tables},
        old,
        tables,
        frozenset(differ),
    )


def _judged_mentions(read: StateReader, judged: Judged) -> set[str]:
    """The briefs with mentions that a changed judgement concerns by itself, not by their names."""
    if not judged.changed:
        return set()
    old, new = judged.before, judged.after
    found: set[str] = set()
    for anchor in judged.changed_anchors:
        judged_now = (anchor in old.units) != (anchor in new.units)
        (cls, name), (kind, text) = anchor, read_anchor(anchor)
        if kind == MENTION and judged_now:
            found.add(brief_of(text))
        elif kind == REF and judged_now:
            # What lies in it counts its container otherwise.
            found |= read.briefs_inside(cls, text)
        elif (anchor in old.identifying) != (anchor in new.identifying):
            found |= read.briefs_with_key(cls, name)
    return found


def _moved(read: StateReader, known: _StoredTables, old: NameTables, new: NameTables) -> set[str]:
    """The briefs that mention what a judged ref or mention is no longer a part of.

    The names of what a ref is no longer a part of are read, too: they may refer to one entity now.
    """
    found: set[str] = set()
    for anchor in sorted(known.judged_anchors):
        (cls, _), (kind, text) = anchor, read_anchor(anchor)
        if kind == MENTION:
            if old.units.mention(cls, text) != new.units.mention(cls, text):
                found.add(brief_of(text))
        elif kind == REF:
            was = old.units.ref(cls, text)
            if was != new.units.ref(cls, text):
                found |= read.briefs_mentioning(was)
                known.want(read.names_of(was))
    return found


def stored_tables(
    read: StateReader, anchors: Iterable[Anchor], judged: EntityJudgements | None = None
) -> NameTables:
    """The stored tables of these anchors and of all on which they depend.

    `judged` are the judgements to apply, by default those in the graph.
    """
    made = read.judged if judged is None else judged
    known = _StoredTables(read, Judged(made, made))
    known.read_closed(set(), set(anchors))
    return NameTables(known.tables, made)


class _StoredTables:
    """The stored tables of names, and of those on which they depend, as they are needed.

    `judged_anchors` are the judged refs and mentions among what they depend on.
    """

    def __init__(self, read: StateReader, judged: Judged) -> None:
        self._read = read
        self._asked: set[str] = set()
        self._followed: set[Anchor] = set()
        self._wanted: set[str] = set()
        self.judged_anchors: set[Anchor] = set()
        self.tables: dict[str, NameTable] = {}
        self._by_judgements = [NameTables(self.tables, judged.before)]
        if judged.after is not judged.before:
            self._by_judgements.append(NameTables(self.tables, judged.after))
        self._any = any(tables.judged for tables in self._by_judgements)
        aliases = (*judged.before.of_verdict(ALIAS), *judged.after.of_verdict(ALIAS))
        self._first = judged.changed_anchors | {
            parse_unit(made.cls, made.one).anchor for made in aliases
        }

    def table(self, name: str) -> NameTable:
        return self.tables.get(name) or NameTable()

    def want(self, names: set[str]) -> None:
        """Ask for more names, to be read with the next ones."""
        self._wanted |= names - self._asked

    @property
    def incomplete(self) -> bool:
        """Whether there are names to be read."""
        return bool(self._wanted)

    def read_all(
        self, before: Iterable[ResolvedBrief], after: Iterable[Sequence[KeyedMention]]
    ) -> None:
        """Read the tables of all names in these briefs."""
        anchors, wanted = set(self._first), self._wanted
        for mentions in (*(resolved.mentions for resolved in before), *after):
            for keyed in mentions:
                wanted |= names_of(keyed)
                if self._any and keyed.anchor is not None:
                    anchors.add(keyed.anchor)
        self._wanted = set()
        self.read_closed(wanted, anchors)

    def read_closed(self, wanted: set[str], anchors: set[Anchor]) -> None:
        """Read the tables of these names and anchors, and of all on which they depend."""
        while True:
            wanted |= {text for kind, text in map(read_anchor, anchors) if kind == NAME}
            missing = wanted - self._asked
            self._asked |= missing
            found = self._read.name_tables(missing) if missing else {}
            self.tables |= found
            anchors |= {(use.cls, name) for name, t in found.items() for use in t.counts}
            anchors -= self._followed
            if not anchors:
                return
            self._followed |= anchors
            self.judged_anchors |= {anchor for anchor in anchors if self._is_judged(anchor)}
            anchors = {
                other
                for anchor in anchors
                for tables in self._by_judgements
                for other in tables.depends_on(anchor)
            }
            wanted = set()

    def _is_judged(self, anchor: Anchor) -> bool:
        judged = (tables.judged for tables in self._by_judgements)
        return read_anchor(anchor)[0] != NAME and any(anchor in each.units for each in judged)
