"""Which files of a whole INCEpTION project export hold annotations that count.

The export (INCEpTION 20 to 36) is a zip with exportedproject.json. Under annotation/DOCUMENT and
curation/DOCUMENT there is a file, or a zip with its type system, for each user. The curated version
of a document counts, else the one of its annotator; of several annotators the first by name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

PROJECT = "exportedproject.json"
_INITIAL = "INITIAL_CAS"


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files that count, and for each that does not which one counts instead.

    `untouched` are files of documents that nobody has annotated.
    """

    chosen: tuple[str, ...]
    instead: dict[str, str]
    untouched: tuple[str, ...] = ()


def project_files(names: Collection[str]) -> ProjectFiles | None:
    """The files of a project export; None where an archive is none."""
    if PROJECT not in names:
        return None
    documents: dict[str, list[str]] = {}
    initial: dict[str, str] = {}
    for folder in ("curation", "annotation"):
        for name in sorted(names):
            parts = name.split("/")
            if len(parts) != 3 or parts[0] != folder:
                continue
            if parts[2].startswith(_INITIAL):
                initial[parts[1]] = name
            else:
                documents.setdefault(parts[1], []).append(name)
    chosen = tuple(found[0] for found in documents.values())
    instead = {other: found[0] for found in documents.values() for other in found[1:]}
    untouched = tuple(name for document, name in initial.items() if document not in documents)
    return ProjectFiles(chosen, instead, untouched)
