"""From NAME.ann, NAME.txt and NAME.meta.yaml to a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from whomet.loaders.annotation.offsets import IN_UTF_16, utf_16_points
from whomet.loaders.brat.conversion import Conversion
from whomet.loaders.brat.entities import entities_of, link_entities
from whomet.loaders.brat.events import events_of, named_events
from whomet.loaders.brat.standoff import Standoff, parse
from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, TextFault, fault_at, located, with_line
from whomet.loaders.files.decoding import BOM, LARGEST_FILE, decode, too_large, whole_text
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import yaml_text
from whomet.loaders.parsed import ParsedNode, Path, Position, locate_in
from whomet.ontology.vocabulary import Vocabulary

TEXT, META = ".txt", ".meta.yaml"
FIRST, SECOND = ".a1", ".a2"
_SECTIONS = ("entities", "events")
_HOLDS = {TEXT: "the words that are annotated", META: "source: and published:, at the least"}


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """The one brief of a source. Raises TextFault where NAME.ann cannot be read."""
    first = whole_text(stream)
    second = source.companion(SECOND) if ending_of(source.name) == FIRST else None
    if second is not None:
        # BioNLP: the entities are in one file, the events and their triggers in another.
        with second.open() as more:
            standoff = parse(f"{first.rstrip()}\n{whole_text(more)}")
        border = first.rstrip().count("\n") + 1
        for document in _documents(source, standoff, vocabulary):
            yield _in_two_files(document, source.name, second.name, border)
        return
    yield from _documents(source, parse(first), vocabulary)


def _in_two_files(document: Document, first: str, second: str, border: int) -> Document:
    """The document with what is on lines after `border` as of the second file."""

    def moved(fault: Fault) -> Fault:
        after = fault.file == first and fault.line > border
        return replace(fault, file=second, line=fault.line - border) if after else fault

    def locate(path: Path, at_key: bool) -> Position:
        line, column = document.locate(path, at_key)
        return (line - border if path[:1] == ("events",) and line > border else line), column

    value = document.value if isinstance(document.value, dict) else {}
    events: dict[str, object] = value.get("events", {})
    there: dict[Path, str] = {("events", key): second for key in events}
    faults = tuple(moved(fault) for fault in document.faults)
    elsewhere = {**there, **document.elsewhere}
    return replace(document, faults=faults, locate=locate, elsewhere=elsewhere)


def _documents(
    source: InputSource, standoff: Standoff, vocabulary: Vocabulary
) -> Iterator[Document]:
    faults = [
        with_line(located(source.name, f), source.name, standoff.lines) for f in standoff.faults
    ]
    text, shift = _text(source, standoff, faults)
    if text is not None and _count_code_points(standoff, text, shift):
        faults.append(fault_at(source.name, (1, 1), "utf-16-offsets", IN_UTF_16))
    root = _meta(source, faults)
    if text is None:
        # Without the text nothing can be said about offsets.
        yield Document(None, lambda *_: (1, 1), faults=tuple(faults), lines=standoff.lines)
        return
    yield _Reading(source, vocabulary, standoff, text, shift, root, faults).document()


def _companion(source: InputSource, ending: str, faults: list[Fault]) -> tuple[str, bytes] | None:
    """The name and the bytes of a companion file, or None and its fault."""
    beside = source.companion(ending)
    if beside is None:
        problem = f"there is no {ending} file of the same name beside it"
        fix = f"{source.stem}{ending}, which holds {_HOLDS[ending]}"
        fix += ", or both in the defaults of a profile" if ending == META else ""
        faults.append(fault_at(source.name, (1, 1), "no-companion", problem, None, fix))
        return None
    with beside.open() as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        faults.append(located(beside.name, too_large()))
        return None
    return beside.name, data


def _text(source: InputSource, standoff: Standoff, faults: list[Fault]) -> tuple[str | None, int]:
    """The text, and how much greater the offsets are in NAME.ann.

    brat counts every code point, the mark that some editors put at the beginning of a file and
    carriage returns too. A file may have got them since: what fits most text-bounds is meant.
    """
    found = _companion(source, TEXT, faults)
    if found is None:
        return None, 0
    name, data = found
    try:
        text = decode(data)
    except TextFault as fault:
        faults.append(located(name, fault))
        return None, 0
    texts = [text, text.replace("\r\n", "\n")] if "\r\n" in text else [text]
    shifts = [1, 0] if data.startswith(BOM) else [0]
    ways = [(text, shift) for text in texts for shift in shifts]
    return max(ways, key=lambda way: _fitting(standoff, *way)) if len(ways) > 1 else ways[0]


def _fitting(standoff: Standoff, text: str, shift: int) -> int:
    """How many contiguous text-bounds have their words at their offsets."""
    return sum(
        text[start - shift : end - shift].split() == bound.words.text.split()
        for bound in standoff.bounds.values()
        for start, end in bound.spans[:1]
        if len(bound.spans) == 1 and start >= shift
    )


def _count_code_points(standoff: Standoff, text: str, shift: int) -> bool:
    """Whether the offsets count UTF-16 units; they are then replaced by those in code points."""
    bounds = standoff.bounds.values()
    given = [(bound.spans[0], bound.words.text) for bound in bounds if len(bound.spans) == 1]
    spans = [((a - shift, b - shift), words) for (a, b), words in given if a >= shift]
    points = utf_16_points(text, spans)
    if points is None:
        return False
    known = range(shift, len(points) + shift)
    for id, bound in standoff.bounds.items():
        if all(at in known for span in bound.spans for at in span):
            moved = ((points[a - shift] + shift, points[b - shift] + shift) for a, b in bound.spans)
            standoff.bounds[id] = replace(bound, spans=tuple(moved))
    return True


def _meta(source: InputSource, faults: list[Fault]) -> ParsedNode | None:
    """The mapping in NAME.meta.yaml."""
    found = _companion(source, META, faults)
    if found is None:
        return None
    name, data = found
    try:
        root = yaml_text.parse(decode(data))
        faults += [located(name, warning) for warning in yaml_text.warnings_of(root)]
        if root.value is None:
            raise TextFault("empty-file", (1, 1), "the file is empty", None, _HOLDS[META])
        if not isinstance(root.value, dict):
            raise TextFault("wrong-shape", (1, 1), "this is not a mapping", None, _HOLDS[META])
    except TextFault as fault:
        faults.append(located(name, fault))
        return None
    return root


class _Reading:
    def __init__(
        self,
        source: InputSource,
        vocabulary: Vocabulary,
        standoff: Standoff,
        text: str,
        shift: int,
        root: ParsedNode | None,
        faults: list[Fault],
    ) -> None:
        self.source = source
        self.root = root
        self.faults = faults
        meta = root.value if root is not None and isinstance(root.value, dict) else {}
        self.meta: dict[str, object] = dict(meta)
        self.elsewhere: dict[Path, str] = {("text",): self.beside(TEXT)}
        if root is not None:
            self.elsewhere.update(
                {(key,): self.beside(META) for key in meta} | {(): self.beside(META)}
            )
        if "text" in self.meta:
            problem = f"the text is in {source.stem}{TEXT}"
            self.fault_of_meta("unknown-key", ("text",), problem, "no key text here")
        given = {section: self.given(section) for section in _SECTIONS}
        taken = [key for things in given.values() for key in things]
        self.conversion = conversion = Conversion(standoff, text, vocabulary, taken, shift)
        entities = entities_of(conversion)
        named = named_events(conversion)
        link_entities(conversion, entities)
        found = {"entities": entities, "events": events_of(conversion, named)}
        for fault in conversion.faults:
            found_fault = located(source.name, fault)
            self.faults.append(with_line(found_fault, source.name, standoff.lines))
        self.value: dict[str, object] = {"brief": source.stem, **self.meta, "text": text}
        for section in _SECTIONS:
            self.combine(section, given[section], found[section])

    def beside(self, ending: str) -> str:
        found = self.source.companion(ending)
        return self.source.name if found is None else found.name

    def fault_of_meta(self, code: str, path: Path, problem: str, fix: str) -> None:
        at = (1, 1) if self.root is None else locate_in(self.root, path, True)
        self.faults.append(fault_at(self.beside(META), at, code, problem, None, fix))

    def given(self, section: str) -> dict[str, object]:
        """The entities or events of NAME.meta.yaml, which are not marked in the text."""
        things = self.meta.get(section)
        return things if isinstance(things, dict) else {}

    def combine(
        self, section: str, given: dict[str, object], found: dict[str, dict[str, object]]
    ) -> None:
        if section in self.meta and not isinstance(self.meta[section], (dict, type(None))):
            self.value[section] = self.meta[section]
            return
        for key in given:
            if key in found:
                problem = f"the key {key} is also used in {self.source.stem}.ann"
                self.fault_of_meta("duplicate-key", (section, key), problem, "a unique key")
            else:
                self.elsewhere[(section, key)] = self.beside(META)
        self.elsewhere.pop((section,), None)
        self.value[section] = {**found, **{k: v for k, v in given.items() if k not in found}}

    def locate(self, path: Path, at_key: bool = False) -> Position:
        """The position of a value in whichever of the three files it is in."""
        if path == ("text",):
            return 1, 1
        if self.root is not None and (path[:1] in self.elsewhere or path[:2] in self.elsewhere):
            return locate_in(self.root, path, at_key)
        return self.conversion.locate(path, at_key)

    def document(self) -> Document:
        # Without metadata there is no brief; all other faults are collected already.
        value = self.value if self.root is not None else None
        lines = self.conversion.standoff.lines
        return Document(value, self.locate, 1, self.elsewhere, tuple(self.faults), lines)
