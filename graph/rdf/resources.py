"""From rows of the graph to RDF resources, driven by the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entities import ADDED
from whomet.graph.rdf.selection import ExportScope
from whomet.graph.rdf.terms import (
    TYPE,
    Iri,
    Resource,
    attribution_iri,
    literal,
    mention_iri,
    node_iri,
    role_iri,
    term,
    words_iri,
)
from whomet.graph.writing import cypher
from whomet.graph.writing.stored_state import native
from whomet.graph.writing.vocabulary_check import class_of
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.vocabulary import Role, Vocabulary

#: Properties for the database's own work, and `class`, which is the type; `claims` of a role
#: are its prov:wasDerivedFrom, `as` and `forms` of a name its SKOS labels.
LEFT_OUT = frozenset(
    {
        "annotation",
        "digest",
        "span",
        "span_from",
        "words",
        "briefs",
        "counts",
        "earliest",
        "kinds",
        "uses",
    }
    | {"blocking_key", "shared_key", "key_participants", "report_digest"}
    | {"class", "claims", "as", "forms", "order", "starts", "ends"}
)
EDTF_PROPERTIES = frozenset((*DATE_KEYS, *(f"{key}_edtf" for key in DATE_KEYS)))
#: Code points of context on either side of a quote.
CONTEXT = 32

Row = dict[str, Any]
Nodes = Iterable[tuple[list[str], str]]


class Resources:
    """Makes the RDF resources of each node, by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, scope: ExportScope) -> None:
        self._vocabulary = vocabulary
        self._scope = scope
        self._roles = {
            name: {(role.relationship, role.outgoing): role for role in cls.roles.values()}
            for name, cls in vocabulary.events.items()
        }
        self._links = {link.relationship: self._with_above(link.iri) for link in vocabulary.links}
        classes = {
            **{name: cls.iri for name, cls in vocabulary.system_classes.items()},
            **{name: cls.iri for name, cls in vocabulary.entities.items()},
            **{name: cls.iri for name, cls in vocabulary.events.items()},
            **{name: vocabulary.namespace + name for name in ("RoleAssertion", "Mention")},
        }
        self._types = {name: self._with_above(iri) for name, iri in classes.items()}
        self._properties: dict[tuple[str, ...], dict[str, tuple[Iri, ...]]] = {}

    def entity(self, label: str, row: Row) -> Iterator[Resource]:
        """An entity with its names and its container."""
        entity = self._node(label, row)
        entity.add(self._links["WITHIN"], *self._iris(row["within"]))
        used: dict[str, set[str]] = {"name": set(), "alias": set(), "quote": set()}
        for used_as, forms, folded in row["names"]:
            # Without titles, and in part, it is the name again, by which the entity is found.
            used.get("alias" if used_as == ADDED else used_as, set()).update(forms)
            entity.add(self._links["NAMED"], node_iri("Name", folded))
        shown = row["properties"]["name"]
        others = (used["name"] | used["alias"]) - {shown}
        entity.add([term("skos:prefLabel")], literal(shown))
        entity.add([term("skos:altLabel")], *map(literal, others))
        hidden = used["quote"] - others - {shown}
        entity.add([term("skos:hiddenLabel")], *map(literal, hidden))
        entity.add([self._own("alias")], *map(literal, used["alias"]))
        entity.add([self._own("mentionQuote")], *map(literal, used["quote"]))
        yield entity

    def name(self, label: str, row: Row) -> Iterator[Resource]:
        """A folded name."""
        yield self._node(label, row)

    def event(self, label: str, row: Row) -> Iterator[Resource]:
        """An event, and each of its roles."""
        event = self._node(label, row)
        key = NodeKey(label, row["properties"]["id"])
        roles = []
        for kind, properties, labels, id, outgoing in row["roles"]:
            # The query also returns roles of this event in other events; they belong to those.
            role = self._roles[label].get((kind, outgoing))
            if role is not None:
                filler = NodeKey(self._label(labels), id)
                roles.append(self._role(key, role, filler, native(properties)))
                if properties["asserted"]:
                    event.add(self._with_above(role.iri), node_iri(*filler))
        yield event
        yield from sorted(roles, key=lambda found: found.iri)

    def _role(self, event: NodeKey, role: Role, filler: NodeKey, properties: Row) -> Resource:
        found = Resource(role_iri(event, role.relationship, filler))
        found.add([TYPE], *self._types["RoleAssertion"])
        found.add([term("rdf:subject")], node_iri(*event))
        found.add([term("rdf:predicate")], Iri(role.iri))
        found.add([term("rdf:object")], node_iri(*filler))
        self._describe(found, (role.relationship,), properties)
        claims = (node_iri("Claim", claim) for claim in properties.get("claims", ()))
        found.add([term("prov:wasDerivedFrom")], *claims)
        return found

    def judgement(self, label: str, row: Row) -> Iterator[Resource]:
        """A judgement, as far as its claims are exported."""
        claims = [
            id
            for id, labels, event in row["claims"]
            if NodeKey(self._label(labels), event) in self._scope
        ]
        judgement = self._node(label, row)
        judgement.add(self._links["JUDGES"], *(node_iri("Claim", id) for id in sorted(claims)))
        yield judgement

    def brief(self, label: str, row: Row) -> Iterator[Resource]:
        """A brief with its claims, its mentions, and the spans that they refer to."""
        id: str = row["properties"]["id"]
        graph = node_iri("Brief", id)
        brief = self._node(label, row, graph)
        words: set[tuple[int, int]] = set()
        parts: list[Resource] = []
        for properties, labels, event, sources in row["claims"]:
            if NodeKey(self._label(labels), event) in self._scope:
                claim = self._claim(graph, native(properties), node_iri(self._label(labels), event))
                brief.add(self._links["STATES"], claim.iri)
                parts += [claim, *self._attributions(claim, properties["id"], sources)]
                span = (properties["from_offset"], properties["to_offset"])
                claim.add([term("oa:hasTarget")], words_iri(id, *span))
                words.add(span)
        for properties, labels, entity in row["mentions"]:
            key = NodeKey(self._label(labels), entity)
            if key in self._scope:
                brief.add(self._links["MENTIONS"], node_iri(*key))
                mention = self._mention(graph, id, properties, node_iri(*key))
                spans = set(
                    zip(properties.get("starts", ()), properties.get("ends", ()), strict=True)
                )
                mention.add([term("oa:hasTarget")], *(words_iri(id, *span) for span in spans))
                parts.append(mention)
                words |= spans
        yield brief
        yield from sorted(parts, key=lambda part: part.iri)
        text = row["properties"]["text"]
        for span in sorted(words):
            yield from _words(graph, id, text, *span)

    def _claim(self, brief: Iri, properties: Row, event: Iri) -> Resource:
        claim = Resource(node_iri("Claim", properties["id"]), brief)
        claim.add([TYPE], *self._types["Claim"])
        self._describe(claim, (properties["class"], "Claim"), properties)
        claim.add(self._links["ABOUT"], event)
        claim.add([term("oa:motivatedBy")], term("oa:describing"))
        claim.add([term("prov:wasDerivedFrom")], brief)
        return claim

    def _attributions(self, claim: Resource, id: str, sources: Iterable[Any]) -> Iterator[Resource]:
        steps: dict[int, int] = {}
        for order, labels, actor in sorted(sources, key=lambda found: (found[0], found[2])):
            steps[order] = steps.get(order, 0) + 1
            agent = node_iri(self._label(labels), actor)
            link = Resource(attribution_iri(id, order, steps[order]), claim.graph)
            link.add([TYPE], term("prov:Attribution"))
            link.add([term("prov:agent")], agent)
            link.add([self._own("attributionOrder")], literal(order))
            claim.add(self._links["ATTRIBUTED_TO"], agent)
            claim.add([term("prov:qualifiedAttribution")], link.iri)
            yield link

    def _mention(self, brief: Iri, id: str, properties: Row, entity: Iri) -> Resource:
        mention = Resource(mention_iri(id, properties["key"]), brief)
        mention.add([TYPE], *self._types["Mention"])
        mention.add([term("oa:hasBody")], entity)
        mention.add([term("oa:motivatedBy")], term("oa:identifying"))
        mention.add([term("prov:wasDerivedFrom")], brief)
        self._describe(mention, ("MENTIONS",), properties)
        return mention

    def _node(self, label: str, row: Row, graph: Iri | None = None) -> Resource:
        properties = native(row["properties"])
        found = Resource(node_iri(label, properties["id"]), graph)
        found.add([TYPE], *self._types[label])
        self._describe(found, (label, *cypher.all_labels(self._vocabulary, label)), properties)
        return found

    def _describe(self, found: Resource, owners: tuple[str, ...], properties: Row) -> None:
        """Add each property under the first of `owners` that has it in the vocabulary."""
        table = self._table(owners)
        for name, value in properties.items():
            if name in table and value is not None:
                values = value if isinstance(value, list) else [value]
                edtf = name in EDTF_PROPERTIES
                found.add(table[name], *(literal(one, edtf=edtf) for one in values))

    def _table(self, owners: tuple[str, ...]) -> dict[str, tuple[Iri, ...]]:
        if owners not in self._properties:
            table: dict[str, tuple[Iri, ...]] = {}
            for owner in reversed(owners):
                for known in self._vocabulary.properties:
                    if owner in known.owners and known.name not in LEFT_OUT:
                        table[known.name] = self._with_above(known.iri)
            self._properties[owners] = table
        return self._properties[owners]

    def _label(self, labels: Iterable[str]) -> str:
        return class_of(self._vocabulary, labels)

    def _iris(self, nodes: Nodes) -> list[Iri]:
        return [node_iri(self._label(labels), id) for labels, id in nodes]

    def _own(self, name: str) -> Iri:
        return Iri(self._vocabulary.namespace + name)

    def _with_above(self, iri: str) -> tuple[Iri, ...]:
        return tuple(map(Iri, (iri, *self._vocabulary.superterms.get(iri, ()))))


def _words(graph: Iri, brief: str, text: str, start: int, end: int) -> Iterator[Resource]:
    """A span of text with its two selectors."""
    words = Resource(words_iri(brief, start, end), graph)
    position, quoted = (Resource(Iri(f"{words.iri}/{s}"), graph) for s in ("position", "quote"))
    words.add([TYPE], term("oa:SpecificResource"))
    words.add([term("oa:hasSource")], graph)
    words.add([term("oa:hasSelector")], position.iri, quoted.iri)
    position.add([TYPE], term("oa:TextPositionSelector"))
    position.add([term("oa:start")], literal(start))
    position.add([term("oa:end")], literal(end))
    around: Mapping[str, str] = {
        "oa:exact": text[start:end],
        "oa:prefix": text[max(0, start - CONTEXT) : start],
        "oa:suffix": text[end : end + CONTEXT],
    }
    quoted.add([TYPE], term("oa:TextQuoteSelector"))
    for name, told in around.items():
        if told:
            quoted.add([term(name)], literal(told))
    yield from (words, position, quoted)
