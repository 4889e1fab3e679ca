"""Checking the class that an entity or event gives as its type."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.values import class_meant, text_of
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path

T = TypeVar("T")
_SECTIONS = {"entity": "entities", "event": "events"}


def class_named(
    context: CheckContext,
    kind: str,
    key: str,
    data: Mapping[str, object],
    classes: Mapping[str, T],
    others: Collection[str],
) -> T | None:
    """The one of `classes` that an `entity` or `event` (`kind`) is of; None if there is an error.

    `others` are the classes of the other kind.
    """
    path: Path = (_SECTIONS[kind], key)
    if "type" not in data:
        context.problems.add(
            "missing-key",
            path,
            f"the {kind} {key} has no type",
            None,
            f"type: one of {', '.join(classes)}",
            at_key=True,
        )
        return None
    name = text_of(data["type"], (*path, "type"), context.problems)
    if name is None or name in classes:
        return None if name is None else classes[name]
    problem = f"this is not a type of {kind}"
    if name in others:
        [other] = _SECTIONS.keys() - {kind}
        problem = f"{name} is a type of {other} and goes under {_SECTIONS[other]}"
    context.problems.add(
        "unknown-type",
        (*path, "type"),
        problem,
        quoted(name),
        class_meant(name, classes, context.tables.vocabulary),
    )
    return None
