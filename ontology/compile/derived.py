"""The files that are generated from the ontology and committed to the repository."""

from __future__ import annotations

import json

from whomet.ontology.compile.brief_schema import brief_schema
from whomet.ontology.compile.compiler import CompiledOntology
from whomet.ontology.compile.page import ontology_page


def derived_files(compiled: CompiledOntology) -> dict[str, str]:
    """The text of each file, by its path relative to the repository root."""
    return {
        "ontology/vocabulary.json": _json(compiled.data),
        "ontology/brief.schema.json": _json(brief_schema(compiled.vocabulary, compiled.patterns)),
        "docs/ontology.md": ontology_page(compiled.vocabulary, compiled.terms),
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
