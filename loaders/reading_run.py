"""One run over some files: recognising each, reading its briefs, and checking them.

The boundary of one file is here: whatever is wrong with it is a result, and the others are read.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from whomet.graph.trust import is_trusted
from whomet.loaders.checking.briefs import check_brief, missing_explained, with_profile
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import Rules
from whomet.loaders.checking.values import strings_at_fault
from whomet.loaders.documents import Document
from whomet.loaders.faults import (
    ERROR,
    Fault,
    TextFault,
    fault_at,
    located,
    with_line,
)
from whomet.loaders.files.decoding import LARGEST_FILE, decode, too_large, whole_text
from whomet.loaders.files.finding import (
    ARCHIVE_ERRORS,
    STANDARD_INPUT_NAME,
    unreadable,
)
from whomet.loaders.files.formats import (
    JSON,
    JSON_LINES,
    TABLE,
    YAML,
    format_named,
    recognised,
)
from whomet.loaders.files.source import InputSource, file_source
from whomet.loaders.files.streams import rejoined
from whomet.loaders.native import json_items, json_text, yaml_text
from whomet.loaders.parsed import Locate, ParsedNode, locate_in
from whomet.loaders.profiles.applying import AppliedProfile, with_companions, with_names
from whomet.loaders.profiles.finding import FolderProfile, FolderProfiles
from whomet.loaders.profiles.profile import Profile
from whomet.loaders.reports import ReadBrief, RefusedBrief
from whomet.loaders.unexpected_errors import accident

LONGEST_LINE = 8 << 20
"""Bytes of one line of a JSONL file, which itself may be of any size."""
_HEAD = 4096
_NOT_BY_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{[ \t]*\r?\n)")
"""How JSON begins that is not one object on each line: as an array, or indented."""

MOST_BLANK_LINES = 500_000
"""Blank lines of a JSONL file; a compressed file of a few kilobytes may hold many millions."""

_OF_THE_WHOLE = frozenset({"annotates-nothing", "unused-entity"})
"""Warnings that hold only where all annotations are read."""

REFUSED = "refused"
"""The key of a line of refused briefs that says why; a corrected line may keep it."""


class ReadingRun:
    """One run over some files, in which every brief has a unique id."""

    def __init__(
        self,
        tables: Rules,
        format: str | None,
        ignored: frozenset[str],
        mapping: str | Path | None = None,
    ) -> None:
        self.tables = tables
        self.format = format
        self.ignored = ignored
        self.mapping = None if mapping is None else file_source(Path(mapping))
        self.files: list[str] = []
        self.profile: Profile | None = None
        self.applied: AppliedProfile | None = None
        self.seen = tables.vocabulary  # what readers see: with the names of the profile
        self.folders = FolderProfiles(tables.vocabulary, is_trusted)
        self.places: dict[str, int] = {}  # of ids: file number and line, packed to keep it small

    def use(self, profile: Profile | None) -> None:
        """Read the files that follow by a profile, or by none."""
        if profile is not self.profile:
            self.profile = profile
            vocabulary = self.tables.vocabulary
            self.seen = vocabulary if profile is None else with_names(vocabulary, profile)

    def use_folder(self, source: InputSource) -> FolderProfile | None:
        """Use the profile in the folder of a file, if there is one."""
        if source.name == STANDARD_INPUT_NAME:
            return None
        found = self.folders.of(Path(source.name))
        self.use(None if found is None else found.profile)
        return found

    def read(self, source: InputSource) -> Iterator[ReadBrief]:
        """The results of a file: its briefs, and what is wrong with one or with the file."""
        self.files.append(source.name)
        self.applied = None
        if self.profile is not None:
            source = with_companions(source, self.profile)
            self.applied = AppliedProfile(self.profile, source, self.tables.vocabulary)
        found = False
        try:
            with source.open() as stream:
                for result in self.results(source, stream):
                    found = True
                    yield result
            if not found:
                yield _refused_file(source.name, _empty())
        except TextFault as fault:
            yield _refused_file(source.name, fault)
        except ARCHIVE_ERRORS as error:
            problem = "the archive is damaged"
            yield _refused_file(
                source.name, TextFault("damaged-archive", (1, 1), problem, str(error) or None)
            )
        except OSError as error:
            yield ReadBrief(source.name, 1, None, (unreadable(source.name, error),))
        except Exception as error:
            # The boundary of one file: an unexpected error in it must not stop the others.
            if os.environ.get("WHOMET_DEBUG"):
                raise
            yield ReadBrief(source.name, 1, None, (accident(source.name, error),))

    def results(self, source: InputSource, stream: IO[bytes]) -> Iterator[ReadBrief]:
        """The results of an opened file. Raises TextFault where reading cannot continue."""
        kind = source.format
        if kind in (None, JSON, JSON_LINES):
            kind, stream = recognised(stream, self.format, kind)
        if kind == JSON_LINES:
            return self.of_lines(source.name, stream)
        if kind == JSON:
            return self.of_json(source, stream)
        if kind == YAML:
            return self.of_yaml(source, stream)
        return self.of_documents(source, stream, kind)

    def of_yaml(self, source: InputSource, stream: IO[bytes]) -> Iterator[ReadBrief]:
        """The brief of a YAML text, or the briefs of its documents."""
        _must_fit(source)
        for text, line in yaml_text.documents(whole_text(stream)):
            try:
                root = yaml_text.parse(text, line)
            except TextFault as fault:
                yield _refused(source.name, line, fault, text)
                continue
            if root.value is not None:
                line = root.position[0] if line > 1 else line
                found = self.checked(source.name, line, text, root.value, partial(locate_in, root))
                yield self.with_warnings(found, root) if root.cut else found

    def of_json(self, source: InputSource, stream: IO[bytes]) -> Iterator[ReadBrief]:
        """The brief of a JSON text, or the briefs of a JSON array."""
        head = stream.read(64)
        stream = rejoined(head, stream)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            for item in json_items.items_of(stream):
                yield self.parsed(source.name, item.text, item.line, item.column)
            return
        _must_fit(source)
        text = whole_text(stream)
        if not text.strip():
            return
        found = self.parsed(source.name, text, 1)
        after = next((f for f in found.faults if f.problem == json_text.AFTER_THE_END), None)
        if after is None or not _is_by_line(text):
            yield found
            return
        for item in json_items.items_of(io.BytesIO(text.encode())):
            yield self.parsed(source.name, item.text, item.line, item.column)

    def of_lines(self, file: str, stream: IO[bytes]) -> Iterator[ReadBrief]:
        """The briefs of a JSONL text; one that is an array, or indented, is read as that."""
        head = stream.read(_HEAD)
        stream = rejoined(head, stream)
        if _NOT_BY_LINE.match(head):
            for item in json_items.items_of(stream):
                yield self.parsed(file, item.text, item.line, item.column)
            return
        number = 0
        blank = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                yield _refused(file, number, _too_long(number))
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE)
                continue
            if line.isspace():
                blank += 1
                if blank > MOST_BLANK_LINES:
                    raise _too_blank(number)
                continue
            try:
                # Without the line end, so that what is missing is missing on this line.
                text = decode(line.rstrip(b"\r\n"), number)
            except TextFault as fault:
                if fault.code in ("binary", "not-utf8") and number == 1:
                    raise
                yield _refused(file, number, fault)
                continue
            if text and not text.isspace():
                yield self.parsed(file, text, number)

    def of_documents(
        self, source: InputSource, stream: IO[bytes], kind: str
    ) -> Iterator[ReadBrief]:
        """The briefs of a source of another format."""
        if kind == TABLE and self.mapping is not None:
            mapping = self.mapping
            source = replace(source, beside=lambda _: mapping)
        for document in format_named(kind).documents(source, stream, self.seen):
            yield self.checked_document(source.name, document, by_tool=kind != TABLE)

    def parsed(self, file: str, text: str, line: int, column: int = 1) -> ReadBrief:
        """The brief of a JSON text that begins at `line` and `column` of its file."""
        try:
            value = json_text.parse(text, line)
        except TextFault as fault:
            at, there = fault.position
            fault.position = at, there + (column - 1 if at == line else 0)
            return _refused(file, line, fault, text)
        if isinstance(value, dict) and value.pop(REFUSED, None) is not None and not value:
            problem = "the line has only what was refused, of which no brief could be read"
            fix = "the keys of the brief, made of the text in refused"
            return _refused(
                file, line, TextFault("wrong-shape", (line, 1), problem, None, fix), text
            )
        return self.checked(file, line, text, value, json_text.JsonPositions(text, line, column))

    def checked_document(
        self, file: str, document: Document, *, by_tool: bool = False
    ) -> ReadBrief:
        """The brief of a document, or its faults and those of its conversion.

        What files of a tool seldom say (`by_tool`) can come from a profile.
        """
        if self.applied is not None:
            document = self.applied.document(document)
        problems = Problems()
        brief = None
        value = document.value
        if value is not None:
            strings_at_fault(value, problems)
            periods = document.ranges_are_periods
            brief = check_brief(value, self.tables, problems, ranges_are_periods=periods)
            self.note_id(value, document.line, problems)
        found = problems.located(file, document.locate, document.elsewhere, document.date_fix)
        if any(fault.severity == ERROR for fault in document.faults):
            # What was rejected may be what annotates, or what refers to an entity.
            found = tuple(fault for fault in found if fault.code not in _OF_THE_WHOLE)
        if document.missing:
            where = document.elsewhere.get((), file)
            found = tuple(missing_explained(fault, where, document.missing) for fault in found)
        if self.applied is not None:
            found = tuple(self.applied.explained(fault) for fault in found)
        own = document.faults
        if by_tool:
            own, found = tuple(map(with_profile, own)), tuple(map(with_profile, found))
        if document.lines:
            found = tuple(with_line(fault, file, document.lines) for fault in found)
        # One mistake may be found twice, as in a date of two events.
        found = self.reported(tuple(sorted(dict.fromkeys((*own, *found)), key=_in_file)))
        if value is None and not found:
            found = (fault_at(file, (document.line, 1), "no-brief", "there is no brief in it"),)
        if brief is not None and all(fault.severity != ERROR for fault in found):
            return ReadBrief(file, document.line, brief, found)
        if all(fault.severity != ERROR for fault in found):
            return ReadBrief(
                file, document.line, None, found
            )  # passed over, such as a skipped task
        return ReadBrief(file, document.line, None, found, RefusedBrief(_id_in(value), value))

    def reported(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """The `faults` without ignored warnings; errors cannot be ignored."""
        if not self.ignored:
            return faults
        return tuple(f for f in faults if f.severity == ERROR or f.code not in self.ignored)

    def checked(self, file: str, line: int, text: str, value: object, locate: Locate) -> ReadBrief:
        """The brief of a parsed value, or its faults."""
        if self.applied is not None:
            return self.checked_document(file, Document(value, locate, line))
        problems = Problems()
        if "\\" in text:
            strings_at_fault(value, problems)
        brief = check_brief(value, self.tables, problems)
        self.note_id(value, line, problems)
        if not problems:
            return ReadBrief(file, line, brief)
        found = self.reported(problems.located(file, locate))
        if brief is not None and not problems.has_errors:
            return ReadBrief(file, line, brief, found)
        return ReadBrief(file, line, None, found, RefusedBrief(_id_in(value), value))

    def with_warnings(self, found: ReadBrief, root: ParsedNode) -> ReadBrief:
        """What was found with warnings about how the text is written."""
        warnings = yaml_text.warnings_of(root)
        told = self.reported(tuple(located(found.file, warning) for warning in warnings))
        return replace(found, faults=tuple(sorted((*found.faults, *told), key=_in_file)))

    def note_id(self, value: object, line: int, problems: Problems) -> None:
        """Record the id of a brief; a problem if another brief of this run has it."""
        id = _id_in(value)
        if id is None:
            return
        there = self.places.get(id)
        if there is None:
            self.places[id] = len(self.files) - 1 << 32 | line
        else:
            file = self.files[there >> 32]
            place = f"{file}:{there & 0xFFFFFFFF}"
            problems.add(
                "duplicate-brief",
                ("brief",),
                f"another brief has the id {id}",
                f"first at {place}",
                "a unique id",
            )


def _id_in(value: object) -> str | None:
    """The id that a value gives itself."""
    id = value.get("brief") if isinstance(value, dict) else None
    return id.strip() if isinstance(id, str) else None


def _in_file(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.column


def _is_by_line(text: str) -> bool:
    """Whether the first two lines that are not blank hold an object each."""
    first, _, rest = text.strip().partition("\n")
    second = rest.lstrip().partition("\n")[0]
    return all(
        line.startswith("{") and line.rstrip(" \t\r").endswith("}") for line in (first, second)
    )


def _must_fit(source: InputSource) -> None:
    if source.size is not None and source.size > LARGEST_FILE:
        raise too_large()


def _refused(file: str, line: int, fault: TextFault, text: str | None = None) -> ReadBrief:
    """A brief that cannot be read, and the text of it."""
    return ReadBrief(file, line, None, (located(file, fault),), RefusedBrief(text=text))


def _refused_file(file: str, fault: TextFault) -> ReadBrief:
    return ReadBrief(file, fault.position[0], None, (located(file, fault),))


def _too_long(line: int) -> TextFault:
    return TextFault(
        "too-large",
        (line, 1),
        f"a line may have at most {LONGEST_LINE >> 20} MB",
        "a longer line",
        "one brief per line, each line ended by a line feed",
    )


def _too_blank(line: int) -> TextFault:
    return TextFault(
        "too-large",
        (line, 1),
        f"a file may have at most {MOST_BLANK_LINES} blank lines; the rest of it was not read",
        "more blank lines",
        "one brief per line",
    )


def _empty() -> TextFault:
    return TextFault("empty-file", (1, 1), "the file is empty", None, "a brief")
