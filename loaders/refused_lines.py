"""The list of refused briefs as JSON lines: to see why, to correct them, and to load them alone.

Each line is a brief in the native format as far as it could be read, with the key `refused`: where
it is and what is wrong with it. That key is ignored when the corrected lines are loaded.
"""

from __future__ import annotations

import json
from typing import TextIO

from whomet.loaders.faults import ERROR
from whomet.loaders.parsed import Number
from whomet.loaders.reading_run import REFUSED
from whomet.loaders.reports import PartOfFile, ReadBrief
from whomet.ontology.json_values import Json, JsonObject


class RefusedLines:
    """Writes a line for each refused brief, and for each file that is refused as a whole."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, result: ReadBrief) -> None:
        """Write the line of a result if it is refused, or of each brief at fault in its file."""
        if not result.refusals:
            return
        parts = [part for part in result.parts if part.faults]
        for part in parts or [PartOfFile(None, result.line, result.faults, result.refused)]:
            line = json.dumps(_line(result.file, part), ensure_ascii=False)
            self._stream.write(f"{line}\n")


def _line(file: str, part: PartOfFile) -> JsonObject:
    why: JsonObject = {
        "file": file,
        "line": part.line,
        "faults": [fault.to_json() for fault in part.faults if fault.severity == ERROR],
    }
    refused = part.refused
    if refused is not None and refused.text is not None:
        why["text"] = refused.text
    value = refused.value if refused is not None and isinstance(refused.value, dict) else {}
    return {REFUSED: why, **{str(key): _plain(part) for key, part in value.items()}}


def _plain(value: object) -> Json:
    """A value with numbers as numbers, so that it is read again as what it was."""
    if isinstance(value, Number):
        return int(value) if value.lstrip("-").isdecimal() else str(value)
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if isinstance(value, (str, bool, int, float)) or value is None else str(value)
