"""The annotations of a file: each with its bodies, its targets, and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.checking.values import shape
from whomet.loaders.faults import quoted
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Path
from whomet.loaders.web_annotation.terms import TermNames, identity, short_name, texts
from whomet.ontology.suggestions import nearest

_SHOWN = "Annotation, AnnotationPage or AnnotationCollection"

_SETS = frozenset({"Choice", "List", "Composite", "Independents"})
"""Types of bodies and targets that hold several."""

CONTAINERS = ("items", "first", "@graph")
"""Under which keys a page or collection has its annotations, the first that there is."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation. `source` is the resource that all its targets are parts of, if it is given.

    `line` is where it begins; `bodies` and `targets` come with their paths in the file.
    """

    value: dict[str, Any]
    path: Path
    line: int
    bodies: list[tuple[object, Path]] = field(default_factory=list)
    targets: list[tuple[object, Path]] = field(default_factory=list)

    @property
    def id(self) -> str | None:
        return identity(self.value)

    @property
    def motivations(self) -> tuple[str, ...]:
        return tuple(map(short_name, texts(self.value.get("motivation"))))

    @property
    def is_link(self) -> bool:
        return "linking" in self.motivations

    @property
    def source(self) -> str | None:
        """What the first target is, or is a part of."""
        return source_of(self.targets[0][0]) if self.targets else None


def source_of(target: object) -> str | None:
    """The resource that a target is, or is a part of."""
    if isinstance(target, dict) and "source" in target:
        return identity(target["source"])
    return identity(target)


def all_annotations(
    text: str,
    value: object,
    terms: TermNames,
    report: ReportFault,
    path: Path = (),
    line: int = 1,
) -> Iterator[Annotation]:
    """Every annotation under `value`, a parsed page, collection or list, in order.

    `path` is that of `value` itself, which begins on `line`.
    """
    # Each comes with the offset at which it begins, so that lines are counted in one pass.
    pending: list[tuple[object, Path, int, int]] = [(value, path, 0, line)]
    while pending:
        found, path, index, line = pending.pop()
        if isinstance(found, list):
            inside = zip(found, json_text.items(text, index, line), strict=True)
            parts = [(item, (*path, n), start, own) for item, (n, start, own) in inside]
            pending.extend(reversed(parts))
            continue
        if not isinstance(found, dict):
            report("wrong-shape", path, "this is not an annotation", shape(found), "{…}")
            continue
        terms.learn(found.get("@context"))
        if identity(found.get("next")) is not None and "items" in found:
            tell_of_next(found["next"], (*path, "next"), report)
        kinds = [short_name(kind) for kind in kinds_of(found)]
        inner = next((key for key in CONTAINERS if key in found), None)
        if "Annotation" in kinds:
            yield _annotation(found, path, line)
        elif inner is None:
            problem = "this is neither an annotation nor a page of them"
            report(
                "wrong-shape", path, problem, quoted(", ".join(kinds) or "no type"), _nearest(kinds)
            )
        elif type(found[inner]) is str:
            report(
                "wrong-shape",
                (*path, inner),
                "a page at another address is not fetched",
                quoted(found[inner]),
                "the page itself, with its items",
            )
        else:
            places = {key: rest for key, *rest in json_text.items(text, index, line)}
            pending.append((found[inner], (*path, inner), *places[inner]))


def tell_of_next(page: object, path: Path, report: ReportFault) -> None:
    """Report that a page is followed by another one, which is not read."""
    problem = "the next page is at another address and is not read"
    found = identity(page)
    shown = None if found is None else quoted(found, 120)
    report("ignored-annotation", path, problem, shown, "a file with all pages")


def kinds_of(value: dict[str, Any]) -> list[str]:
    """The types that an object states."""
    return list(texts(value.get("type", value.get("@type"))))


def _nearest(kinds: list[str]) -> str:
    names = ["Annotation", "AnnotationPage", "AnnotationCollection"]
    near = nearest(kinds[0], names) if kinds else None
    return f'"type": "{near}"' if near else _SHOWN


def _annotation(value: dict[str, Any], path: Path, line: int) -> Annotation:
    found = Annotation(value, path, line)
    for key, into in (("body", found.bodies), ("target", found.targets)):
        given = value.get(key)
        into.extend(_each(given, (*path, key)))
    value_of_body = value.get("bodyValue")
    if value_of_body is not None:
        found.bodies.append(({"type": "TextualBody", "value": value_of_body}, (*path, "bodyValue")))
    return found


def _each(given: object, path: Path) -> Iterator[tuple[object, Path]]:
    """The bodies or targets that a value is, holds as a list, or as a set of the W3C."""
    if isinstance(given, list):
        for index, item in enumerate(given):
            here = (*path, index)
            yield from [(item, here)] if isinstance(item, list) else _each(item, here)
    elif isinstance(given, dict) and _SETS.intersection(kinds_of(given)):
        items = given.get("items")
        for index, item in enumerate(items if isinstance(items, list) else ()):
            yield item, (*path, "items", index)
    elif given is not None:
        yield given, path
