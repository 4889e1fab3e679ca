"""What is refused in an ontology before anything is made from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rdflib import OWL, RDFS, SKOS, URIRef
from rdflib.term import Node

from whomet.ontology.brief_keys import DATE_ROLES, FIXED_EVENT_KEYS
from whomet.ontology.compile.constructs import check_constructs
from whomet.ontology.compile.extending import check_extensions, check_words, undeclared
from whomet.ontology.compile.terms import MAP, WHOMET, Terms

LABEL = re.compile(r"[A-Z][A-Za-z]*")
RELATIONSHIP = re.compile(r"[A-Z][A-Z_]*")
KEY = re.compile(r"[a-z][a-z_]*")
DATATYPES = ("STRING", "INTEGER", "BOOLEAN", "DATE", "LIST<STRING>", "LIST<INTEGER>")
#: Words that mean something else where Cypher may expect a label (`n IS NULL`, `IS NORMALIZED`),
#: and the label of the lock that loaders take.
RESERVED = frozenset("NOT NULL TYPED NORMALIZED NFC NFD NFKC NFKD LOADLOCK LOADRECORD".split())
TRUTH_VALUES = frozenset("yes no on off y n true false null".split())
#: Keys of every event in a brief that are no roles or attributes.
TAKEN_KEYS = frozenset(FIXED_EVENT_KEYS)
#: Who or what may fill a role that has a function.
FILLERS = {
    "participant": WHOMET.Actor,
    "host": WHOMET.Actor,
    "place": WHOMET.Place,
    "destination": WHOMET.Place,
    "topic": WHOMET.Entity,
    "whole": WHOMET.Event,
    "occasion": WHOMET.Event,
}
#: What brat calls the days of an event, and the words that give them.
TAKEN_BRAT_NAMES = frozenset(DATE_ROLES)
DAY = "Date"


def check(terms: Terms) -> None:
    """Note everything that is wrong with the terms."""
    check_extensions(terms)
    _classes(terms)
    _properties(terms)
    _shapes(terms)
    _constructs(terms)
    _keys(terms)
    _patterns(terms)
    check_words(terms)


def _constructs(terms: Terms) -> None:
    """Note what shapes may not say, but not of terms at fault, where it follows from that."""
    blamed = {terms.show(term) for term in terms.blamed}
    before = len(terms.problems)
    check_constructs(terms)
    terms.problems[before:] = [
        problem
        for problem in terms.problems[before:]
        if blamed.isdisjoint(word.rstrip(":;,") for word in problem.told.split())
    ]


def _classes(terms: Terms) -> None:
    owner: dict[str, URIRef] = {}
    for cls in _ours_first(terms.all_of_type(OWL.Class)):
        if _in_cycle(terms, cls):
            terms.complain(cls, "is a subclass of itself", "break the circle of rdfs:subClassOf")
            continue
        _told(terms, cls)
        label = terms.label_of(cls)
        if label:
            _safe_name(terms, cls, label, LABEL, "node label", "Agreement")
            # Names of constraints and paths of IRIs are in small letters.
            other = owner.setdefault(label.lower(), cls)
            if label.lower() == DAY.lower():
                terms.complain(
                    cls,
                    f"has the node label {label}, which annotators take for words that give a day",
                    "choose another",
                )
            elif other != cls:
                terms.complain(
                    cls,
                    f"has the node label {terms.label_of(other)} of {terms.show(other)}",
                    "give it another map:nodeLabel",
                )
        if terms.flag(cls, MAP.abstract):
            continue
        if not label:
            terms.complain(cls, "has no node label", "add map:nodeLabel, or map:abstract true")
        if terms.text(cls, MAP.identity):
            continue
        if not (terms.is_a(cls, WHOMET.Entity) or terms.is_a(cls, WHOMET.Event)):
            terms.complain(
                cls,
                "is neither an entity nor an event",
                "make it rdfs:subClassOf :Entity, :Actor, :Event or :State",
            )
        brat = terms.text(cls, MAP.bratName)
        if brat != label:
            terms.complain(
                cls, f"has the brat name {brat or 'nothing'}", f'add map:bratName "{label}"'
            )


def _in_cycle(terms: Terms, cls: URIRef) -> bool:
    return any(
        cls in terms.ancestors(above)
        for above in terms.graph.objects(cls, RDFS.subClassOf)
        if isinstance(above, URIRef)
    )


def _told(terms: Terms, term: URIRef, example: bool = True) -> None:
    wanted = [
        (RDFS.label, "label", "rdfs:label"),
        (SKOS.definition, "definition", "skos:definition"),
    ]
    if example:
        wanted.append((SKOS.example, "example", "skos:example"))
    for predicate, what, how in wanted:
        if not terms.text(term, predicate).strip():
            terms.complain(term, f"has no {what}", f"add {how}")


def _safe_name(
    terms: Terms, term: Node, name: str, form: re.Pattern[str], what: str, example: str
) -> None:
    if form.fullmatch(name) is None or name.upper() in RESERVED:
        terms.complain(
            term,
            f"has the unsafe {what} '{name}'",
            f"choose one such as {example} ({form.pattern})",
        )


def _properties(terms: Terms) -> None:
    for prop in terms.all_of_type(OWL.ObjectProperty):
        if prop == WHOMET.role:
            continue
        role = terms.is_role(prop)
        keyed = role or bool(terms.text(prop, MAP.yamlKey))
        _told(terms, prop, example=keyed)
        relationship = terms.text(prop, MAP.relationship)
        if not relationship:
            terms.complain(prop, "has no relationship type", "add map:relationship")
        else:
            _safe_name(terms, prop, relationship, RELATIONSHIP, "relationship type", "SIGNED_BY")
        if terms.text(prop, MAP.direction) not in ("outgoing", "incoming"):
            terms.complain(prop, "has no direction", 'add map:direction "outgoing" or "incoming"')
        if keyed:
            _annotation_names(terms, prop)
        _function(terms, prop)
        for side, name in ((RDFS.domain, "rdfs:domain"), (RDFS.range, "rdfs:range")):
            for cls in undeclared(terms, prop, side):
                terms.complain(
                    prop,
                    f"has {terms.show(cls)} as its {name}, which is no class",
                    "declare it as an owl:Class, or correct the name",
                )
            if not terms.end(prop, side) and terms.blamed.isdisjoint(
                {prop, *terms.stated(prop, side)}
            ):
                terms.complain(prop, f"has no {name} that nodes are made of", f"add {name}")
    for prop in terms.all_of_type(OWL.DatatypeProperty):
        name, key = terms.text(prop, MAP.property), terms.text(prop, MAP.yamlKey)
        _told(terms, prop, example=bool(key))
        if name:
            _safe_name(terms, prop, name, KEY, "graph property", "signed_on")
            if terms.text(prop, MAP.datatype) not in DATATYPES:
                terms.complain(
                    prop,
                    "has no graph datatype",
                    f"add map:datatype, one of {', '.join(DATATYPES)}",
                )
            if terms.graph.value(prop, MAP.on) is None:
                terms.complain(prop, "is on no class", "add map:on with its classes")
        elif not key:
            terms.complain(prop, "has no mapping", "add map:yamlKey or map:property")
        elif prop in _attributes(terms):
            _annotation_names(terms, prop)


def _function(terms: Terms, prop: URIRef) -> None:
    """What the filler of a role is to the event must be something that it can be."""
    function = terms.text(prop, MAP.function)
    if not function:
        return
    if function not in FILLERS:
        terms.complain(
            prop,
            f"has the unknown function '{function}'",
            f"give map:function one of {', '.join(FILLERS)}",
        )
        return
    base = FILLERS[function]
    wrong = [cls for cls in terms.end(prop, RDFS.range) if not terms.is_a(cls, base)]
    if wrong:
        terms.complain(
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
        and (terms.is_a(shape.target, WHOMET.Event) or shape.target == WHOMET.Claim)
    }


def _annotation_names(terms: Terms, prop: URIRef) -> None:
    key, brat = terms.text(prop, MAP.yamlKey), terms.text(prop, MAP.bratName)
    if not key:
        terms.complain(prop, "has no key", "add map:yamlKey")
    else:
        _safe_name(terms, prop, key, KEY, "key", "signed_by")
        if key in TRUTH_VALUES:
            terms.complain(
                prop, f"has the key '{key}', which YAML may take for no text", "choose another"
            )
    if not brat:
        terms.complain(prop, "has no brat name", "add map:bratName")
    else:
        _safe_name(terms, prop, brat, LABEL, "brat name", "SignedBy")


def _shapes(terms: Terms) -> None:
    roles = {p for p in terms.all_of_type(OWL.ObjectProperty) if terms.is_role(p)}
    known = {*terms.all_of_type(OWL.ObjectProperty, OWL.DatatypeProperty)}
    classes = set(terms.all_of_type(OWL.Class))
    for shape in terms.shapes:
        name = f"the shape of {terms.show(shape.target)} {terms.show(shape.path)}"
        for cls in (shape.target, *shape.classes):
            if cls not in classes:
                terms.complain(cls, f"is in {name} but no class", "declare it as an owl:Class")
        if shape.path not in known:
            terms.complain(
                shape.path,
                f"is in {name} but no property",
                "declare it as an owl:ObjectProperty or owl:DatatypeProperty",
            )
            continue
        if not shape.message:
            terms.complain(shape.path, f"has no sh:message in {name}", "say there what to do")
        if shape.max_count is not None and shape.max_count < max(shape.min_count, 1):
            terms.complain(
                shape.path,
                f"cannot be given in {name}: at most {shape.max_count}",
                "raise sh:maxCount, or lower sh:minCount",
            )
        if shape.default is not None and shape.default not in shape.values:
            terms.complain(
                shape.path,
                f"has the default '{shape.default}' in {name}",
                f"take one of {', '.join(shape.values)}",
            )
        if shape.path in roles and not shape.advice:
            _role_shape(terms, shape.target, shape.path, shape.classes, name)
    for role in sorted(roles - {shape.path for shape in terms.shapes}):
        terms.complain(role, "belongs to no class", "give a class a shape with this sh:path")


def _role_shape(
    terms: Terms, target: URIRef, path: URIRef, classes: tuple[URIRef, ...], name: str
) -> None:
    domain, range_ = terms.end(path, RDFS.domain), terms.end(path, RDFS.range)
    outside = [c for c in terms.concrete(target) if c not in domain]
    if outside and domain:
        terms.complain(
            path,
            f"is a role of {terms.show(outside[0])} in {name}, which its rdfs:domain leaves out",
            "declare a role of your own, or make the class a subclass of one in the domain",
        )
    if not classes:
        terms.complain(path, f"has no sh:class in {name}", "say there who or what may fill it")
    wrong = [c for cls in classes for c in terms.concrete(cls) if c not in range_]
    if wrong and range_:
        terms.complain(
            path,
            f"accepts {terms.show(wrong[0])} in {name}, not in its rdfs:range",
            "make them agree",
        )


def _keys(terms: Terms) -> None:
    """No two things of one class go by one key, in YAML, in brat or in the graph."""
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
            _no_two(terms, cls, what, predicate, own | shared)
        for path in sorted(own):
            key = terms.text(path, MAP.yamlKey)
            if key in TAKEN_KEYS:
                terms.complain(
                    path, f"has the key '{key}', which every event has", "choose another"
                )
            elif not terms.is_role(path) and key in claimed:
                terms.complain(
                    path, f"has the key '{key}' of another property of events", "choose another"
                )
            brat = terms.text(path, MAP.bratName)
            if brat in TAKEN_BRAT_NAMES:
                terms.complain(
                    path, f"has the brat name '{brat}', which every event has", "choose another"
                )
    for cls in terms.concrete(WHOMET.Entity):
        _no_two(terms, cls, "key", MAP.yamlKey, {shape.path for shape in terms.shapes_for(cls)})


def _no_two(
    terms: Terms, cls: URIRef, what: str, predicate: URIRef, paths: Iterable[URIRef]
) -> None:
    seen: dict[str, URIRef] = {}
    for path in _ours_first(paths):
        name = terms.text(path, predicate)
        if name and name in seen:
            terms.complain(
                path,
                f"has the {what} '{name}' of {terms.show(seen[name])} in {terms.show(cls)}",
                "choose another",
            )
        seen[name] = path


def _patterns(terms: Terms) -> None:
    """One relationship type between two classes means one thing."""
    meanings: dict[tuple[str, URIRef, URIRef], set[URIRef]] = defaultdict(set)
    for prop in terms.all_of_type(OWL.ObjectProperty):
        relationship = terms.text(prop, MAP.relationship)
        ends = terms.end(prop, RDFS.domain), terms.end(prop, RDFS.range)
        if not relationship:
            continue
        sources, targets = ends if terms.text(prop, MAP.direction) == "outgoing" else ends[::-1]
        for source in sources:
            for target in targets:
                meanings[relationship, source, target].add(prop)
    blamed: set[URIRef] = set()
    for (relationship, source, target), props in meanings.items():
        first, *others = _ours_first(props)
        for other in others:
            if other in blamed:
                continue
            blamed.add(other)
            terms.complain(
                other,
                f"has the relationship type {relationship} of {terms.show(first)} from "
                f"{terms.label_of(source)} to {terms.label_of(target)}",
                "choose another map:relationship",
            )


def _ours_first(terms: Iterable[URIRef]) -> list[URIRef]:
    """In order, the ontology's own terms first, so that it is the extension that gets the blame."""
    return sorted(terms, key=lambda term: (term not in WHOMET, term))
