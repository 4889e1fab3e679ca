"""The formats of briefs, and how a format is recognised: by name, by content, or as asked for.

A format is added by its module and one entry of `FORMATS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import IO, TYPE_CHECKING

from whomet.loaders.files.endings import ending_of, stem_of
from whomet.loaders.files.streams import rejoined

if TYPE_CHECKING:
    from whomet.loaders.documents import Document
    from whomet.loaders.files.source import InputSource
    from whomet.ontology.vocabulary import Vocabulary

NATIVE = "native"
TABLE = "table"
YAML, JSON, JSON_LINES = "yaml", "json", "jsonl"
NATIVE_ENDINGS = {".yaml": YAML, ".yml": YAML, ".json": JSON, ".jsonl": JSON_LINES}

_SNIFFED = 1 << 16

Exists = Callable[[str], bool]
"""Whether a file with this name exists in the same folder or archive."""


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format other than the native one.

    Only this format uses the extensions `endings`; others use the `shared` ones too, and then a
    companion beside the file decides, or the content. `companions` are extensions of files that
    belong to the file: NAME.mapping.yaml to NAME.csv. `signature` is a regular expression for
    the first 64 KB that matches this format and no native brief. `module` has the function
    `documents(source, stream, vocabulary)`; it is imported when it is used.
    """

    name: str
    purpose: str
    module: str
    endings: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    signature: re.Pattern[bytes] | None = None

    def documents(
        self, source: InputSource, stream: IO[bytes], vocabulary: Vocabulary
    ) -> Iterator[Document]:
        """The documents in `stream`, the opened `source`. Raises TextFault where it must stop."""
        found: Iterator[Document] = import_module(self.module).documents(source, stream, vocabulary)
        return found


FORMATS: dict[str, InputFormat] = {
    found.name: found
    for found in (
        InputFormat(
            TABLE,
            "CSV, TSV or JSON lines, with NAME.mapping.yaml beside",
            "whomet.loaders.tabular",
            endings=(".csv", ".tsv"),
            shared=(".jsonl",),
            companions=(".mapping.yaml",),
        ),
        InputFormat(
            "brat",
            "brat standoff: NAME.ann, with NAME.txt and NAME.meta.yaml beside",
            "whomet.loaders.brat",
            endings=(".ann",),
            companions=(".txt", ".meta.yaml"),
        ),
        InputFormat(
            "label-studio",
            "the JSON export of Label Studio",
            "whomet.loaders.label_studio",
            shared=(".json",),
            signature=re.compile(
                rb'\A(?:\xef\xbb\xbf)?\s*\[\s*\{.*"(?:annotations|completions)"\s*:', re.DOTALL
            ),
        ),
        InputFormat(
            "web-annotation",
            "the JSON-LD of the W3C for annotations",
            "whomet.loaders.web_annotation",
            endings=(".jsonld",),
            shared=(".json",),
            signature=re.compile(
                rb'"@context"\s*:\s*(?:\[[^]]{0,4096}?)?"https?://www\.w3\.org/ns/anno\.jsonld"'
            ),
        ),
        InputFormat(
            "inception",
            "UIMA CAS of INCEpTION, in JSON, or in XMI with TypeSystem.xml beside",
            "whomet.loaders.inception",
            endings=(".xmi",),
            shared=(".json",),
            signature=re.compile(rb'"%(?:TYPES|FEATURE_STRUCTURES)"\s*:'),
        ),
    )
}


def names() -> tuple[str, ...]:
    """The names of all formats, the native one first."""
    return (NATIVE, *FORMATS)


def endings() -> tuple[str, ...]:
    """The extensions that identify a format."""
    own = [ending for format in FORMATS.values() for ending in format.endings]
    return (*NATIVE_ENDINGS, *own)


def main_of(name: str, exists: Exists) -> str | None:
    """The file that `name` is a companion of: NAME.csv for NAME.mapping.yaml."""
    for format in FORMATS.values():
        for companion in format.companions:
            stem = stem_of(name, companion)
            if stem is None:
                continue
            for ending in (*format.endings, *format.shared):
                for main in (stem + ending, f"{stem}{ending}.gz"):
                    if main != name and exists(main):
                        return main
    return None


def kind_of(name: str, exists: Exists, chosen: str | None = None) -> str | None:
    """The format by a file's name: YAML, JSON, JSON_LINES, the name of another format, or None.

    `chosen` is the format that was asked for; a file that cannot have it gives None.
    """
    ending = ending_of(name)
    if chosen == NATIVE:
        return NATIVE_ENDINGS.get(ending)
    if chosen is not None:
        format = FORMATS[chosen]
        fits = ending in format.endings or ending in format.shared
        return chosen if fits and main_of(name, exists) is None else None
    for format in FORMATS.values():
        if ending in format.endings:
            return format.name
        stem = stem_of(name, ending)
        if ending in format.shared and any(exists(f"{stem}{end}") for end in format.companions):
            return format.name
    if ending in (".yaml", ".yml") and main_of(name, exists) is not None:
        return None
    return NATIVE_ENDINGS.get(ending)


def recognised(
    stream: IO[bytes], chosen: str | None = None, known: str | None = None
) -> tuple[str, IO[bytes]]:
    """The format of a stream by its content, and the stream from its beginning.

    Content that matches the `signature` of a format has that format. Otherwise it is `known`, if
    the name gave one. Otherwise text that begins with `{` and a quotation mark is JSON: JSON lines
    if the first line ends with `}`, else one brief. Anything else is YAML.
    """
    head = stream.read(_SNIFFED)
    whole = rejoined(head, stream)
    if chosen is None:
        for format in FORMATS.values():
            if format.signature is not None and format.signature.search(head):
                return format.name, whole
    if known is not None:
        return known, whole
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"{") or text[1:].lstrip()[:1] not in (b'"', b"}", b""):
        return YAML, whole
    first, ended, _ = text.partition(b"\n")
    long_line = not ended and len(head) == _SNIFFED
    return (JSON_LINES if long_line or first.rstrip().endswith(b"}") else JSON), whole
