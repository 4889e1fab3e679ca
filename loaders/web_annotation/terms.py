"""Names in a file of annotations: prefixes, IRIs, and the classes and keys that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from whomet.loaders.annotation.marks import DATE, key_names
from whomet.loaders.annotation.refs import ref_of
from whomet.ontology.vocabulary import Vocabulary

DATA = "https://w3id.org/whomet/data/"
BRIEF = "Brief"

_OURS = re.compile(re.escape(DATA) + r"[a-z]+/(\S+)")

#: Keys of a brief whose term in the ontology has another name.
_OTHERWISE = {
    "alias": "aliases",
    "partOf": "part_of",
    "placeKind": "kind",
    "affiliationKind": "kind",
    "mentionName": "name",
    "mentionQuote": "quote",
}
_BRIEF_KEYS = {"id": "brief", "publisher": "source", "name": "title"}
#: Types of bodies that are bare names in the context of the W3C.
_W3C_TYPES = frozenset(
    """
TextualBody SpecificResource Choice Composite List Independents Dataset Image Video Sound Text
""".split()
)


@dataclass(slots=True)
class TermNames:
    """Our terms by IRI, and by what a file calls them with the prefixes of its contexts."""

    vocabulary: Vocabulary
    prefixes: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(init=False)
    keys: dict[str, str] = field(init=False)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        vocabulary = self.vocabulary
        self.classes = {cls.iri: cls.name for cls in vocabulary.entities.values()}
        self.classes |= {cls.iri: cls.name for cls in vocabulary.events.values()}
        self.classes |= {vocabulary.namespace + name: name for name in (BRIEF, DATE)}
        self.classes |= {name: name for name in vocabulary.date_labels if name != DATE}
        attributes = [a for cls in vocabulary.events.values() for a in cls.attributes.values()]
        roles = [role for cls in vocabulary.events.values() for role in cls.roles.values()]
        self.keys = {role.iri: role.key for role in roles}
        self.keys |= {attribute.iri: attribute.key for attribute in attributes}
        self.keys |= {a.iri: a.key for a in vocabulary.common_attributes.values()}
        self.names = key_names(vocabulary)

    @property
    def properties(self) -> frozenset[str]:
        """What a bare name of a property may be, for it to be one of ours."""
        entities = (key for cls in self.vocabulary.entities.values() for key in cls.keys)
        return frozenset((*self.names, *self.names.values(), *_OTHERWISE, *entities))

    def learn(self, context: object) -> None:
        """Take the prefixes of a context. None is ever fetched."""
        for part in context if isinstance(context, list) else [context]:
            for prefix, iri in part.items() if isinstance(part, dict) else ():
                if (meaning := identity(iri)) is not None:
                    self.prefixes[prefix] = meaning

    def iri(self, name: str) -> str:
        """A name with its prefix, or as a term of a context, spelt out; another one as it is."""
        if (whole := self.prefixes.get(name)) is not None:
            name = whole
        prefix, colon, local = name.partition(":")
        if colon and (start := self.prefixes.get(prefix)) is not None:
            return start + local
        if colon and prefix == "whomet":
            return self.vocabulary.namespace + local
        return name

    def cls(self, name: str) -> str:
        """The class of a name, or of an unknown one the name without our namespace."""
        iri = self.iri(name)
        return self.classes.get(iri) or iri.removeprefix(self.vocabulary.namespace)

    def is_cls(self, name: str) -> bool:
        """Whether a name is that of a class, or claims to be: in our namespace, or bare."""
        foreign = name in _W3C_TYPES or ":" in self.iri(name)
        return self.cls(name) in self.classes.values() or self.is_ours(name) or not foreign

    def is_ours(self, name: str) -> bool:
        """Whether a name is in the namespace of the ontology, known or not."""
        iri = self.iri(name)
        return iri in self.keys or iri in self.classes or iri.startswith(self.vocabulary.namespace)

    def key(self, name: str, cls: str) -> str | None:
        """The key of a brief that a property means; None where it belongs to somebody else.

        Of a bare name that is nothing to us it is that name, so that the check can say so.
        """
        iri = self.iri(name)
        if iri in self.keys:
            return self.keys[iri]
        local = iri.removeprefix(self.vocabulary.namespace)
        if ":" in local:
            return None
        if cls == BRIEF:
            return _BRIEF_KEYS.get(local, local)
        return _OTHERWISE.get(local) or self.names.get(local) or local

    def ref(self, iri: str) -> str:
        """The ref of what an IRI identifies: wikidata:Q132345 of its address in Wikidata."""
        ours = _OURS.fullmatch(iri)
        return unquote(ours[1]) if ours else ref_of(iri)

    def brief_id(self, iri: str) -> str | None:
        """The id of the brief that an IRI of ours names."""
        found = iri.removeprefix(f"{DATA}brief/")
        return None if found == iri else unquote(found)


def texts(value: object) -> Iterator[str]:
    """The texts of a value that may be one or a list."""
    for item in value if isinstance(value, list) else [value]:
        if type(item) is str:
            yield item


def short_name(name: str) -> str:
    """A term of the W3C without the prefix or the namespace of its vocabularies."""
    for start in (
        "oa:",
        "as:",
        "http://www.w3.org/ns/oa#",
        "https://www.w3.org/ns/activitystreams#",
    ):
        name = name.removeprefix(start)
    return name


def identity(value: object) -> str | None:
    """The IRI of a resource: a text, or the `id` of an object."""
    if isinstance(value, dict):
        value = value.get("id", value.get("@id"))
    return value if type(value) is str and value else None
