"""Compiles the vocabulary from the Turtle: names and mapping from OWL, constraints from SHACL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import OWL, RDFS, SKOS, URIRef

from whomet.ontology.brief_keys import DATE_KEYS, LEADING_EVENT_KEYS
from whomet.ontology.compile.checks import check
from whomet.ontology.compile.constructs import FIXED_KEYS, patterns
from whomet.ontology.compile.problems import CompileError
from whomet.ontology.compile.terms import MAP, WHOMET, PropertyShape, Term, Terms
from whomet.ontology.vocabulary import Vocabulary, folded_key, from_json

HERE = Path(__file__).resolve().parent.parent
FILES = (HERE / "whomet.ttl", HERE / "shapes.ttl")

COMMON_ATTRIBUTES = ("certainty", "polarity", "status")


@dataclass(frozen=True, slots=True)
class CompiledOntology:
    """A compiled ontology: the vocabulary, its JSON, and the documentation of each term by IRI."""

    vocabulary: Vocabulary
    data: Mapping[str, Any]
    terms: Mapping[str, Term]

    @property
    def patterns(self) -> Mapping[str, str]:
        """The regular expressions for values in a brief, by key; see `Vocabulary.patterns`."""
        return self.vocabulary.patterns


def compile_ontology(extensions: Iterable[Path] = ()) -> CompiledOntology:
    """Compile the ontology with its extensions; raises CompileError with all problems."""
    terms = Terms.read(FILES, extensions)
    check(terms)
    if terms.problems:
        raise CompileError(terms.reportable_problems())
    data = _data(terms)
    if terms.problems:
        raise CompileError(terms.reportable_problems())
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    data = {"digest": hashlib.sha256(text.encode()).hexdigest()[:16], **data}
    declared = terms.all_of_type(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return CompiledOntology(
        vocabulary=from_json(data),
        data=data,
        terms={str(iri): terms.term(iri) for iri in declared},
    )


def _data(terms: Terms) -> dict[str, Any]:
    events = terms.concrete(WHOMET.Event)
    common = _paths(s for s in terms.shapes if s.target == WHOMET.Event)
    shared = [p for p in common if terms.is_role(p)]
    return {
        "namespace": str(WHOMET),
        "patterns": patterns(terms),
        "entities": [_entity(terms, cls) for cls in terms.concrete(WHOMET.Entity)],
        "common": {
            "roles": [_role(terms, WHOMET.Event, path) for path in shared],
            "attributes": {
                key: _attribute(terms, WHOMET.Claim, WHOMET[key]) for key in COMMON_ATTRIBUTES
            },
            "source": _role(terms, WHOMET.Claim, WHOMET.source),
        },
        "events": [_event(terms, cls, shared) for cls in events],
        "system_classes": [_system_class(terms, cls) for cls in _system_classes(terms)],
        "links": _links(terms),
        "properties": _properties(terms),
        "indexes": _indexes(terms),
        "superterms": _superterms(terms),
        "synonyms": _synonyms(terms),
    }


def _synonyms(terms: Terms) -> dict[str, dict[str, list[str]]]:
    """Other words for keys and classes (skos:altLabel), by where in a brief the key stands."""
    found: dict[str, dict[str, list[str]]] = {
        section: {} for section in ("brief", "entities", "events", "classes")
    }
    # Roles before dates: of a visit, "from" is its origin rather than its start.
    properties = terms.all_of_type(OWL.ObjectProperty), terms.all_of_type(OWL.DatatypeProperty)
    classes = terms.in_order(cls for cls in terms.all_of_type(OWL.Class) if terms.label_of(cls))
    for term in (*properties[0], *properties[1], *classes):
        words = sorted({folded_key(str(word)) for word in terms.graph.objects(term, SKOS.altLabel)})
        key = terms.label_of(term) or _KEYS_OF_BRIEF.get(term) or terms.text(term, MAP.yamlKey)
        for section in _sections(terms, term) if key else ():
            for word in words:
                keys = found[section].setdefault(word, [])
                keys += [] if key in keys else [key]
    return found


#: The keys of a brief itself, as far as they are called otherwise than what they mean.
_KEYS_OF_BRIEF = {
    **{WHOMET[key]: key for key in ("title", "published", "language", "url", "text")},
    WHOMET.id: "brief",
    WHOMET.publisher: "source",
    WHOMET.mentions: "entities",
    WHOMET.states: "events",
}


def _sections(terms: Terms, term: URIRef) -> set[str]:
    """Where in a brief the key of a term stands; `classes` for a class."""
    if terms.label_of(term):
        return {"classes"}
    if term in _KEYS_OF_BRIEF:
        return {"brief"}
    targets = {shape.target for shape in terms.shapes if shape.path == term}
    of_events = terms.text(term, MAP.yamlKey) in DATE_KEYS
    return {
        *("entities" for target in targets if terms.is_a(target, WHOMET.Entity)),
        *(
            "events"
            for target in targets
            if terms.is_a(target, WHOMET.Event) or target == WHOMET.Claim
        ),
        *(["events"] if of_events else []),
    }


def _paths(shapes: Iterable[PropertyShape]) -> list[URIRef]:
    return list(dict.fromkeys(shape.path for shape in shapes))


def _documentation(terms: Terms, iri: URIRef) -> dict[str, str]:
    return {
        "iri": str(iri),
        "label": terms.text(iri, RDFS.label),
        "definition": terms.text(iri, SKOS.definition),
    }


def _entity(terms: Terms, cls: URIRef) -> dict[str, Any]:
    found = _paths(terms.shapes_for(cls))
    paths = [path for path in found if terms.graph.value(path, MAP.within) is None]
    return {
        "name": terms.label_of(cls),
        "labels": terms.labels_of(cls),
        "contained": WHOMET.partOf in paths,
        "keys": ["type", *(terms.text(path, MAP.yamlKey) for path in paths)],
        **_documentation(terms, cls),
    }


def _usual_days(terms: Terms, cls: URIRef) -> int:
    """What the class itself or the nearest class above it says."""
    stated = [
        (len(terms.ancestors(above)), days)
        for above in terms.ancestors(cls)
        if (days := terms.number(above, MAP.usualDays)) is not None
    ]
    return max(stated)[1]


def _event(terms: Terms, cls: URIRef, common: list[URIRef]) -> dict[str, Any]:
    paths = [path for path in _paths(terms.shapes_for(cls)) if path not in FIXED_KEYS]
    own = [path for path in paths if path not in common]
    # A common role is listed again if the class constrains it further.
    stricter = [
        path for path in common if _role(terms, cls, path) != _role(terms, WHOMET.Event, path)
    ]
    roles = [_role(terms, cls, path) for path in (*own, *stricter) if terms.is_role(path)]
    attributes = [_attribute(terms, cls, path) for path in own if not terms.is_role(path)]
    return {
        "name": terms.label_of(cls),
        "labels": terms.labels_of(cls),
        "lasting": terms.is_a(cls, WHOMET.State),
        "by_words": any(terms.flag(above, MAP.byWords) for above in terms.ancestors(cls)),
        "usual_days": _usual_days(terms, cls),
        "dates_agree": any(terms.flag(above, MAP.datesAgree) for above in terms.ancestors(cls)),
        "encounter": any(terms.flag(above, MAP.encounter) for above in terms.ancestors(cls)),
        "roles": roles,
        "attributes": attributes,
        "keys": [
            *LEADING_EVENT_KEYS,
            *(terms.text(path, MAP.yamlKey) for path in own if terms.is_role(path)),
            *(attribute["key"] for attribute in attributes),
            *(terms.text(path, MAP.yamlKey) for path in common),
            "source",
            *COMMON_ATTRIBUTES,
            "note",
        ],
        **_documentation(terms, cls),
    }


def _role(terms: Terms, cls: URIRef, path: URIRef) -> dict[str, Any]:
    shapes = [s for s in terms.shapes_for(cls) if s.path == path]
    binding = [s for s in shapes if not s.advice]
    bounds = [s.max_count for s in binding if s.max_count is not None]
    advised = max((s.min_count for s in shapes if s.advice), default=0)
    fillers = _range(terms, binding)
    return {
        "key": terms.text(path, MAP.yamlKey),
        "relationship": terms.text(path, MAP.relationship),
        "outgoing": terms.text(path, MAP.direction) == "outgoing",
        "range": [terms.label_of(c) for c in fillers],
        "min_count": max((s.min_count for s in binding), default=0),
        "max_count": min(bounds, default=None),
        "main": terms.flag(path, MAP.main),
        "function": _function(terms, path, fillers),
        "brat": terms.text(path, MAP.bratName),
        "advised_count": advised,
        "hint": binding[0].message,
        "advice": next((s.message for s in shapes if s.advice), ""),
        **_documentation(terms, path),
    }


def _function(terms: Terms, path: URIRef, fillers: Iterable[URIRef]) -> str:
    """What the filler of a role is to the event: as stated, else a participant if an actor."""
    stated = terms.text(path, MAP.function)
    acting = terms.is_role(path) and all(terms.is_a(cls, WHOMET.Actor) for cls in fillers)
    return stated or ("participant" if acting else "")


def _range(terms: Terms, shapes: Iterable[PropertyShape]) -> list[URIRef]:
    allowed: set[URIRef] | None = None
    for shape in shapes:
        if shape.classes:
            here = {c for cls in shape.classes for c in terms.concrete(cls)}
            allowed = here if allowed is None else allowed & here
    return terms.in_order(allowed or ())


def _attribute(terms: Terms, cls: URIRef, path: URIRef) -> dict[str, Any]:
    shapes = [s for s in terms.shapes_for(cls) if s.path == path and not s.advice]
    return {
        "key": terms.text(path, MAP.yamlKey),
        "values": list(next((s.values for s in shapes if s.values), ())),
        "default": next((s.default for s in shapes if s.default is not None), None),
        "distinguishes": terms.flag(path, MAP.distinguishes),
        "brat": terms.text(path, MAP.bratName),
        "hint": shapes[0].message,
        **_documentation(terms, path),
    }


def _system_classes(terms: Terms) -> list[URIRef]:
    return terms.in_order(
        cls for cls in terms.all_of_type(OWL.Class) if terms.text(cls, MAP.identity)
    )


def _system_class(terms: Terms, cls: URIRef) -> dict[str, Any]:
    return {
        "name": terms.label_of(cls),
        "labels": terms.labels_of(cls),
        "identity": terms.text(cls, MAP.identity),
        **_documentation(terms, cls),
    }


def _superterms(terms: Terms) -> dict[str, list[str]]:
    """All superclasses of each class, and the direct superproperties of each property, by IRI."""
    classes = {cls: set(terms.ancestors(cls)) - {cls} for cls in terms.all_of_type(OWL.Class)}
    properties = {
        term: {
            above
            for above in terms.graph.objects(term, RDFS.subPropertyOf)
            if isinstance(above, URIRef) and above != WHOMET.role
        }
        for term in terms.all_of_type(OWL.ObjectProperty, OWL.DatatypeProperty)
    }
    found = {**classes, **properties}
    return {str(term): sorted(map(str, above)) for term, above in sorted(found.items()) if above}


def _links(terms: Terms) -> list[dict[str, Any]]:
    links = []
    for path in terms.all_of_type(OWL.ObjectProperty):
        relationship = terms.text(path, MAP.relationship)
        if not relationship or terms.is_role(path):
            continue
        ends = [
            [terms.label_of(c) for c in terms.end_classes(path, side)]
            for side in (RDFS.domain, RDFS.range)
        ]
        if terms.text(path, MAP.direction) == "incoming":
            ends.reverse()
        links.append(
            {
                "relationship": relationship,
                "sources": ends[0],
                "targets": ends[1],
                "key": terms.text(path, MAP.yamlKey) or None,
                **_documentation(terms, path),
            }
        )
    return sorted(links, key=lambda link: str(link["relationship"]))


def _properties(terms: Terms) -> list[dict[str, Any]]:
    found = []
    for path in terms.all_of_type(OWL.DatatypeProperty):
        name, datatype = terms.text(path, MAP.property), terms.text(path, MAP.datatype)
        owners = {o for on in terms.graph.objects(path, MAP.on) for o in _owners(terms, on)}
        if not name:
            # An attribute is a property of claims, and also of events if it is class-specific.
            targets = {s.target for s in terms.shapes if s.path == path}
            events = [c for c in targets if terms.is_a(c, WHOMET.Event)]
            if path in FIXED_KEYS or not (events or WHOMET.Claim in targets):
                continue
            name, datatype = terms.text(path, MAP.yamlKey), "STRING"
            owners = {o for c in events for o in _owners(terms, c)} | {"Claim"}
        found.append(
            {
                "name": name,
                "datatype": datatype,
                "owners": sorted(owners),
                **_documentation(terms, path),
            }
        )
    return sorted(found, key=lambda entry: (entry["name"], entry["iri"]))


def _owners(terms: Terms, on: Any) -> list[str]:
    """The node labels of a class, or the relationship types of an object property."""
    if terms.label_of(on):
        return [terms.label_of(on)]
    if on == WHOMET.role:
        roles = filter(terms.is_role, terms.all_of_type(OWL.ObjectProperty))
        return [terms.text(role, MAP.relationship) for role in roles]
    relationship = terms.text(on, MAP.relationship)
    if relationship:
        return [relationship]
    return [terms.label_of(c) for c in terms.concrete(on)]


def _indexes(terms: Terms) -> list[dict[str, Any]]:
    indexes = []
    for predicate, fulltext in ((MAP["index"], False), (MAP.fulltextIndex, True)):
        for cls in terms.in_order(terms.all_of_type(OWL.Class)):
            for properties in terms.listed(cls, predicate):
                indexes += [
                    {"label": terms.label_of(c), "properties": properties, "fulltext": fulltext}
                    for c in terms.concrete(cls)
                ]
    return indexes
