"""The formats of briefs, and how a format is recognised: by name, by content, or as asked for.

A format of ours is added by its module and one entry of `FORMATS`; one of another package by an
entry point of the group `whomet.loaders`. Those are looked for only when nothing else recognises a
file, or when one of them is asked for by name.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import IO, TYPE_CHECKING

from whomet.loaders.errors import LoaderError, unknown_name
from whomet.loaders.faults import TextFault
from whomet.loaders.files.endings import ending_of, stem_of
from whomet.loaders.files.project_exports import PROJECT
from whomet.loaders.files.streams import rejoined
from whomet.ontology.extras import MissingExtra, require

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from whomet.loaders.documents import Document
    from whomet.loaders.files.source import InputSource
    from whomet.ontology.vocabulary import Vocabulary

NATIVE = "native"
TABLE = "table"
TABLES = ("csv", "tsv", "tab", "xlsx", "ods", "xls", "xml", "spreadsheet")
"""Names under which people may ask for the format of tables."""

YAML, JSON, JSON_LINES = "yaml", "json", "jsonl"
NATIVE_ENDINGS = {
    **{".yaml": YAML, ".yml": YAML, ".json": JSON, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES}
}

ENTRY_POINTS = "whomet.loaders"
"""The group of entry points by which other packages bring formats."""

_SNIFFED = 1 << 16
_ARRAY = re.compile(rb'\[\s*\{\s*"')

Exists = Callable[[str], bool]
"""Whether a file with this name exists in the same folder or archive."""


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format other than the native one.

    Only this format uses the extensions `endings`; others use the `shared` ones too, and then a
    companion beside the file decides, or the content. `companions` are extensions of files that
    belong to the file: NAME.mapping.yaml to NAME.csv. Shared extensions in `by_profile` are of this
    format where a profile has a mapping of tables. `signature` is a regular expression for
    the first 64 KB that matches this format and no native brief. `module` has the function
    `documents(source, stream, vocabulary)`; it is imported when it is used. `extra` is the extra of
    whomet that the module needs; `provider` the package that brings the format, if not whomet.
    """

    name: str
    purpose: str
    module: str
    endings: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    by_profile: tuple[str, ...] = ()
    signature: re.Pattern[bytes] | None = None
    extra: str | None = None
    provider: str | None = None

    def documents(
        self, source: InputSource, stream: IO[bytes], vocabulary: Vocabulary
    ) -> Iterator[Document]:
        """The documents in `stream`, the opened `source`. Raises TextFault where it must stop."""
        if self.provider is not None:
            return self._guarded(self.provider, source, stream, vocabulary)
        if self.extra is not None:
            try:
                require(self.extra, f"the format {self.name}")
            except MissingExtra as error:
                problem = error.message.rstrip(".")
                raise TextFault("missing-extra", (1, 1), problem) from None
        found: Iterator[Document] = import_module(self.module).documents(source, stream, vocabulary)
        return found

    def _guarded(
        self, provider: str, source: InputSource, stream: IO[bytes], vocabulary: Vocabulary
    ) -> Iterator[Document]:
        """The same of a loader that is not ours: an accident of its own is a fault of this file."""
        from whomet.loaders.documents import Document

        fix = f"a corrected {provider}"
        try:
            for document in import_module(self.module).documents(source, stream, vocabulary):
                if not isinstance(document, Document):
                    raise TypeError(f"it gave a {type(document).__name__}, not a Document")
                yield document
        except (TextFault, OSError, MemoryError):
            raise
        except Exception as error:
            problem = f"the loader '{self.name}' of {provider} failed"
            found = f"{type(error).__name__}: {error}"
            raise TextFault("broken-loader", (1, 1), problem, found, fix) from error


FORMATS: dict[str, InputFormat] = {
    found.name: found
    for found in (
        InputFormat(
            TABLE,
            "CSV, TSV, spreadsheet, JSON lines or XML records, with NAME.mapping.yaml beside",
            "whomet.loaders.tabular",
            endings=(".csv", ".tsv", ".tab", ".xlsx", ".ods", ".xls"),
            shared=(".jsonl", ".ndjson", ".xml"),
            companions=(".mapping.yaml",),
            by_profile=(".xml",),
        ),
        InputFormat(
            "brat",
            "brat standoff: NAME.ann (or NAME.a1 and .a2), with NAME.txt and NAME.meta.yaml beside",
            "whomet.loaders.brat",
            endings=(".ann", ".a1"),
            companions=(".txt", ".meta.yaml", ".a2"),
        ),
        InputFormat(
            "label-studio",
            "the JSON export of Label Studio, or its tasks and annotations one by one",
            "whomet.loaders.label_studio",
            shared=(".json", ".jsonl", ".ndjson"),
            signature=re.compile(
                rb"\A(?:\xef\xbb\xbf)?\s*(?:"
                rb'\[\s*\{.*"(?:annotations|completions|predictions|annotation_id)"\s*:'
                rb'|\{(?=.*"data"\s*:\s*\{)(?=.*"(?:annotations|completions|result)"\s*:\s*\[))',
                re.DOTALL,
            ),
        ),
        InputFormat(
            "doccano",
            "the JSONL or JSON export of doccano",
            "whomet.loaders.doccano",
            shared=(".jsonl", ".ndjson", ".json"),
            signature=re.compile(
                rb'\A(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{.*?"'
                rb'(?:(?:entities|annotations)"\s*:\s*\[\s*\{[^}]{0,200}"start_offset"'
                rb'|entities"\s*:\s*\[\s*(?:\]\s*,\s*"(?:relations|cats)"|\[\s*\d+\s*,\s*\d+\s*,\s*")'
                rb'|cats"\s*:\s*\[[^]]{0,200}\]\s*,\s*"entities"\s*:\s*\['
                rb'|labels?"\s*:\s*\[\s*(?:\]|"|\[\s*\d+\s*,\s*\d+\s*,\s*"))',
                re.DOTALL,
            ),
        ),
        InputFormat(
            "prodigy",
            "the JSONL or JSON of Prodigy, as db-out writes it",
            "whomet.loaders.prodigy",
            shared=(".jsonl", ".ndjson", ".json"),
            signature=re.compile(
                rb'\A(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{(?:.*?"_(?:input|task)_hash"\s*:'
                rb'|(?=.*?"spans"\s*:\s*\[).*?"answer"\s*:)',
                re.DOTALL,
            ),
        ),
        InputFormat(
            "hypothesis",
            "results of a search in Hypothesis, with NAME.pages.yaml beside",
            "whomet.loaders.hypothesis",
            shared=(".json",),
            companions=(".pages.yaml",),
            signature=re.compile(
                rb'\A(?:\xef\xbb\xbf)?\s*(?:\[\s*\{|\{(?=.*?"(?:rows|annotations)"\s*:\s*\[))'
                rb'(?=.*?"uri"\s*:)(?=.*?"tags"\s*:)(?=.*?"target"\s*:)',
                re.DOTALL,
            ),
        ),
        InputFormat(
            "web-annotation",
            "the JSON-LD of the W3C for annotations",
            "whomet.loaders.web_annotation",
            endings=(".jsonld",),
            shared=(".json",),
            signature=re.compile(
                rb'"@context"\s*:\s*(?:\[[^]]{0,4096}?)?"https?://www\.w3\.org/ns/anno(?:\.jsonld)?"'
            ),
        ),
        InputFormat(
            "inception",
            "UIMA CAS of INCEpTION, in JSON, or in XMI with TypeSystem.xml beside",
            "whomet.loaders.inception",
            endings=(".xmi",),
            shared=(".json",),
            signature=re.compile(rb'"%(?:TYPES|FEATURE_STRUCTURES)"\s*:'),
            extra="inception",
        ),
    )
}


def names() -> tuple[str, ...]:
    """The names of the formats that come with whomet, the native one first."""
    return (NATIVE, *FORMATS)


def format_named(name: str) -> InputFormat:
    """The format besides the native one that has this name.

    Raises LoaderError: no format has it, or the package that should bring it is at fault.
    """
    if name in FORMATS:
        return FORMATS[name]
    found = installed()
    if name in found.formats:
        return found.formats[name]
    if name in found.problems:
        raise LoaderError(found.problems[name])
    raise unknown_name("format", name, (*names(), *found.formats))


def endings() -> tuple[str, ...]:
    """The extensions that identify a format."""
    own = [ending for format in FORMATS.values() for ending in format.endings]
    return (*NATIVE_ENDINGS, *own)


def main_of(name: str, exists: Exists) -> str | None:
    """The file that `name` is a companion of: NAME.csv for NAME.mapping.yaml."""
    written = _as_yaml(name)
    for format in FORMATS.values():
        for companion in format.companions:
            stem = stem_of(written, companion)
            if stem is None:
                continue
            for ending in (*format.endings, *format.shared):
                for main in (stem + ending, f"{stem}{ending}.gz", stem + ending.upper()):
                    if main != name and exists(main):
                        return main
    return None


def is_companion(name: str, exists: Exists) -> bool:
    """Whether a file belongs to another one that is read."""
    return main_of(name, exists) is not None


def companion_ending(name: str) -> str | None:
    """The extension of a file that can only belong to another one, as .mapping.yaml."""
    written = _as_yaml(name)
    found = (end for format in FORMATS.values() for end in format.companions)
    return next((e for e in found if e.count(".") == 2 and stem_of(written, e) is not None), None)


def _as_yaml(name: str) -> str:
    """The name of a companion as we write it: `.meta.yml` is `.meta.yaml`."""
    stem = stem_of(name, ".yml")
    return name if stem is None else f"{stem}.yaml"


def kind_of(
    name: str, exists: Exists, chosen: str | None = None, tables: bool = False
) -> str | None:
    """The format by a file's name: YAML, JSON, JSON_LINES, the name of another format, or None.

    `chosen` is the format that was asked for; a file that cannot have it gives None. With `tables`
    there is a profile that maps tables.
    """
    ending = ending_of(name)
    if chosen == NATIVE:
        return NATIVE_ENDINGS.get(ending)
    if chosen is not None:
        format = format_named(chosen)
        fits = ending in format.endings or ending in format.shared
        return chosen if fits and main_of(name, exists) is None else None
    for format in FORMATS.values():
        if ending in format.endings:
            return format.name
        stem = stem_of(name, ending)
        if ending in format.shared and any(exists(f"{stem}{end}") for end in format.companions):
            return format.name
        if tables and ending in format.by_profile:
            return format.name
    if main_of(name, exists) is not None or companion_ending(name) is not None or name == PROJECT:
        return None
    return NATIVE_ENDINGS.get(ending) or _kind_of_installed(name, ending, exists)


def _kind_of_installed(name: str, ending: str, exists: Exists) -> str | None:
    for format in _installed_or_told().values():
        if ending in format.endings:
            return format.name
        stem = stem_of(name, ending)
        if ending in format.shared and any(exists(f"{stem}{end}") for end in format.companions):
            return format.name
    return None


def recognised(
    stream: IO[bytes], chosen: str | None = None, known: str | None = None
) -> tuple[str, IO[bytes]]:
    """The format of a stream by its content, and the stream from its beginning.

    Content that matches the `signature` of a format has that format. Otherwise it is `known`, if
    the name gave one. Otherwise text that begins with `{` and a quotation mark is JSON: JSON lines
    if the first line ends with `}`, else one brief; after a `[` an array of them. Otherwise it is
    the installed format whose signature matches, or else YAML.
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
    if _ARRAY.match(text):
        return JSON, whole
    if not text.startswith(b"{") or text[1:].lstrip()[:1] not in (b'"', b"}", b""):
        others = () if chosen == NATIVE else _installed_or_told().values()
        fitting = (
            other.name for other in others if other.signature and other.signature.search(head)
        )
        return next(fitting, YAML), whole
    first, ended, _ = text.partition(b"\n")
    long_line = not ended and len(head) == _SNIFFED
    return (JSON_LINES if long_line or first.rstrip().endswith(b"}") else JSON), whole


@dataclass(frozen=True, slots=True)
class Installed:
    """The formats that other packages bring, and what is wrong with those that cannot be used.

    Both by name; `problems` are sentences.
    """

    formats: Mapping[str, InputFormat]
    problems: Mapping[str, str]


@cache
def installed() -> Installed:
    """The formats of the entry points `whomet.loaders`; they are looked for once per process."""
    from importlib.metadata import entry_points

    formats: dict[str, InputFormat] = {}
    problems: dict[str, str] = {}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        provider = "a package" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"
        try:
            format = _loaded(entry, formats)
        except LoaderError as error:
            problem = f"The loader '{entry.name}' of {provider} is not used: {error.message}."
            problems[entry.name] = problem
        else:
            formats[format.name] = replace(format, provider=provider)
    return Installed(formats, problems)


@cache
def _installed_or_told() -> Mapping[str, InputFormat]:
    """The formats of other packages; what is wrong with one is said once."""
    found = installed()
    for problem in found.problems.values():
        logging.getLogger("whomet").warning("whomet: %s", problem)
    return found.formats


def _loaded(entry: EntryPoint, others: Mapping[str, InputFormat]) -> InputFormat:
    """The format that an entry point names. Raises LoaderError with what is wrong with it."""
    try:
        format = entry.load()
    except Exception as error:  # whatever the code of others raises as it is imported
        raise LoaderError(f"{entry.value} cannot be imported ({error})") from error
    if not isinstance(format, InputFormat):
        raise LoaderError(f"{entry.value} is a {type(format).__name__}, expected an InputFormat")
    if format.name != entry.name:
        raise LoaderError(f"its format is named '{format.name}', expected '{entry.name}'")
    if format.name in names() or format.name in others:
        raise LoaderError("there is another format of that name")
    taken = {*endings(), *(ending for other in others.values() for ending in other.endings)}
    for ending in format.endings:
        if ending in taken:
            raise LoaderError(
                f"files that end in {ending} are of another format; list it as shared"
            )
    for ending in format.companions:
        if ending_of(f"name{ending}") in NATIVE_ENDINGS:
            raise LoaderError(f"a companion cannot end in {ending}, which is a brief's own ending")
    return format
