"""The formats in which a brief can be written, by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary

BriefWriter = Callable[[Brief, Vocabulary], Mapping[str, str]]
"""Returns the texts of the files of a brief, by file extension."""


def _native(brief: Brief, vocabulary: Vocabulary) -> Mapping[str, str]:
    from whomet.loaders.native.writing import to_yaml

    return {".yaml": to_yaml(brief, vocabulary)}


def _json(brief: Brief, vocabulary: Vocabulary) -> Mapping[str, str]:
    from whomet.loaders.native.writing import to_json

    return {".json": to_json(brief, vocabulary)}


def _json_line(brief: Brief, vocabulary: Vocabulary) -> Mapping[str, str]:
    from whomet.loaders.native.writing import to_json_line

    return {".jsonl": to_json_line(brief, vocabulary)}


def _brat(brief: Brief, vocabulary: Vocabulary) -> Mapping[str, str]:
    from whomet.loaders.brat.writing import to_brat

    return to_brat(brief, vocabulary)


LONGEST_STEM = 150
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def file_stem(id: str) -> str:
    """The name, without its ending, of the files of the brief `id`: safe on every system.

    It is the id itself where that is safe. Otherwise (`..`, `-x`, `CON`, one of more than 150
    bytes) it ends with a digest of the id behind `~`, which no id has, so that it is never another
    brief's.
    """
    safe = re.sub(r"[^\w.-]", "_", id)
    safe = re.sub(r"^[.-]+", "_", safe).rstrip(".")
    if _RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    safe = safe.encode()[:LONGEST_STEM].decode(errors="ignore")
    if safe == id:
        return id
    return f"{safe}~{hashlib.sha256(id.encode()).hexdigest()[:8]}"


OUTPUT_FORMATS: Mapping[str, BriefWriter] = MappingProxyType(
    {"native": _native, "json": _json, "jsonl": _json_line, "brat": _brat}
)
LINES = "jsonl"
"""The format in which one file holds many briefs."""
