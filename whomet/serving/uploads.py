"""Files that came with a request: laid into a folder of their own, then checked or loaded there."""

from __future__ import annotations

import math
import re
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from whomet.api import Graph
from whomet.ontology.json_values import JsonObject
from whomet.serving.problems import Problem
from whomet.serving.shared_graph import SharedGraph

#: Seconds that a load waits for another one before it is refused.
PATIENCE = 10.0
#: The longest name of a file, in code points.
LONGEST_NAME = 120
_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent; its name has no folders (`plain_name`)."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", plain_name(self.name))

    @property
    def text(self) -> str | None:
        """The content as a form can send it back unchanged; None if it cannot."""
        try:
            text = self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return text if all(c.isprintable() or c in "\n\t" or c > "\x7f" for c in text) else None


def plain_name(name: str) -> str:
    """The name of a sent file without folders. Problem if a file cannot be named so."""
    plain = _FOLDERS.sub("", name)
    if plain.startswith(".") or not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"A file cannot be named {plain[:LONGEST_NAME]!r}; give it a short name of letters.",
        )
    return plain


class SentFiles:
    """Checks and loads what requests send, one load at a time."""

    def __init__(self, graph: SharedGraph, on_load: Callable[[], None] | None = None) -> None:
        self._graph = graph
        self._on_load = on_load
        self._turn = threading.Lock()
        self._loads = ""

    def check(self, files: Sequence[SentFile], profile: str | None = None) -> JsonObject:
        """The report of `whomet check --json` on these files."""
        return self._reported(files, lambda graph, at: graph.check(at, profile=profile).to_json())

    def load(self, files: Sequence[SentFile], who: str, profile: str | None = None) -> JsonObject:
        """Load these files for somebody; the report is that of `whomet load --json`.

        Problem if another request still loads after `PATIENCE` seconds.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Problem(
                HTTPStatus.CONFLICT,
                f"{self._loads or 'Somebody'} is loading briefs; try again later.",
                headers={"Retry-After": str(math.ceil(PATIENCE))},
            )
        try:
            self._loads = who
            return self._reported(
                files,
                lambda graph, at: graph.load(at, details=True, profile=profile).to_json(),
            )
        finally:
            self._loads = ""
            self._turn.release()
            self._graph.changed()
            if self._on_load is not None:
                self._on_load()

    def _reported(
        self, files: Sequence[SentFile], work: Callable[[Graph, list[Path]], JsonObject]
    ) -> JsonObject:
        names = [file.name for file in files]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"Two files are named {', '.join(sorted(twice))};"
                " rename one, or send them one by one.",
            )
        with tempfile.TemporaryDirectory(prefix="whomet-") as folder:
            # Each by its path: the archives of a folder are not read.
            paths = [Path(folder, name) for name in names]
            for path, file in zip(paths, files, strict=True):
                path.write_bytes(file.content)
            report = self._graph.use(lambda graph: work(graph, paths))
        # The places of faults are those of the files that were sent, wherever they lay meanwhile.
        named: JsonObject = _without(report, f"{folder}/")
        return named


def _without(value: Any, prefix: str) -> Any:
    if isinstance(value, str):
        return value.replace(prefix, "")
    if isinstance(value, dict):
        return {key: _without(each, prefix) for key, each in value.items()}
    return [_without(each, prefix) for each in value] if isinstance(value, list) else value
