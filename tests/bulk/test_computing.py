"""The tables of a bulk load hold the graph that `project` makes of the same briefs.

Without a server: the tables are read again, so that many sets of briefs can be tried.
"""

from __future__ import annotations

import csv
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.generated import briefs as generated_briefs
from tests.graph.cases import briefs_of, case_file
from tests.graph.strategies import (
    entity_judgements,
    histories,
    meetings_of_one_day,
)
from tests.graph.test_judged_identity import judgements_of as who_is_who
from tests.graph.test_matching import judgements_of as same_events
from whomet.graph.bulk import computing, lookup, stages
from whomet.graph.bulk.computing import Computed, compute, write_graph
from whomet.graph.bulk.tables import Tables
from whomet.graph.bulk.workers import Inline
from whomet.graph.progress import no_progress
from whomet.graph.projection import Elements, EntityJudgement, Judgement, project
from whomet.graph.projection.elements import DISCRIMINATOR_PROPERTY, EdgeKey, NodeKey
from whomet.graph.projection.name_usage import NameTable
from whomet.graph.writing.difference import Difference, summary
from whomet.graph.writing.element_rows import PARTS, RowFiles, differences, element_rows
from whomet.graph.writing.vocabulary_check import class_of
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .test_equality import examples, hostile_brief

WORDS = default_vocabulary()
claims = st.builds(
    "{}#{}".format, st.sampled_from(["b1", "b2", "b3"]), st.sampled_from(["e0", "e1"])
)
verdicts = st.sampled_from(["same", "same", "different"])


def judged(one: str, other: str, verdict: str) -> Judgement:
    return Judgement(*sorted((one, other)), verdict)


def computed(briefs: Iterable[Brief], processes: int = 0) -> tuple[Computed, Elements]:
    """What a bulk load computes, and what its tables hold."""
    with tempfile.TemporaryDirectory() as folder:
        found = compute(WORDS, briefs, Path(folder), no_progress, processes)
        return found, read_back(found.tables)


def read_back(tables: Tables) -> Elements:
    """The elements in tables, as the importer reads them."""
    elements = Elements()
    found = [argument.removeprefix("--").split("=") for argument in tables.arguments]
    [code] = (values[0] for option, *values in found if option == "array-delimiter")
    separator = chr(int(code.removeprefix("U+"), 16))
    for option, *values in found:
        if option in ("nodes", "relationships"):
            for row in rows(tables.folder / values[1], separator):
                add(elements, values[0], row)
    assert (len(elements.nodes), len(elements.edges)) == (tables.nodes, tables.edges)
    return elements


def rows(path: Path, separator: str) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    for line in lines:
        yield {
            name: value(text, name.rpartition(":")[2], separator)
            for name, text in zip(header, line, strict=True)
            if text != "" or name.endswith(")")
        }


def value(text: str, type: str, separator: str) -> Any:
    if type.endswith("[]"):
        return [value(each, type[:-2], separator) for each in text.split(separator)]
    if type == "boolean":
        return text == "true"
    return {"long": int, "double": float, "date": date.fromisoformat}.get(type, str)(text)


def add(elements: Elements, table: str, row: dict[str, Any]) -> None:
    (first, id), *rest = row.items()
    properties = {name.rpartition(":")[0]: each for name, each in rest if name[0] != ":"}
    if first.startswith("id:ID"):
        key = NodeKey(class_of(WORDS, table.split(":")), id)
        assert key not in elements.nodes
        elements.nodes[key] = properties | {"id": id}
        return
    (last, other), ends = rest[0], [name.partition("(")[2][:-1] for name in (first, rest[0][0])]
    assert last.startswith(":END_ID")
    which = str(properties.get(DISCRIMINATOR_PROPERTY.get(table, ""), ""))
    edge = EdgeKey(table, NodeKey(ends[0], id), NodeKey(ends[1], other), which)
    assert edge not in elements.edges
    elements.edges[edge] = properties


def assert_same(briefs: list[Brief], processes: int = 0) -> None:
    found, elements = computed(briefs, processes)
    wanted = project(WORDS, briefs)
    assert elements.nodes == wanted.nodes
    assert elements.edges == wanted.edges
    assert found.counts == summary(Difference(added=wanted))
    assert found.briefs == len({brief.id for brief in briefs})


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories(), data=st.data())
def test_any_briefs(history: list[dict[str, Brief | None]], data: st.DataObject) -> None:
    standing = [brief for step in history for brief in step.values() if brief is not None]
    # An id may come several times; the last is what counts.
    assert_same(data.draw(st.permutations(standing)))


def assert_same_rows(
    briefs: Sequence[Brief], judgements: Sequence[EntityJudgement | Judgement]
) -> None:
    """What `verify` expects of many briefs is what `project` gives."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        # Each group of claims is a task of its own.
        patch.setattr(computing, "TASK_CLAIMS", 1)
        folder = Path(name)
        open_writer = partial(RowFiles, folder, "rows")
        write_graph(WORDS, briefs, folder, open_writer, no_progress, 0, judgements)
        files = RowFiles(folder, "rows")
        found = [row for part in range(PARTS) for row in files.read(part)]
    assert [*differences(element_rows(project(WORDS, briefs, judgements)), found)] == []


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    histories(),
    st.lists(entity_judgements(), max_size=4, unique_by=lambda made: made.id),
    st.lists(st.builds(judged, claims, claims, verdicts), max_size=3, unique_by=lambda m: m.id),
)
def test_any_briefs_and_judgements(
    history: list[dict[str, Brief | None]],
    who: list[EntityJudgement],
    events: list[Judgement],
) -> None:
    standing = [brief for step in history for brief in step.values() if brief is not None]
    assert_same_rows(standing, [*who, *events])


@pytest.mark.long
def test_every_case_with_judgements() -> None:
    for case in case_file("judged.yaml").values():
        assert_same_rows(briefs_of(case, {}), who_is_who(case))
    matching = case_file("matching.yaml")
    for case in matching["cases"].values():
        assert_same_rows(briefs_of(case, matching["cast"]), same_events(case))


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings_of_one_day())
def test_reports_of_a_day(briefs: list[Brief]) -> None:
    assert_same(briefs)


@pytest.mark.long
def test_every_case_in_which_briefs_bear_upon_each_other() -> None:
    for name in ("identity.yaml", "events.yaml", "matching.yaml"):
        found = case_file(name)
        cast = found.get("cast", {})
        for case in found.get("cases", found).values():
            assert_same(briefs_of(case, cast))


@pytest.mark.long
def test_the_examples_and_hostile_texts_on_processes() -> None:
    assert_same([*examples(), hostile_brief(), *generated_briefs(600)], 2)


def test_no_process_holds_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    class Watched(lookup.StoredNames):
        def __getitem__(self, name: str) -> NameTable:
            found = super().__getitem__(name)
            held.append(self.held)
            return found

    monkeypatch.setattr(lookup, "HELD_NAMES", 5)
    monkeypatch.setattr(stages, "StoredNames", Watched)
    assert_same([*generated_briefs(60)])
    assert max(held) == 5


@pytest.mark.long
def test_what_passes_between_processes_does_not_grow_with_the_briefs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: dict[str, int] = {}

    class Measured(Inline):
        def map(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
            for arguments in tasks:
                [result] = super().map(method, [arguments])
                size = len(pickle.dumps((arguments, result)))
                sizes[method] = max(size, sizes.get(method, 0))
                yield result

    monkeypatch.setattr(computing, "Inline", Measured)
    monkeypatch.setattr(computing, "TASK_BRIEFS", 50)
    monkeypatch.setattr(computing, "TASK_CLAIMS", 200)
    found = []
    for count in (150, 600):
        sizes.clear()
        computed(generated_briefs(count))
        found.append(dict(sizes))
    few, many = found
    # These are of one part of all names or entities, and of one part of the briefs or claims.
    assert many.keys() - {"names_of", "names_in_round", "entities", "judged"} == {
        "read_names", "settle", "resolve", "names", "events",
    }  # fmt: skip
    for method in ("read_names", "settle", "resolve", "names", "events"):
        assert many[method] < 1.3 * few[method], method


def test_an_error_in_a_process_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unlike(Brief):
        """What cannot be read there."""

    [brief] = generated_briefs(1)
    broken = Unlike("x", "x", "x", brief.published, "x")
    with pytest.raises(Exception, match="Unlike"):
        computed([brief, broken], 1)
