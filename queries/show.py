"""Describes what an id refers to (an entity, event, brief, claim or mention), with its claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whomet.graph.review.identity_reasons import identity_reasons
from whomet.graph.review.match_reasons import reasons
from whomet.ontology.brief_keys import DATE_KEYS, METADATA_KEYS
from whomet.ontology.ids import brief_and_key
from whomet.ontology.json_values import JsonObject
from whomet.ontology.nouns import plural
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.lookup import look_up
from whomet.queries.nodes import class_of
from whomet.queries.source_chains import steps_of
from whomet.queries.values import plain
from whomet.queries.wanted_names import Wanted

#: Facts that are shown from a node's own properties, in this order; attributes between the two.
_FIRST = (
    *METADATA_KEYS[1:],
    *("class", "status", *DATE_KEYS, "kind"),
)
_LAST = (
    *("begin_earliest", "begin_latest", "end_earliest", "end_latest"),
    *("dated_by", "placed_by", "conflicts"),
    *("certainty", "polarity", "note", *(f"{key}_phrase" for key in DATE_KEYS), "text"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """What an id refers to.

    `kind` is its class (Person, Meeting, Brief, Claim …); `facts` are lists of texts by name;
    `claims` are rows with the columns of the question `evidence`, and the event of each.
    """

    kind: str
    id: str
    name: str
    facts: Mapping[str, list[str]]
    claims: list[JsonObject]

    def __repr__(self) -> str:
        return f"<Description of the {self.kind} {self.id!r}: {plural(len(self.claims), 'claim')}>"

    def to_json(self) -> JsonObject:
        """The description as one JSON object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "facts": dict(self.facts),
            "claims": self.claims,
        }


def describe(reader: Reader, text: str, *, with_reasons: bool = True) -> Description:
    """Describe what `text` refers to: an id, or else a name of an entity.

    Without `with_reasons`, an entity is described without its claims and without why its mentions
    are one, which cost in proportion to its briefs. QuestionError with suggestions if nothing has
    that id or name.
    """
    text = text.strip()
    if not text:
        raise QuestionError("give the id or name of what to show")
    rows = _nodes(reader, text)
    if not rows:
        [found] = look_up(reader, [Wanted("id", text, "entity")])
        rows = _nodes(reader, found.id)
    if any(row["kind"] == "event" for row in rows):
        # An event has the id of its earliest claim, which is among its claims anyway.
        rows = [row for row in rows if row["kind"] != "claim"]
    row = rows[0]
    properties: dict[str, Any] = row["properties"]
    label = _class(reader, row["labels"])
    id, kind = properties["id"], row["kind"]
    facts: dict[str, list[str]] = {}
    if len(rows) > 1:
        facts["same id"] = [_class(reader, other["labels"]) for other in rows[1:]]
    for name in _shown(reader):
        if name in properties and not (name == "text" and kind != "brief"):
            value = plain(properties[name])
            values = value if isinstance(value, list) else [value]
            facts[name.replace("_", " ")] = [str(item) for item in values]
    if kind in ("entity", "mention"):
        facts |= _entity(reader, id, row["mention"])
        if with_reasons:
            facts[f"one {label.lower()}"] = identity_reasons(reader, label, id)
    elif kind == "event":
        facts |= _roles(reader, label, id)
    claims = []
    if kind not in ("entity", "mention"):
        claims = _claims(reader, kind, id)
    elif with_reasons:
        claims = _claims(reader, "entity", id)
    if kind == "event":
        facts["one event"] = reasons(reader, [claim["claim"] for claim in claims])
    return Description(
        kind=label,
        id=id,
        name=properties.get("name") or properties.get("title") or id,
        facts={name: values for name, values in facts.items() if values},
        claims=claims,
    )


def _shown(reader: Reader) -> Iterable[str]:
    attributes = (key for event in reader.vocabulary.events.values() for key in event.attributes)
    return dict.fromkeys((*_FIRST, *attributes, *_LAST))


def _nodes(reader: Reader, id: str) -> list[dict[str, Any]]:
    brief, key = brief_and_key(id) or (None, None)
    values = {"id": id, "brief": brief, "key": key}
    return reader.read(internal("node", reader.vocabulary), values)


def _class(reader: Reader, labels: list[str]) -> str:
    return reader.vocabulary.class_of(labels) or class_of(labels)


def _entity(reader: Reader, id: str, mention: Mapping[str, Any] | None) -> dict[str, list[str]]:
    [row, *_] = reader.read(internal("entity", reader.vocabulary), {"id": id})
    facts = {"names": row["names"], "within": row["within"]}
    if mention is not None:
        facts["quoted as"] = list(mention.get("surfaces", ()))
    return facts | {"events": row["events"], "briefs": row["briefs"]}


def _roles(reader: Reader, label: str, id: str) -> dict[str, list[str]]:
    """The fillers of an event's roles, by the ontology's name of each role."""
    events = reader.vocabulary.events
    keys = {
        (role.relationship, role.outgoing): role.key
        for role in (events[label].roles.values() if label in events else ())
    }
    facts: dict[str, list[str]] = {}
    for row in reader.read(internal("roles", reader.vocabulary), {"id": id}):
        parts = row["type"].lower().replace("_", " ")
        name = keys.get((row["type"], row["outgoing"]), f"{parts} (of another)")
        said = row["name"] if row["asserted"] else f"{row['name']} (not asserted)"
        facts.setdefault(name, []).append(said)
    order = {key: place for place, key in enumerate(keys.values())}
    return dict(sorted(facts.items(), key=lambda fact: order.get(fact[0], len(order))))


def _claims(reader: Reader, kind: str, id: str) -> list[dict[str, Any]]:
    values = dict.fromkeys(("event", "entity", "brief", "claim"))
    rows = reader.read(internal("claims", reader.vocabulary), {**values, kind: id})
    found = [plain(row) for row in rows]
    for claim in found:
        claim["attributed_to"] = steps_of(claim["attributed_to"], claim.pop("attributed_to_steps"))
    return found
