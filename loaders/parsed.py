"""A parsed text: plain values, and the place of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Position = tuple[int, int]
"""Line and column, both from 1; columns count code points."""

Locate = Callable[[tuple[str | int, ...], bool], Position]
"""From the path of a value (or of its key, if the second is true) to where it stands."""

DEEPEST = 50
"""Levels of nesting; a brief needs five."""


class Number(str):
    """A number of a JSON text, as written. Briefs hold none except `nth`."""

    __slots__ = ()


@dataclass(slots=True)
class Node:
    """A value with its place; `children` by key or index, `keys` the places of the keys."""

    value: object
    position: Position
    children: dict[str | int, Node]
    keys: dict[str, Position]


def locate_in(root: Node, path: tuple[str | int, ...], at_key: bool) -> Position:
    """Where `path` stands under `root`; of a path that leads too far, the nearest above it."""
    node = root
    position = root.position
    for depth, step in enumerate(path):
        child = node.children.get(step)
        if child is None:
            break
        position = child.position
        if at_key and depth == len(path) - 1 and isinstance(step, str):
            position = node.keys.get(step, position)
        node = child
    return position


class TextFault(Exception):
    """A text that cannot be parsed: a code, a place and a sentence. Never leaves this package."""

    def __init__(
        self,
        code: str,
        position: Position,
        problem: str,
        found: str | None = None,
        fix: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.code = code
        self.position = position
        self.problem = problem
        self.found = found
        self.fix = fix
