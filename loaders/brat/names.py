"""The names in brat of roles, attributes and their values, and their keys in a brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whomet.ontology.exports.brat import value_name
from whomet.ontology.vocabulary import Vocabulary

PART_OF = "PartOf"

#: Binary attributes of brat's own corpora, and what they mean here.
BINARY: Mapping[str, tuple[str, str]] = {
    "Negation": ("polarity", "denied"),
    "Speculation": ("certainty", "possible"),
}


@dataclass(frozen=True, slots=True)
class EventNames:
    """Of a class of events: keys by the names of roles, and of attributes with their values.

    `times` are the roles that a date fills. `values` are by attribute and then by name; an
    attribute whose values no two names tell apart, or that takes any text, is not among them.
    """

    roles: Mapping[str, str]
    times: Mapping[str, str]
    attributes: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def role(self, name: str) -> str | None:
        """The key of a role by its name, with or without the number of a further filler."""
        named = {**self.roles, **self.times}
        return named.get(name) or named.get(name.rstrip("0123456789"))


@lru_cache(maxsize=256)
def event_names(vocabulary: Vocabulary, name: str) -> EventNames:
    """The names of the event class `name`."""
    cls = vocabulary.events[name]
    attributes = [*vocabulary.common_attributes.values(), *cls.attributes.values()]
    values = {
        attribute.key: {value_name(value): value for value in attribute.values}
        for attribute in attributes
        if len({value_name(value) for value in attribute.values}) == len(attribute.values) > 0
    }
    roles = {role.brat: role.key for role in cls.roles.values()}
    return EventNames(
        {**roles, vocabulary.source.brat: vocabulary.source.key},
        vocabulary.date_roles,
        {attribute.brat: attribute.key for attribute in attributes if attribute.key in values},
        values,
    )


def of_entities(vocabulary: Vocabulary) -> frozenset[str]:
    """The names of relations between entities."""
    return vocabulary.same_labels | vocabulary.part_labels


def type_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The types of text-bounds."""
    return (*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels)
