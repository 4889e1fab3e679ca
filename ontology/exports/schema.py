"""Exports the reference page (Markdown) and the JSON Schema of the brief format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

SHIPPED = Path(__file__).resolve().parent.parent / "brief.schema.json"


def json_schema(vocabulary: Vocabulary) -> str:
    """The JSON Schema of the brief format."""
    if vocabulary == default_vocabulary():
        return SHIPPED.read_text(encoding="utf-8")
    from whomet.ontology.compile import brief_schema

    schema = brief_schema(vocabulary, vocabulary.patterns)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def markdown(extensions: Sequence[Path] = ()) -> str:
    """The reference page, compiled from the Turtle for its examples and notes."""
    from whomet.ontology.compile import compile_ontology, ontology_page

    compiled = compile_ontology(extensions)
    return ontology_page(compiled.vocabulary, compiled.terms)
