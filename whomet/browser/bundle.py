"""What a researcher brings into Neo4j Browser: favourites, the style, and a guide.

In the forms that Browser 5.24 takes (docs/browser.md): a zip of `.cypher` files, each folder a
folder of favourites; GraSS; a guide in HTML, fetched from an address.
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
    """The files by their path in the folder.

    `missing` says for each question what its example names and this graph does not know.
    """

    files: Mapping[str, bytes]
    missing: Mapping[str, tuple[str, ...]]


def make_bundle(reader: Reader, questions: Catalogue, address: str) -> Bundle:
    """The bundle for the graph that `reader` reads. `address` is where it will be served."""
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
    """Write the files into `folder`, over those of an earlier bundle; others stay as they are."""
    try:
        for name, content in bundle.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WhometError(
            f"Cannot write {error.filename or folder} ({reason});"
            " give --bundle a folder that can be written."
        ) from error


def _zip(texts: Mapping[str, str]) -> bytes:
    """The same texts make the same archive: no time of day is in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
