"""Reading briefs from files: one file after the other, each whole or not at all.

A file with an error yields its faults and no brief. For a JSONL file that is known only at its
end, so its checked briefs are held back: first in memory, then in a temporary file.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from whomet.loaders.accidents import accident
from whomet.loaders.brief_buffer import BriefBuffer
from whomet.loaders.checking.briefs import check_brief
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import Rules, rules
from whomet.loaders.checking.values import strings_at_fault
from whomet.loaders.documents import Document
from whomet.loaders.errors import unknown_name
from whomet.loaders.faults import ERROR, SEVERITIES, WARNING, Fault, TextFault, with_line
from whomet.loaders.files.decoding import LARGEST_FILE, decode, too_large, whole_text
from whomet.loaders.files.formats import (
    JSON,
    JSON_LINES,
    NATIVE,
    TABLE,
    YAML,
    format_named,
    recognised,
)
from whomet.loaders.files.source import InputSource, file_source
from whomet.loaders.files.sources import ARCHIVE_ERRORS, find, unreadable
from whomet.loaders.native import json_text, yaml_text
from whomet.loaders.parsed import Locate, locate_in
from whomet.loaders.reports import CheckReport, Findings, ReadBrief
from whomet.ontology.vocabulary import Vocabulary

LONGEST_LINE = 8 << 20
"""Bytes of one line of a JSONL file, which itself may be of any size."""

MOST_BLANK_LINES = 500_000
"""Blank lines of a JSONL file; a compressed file of a few kilobytes may hold many millions."""

MOST_FAULTS = 1000
"""Faults that are reported for one file."""


def read(
    paths: Iterable[str | Path],
    *,
    stdin: IO[bytes] | None = None,
    vocabulary: Vocabulary | None = None,
    format: str | None = None,
    ignore: Collection[str] = (),
    mapping: str | Path | None = None,
) -> Iterator[ReadBrief]:
    """Every brief in `paths`: files, folders, patterns, archives, and `-` for standard input.

    The format of each file is recognised unless `format` gives it. Warnings whose code is in
    `ignore` are not reported. `mapping` is the file that maps the columns of tables; all files are
    then read as tables. Memory grows with the ids of the briefs only. What is wrong with a file is
    a result and raises nothing; LoaderError for a format or a code that does not exist.
    """
    if mapping is not None and format is None:
        format = TABLE
    if format not in (None, NATIVE):
        format_named(format)
    warnings = [code for code, severity in SEVERITIES.items() if severity == WARNING]
    for code in ignore:
        if code not in warnings:
            raise unknown_name("warning", code, warnings)
    run = _Run(rules(vocabulary), format, frozenset(ignore), mapping)
    for source in find(paths, stdin, format):
        if isinstance(source, Fault):
            yield ReadBrief(source.file, source.line, None, (source,))
        else:
            yield from run.read(source)


def check(
    paths: Iterable[str | Path],
    *,
    stdin: IO[bytes] | None = None,
    vocabulary: Vocabulary | None = None,
    format: str | None = None,
    ignore: Collection[str] = (),
    mapping: str | Path | None = None,
) -> CheckReport:
    """Count and check everything in `paths` without keeping the briefs."""
    findings = Findings()
    for result in read(
        paths, stdin=stdin, vocabulary=vocabulary, format=format, ignore=ignore, mapping=mapping
    ):
        findings.add(result)
    return findings.report()


class _Run:
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
        self.places: dict[str, int] = {}  # of ids: file number and line, packed to keep it small

    def read(self, source: InputSource) -> Iterator[ReadBrief]:
        self.files.append(source.name)
        faults = _Faults(source.name)
        try:
            with source.open() as stream:
                kind = source.format
                if kind is None or kind == JSON:
                    kind, stream = recognised(stream, self.format, kind)
                if kind not in (YAML, JSON):
                    with BriefBuffer() as buffer:
                        if kind == JSON_LINES:
                            self.read_lines(source.name, stream, faults, buffer)
                        else:
                            self.read_documents(source, stream, kind, faults, buffer)
                        if not faults.has_error:
                            yield from buffer
                elif source.size is not None and source.size > LARGEST_FILE:
                    faults.add_text(too_large())
                else:
                    found = self.read_whole(source.name, stream, kind, faults)
                    if found is not None:
                        yield found
        except ARCHIVE_ERRORS as error:
            problem = "the archive is damaged"
            faults.add(Fault(source.name, 1, 1, "damaged-archive", problem, str(error) or None))
        except OSError as error:
            faults.add(unreadable(source.name, error))
        except Exception as error:
            # The boundary of one file: whatever was not foreseen keeps the others from nothing.
            if os.environ.get("WHOMET_DEBUG"):
                raise
            faults.add(accident(source.name, error))
        if faults.has_error:
            yield ReadBrief(source.name, 1, None, faults.all())

    def read_whole(
        self, file: str, stream: IO[bytes], kind: str, faults: _Faults
    ) -> ReadBrief | None:
        """The one brief of a YAML or JSON text."""
        try:
            text = whole_text(stream)
            if not text.strip():
                raise _empty()
            if kind == YAML:
                root = yaml_text.parse(text)
                if root.value is None:
                    raise _empty()
                value = root.value
                locate: Locate = partial(locate_in, root)
            else:
                value = json_text.parse(text)
                locate = json_text.JsonPositions(text)
        except TextFault as fault:
            faults.add_text(fault)
            return None
        return self.checked(file, 1, text, value, locate, faults)

    def read_lines(
        self, file: str, stream: IO[bytes], faults: _Faults, buffer: BriefBuffer
    ) -> None:
        """The briefs of a JSONL text, into `buffer`."""
        number = 0
        briefs = 0
        blank = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                faults.add_text(_too_long(number))
                return
            if line.isspace():
                blank += 1
                if blank > MOST_BLANK_LINES:
                    faults.add_text(_too_blank(number))
                    return
                continue
            try:
                # Without the line end, so that what is missing is missing on this line.
                text = decode(line.rstrip(b"\r\n"), number)
                if not text or text.isspace():
                    continue
                briefs += 1
                value = json_text.parse(text, number)
            except TextFault as fault:
                briefs += 1
                faults.add_text(fault)
                if fault.code in ("binary", "not-utf8") and number == 1:
                    return
                continue
            found = self.checked(
                file, number, text, value, json_text.JsonPositions(text, number), faults
            )
            if found is not None and not faults.has_error:
                buffer.add(found)
        if not briefs:
            faults.add_text(_empty())

    def read_documents(
        self,
        source: InputSource,
        stream: IO[bytes],
        kind: str,
        faults: _Faults,
        buffer: BriefBuffer,
    ) -> None:
        """The briefs of a source of another format, into `buffer`."""
        documents = 0
        if kind == TABLE and self.mapping is not None:
            mapping = self.mapping
            source = replace(source, beside=lambda _: mapping)
        try:
            for document in format_named(kind).documents(source, stream, self.tables.vocabulary):
                documents += 1
                found = self.checked_document(source.name, document, faults)
                if found is not None and not faults.has_error:
                    buffer.add(found)
        except TextFault as fault:
            faults.add_text(fault)
            return
        if not documents and not faults.has_error:
            faults.add_text(_empty())

    def checked_document(self, file: str, document: Document, faults: _Faults) -> ReadBrief | None:
        """The brief of a document; its errors, and those of its conversion, go to `faults`."""
        problems = Problems()
        brief = None
        if document.value is not None:
            strings_at_fault(document.value, problems)
            brief = check_brief(document.value, self.tables, problems)
        if isinstance(document.value, dict):
            self.note_id(document.value.get("brief"), document.line, problems)
        found = problems.located(file, document.locate, document.elsewhere)
        if document.lines:
            found = tuple(with_line(fault, file, document.lines) for fault in found)
        # One mistake may be found twice, as in a date of two events.
        found = self.reported(
            tuple(sorted(dict.fromkeys((*document.faults, *found)), key=_in_file))
        )
        faults.extend(found)
        if brief is None or any(fault.severity == ERROR for fault in found):
            return None
        return ReadBrief(file, document.line, brief, found)

    def reported(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """The `faults` without ignored warnings; errors cannot be ignored."""
        if not self.ignored:
            return faults
        return tuple(f for f in faults if f.severity == ERROR or f.code not in self.ignored)

    def checked(
        self, file: str, line: int, text: str, value: object, locate: Locate, faults: _Faults
    ) -> ReadBrief | None:
        """The brief of a parsed value; its errors go to `faults`."""
        problems = Problems()
        if "\\" in text:
            strings_at_fault(value, problems)
        brief = check_brief(value, self.tables, problems)
        if isinstance(value, dict):
            self.note_id(value.get("brief"), line, problems)
        if not problems:
            return ReadBrief(file, line, brief)
        found = self.reported(problems.located(file, locate))
        faults.extend(found)
        if brief is None or problems.has_errors:
            return None
        return ReadBrief(file, line, brief, found)

    def note_id(self, id: object, line: int, problems: Problems) -> None:
        """Record the id of a brief; a problem if another brief of this run has it."""
        if not isinstance(id, str):
            return
        id = id.strip()
        here = len(self.files) - 1 << 32 | line
        there = self.places.setdefault(id, here)
        if there != here:
            file = self.files[there >> 32]
            place = f"{file}:{there & 0xFFFFFFFF}"
            problems.add(
                "duplicate-brief",
                ("brief",),
                f"another brief has the id {id}",
                f"first at {place}",
                "a unique id",
            )


def _in_file(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.column


class _Faults:
    """The faults of one file, up to a limit."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.listed: list[Fault] = []
        self.left_out = 0
        self.has_error = False

    def add(self, fault: Fault) -> None:
        if fault.severity == ERROR:
            self.has_error = True
        elif len(self.listed) >= MOST_FAULTS // 2:
            return  # warnings come with their briefs and must not crowd out the errors
        if len(self.listed) < MOST_FAULTS:
            self.listed.append(fault)
        else:
            self.left_out += 1

    def extend(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add(fault)

    def add_text(self, fault: TextFault) -> None:
        line, column = fault.position
        self.add(Fault(self.file, line, column, fault.code, fault.problem, fault.found, fault.fix))

    def all(self) -> tuple[Fault, ...]:
        if self.left_out:
            last = self.listed[-1]
            problem = f"{self.left_out} more faults of this file are not listed"
            fix = "to correct those above first"
            more = Fault(self.file, last.line, last.column, "too-many-faults", problem, None, fix)
            return (*self.listed, more)
        return tuple(self.listed)


def _too_long(line: int) -> TextFault:
    return TextFault(
        "too-large",
        (line, 1),
        f"a line may have at most {LONGEST_LINE >> 20} MB; the rest of the file was not read",
        "a longer line",
        "one brief a line, each line ended by a line feed",
    )


def _too_blank(line: int) -> TextFault:
    return TextFault(
        "too-large",
        (line, 1),
        f"a file may have at most {MOST_BLANK_LINES} blank lines; the rest of it was not read",
        "more blank lines",
        "one brief a line",
    )


def _empty() -> TextFault:
    return TextFault("empty-file", (1, 1), "the file is empty", None, "a brief")
