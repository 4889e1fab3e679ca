"""Small sets of briefs as data: what a case file leaves out of the native format is filled in."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import yaml

from whomet import loaders
from whomet.graph.projection import Elements, EntityJudgement, Judgement, project
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

HERE = Path(__file__).parent
ORDERS = 24  # of a set of briefs: all where there are four or fewer
ENTITY_KEYS = ("part_of",)

Document = dict[str, Any]


@cache
def case_file(name: str) -> Document:
    """A case file beside this module; days stay as they are written."""
    text = (HERE / name).read_text(encoding="utf-8")
    loaded: Document = yaml.load(text, yaml.BaseLoader)
    return loaded


def briefs_of(case: Document, cast: Mapping[str, Document]) -> list[Brief]:
    """The briefs of a case; one that has no events may leave out the key `entities`."""
    found = []
    for id, told in case["briefs"].items():
        document = dict(told)
        if "events" not in document:
            entities = {key: document.pop(key) for key in told if key != "published"}
            document["entities"] = entities
        found.append(_read(id, document, cast))
    return found


def _read(id: str, document: Document, cast: Mapping[str, Document]) -> Brief:
    """A brief through the real loader; entities that it names only by key come from `cast`."""
    events = document.get("events", {})
    entities = dict(document.get("entities", {}))
    wanted = [key for told in [*events.values(), *entities.values()] for key in _words(told)]
    for key in wanted:  # grows
        if key in cast and key not in entities:
            entities[key] = cast[key]
            wanted += [cast[key][role] for role in ENTITY_KEYS if role in cast[key]]
    whole = {
        "brief": id,
        "title": id,
        "source": "Digest",
        "published": "2017-10-20",
        "text": "They met.",
        **document,
        "entities": entities,
        "events": events,
    }
    read = list(loaders.read(["-"], stdin=io.BytesIO(json.dumps(whole).encode())))
    faults = [str(fault) for one in read for fault in one.faults if fault.severity == "error"]
    assert faults == []
    brief = read[0].brief
    assert brief is not None
    return brief


def _words(told: Document) -> list[str]:
    found: list[str] = []
    for value in told.values():
        found += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return found


def project_all_orders(
    briefs: Iterable[Brief], judgements: Sequence[Judgement | EntityJudgement] = ()
) -> Elements:
    """The graph of `briefs`, after making sure that it is the same in every order."""
    told = list(briefs)
    graph = project(default_vocabulary(), told, judgements)
    for order in islice(permutations(told), ORDERS):
        again = project(default_vocabulary(), [stored(brief) for brief in order], judgements[::-1])
        assert again.nodes == graph.nodes
        assert again.edges == graph.edges
    return graph


def stored(brief: Brief) -> Brief:
    """The brief as it is read back from the graph."""
    return Brief.from_annotation(
        brief.annotation(),
        id=brief.id,
        title=brief.title,
        source=brief.source,
        published=brief.published,
        text=brief.text,
        language=brief.language,
        url=brief.url,
    )
