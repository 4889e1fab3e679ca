"""Parsed texts: plain values, and the line and column of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Position = tuple[int, int]
"""Line and column, both from 1; columns count code points."""

Path = tuple[str | int, ...]
"""Keys and indices from the whole brief to a value in it."""

Locate = Callable[[Path, bool], Position]
"""From the path of a value (or of its key, if the second is true) to its position."""


DEEPEST = 50
"""Levels of nesting; a brief needs five."""


class Number(str):
    """A number of a JSON text, as written. Briefs hold none except `nth`."""

    __slots__ = ()


@dataclass(slots=True)
class ParsedNode:
    """A value with its place; `children` by key or index, `keys` the places of the keys.

    `cut`, of a whole text, has the comments that may be the rest of a value, each with its place
    and the key of the value.
    """

    value: object
    position: Position
    children: dict[str | int, ParsedNode]
    keys: dict[str, Position]
    cut: tuple[tuple[Position, str, str], ...] = ()


def locate_in(root: ParsedNode, path: Path, at_key: bool) -> Position:
    """The position of `path` under `root`, or of the nearest value above it that exists."""
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
