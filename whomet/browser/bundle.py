"""Builds the bundle for Neo4j Browser: favourites, a style sheet, and a guide.

The formats are those of Browser 5.24 (docs/browser.md): favourites as a zip of `.cypher` files in
folders, a GraSS style sheet, and an HTML guide that Browser loads from a web address.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from whomet.browser.guide import first_queries, guide, picture
from whomet.ontology.errors import WhometError
from whomet.ontology.exports import export
from whomet.queries import Catalogue, Reader
from whomet.queries.favourites import favourites

FIRST, PARAMETERS, ANSWERS, GRAPHS = (
    "whomet 1 first queries",
    "whomet 2 parameters",
    "whomet 3 answers",
    "whomet 4 graphs",
)
ZIP, STYLE, GUIDE, PICTURE, README = (
    "favourites.zip",
    "whomet.grass",
    "guide.html",
    "schema.svg",
    "README.md",
)
_TEMPLATE = Path(__file__).with_name("bundle.md")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files by relative path.

    `missing` lists for each question the names in its example that this graph does not contain.
    """

    files: Mapping[str, bytes]
    missing: Mapping[str, tuple[str, ...]]


def make_bundle(reader: Reader, questions: Catalogue, address: str) -> Bundle:
    """Build the bundle for the graph that `reader` reads, to be served at `address`."""
    texts = {f"{FIRST}/{name}.cypher": text for name, text in first_queries().items()}
    missing: dict[str, tuple[str, ...]] = {}
    for question in questions.questions():
        found = favourites(reader, question)
        kinds = {PARAMETERS: found.parameters, ANSWERS: found.answer, GRAPHS: found.graph}
        texts |= {f"{kind}/{found.name}.cypher": text for kind, text in kinds.items() if text}
        if found.missing:
            missing[found.name] = found.missing
    texts = dict(sorted(texts.items()))
    readme = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(address=address)
    files = {
        README: readme.encode(),
        ZIP: _zip(texts),
        **{f"favourites/{name}": text.encode() for name, text in texts.items()},
        STYLE: export("grass", reader.vocabulary)["whomet.grass"].encode(),
        GUIDE: guide(reader.vocabulary, address).encode(),
        PICTURE: picture().encode(),
    }
    return Bundle(files, missing)


def write_bundle(bundle: Bundle, folder: Path) -> None:
    """Write the files into `folder`, replacing those of an earlier bundle and no others."""
    try:
        for name, content in bundle.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WhometError(
            f"Cannot write {error.filename or folder} ({reason});"
            " give a writable folder as --bundle."
        ) from error


def _zip(texts: Mapping[str, str]) -> bytes:
    """A zip archive without timestamps, so that the same texts give the same archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
