"""The formats of the ontology, by the name that `whomet ontology --format` takes."""

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
    """A format: its name, what it is for, and how its files are written, by their names.

    `write` takes the vocabulary in force and the Turtle files that extend the ontology.
    """

    name: str
    purpose: str
    write: Write


FORMATS: Mapping[str, ExportFormat] = {
    found.name: found
    for found in (
        ExportFormat(
            "turtle",
            "terms and shapes as they are written",
            lambda _, e: {"ontology.ttl": turtle(e)},
        ),
        ExportFormat(
            "jsonld", "terms and shapes in JSON-LD", lambda _, e: {"ontology.jsonld": json_ld(e)}
        ),
        ExportFormat("markdown", "the reference page", lambda _, e: {"ontology.md": markdown(e)}),
        ExportFormat(
            "brat", "annotation.conf, visual.conf and kb_shortcuts.conf", lambda w, _: brat(w)
        ),
        ExportFormat(
            "label-studio",
            "a labelling configuration",
            lambda w, _: {"label-studio.xml": label_studio(w)},
        ),
        ExportFormat(
            "inception",
            "a UIMA type system, to import as layers",
            lambda w, _: {"TypeSystem.xml": inception(w)},
        ),
        ExportFormat(
            "json-schema",
            "of the brief format, for editors",
            lambda w, _: {"brief.schema.json": json_schema(w)},
        ),
        ExportFormat(
            "grass", "the style of Neo4j Browser", lambda w, _: {"whomet.grass": grass(w)}
        ),
    )
}


def export(
    format: str, vocabulary: Vocabulary, extensions: Sequence[Path] = ()
) -> Mapping[str, str]:
    """The text of each file of the ontology in `format`, by the file's name.

    `words` is the vocabulary with the terms of the Turtle files `extensions`, if any.
    """
    if format not in FORMATS:
        raise OntologyError(f"There is no format '{format}'; there are {', '.join(FORMATS)}.")
    return FORMATS[format].write(vocabulary, extensions)
