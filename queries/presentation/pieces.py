"""Formats that are written as the rows come: the pieces of their text, one by one."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

Pieces: TypeAlias = Generator[str, None, tuple[str, ...]]
"""Pieces of a text; what it returns are notes, as those of `render`."""
