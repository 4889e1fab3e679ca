"""The registry of ontology export formats, by the names that `whomet ontology --format` accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whomet.ontology.errors import OntologyError
from whomet.ontology.exports.brat import brat
from whomet.ontology.exports.grass import grass
from whomet.ontology.exports.inception import inception
from whomet.ontology.exports.label_studio import label_studio
from whomet.ontology.exports.schema import json_schema, markdown
from whomet.ontology.exports.turtle import json_ld, turtle
from whomet.ontology.vocabulary import Vocabulary

Write = Callable[[Vocabulary, Sequence[Path]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format.

    `write` takes the vocabulary and the Turtle files that extend the ontology, and returns the
    text of each file by file name.
    """

    name: str
    purpose: str
    write: Write


FORMATS: Mapping[str, ExportFormat] = {
    format_.name: format_
    for format_ in (
        ExportFormat(
            "turtle",
            "terms and shapes as written",
            lambda _, e: {"ontology.ttl": turtle(e)},
        ),
        ExportFormat(
            "jsonld", "terms and shapes in JSON-LD", lambda _, e: {"ontology.jsonld": json_ld(e)}
        ),
        ExportFormat("markdown", "the reference page", lambda _, e: {"ontology.md": markdown(e)}),
        ExportFormat(
            "brat", "annotation.conf, visual.conf and kb_shortcuts.conf", lambda v, _: brat(v)
        ),
        ExportFormat(
            "label-studio",
            "a labelling configuration",
            lambda v, _: {"label-studio.xml": label_studio(v)},
        ),
        ExportFormat(
            "inception",
            "a UIMA type system, to import as layers",
            lambda v, _: {"TypeSystem.xml": inception(v)},
        ),
        ExportFormat(
            "json-schema",
            "a JSON Schema of the brief format, for editors",
            lambda v, _: {"brief.schema.json": json_schema(v)},
        ),
        ExportFormat(
            "grass", "a style sheet for Neo4j Browser", lambda v, _: {"whomet.grass": grass(v)}
        ),
    )
}


def export(
    format: str, vocabulary: Vocabulary, extensions: Sequence[Path] = ()
) -> Mapping[str, str]:
    """The ontology in `format`: the text of each file, by file name.

    `vocabulary` must include the terms of the Turtle files `extensions`, if any. Raises
    OntologyError for an unknown format.
    """
    if format not in FORMATS:
        raise OntologyError(f"Unknown format '{format}'; expected one of {', '.join(FORMATS)}.")
    return FORMATS[format].write(vocabulary, extensions)
