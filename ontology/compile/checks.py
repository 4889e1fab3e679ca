"""Validates the terms of an ontology before it is compiled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rdflib import OWL, RDFS, SKOS, URIRef
from rdflib.term import Node

from whomet.ontology.brief_keys import DATE_ROLES, FIXED_EVENT_KEYS
from whomet.ontology.compile.constructs import check_constructs
from whomet.ontology.compile.extension_checks import check_extensions, check_references, undeclared
from whomet.ontology.compile.terms import MAP, WHOMET, Terms

LABEL = re.compile(r"[A-Z][A-Za-z]*")
RELATIONSHIP = re.compile(r"[A-Z][A-Z_]*")
KEY = re.compile(r"[a-z][a-z_]*")
DATATYPES = ("STRING", "INTEGER", "BOOLEAN", "DATE", "LIST<STRING>", "LIST<INTEGER>")
#: Words that Cypher reads differently where a label may stand (`n IS NULL`, `IS NORMALIZED`), and
#: the labels of the load lock and the load log.
RESERVED = frozenset("NOT NULL TYPED NORMALIZED NFC NFD NFKC NFKD LOADLOCK LOADRECORD".split())
TRUTH_VALUES = frozenset("yes no on off y n true false null".split())
#: Keys of every event in a brief that are neither roles nor attributes.
TAKEN_KEYS = frozenset(FIXED_EVENT_KEYS)
#: The class that fillers of a role with this function must belong to.
FILLERS = {
    "participant": WHOMET.Actor,
    "host": WHOMET.Actor,
    "place": WHOMET.Place,
    "destination": WHOMET.Place,
    "topic": WHOMET.Entity,
    "whole": WHOMET.Event,
    "occasion": WHOMET.Event,
}
#: The brat names of the date roles, and of the annotation type of dates.
TAKEN_BRAT_NAMES = frozenset(DATE_ROLES)
DATE_TYPE = "Date"


def check(terms: Terms) -> None:
    """Add a problem for everything that is wrong with the terms."""
    check_extensions(terms)
    _check_classes(terms)
    _check_properties(terms)
    _check_shapes(terms)
    _check_shape_constructs(terms)
    _check_keys(terms)
    _check_relationship_types(terms)
    check_references(terms)


def _check_shape_constructs(terms: Terms) -> None:
    """Check the SHACL constructs, without repeating problems of terms that are already faulty."""
    faulty = {terms.show(term) for term in terms.faulty}
    before = len(terms.problems)
    check_constructs(terms)
    terms.problems[before:] = [
        problem
        for problem in terms.problems[before:]
        if faulty.isdisjoint(word.rstrip(":;,") for word in problem.message.split())
    ]


def _check_classes(terms: Terms) -> None:
    owner: dict[str, URIRef] = {}
    for cls in _shipped_first(terms.all_of_type(OWL.Class)):
        if _in_cycle(terms, cls):
            terms.add_problem(cls, "is a subclass of itself", "break the cycle of rdfs:subClassOf")
            continue
        _check_documentation(terms, cls)
        label = terms.label_of(cls)
        if label:
            _check_name(terms, cls, label, LABEL, "node label", "Agreement")
            # Constraint names and IRI paths are lower case.
            other = owner.setdefault(label.lower(), cls)
            if label.lower() == DATE_TYPE.lower():
                terms.add_problem(
                    cls,
                    f"has the node label {label}, which annotation tools use for date phrases",
                    "choose another",
                )
            elif other != cls:
                terms.add_problem(
                    cls,
                    f"has the node label {terms.label_of(other)} of {terms.show(other)}",
                    "give it another map:nodeLabel",
                )
        if terms.flag(cls, MAP.abstract):
            continue
        if not label:
            terms.add_problem(cls, "has no node label", "add map:nodeLabel, or map:abstract true")
        if terms.text(cls, MAP.identity):
            continue
        if not (terms.is_a(cls, WHOMET.Entity) or terms.is_a(cls, WHOMET.Event)):
            terms.add_problem(
                cls,
                "is neither an entity nor an event",
                "make it rdfs:subClassOf :Entity, :Actor, :Event or :State",
            )
        brat = terms.text(cls, MAP.bratName)
        if brat != label:
            terms.add_problem(
                cls, f"has the brat name {brat or 'nothing'}", f'add map:bratName "{label}"'
            )


def _in_cycle(terms: Terms, cls: URIRef) -> bool:
    return any(
        cls in terms.ancestors(above)
        for above in terms.graph.objects(cls, RDFS.subClassOf)
        if isinstance(above, URIRef)
    )


def _check_documentation(terms: Terms, term: URIRef, example: bool = True) -> None:
    wanted = [
        (RDFS.label, "label", "rdfs:label"),
        (SKOS.definition, "definition", "skos:definition"),
    ]
    if example:
        wanted.append((SKOS.example, "example", "skos:example"))
    for predicate, what, how in wanted:
        if not terms.text(term, predicate).strip():
            terms.add_problem(term, f"has no {what}", f"add {how}")


def _check_name(
    terms: Terms, term: Node, name: str, form: re.Pattern[str], what: str, example: str
) -> None:
    if form.fullmatch(name) is None or name.upper() in RESERVED:
        terms.add_problem(
            term,
            f"has the unsafe {what} '{name}'",
            f"choose one such as {example} ({form.pattern})",
        )


def _check_properties(terms: Terms) -> None:
    for prop in terms.all_of_type(OWL.ObjectProperty):
        if prop == WHOMET.role:
            continue
        role = terms.is_role(prop)
        keyed = role or bool(terms.text(prop, MAP.yamlKey))
        _check_documentation(terms, prop, example=keyed)
        relationship = terms.text(prop, MAP.relationship)
        if not relationship:
            terms.add_problem(prop, "has no relationship type", "add map:relationship")
        else:
            _check_name(terms, prop, relationship, RELATIONSHIP, "relationship type", "SIGNED_BY")
        if terms.text(prop, MAP.direction) not in ("outgoing", "incoming"):
            fix = 'add map:direction "outgoing" or "incoming"'
            terms.add_problem(prop, "has no direction", fix)
        if keyed:
            _check_annotation_names(terms, prop)
        _check_function(terms, prop)
        for side, name in ((RDFS.domain, "rdfs:domain"), (RDFS.range, "rdfs:range")):
            for cls in undeclared(terms, prop, side):
                terms.add_problem(
                    prop,
                    f"has {terms.show(cls)} as its {name}, which is not a class",
                    "declare it as an owl:Class, or correct the name",
                )
            if not terms.end_classes(prop, side) and terms.faulty.isdisjoint(
                {prop, *terms.stated_classes(prop, side)}
            ):
                terms.add_problem(prop, f"has no concrete class as its {name}", f"add {name}")
    for prop in terms.all_of_type(OWL.DatatypeProperty):
        name, key = terms.text(prop, MAP.property), terms.text(prop, MAP.yamlKey)
        _check_documentation(terms, prop, example=bool(key))
        if name:
            _check_name(terms, prop, name, KEY, "graph property", "signed_on")
            if terms.text(prop, MAP.datatype) not in DATATYPES:
                terms.add_problem(
                    prop,
                    "has no graph datatype",
                    f"add map:datatype, one of {', '.join(DATATYPES)}",
                )
            if terms.graph.value(prop, MAP.on) is None:
                terms.add_problem(prop, "is on no class", "add map:on with its classes")
        elif not key:
            terms.add_problem(prop, "has no mapping", "add map:yamlKey or map:property")
        elif prop in _attributes(terms):
            _check_annotation_names(terms, prop)


def _check_function(terms: Terms, prop: URIRef) -> None:
    """Check that a role has a known function, and that its fillers can have it."""
    function = terms.text(prop, MAP.function)
    if not function:
        return
    if function not in FILLERS:
        terms.add_problem(
            prop,
            f"has the unknown function '{function}'",
            f"give map:function one of {', '.join(FILLERS)}",
        )
        return
    base = FILLERS[function]
    wrong = [cls for cls in terms.end_classes(prop, RDFS.range) if not terms.is_a(cls, base)]
    if wrong:
        terms.add_problem(
            prop,
            f"has the function '{function}' and may be filled by {terms.show(wrong[0])}",
            f"give it an rdfs:range at or below {terms.show(base)}, or another map:function",
        )


def _attributes(terms: Terms) -> set[URIRef]:
    """The datatype properties that events and claims have in briefs."""
    datatype = set(terms.all_of_type(OWL.DatatypeProperty))
    return {
        shape.path
        for shape in terms.shapes
        if shape.path in datatype
        and not terms.text(shape.path, MAP.property)
        and terms.graph.value(shape.path, MAP.within) is None
        and (terms.is_a(shape.target, WHOMET.Event) or shape.target == WHOMET.Claim)
    }


def _check_annotation_names(terms: Terms, prop: URIRef) -> None:
    key, brat = terms.text(prop, MAP.yamlKey), terms.text(prop, MAP.bratName)
    if not key:
        terms.add_problem(prop, "has no key", "add map:yamlKey")
    else:
        _check_name(terms, prop, key, KEY, "key", "signed_by")
        if key in TRUTH_VALUES:
            terms.add_problem(
                prop, f"has the key '{key}', which YAML may not read as text", "choose another"
            )
    if not brat:
        terms.add_problem(prop, "has no brat name", "add map:bratName")
    else:
        _check_name(terms, prop, brat, LABEL, "brat name", "SignedBy")


def _check_shapes(terms: Terms) -> None:
    roles = {p for p in terms.all_of_type(OWL.ObjectProperty) if terms.is_role(p)}
    known = {*terms.all_of_type(OWL.ObjectProperty, OWL.DatatypeProperty)}
    classes = set(terms.all_of_type(OWL.Class))
    for shape in terms.shapes:
        name = f"the shape of {terms.show(shape.target)} {terms.show(shape.path)}"
        for cls in (shape.target, *shape.classes):
            if cls not in classes:
                fault = f"is in {name} but is not a class"
                terms.add_problem(cls, fault, "declare it as an owl:Class")
        if shape.path not in known:
            terms.add_problem(
                shape.path,
                f"is in {name} but is not a property",
                "declare it as an owl:ObjectProperty or owl:DatatypeProperty",
            )
            continue
        if not shape.message:
            terms.add_problem(
                shape.path, f"has no sh:message in {name}", "add one that says the fix"
            )
        if shape.max_count is not None and shape.max_count < max(shape.min_count, 1):
            terms.add_problem(
                shape.path,
                f"can never be given in {name}: at most {shape.max_count}",
                "raise sh:maxCount, or lower sh:minCount",
            )
        if shape.default is not None and shape.default not in shape.values:
            terms.add_problem(
                shape.path,
                f"has the default '{shape.default}' in {name}",
                f"expected one of {', '.join(shape.values)}",
            )
        if shape.path in roles and not shape.advice:
            _check_role_shape(terms, shape.target, shape.path, shape.classes, name)
    for role in sorted(roles - {shape.path for shape in terms.shapes}):
        terms.add_problem(role, "belongs to no class", "give a class a shape with this sh:path")


def _check_role_shape(
    terms: Terms, target: URIRef, path: URIRef, classes: tuple[URIRef, ...], name: str
) -> None:
    domain, range_ = terms.end_classes(path, RDFS.domain), terms.end_classes(path, RDFS.range)
    outside = [c for c in terms.concrete(target) if c not in domain]
    if outside and domain:
        terms.add_problem(
            path,
            f"is a role of {terms.show(outside[0])} in {name}, which is not in its rdfs:domain",
            "declare a role of your own, or make the class a subclass of one in the domain",
        )
    if not classes:
        terms.add_problem(path, f"has no sh:class in {name}", "add the classes that may fill it")
    wrong = [c for cls in classes for c in terms.concrete(cls) if c not in range_]
    if wrong and range_:
        terms.add_problem(
            path,
            f"accepts {terms.show(wrong[0])} in {name}, which is not in its rdfs:range",
            "make them agree",
        )


def _check_keys(terms: Terms) -> None:
    """Check that no two properties of a class share a key, a brat name or a graph property."""
    claimed = {
        terms.text(prop, MAP.property)
        for prop in terms.all_of_type(OWL.DatatypeProperty)
        for on in terms.graph.objects(prop, MAP.on)
        if on in (WHOMET.Event, WHOMET.Claim)
    }
    shared = {
        s.path
        for s in terms.shapes
        if s.target == WHOMET.Claim and terms.text(s.path, MAP.bratName)
    }
    for cls in terms.concrete(WHOMET.Event):
        own = {shape.path for shape in terms.shapes_for(cls)} - {WHOMET.ref}
        for what, predicate in (("key", MAP.yamlKey), ("brat name", MAP.bratName)):
            _check_distinct(terms, cls, what, predicate, own | shared)
        for path in sorted(own):
            key = terms.text(path, MAP.yamlKey)
            if key in TAKEN_KEYS:
                terms.add_problem(
                    path, f"has the key '{key}', which every event has", "choose another"
                )
            elif not terms.is_role(path) and key in claimed:
                terms.add_problem(
                    path, f"has the key '{key}' of another property of events", "choose another"
                )
            brat = terms.text(path, MAP.bratName)
            if brat in TAKEN_BRAT_NAMES:
                terms.add_problem(
                    path, f"has the brat name '{brat}', which every event has", "choose another"
                )
    for cls in terms.concrete(WHOMET.Entity):
        paths = {shape.path for shape in terms.shapes_for(cls)}
        _check_distinct(terms, cls, "key", MAP.yamlKey, paths)


def _check_distinct(
    terms: Terms, cls: URIRef, what: str, predicate: URIRef, paths: Iterable[URIRef]
) -> None:
    seen: dict[str, URIRef] = {}
    for path in _shipped_first(paths):
        name = terms.text(path, predicate)
        if name and name in seen:
            terms.add_problem(
                path,
                f"has the {what} '{name}' of {terms.show(seen[name])} in {terms.show(cls)}",
                "choose another",
            )
        seen[name] = path


def _check_relationship_types(terms: Terms) -> None:
    """Check that a relationship type between two classes has the meaning of one property only."""
    meanings: dict[tuple[str, URIRef, URIRef], set[URIRef]] = defaultdict(set)
    for prop in terms.all_of_type(OWL.ObjectProperty):
        relationship = terms.text(prop, MAP.relationship)
        ends = terms.end_classes(prop, RDFS.domain), terms.end_classes(prop, RDFS.range)
        if not relationship:
            continue
        sources, targets = ends if terms.text(prop, MAP.direction) == "outgoing" else ends[::-1]
        for source in sources:
            for target in targets:
                meanings[relationship, source, target].add(prop)
    faulty: set[URIRef] = set()
    for (relationship, source, target), props in meanings.items():
        first, *others = _shipped_first(props)
        for other in others:
            if other in faulty:
                continue
            faulty.add(other)
            terms.add_problem(
                other,
                f"has the relationship type {relationship} of {terms.show(first)} from "
                f"{terms.label_of(source)} to {terms.label_of(target)}",
                "choose another map:relationship",
            )


def _shipped_first(terms: Iterable[URIRef]) -> list[URIRef]:
    """In order, shipped terms first, so that problems are reported for the extension's term."""
    return sorted(terms, key=lambda term: (term not in WHOMET, term))
