"""The type system for INCEpTION (https://inception-project.github.io): layers that it imports.

A span layer for each class, one for dates and one for the brief itself. Roles are slots, link
features whose link type has a role and a target; everything else is text. Names of features are
those of brat: `end` and `begin` are UIMA's own, and differ by their small letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from whomet.ontology.colors import DATE
from whomet.ontology.exports.brat import DATE_ROLES
from whomet.ontology.vocabulary import Attribute, EntityClass, EventClass, Vocabulary

#: The package of all types.
PACKAGE = "whomet"
BRIEF = "Brief"
BRIEF_FEATURES = {
    "Brief": "The id of the brief: letters, digits, . _ -",
    "Title": "What it is called.",
    "Source": "Who published it.",
    "Published": "The day it was published, YYYY-MM-DD.",
    "Language": "A language tag such as en or fa.",
    "Url": "Where it stands.",
}
KEY = "The key of the entity or event in its brief; made of name or class where it is left out."
_ENTITY = {
    "name": "The name it is known by; the longest of its words where it is left out.",
    "ref": "An id from elsewhere, such as wikidata:Q649.",
    "aliases": "Other names, for finding it.",
    "kind": "What kind of place it is: country, city, venue and the like.",
}
_EVENT = {"ref": "An id of the event, the same in all briefs.", "note": "Anything."}
_TIMES = {"When": "When it was.", "Start": "When it began.", "End": "When it ended."}
_STRING, _STRINGS, _ARRAY = "uima.cas.String", "uima.cas.StringArray", "uima.cas.FSArray"
_ANNOTATION, _TOP = "uima.tcas.Annotation", "uima.cas.TOP"
_NAMESPACE = "http://uima.apache.org/resourceSpecifier"


def inception(vocabulary: Vocabulary) -> str:
    """The type system description, as XML."""
    root = ElementTree.Element("typeSystemDescription", xmlns=_NAMESPACE)
    _add(root, "name", "whomet")
    _add(root, "description", "Made by `whomet ontology --format inception`; do not edit.")
    types = _Types(ElementTree.SubElement(root, "types"))
    for entity in vocabulary.entities.values():
        _entity(types, entity)
    for event in vocabulary.events.values():
        _event(types, vocabulary, event)
    date = types.layer(DATE, "Words that say when.")
    types.text(date, "Edtf", "What the words mean, where they alone do not say it: 2017-10-19.")
    types.slot(DATE, date, "RelativeTo", _ANNOTATION, "The event from which the words count.")
    brief = types.layer(BRIEF, "The brief itself: one annotation on any words of its text.")
    for name, definition in BRIEF_FEATURES.items():
        types.text(brief, name, definition)
    ElementTree.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ElementTree.tostring(root, encoding="unicode") + "\n"


def feature_name(key: str) -> str:
    """The feature for a key of a brief that is no role or attribute: PartOf for part_of."""
    return "".join(part[0].upper() + part[1:] for part in key.split("_"))


def _entity(types: _Types, cls: EntityClass) -> None:
    features = types.layer(cls.name, cls.definition)
    types.text(features, "Key", KEY)
    for key, definition in _ENTITY.items():
        if key in cls.keys:
            many = _STRINGS if key == "aliases" else _STRING
            types.text(features, feature_name(key), definition, many)
    if cls.contained:
        target = f"{PACKAGE}.{cls.name}"
        types.slot(cls.name, features, "PartOf", target, "The larger one it is part of.")


def _event(types: _Types, vocabulary: Vocabulary, cls: EventClass) -> None:
    features = types.layer(cls.name, cls.definition)
    types.text(features, "Key", KEY)
    for role in cls.roles.values():
        types.slot(cls.name, features, role.brat, _target(role.range), role.definition)
    for name in DATE_ROLES:
        types.slot(cls.name, features, name, f"{PACKAGE}.{DATE}", _TIMES[name])
    types.slot(
        cls.name, features, vocabulary.source.brat, _ANNOTATION, vocabulary.source.definition
    )
    for attribute in (*cls.attributes.values(), *vocabulary.common_attributes.values()):
        types.text(features, attribute.brat, _values(attribute))
    for key, definition in _EVENT.items():
        types.text(features, feature_name(key), definition)


def _target(classes: tuple[str, ...]) -> str:
    """INCEpTION knows slots for one layer or for any."""
    return f"{PACKAGE}.{classes[0]}" if len(classes) == 1 else _ANNOTATION


def _values(attribute: Attribute) -> str:
    if not attribute.values:
        return attribute.definition
    return f"{attribute.definition} One of: {', '.join(attribute.values)}."


class _Types:
    def __init__(self, types: ElementTree.Element) -> None:
        self.types = types

    def layer(self, name: str, definition: str) -> ElementTree.Element:
        return self.type(f"{PACKAGE}.{name}", definition, _ANNOTATION)

    def type(self, name: str, definition: str, above: str) -> ElementTree.Element:
        found = ElementTree.SubElement(self.types, "typeDescription")
        _add(found, "name", name)
        _add(found, "description", definition)
        _add(found, "supertypeName", above)
        return ElementTree.SubElement(found, "features")

    def text(
        self, features: ElementTree.Element, name: str, definition: str, range: str = _STRING
    ) -> None:
        _feature(features, name, definition, [("rangeTypeName", range)])

    def slot(
        self, cls: str, features: ElementTree.Element, name: str, target: str, definition: str
    ) -> None:
        """A link feature, with a link type of its own as INCEpTION wants it."""
        link = f"{PACKAGE}.{cls}{name}Link"
        _feature(features, name, definition, [("rangeTypeName", _ARRAY), ("elementType", link)])
        inside = self.type(link, "", _TOP)
        _feature(inside, "role", "", [("rangeTypeName", _STRING)])
        _feature(inside, "target", "", [("rangeTypeName", target)])


def _feature(
    features: ElementTree.Element, name: str, definition: str, more: Iterable[tuple[str, str]]
) -> None:
    found = ElementTree.SubElement(features, "featureDescription")
    _add(found, "name", name)
    _add(found, "description", definition)
    for tag, text in more:
        _add(found, tag, text)


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
