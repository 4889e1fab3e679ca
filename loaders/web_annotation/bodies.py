"""Bodies: what an annotation says about its words, in our vocabulary or by a tool's tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from whomet.loaders.annotation.marks import Mark, Property, Reference, ReportFault
from whomet.loaders.faults import one_of, quoted
from whomet.loaders.parsed import Path
from whomet.loaders.web_annotation.annotations import Annotation, kinds_of
from whomet.loaders.web_annotation.terms import BRIEF, TermNames, identity, short_name, texts
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.suggestions import nearest

_W3C = frozenset(
    """
id type @id @type @context purpose creator created modified generator generated rights accessibility
audience canonical via stylesheet cached processingLanguage textDirection
""".split()
)


class BodyReader:
    """Reads the bodies of annotations; `reserved` are the schemes that no ref may have."""

    def __init__(self, terms: TermNames, reserved: frozenset[str], report: ReportFault) -> None:
        self.terms = terms
        self.reserved = reserved
        self.report = report
        vocabulary = terms.vocabulary
        self.references = {"part_of", "relative_to", vocabulary.source.key}
        self.references.update(key for cls in vocabulary.events.values() for key in cls.roles)

    def mark(self, annotation: Annotation) -> Mark | None:
        """The mark of an annotation; None, and a fault, where it has no class of the ontology."""
        classes: list[tuple[str, Path]] = []
        loose: list[tuple[dict[str, Any], Path]] = []
        ids = [annotation.id] if annotation.id else []
        mark = Mark((), "", annotation.path)
        for given, path in annotation.bodies:
            body = self.resource(given)
            if isinstance(body, dict):
                own = [name for name in kinds_of(body) if self.terms.is_cls(name)]
                if own:
                    classes.append((self.best(own), (*path, "type")))
                    self.identify(mark, identity(body), path, ids)
                loose.append((body, path))
        tags = [tag for body, path in loose for tag in self.tags(annotation, body, path)]
        classes.extend(tag for tag in tags if "=" not in tag[0])
        cls = self.cls(annotation, classes)
        if cls is None:
            return None
        mark.type = cls
        for body, path in loose:
            if any(self.terms.is_cls(n) for n in kinds_of(body)):
                mark.properties.extend(self.properties(body, path, cls))
            elif self.purpose(annotation, body) == "identifying":
                self.identify(mark, identity(body.get("source")) or identity(body), path, ids)
        for tag, path in tags:
            name, equals, value = tag.partition("=")
            if equals and (key := self.terms.key(name.strip(), cls)) is not None:
                mark.properties.append(Property(key, self.plain(key, value.strip()), path))
        mark.ids = tuple(dict.fromkeys(ids))
        return mark

    def resource(self, body: object) -> object:
        """A body that is an IRI alone, or a class, as an object."""
        if type(body) is not str:
            return body
        known = self.terms.is_ours(body) or self.terms.cls(body) in self.terms.classes.values()
        purpose = {"purpose": "classifying"} if known else {}
        return {"type": "SpecificResource", "source": body} | purpose

    def role(self, annotation: Annotation) -> tuple[str, Path] | None:
        """The role that a linking annotation is tagged with, as the key of a brief."""
        for body, path in annotation.bodies:
            if isinstance(body, dict):
                for tag, here in self.tags(annotation, body, path, "linking"):
                    if (key := self.terms.key(tag, "")) is not None:
                        return key, here
        return None

    def best(self, names: list[str]) -> str:
        """The first of several classes that is annotated; superclasses come with it in RDF."""
        known = self.terms.classes.values()
        return next((name for name in names if self.terms.cls(name) in known), names[0])

    def purpose(self, annotation: Annotation, body: dict[str, Any]) -> str:
        own = short_name(next(texts(body.get("purpose")), ""))
        return own or next(iter(annotation.motivations), "")

    def tags(
        self, annotation: Annotation, body: dict[str, Any], path: Path, more: str = ""
    ) -> Iterator[tuple[str, Path]]:
        """The texts and IRIs by which a body tags or classifies."""
        purpose = self.purpose(annotation, body)
        if purpose and purpose not in ("tagging", "classifying", more or "tagging"):
            return
        for key in ("value", "source", "id"):
            found = body.get(key)
            if (text := identity(found)) is not None:
                if purpose or self.is_tag(text.strip()):
                    yield text.strip(), (*path, key)
                return

    def is_tag(self, text: str) -> bool:
        """Whether a text without a purpose is a class, or gives one of our properties."""
        name, equals, _ = text.partition("=")
        if equals:
            return name.strip() in self.terms.properties
        return self.terms.cls(text) in self.terms.classes.values()

    def cls(self, annotation: Annotation, found: list[tuple[str, Path]]) -> str | None:
        known = dict.fromkeys(self.terms.classes.values())
        right = {c: path for name, path in found if (c := self.terms.cls(name)) in known}
        if len(right) > 1:
            first, second, *_ = right
            self.report(
                "marks-at-odds",
                right[second],
                "an annotation must have one class of the ontology",
                quoted(second),
                first,
            )
        if right:
            return next(iter(right))
        if not found:
            self.report(
                "ignored-annotation",
                annotation.path,
                "this annotation has no class of the ontology and is ignored",
                None,
                "a body with one, such as whomet:Person",
            )
            return None
        name, path = found[0]
        near = nearest(self.terms.cls(name), known)
        if near is None and path[-1] == "value":
            # A tag of any kind, as people give them: nothing of ours that is misspelt.
            problem = "this tag is no class of the ontology; the annotation is ignored"
            fix = "a class as a tag, or map: or ignore: in a profile"
            self.report("ignored-annotation", path, problem, quoted(self.terms.cls(name)), fix)
            return None
        self.report(
            "unknown-type",
            path,
            "this is not a class of the ontology",
            quoted(self.terms.cls(name)),
            near or one_of(known),
        )
        return near

    def identify(self, mark: Mark, iri: str | None, path: Path, ids: list[str]) -> None:
        """Take an IRI as the key of a thing in its brief (`#key`), or as its ref."""
        if iri is None:
            return
        ids.append(iri)
        if iri.startswith("#"):
            mark.key = mark.key or unquote(iri[1:])
        elif not iri.startswith(("_:", "urn:uuid:")):
            ref = self.terms.ref(iri)
            scheme, colon, _ = ref.partition(":")
            # An id of ours that is made from a name says no more than the name.
            if colon and (ref == iri or scheme not in self.reserved):
                mark.properties.append(Property("ref", ref, path))

    def properties(self, body: dict[str, Any], path: Path, cls: str) -> Iterator[Property]:
        """What a body says of a thing by the properties of the ontology."""
        dates: dict[str, dict[str, object]] = {}
        for name, value in body.items():
            here = (*path, name)
            if name in _W3C or (key := self.terms.key(name, cls)) is None:
                continue
            date = next((d for d in DATE_KEYS if key in (f"{d}Phrase", f"{d}Edtf")), None)
            if date is not None and cls != BRIEF:
                part = key.removeprefix(date).lower()
                if (text := _literal(value)) is not None:
                    if date not in dates:
                        yield Property(date, dates.setdefault(date, {}), here)
                    dates[date][part] = text
                    continue
                key = date
            many = value if isinstance(value, list) else [value]
            for index, item in enumerate(many):
                at = (*here, index) if isinstance(value, list) else here
                yield Property(key, self.value(key, item, cls), at)

    def value(self, key: str, item: object, cls: str) -> object:
        """One value: text, a reference, or a date; what is none of these is left for the check."""
        if cls == BRIEF:
            return item if (text := _literal(item)) is None else text
        if (text := _literal(item)) is not None:
            return self.plain(key, text)
        if (iri := identity(item)) is not None:
            return self.terms.ref(iri) if key == "ref" else Reference(iri)
        if isinstance(item, dict) and key in DATE_KEYS:
            parts = {self.terms.key(name, cls) or name: part for name, part in item.items()}
            known = {"relativeTo": "relative_to"}
            return {
                (new := known.get(part, part)): self.plain(new, text)
                if (text := _literal(given) or identity(given)) is not None
                else given
                for part, given in parts.items()
            }
        return item

    def plain(self, key: str, text: str) -> str:
        if key in self.references or (key in DATE_KEYS and text.startswith("#")):
            return Reference(text)
        return self.terms.ref(text) if key == "ref" else text


def _literal(value: object) -> str | None:
    """A text, or the text of a literal or a TextualBody."""
    if isinstance(value, dict):
        value = value.get("@value", value.get("value"))
    return value if type(value) is str else None
