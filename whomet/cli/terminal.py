"""The streams of a command on a terminal: no text of a brief, name or file can steer it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from whomet.ontology.terminal import without_controls

#: What click writes for bold and dim text.
_STYLE = re.compile("(\x1b\\[[012]m)")


class GuardedStream:
    """A stream to a terminal through which only text and plain styles pass."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)

    def write(self, text: str) -> int:
        """Write `text`, without what steers a terminal."""
        if text.isprintable():
            return self.unguarded.write(text)
        parts = _STYLE.split(text.replace("\r\n", "\n"))
        parts[::2] = map(without_controls, parts[::2])
        self.unguarded.write("".join(parts))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of `lines` in the same way."""
        for line in lines:
            self.write(line)


def guard_streams() -> None:
    """Guard standard output and error where they are a terminal."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream.isatty():
            setattr(sys, name, GuardedStream(stream))


def unguarded(stream: TextIO) -> TextIO:
    """The stream itself, for what draws with control sequences and cleans its texts itself."""
    return stream.unguarded if isinstance(stream, GuardedStream) else stream
