"""An update finds every brief in which a name stands for another entity, and every use of a name.

The same as in test_function_of_briefs.py, without a server: what is stored is taken from the
projection, so that many more histories can be tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from hypothesis import HealthCheck, given, settings

from whomet.graph.projection import NameTable, resolve_briefs
from whomet.graph.projection.briefs import ResolvedBrief, brief_properties
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.entities import contribution
from whomet.graph.writing.affected_briefs import affected_briefs
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .strategies import histories

WORDS = default_vocabulary()
USED = ("name", "untitled", "alias")


class Stored:
    """What a graph of some briefs holds of their names."""

    def __init__(self, briefs: Iterable[Brief]) -> None:
        self.briefs, self._tables = resolve_briefs(WORDS, briefs)
        self.uses = {
            name: table.to_property()
            for name, table in self._tables.tables.items()
            if table.to_property()
        }

    def resolved(self, properties: Mapping[str, Properties]) -> dict[str, ResolvedBrief]:
        return {id: self.briefs[id] for id in properties}

    def resolved_briefs(self, ids: Iterable[str]) -> dict[str, ResolvedBrief]:
        return {id: self.briefs[id] for id in ids}

    def name_tables(self, folded: Iterable[str]) -> dict[str, NameTable]:
        return {
            name: NameTable.from_property(self.uses[name]) for name in folded if name in self.uses
        }

    def briefs_using(self, names: Iterable[tuple[str, str]]) -> set[str]:
        wanted = set(names)
        entities = {
            name.entity
            for resolved in self.briefs.values()
            for name, _ in contribution(resolved).names
            if name.used_as in USED and (name.entity.label, name.folded) in wanted
        }
        return {
            id for id, resolved in self.briefs.items() if entities & set(resolved.nodes.values())
        }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_an_update_resolves_as_all_briefs_at_once_do(
    history: list[dict[str, Brief | None]],
) -> None:
    standing: dict[str, Brief] = {}
    for wanted in history:
        before = Stored(standing.values())
        stored = {id: resolved.properties for id, resolved in before.briefs.items()}
        new = {id: brief_properties(brief) for id, brief in wanted.items() if brief is not None}
        standing |= {id: brief for id, brief in wanted.items() if brief is not None}
        standing = {id: b for id, b in standing.items() if wanted.get(id, b) is not None}
        after = Stored(standing.values())

        reader = cast("StateReader", before)
        affected = affected_briefs(reader, WORDS, wanted, stored, new, ())
        nodes = {id: resolved.nodes for id, resolved in before.briefs.items()}
        for id, change in affected.changes.items():
            nodes.pop(id, None)
            if change.after is not None:
                nodes[id] = change.after.nodes
        assert nodes == {id: resolved.nodes for id, resolved in after.briefs.items()}
        uses = dict(before.uses)
        for name in affected.changed_names:
            uses[name] = affected.tables.tables[name].to_property()
        assert {name: told for name, told in uses.items() if told} == after.uses
