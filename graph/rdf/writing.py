"""The RDF formats: each writer streams one resource at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol, TextIO

from whomet.graph.rdf.terms import (
    BOOLEAN,
    INTEGER,
    PREFIXES,
    STRING,
    TYPE,
    Iri,
    Literal,
    Resource,
    Term,
)

#: Characters to escape in a string of Turtle or N-Quads: forbidden ones, and hard to see ones.
ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)},
    **{ord(char): f"\\{letter}" for char, letter in zip('\n\r\t"\\', 'nrt"\\', strict=True)},
}


class RdfWriter(Protocol):
    """Writes resources to a stream; does not close it."""

    def start(self) -> None:
        """Write what comes before the first resource."""

    def write(self, resource: Resource) -> None:
        """Write one resource."""

    def finish(self) -> None:
        """Write what comes after the last resource."""


class Turtle:
    """Turtle: one block for each resource, everything in one graph."""

    def __init__(self, stream: TextIO, prefixes: Mapping[str, str]) -> None:
        self._stream = stream
        self._prefixes = prefixes
        self._short = shortener(prefixes)

    def start(self) -> None:
        for prefix, namespace in self._prefixes.items():
            self._stream.write(f"@prefix {prefix}: <{namespace}> .\n")

    def write(self, resource: Resource) -> None:
        self._stream.write(self._block(resource))

    def finish(self) -> None:
        pass

    def _block(self, resource: Resource) -> str:
        said = " ;\n".join(
            f"    {'a' if predicate == TYPE else self._iri(predicate)} "
            + ", ".join(map(self._term, objects))
            for predicate, objects in resource.ordered()
        )
        return f"\n<{resource.iri}>\n{said} .\n"

    def _iri(self, iri: Iri) -> str:
        return self._short(iri) or f"<{iri}>"

    def _term(self, value: Term) -> str:
        if not isinstance(value, Literal):
            return self._iri(value)
        if value.datatype in (INTEGER, BOOLEAN):
            return value.text
        text = f'"{value.text.translate(ESCAPES)}"'
        return text if value.datatype == STRING else f"{text}^^{self._iri(value.datatype)}"


class TriG(Turtle):
    """TriG: as Turtle, with the statements of each brief in its own named graph."""

    def __init__(self, stream: TextIO, prefixes: Mapping[str, str]) -> None:
        super().__init__(stream, prefixes)
        self._graph: Iri | None = None

    def write(self, resource: Resource) -> None:
        if resource.graph != self._graph:
            self.finish()
            if resource.graph is not None:
                self._stream.write(f"\n<{resource.graph}> {{\n")
            self._graph = resource.graph
        super().write(resource)

    def finish(self) -> None:
        if self._graph is not None:
            self._stream.write("}\n")
            self._graph = None


class NQuads:
    """N-Quads: one statement on each line, with the graph of its brief."""

    def __init__(self, stream: TextIO, prefixes: Mapping[str, str]) -> None:
        self._stream = stream

    def start(self) -> None:
        pass

    def write(self, resource: Resource) -> None:
        end = " .\n" if resource.graph is None else f" <{resource.graph}> .\n"
        self._stream.writelines(
            f"<{resource.iri}> <{predicate}> {_full(value)}{end}"
            for predicate, objects in resource.ordered()
            for value in objects
        )

    def finish(self) -> None:
        pass


class JsonLd:
    """JSON-LD: one object for each resource in one `@graph`, one on each line."""

    def __init__(self, stream: TextIO, prefixes: Mapping[str, str]) -> None:
        self._stream = stream
        self._prefixes = prefixes
        self._short = shortener(prefixes)
        self._separator = "\n"

    def start(self) -> None:
        context = json.dumps(dict(self._prefixes), indent=1)
        self._stream.write(f'{{"@context": {context},\n"@graph": [')

    def write(self, resource: Resource) -> None:
        node: dict[str, Any] = {"@id": resource.iri}
        for predicate, objects in resource.ordered():
            if predicate == TYPE:
                node["@type"] = [self._iri(value) for value in objects]
            else:
                node[self._iri(predicate)] = [self._value(value) for value in objects]
        self._stream.write(f"{self._separator}{json.dumps(node, ensure_ascii=False)}")
        self._separator = ",\n"

    def finish(self) -> None:
        self._stream.write("\n]}\n")

    def _iri(self, value: Term) -> str:
        return self._short(Iri(str(value))) or str(value)

    def _value(self, value: Term) -> Any:
        if not isinstance(value, Literal):
            return {"@id": value}
        if value.datatype in (INTEGER, BOOLEAN):
            return json.loads(value.text)
        if value.datatype == STRING:
            return value.text
        return {"@value": value.text, "@type": self._iri(value.datatype)}


def _full(value: Term) -> str:
    if not isinstance(value, Literal):
        return f"<{value}>"
    text = f'"{value.text.translate(ESCAPES)}"'
    return text if value.datatype == STRING else f"{text}^^<{value.datatype}>"


def shortener(prefixes: Mapping[str, str]) -> Callable[[Iri], str | None]:
    """A function from an IRI to its short form, None if it has none."""

    @lru_cache(maxsize=1024)
    def short(iri: Iri) -> str | None:
        for prefix, namespace in prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.isascii() and local.isidentifier():
                return f"{prefix}:{local}"
        return None

    return short


FORMATS: Mapping[str, Callable[[TextIO, Mapping[str, str]], RdfWriter]] = {
    "turtle": Turtle,
    "trig": TriG,
    "nquads": NQuads,
    "jsonld": JsonLd,
}


def writer(format: str, stream: TextIO, namespace: str) -> RdfWriter:
    """The writer of `format`, one of FORMATS; our own terms are written `whomet:`."""
    return FORMATS[format](stream, {"whomet": namespace, **PREFIXES})
