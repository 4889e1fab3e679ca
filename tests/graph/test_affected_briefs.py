"""An update finds every brief in which a name stands for another entity, and every use of a name.

The same as in test_function_of_briefs.py, without a server: what is stored is taken from the
projection, so that many more histories can be tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whomet.graph.projection import (
    EntityJudgement,
    NameTable,
    NodeKey,
    entity_judgements,
    resolve_briefs,
)
from whomet.graph.projection.briefs import ResolvedBrief, brief_properties
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.entities import contribution
from whomet.graph.writing.affected_briefs import Judged, affected_briefs
from whomet.graph.writing.stored_state import StateReader
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .strategies import histories, judged_steps

WORDS = default_vocabulary()
USED = ("name", "untitled", "alias")


class Stored:
    """What a graph of some briefs and judgements on entities holds of names."""

    def __init__(self, briefs: Iterable[Brief], judged: Iterable[EntityJudgement] = ()) -> None:
        self.judged = entity_judgements(WORDS, judged)
        self.briefs, self._tables = resolve_briefs(WORDS, briefs, self.judged)
        self.uses = {
            name: table.to_property()
            for name, table in self._tables.tables.items()
            if table.to_property()
        }

    def resolved(self, properties: Mapping[str, Properties]) -> dict[str, ResolvedBrief]:
        return {id: self.briefs[id] for id in properties}

    def resolved_briefs(self, ids: Iterable[str]) -> dict[str, ResolvedBrief]:
        return {id: self.briefs[id] for id in ids if id in self.briefs}

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

    def briefs_with_key(self, cls: str, key: str) -> set[str]:
        return {
            id
            for id, resolved in self.briefs.items()
            for keyed in resolved.mentions
            if (keyed.mention.type, keyed.key) == (cls, key)
        }

    def briefs_mentioning(self, key: NodeKey) -> set[str]:
        return {id for id, resolved in self.briefs.items() if key in resolved.nodes.values()}

    def briefs_inside(self, cls: str, ref: str) -> set[str]:
        key = NodeKey(cls, ref)
        return {
            id
            for id, resolved in self.briefs.items()
            if key in {outer for _, outer in contribution(resolved).within}
            or list(resolved.nodes.values()).count(key) > 1
        }

    def names_of(self, key: NodeKey) -> set[str]:
        return {
            name.folded
            for resolved in self.briefs.values()
            for name, _ in contribution(resolved).names
            if name.used_as in USED and name.entity == key
        }


def check_updates(
    history: list[dict[str, Brief | None]], judged: list[list[EntityJudgement]]
) -> None:
    """Each step of a history, with all judgements after it, gives what all at once do."""
    standing: dict[str, Brief] = {}
    before = Stored(())
    for wanted, judgements in zip(history, judged, strict=True):
        stored = {id: resolved.properties for id, resolved in before.briefs.items()}
        new = {id: brief_properties(brief) for id, brief in wanted.items() if brief is not None}
        standing |= {id: brief for id, brief in wanted.items() if brief is not None}
        standing = {id: b for id, b in standing.items() if wanted.get(id, b) is not None}
        after = Stored(standing.values(), judgements)

        reader = cast("StateReader", before)
        both = Judged(before.judged, after.judged)
        affected = affected_briefs(reader, WORDS, wanted, stored, new, (), both)
        found = {id: (b.nodes, contribution(b)) for id, b in before.briefs.items()}
        for id, change in affected.changes.items():
            found.pop(id, None)
            if change.after is not None:
                found[id] = change.after.nodes, contribution(change.after)
        assert found == {id: (b.nodes, contribution(b)) for id, b in after.briefs.items()}
        uses = dict(before.uses)
        for name in affected.changed_names:
            uses[name] = affected.tables.tables[name].to_property()
        assert {name: told for name, told in uses.items() if told} == after.uses
        before = after


MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@MANY
@given(history=histories())
def test_an_update_resolves_as_all_briefs_at_once_do(
    history: list[dict[str, Brief | None]],
) -> None:
    check_updates(history, [[] for _ in history])


@pytest.mark.long
@MANY
@given(history=histories(), data=st.data())
def test_an_update_follows_judgements_on_entities(
    history: list[dict[str, Brief | None]], data: st.DataObject
) -> None:
    # A step without briefs is one of judgements alone; the last takes all of them back.
    steps = [step for wanted in history for step in (wanted, {})]
    judged = data.draw(judged_steps(len(steps)))
    check_updates([*steps, {}], [*judged, []])
