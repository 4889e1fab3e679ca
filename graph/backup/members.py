"""The members of an archive besides its manifest: what each holds, and how it gets in and out.

To back up something new that is not a function of the briefs, give its
nodes a `Member` here; nothing else has to change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from whomet.graph.projection.briefs import brief_properties
from whomet.graph.projection.elements import Properties
from whomet.graph.projection.entity_judgements import judgement_from_properties
from whomet.graph.review.exchange import any_judgement_json, judgement_from_json
from whomet.graph.standing import KeptRun, StandingQuestion
from whomet.graph.standing import storing as standing
from whomet.ontology.json_values import JsonObject
from whomet.ontology.records import Brief

BRIEFS, JUDGEMENTS = "briefs.jsonl", "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class Member:
    """A member with a line of JSON for each node with `label`, in the order of their `id`.

    `to_json` turns the properties of a node into the object of a line, `from_json` does the
    opposite; it raises ValueError, KeyError, TypeError or WhometError for any other object.
    Archives with a layout before `since` have no such member.
    """

    name: str
    label: str
    noun: str
    to_json: Callable[[Properties], JsonObject]
    from_json: Callable[[JsonObject], Properties]
    since: int = 1

    def query(self, *labels: str) -> str:
        """Reads the properties of all nodes with one of these labels, in the order of their ids.

        With one label the index gives the order, so that the server's memory stays flat.
        """
        return (
            f"MATCH (n:{'|'.join(labels)}) WHERE n.id >= ''"
            " RETURN properties(n) AS properties ORDER BY n.id"
        )


def _brief_json(properties: Properties) -> JsonObject:
    kept = {name: properties.get(name) for name in ("id", "title", "source", "language", "url")}
    published = properties["published"].isoformat()
    annotation = json.loads(properties["annotation"])
    return {**kept, "published": published, "text": properties["text"], "annotation": annotation}


def brief_from_json(line: Any) -> Brief:
    """The brief of a line of `briefs.jsonl`."""
    texts = {name: line[name] for name in ("id", "title", "source", "language", "text")}
    for name, value in texts.items():
        if not isinstance(value, str) or (name == "id" and not value):
            raise TypeError(f"'{name}' is not a text")
    brief = Brief.from_annotation(
        json.dumps(line["annotation"], ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        published=date.fromisoformat(line["published"]),
        url=line.get("url"),
        **texts,
    )
    brief_properties(brief)  # fails for an annotation whose values are of other types
    return brief


def _judgement_properties(line: JsonObject) -> Properties:
    return judgement_from_json(line).properties()


MEMBERS: tuple[Member, ...] = (
    Member(
        BRIEFS, "Brief", "brief", _brief_json, lambda line: brief_properties(brief_from_json(line))
    ),
    Member(
        JUDGEMENTS,
        "Judgement",
        "judgement",
        lambda properties: any_judgement_json(judgement_from_properties(properties)),
        _judgement_properties,
    ),
    Member(
        "standing-questions.jsonl",
        standing.QUESTION,
        "standing question",
        lambda properties: StandingQuestion.from_properties(properties).to_line(),
        lambda line: StandingQuestion.from_json(line).properties(),
        since=2,
    ),
    Member(
        "standing-runs.jsonl",
        standing.RUN,
        "run of a standing question",
        lambda properties: KeptRun.from_properties(properties).to_json(),
        lambda line: KeptRun.from_json(line).properties(),
        since=2,
    ),
)

#: What an archive does not hold, for its manifest and its readers.
NOT_HELD = (
    "the log of loads",
    "your own extensions, questions and profiles (files of the settings)",
    "users, passwords and settings of the server",
    "nodes that others put into the database",
)

__all__ = ["BRIEFS", "JUDGEMENTS", "MEMBERS", "NOT_HELD", "Member", "brief_from_json"]
