"""Read briefs from files, one file after the other; faults are returned, not raised.

The unit of refusal is the brief: a fault refuses its own brief, and the others of the file are
read. With `skip-file` a fault refuses the whole file, which for a file of many briefs is known
only at its end, so its checked briefs are held back, first in memory, then in a temporary file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

from whomet.loaders.brief_buffer import BriefBuffer
from whomet.loaders.checking.rules import rules
from whomet.loaders.errors import unknown_name
from whomet.loaders.fault_list import MOST_FAULTS, FaultList
from whomet.loaders.faults import ERROR, SEVERITIES, WARNING, Fault
from whomet.loaders.files.finding import find
from whomet.loaders.files.formats import NATIVE, TABLE, format_named
from whomet.loaders.policy import ON_FAULT, SKIP_BRIEF, SKIP_FILE, STOP
from whomet.loaders.profiles.finding import profile_at, profile_path
from whomet.loaders.reading_run import ReadingRun
from whomet.loaders.reports import CheckReport, Findings, PartOfFile, ReadBrief
from whomet.ontology.vocabulary import Vocabulary


def read(
    paths: Iterable[str | Path],
    *,
    stdin: IO[bytes] | None = None,
    vocabulary: Vocabulary | None = None,
    format: str | None = None,
    ignore: Collection[str] = (),
    mapping: str | Path | None = None,
    on_fault: str = SKIP_BRIEF,
    allow_empty: bool = False,
    profile: str | Path | None = None,
    left_out: Iterable[Path] = (),
) -> Iterator[ReadBrief]:
    """Every brief in `paths`: files, folders, patterns, archives, and `-` for standard input.

    The format of each file is recognised unless `format` gives it. Warnings whose code is in
    `ignore` are not reported. `mapping` is the file that maps the columns of tables; all files are
    then read as tables. A brief with an error is refused and the others of its file are read; with
    `on_fault` of `skip-file` the whole file is refused. Whoever asks to `stop` must read everything
    before using any of it. With `allow_empty` a folder, archive or pattern in which there are no
    briefs is not a fault. `profile` is the file of a profile, or the name of one in the package;
    without it, that of a trusted folder counts. Files `left_out` are not among those of a folder or
    a pattern.

    Memory grows with the ids of the briefs only. What is wrong with a file is a result and raises
    nothing; LoaderError for a format, code, policy or profile that does not exist.
    """
    if mapping is not None and format is None:
        format = TABLE
    if format not in (None, NATIVE):
        format_named(format)
    if on_fault not in ON_FAULT:
        raise unknown_name("policy", on_fault, ON_FAULT)
    warnings = [code for code, severity in SEVERITIES.items() if severity == WARNING]
    for code in ignore:
        if code not in warnings:
            raise unknown_name("warning", code, warnings)
    run = ReadingRun(rules(vocabulary), format, frozenset(ignore), mapping)
    if profile is not None:
        found, faults = profile_at(profile_path(profile), run.tables.vocabulary)
        if told := run.reported(faults):
            yield ReadBrief(str(profile), 1, None, told)
        if found is None:
            return
        run.use(found)
        on_fault = _strictest(on_fault, found.on_fault)
    tables = run.profile is not None and run.profile.table is not None
    named = [*left_out, *([] if profile is None else [profile_path(profile)])]
    for source in find(paths, stdin, format, tables=tables, left_out=named):
        if isinstance(source, Fault):
            if allow_empty and source.code == "no-briefs":
                continue
            if source.severity == WARNING and source.code in run.ignored:
                continue
            yield ReadBrief(source.file, source.line, None, (source,))
            continue
        folder = None if profile is not None else run.use_folder(source)
        if folder is not None and folder.faults:
            if told := run.reported(folder.tell()):
                yield ReadBrief(str(folder.path), 1, None, told)
            if any(fault.severity == ERROR for fault in folder.faults):
                continue
        policy = run.profile.on_fault if folder is not None and run.profile is not None else None
        # One folder cannot keep out what was read before it: it stops at its own files.
        if policy == STOP or _strictest(on_fault, policy) == SKIP_FILE:
            yield from _whole_or_not(source.name, run.read(source))
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
    on_fault: str = SKIP_BRIEF,
    profile: str | Path | None = None,
) -> CheckReport:
    """Count and check everything in `paths` without keeping the briefs."""
    findings = Findings()
    for result in read(
        paths,
        stdin=stdin,
        vocabulary=vocabulary,
        format=format,
        ignore=ignore,
        mapping=mapping,
        on_fault=on_fault,
        profile=profile,
    ):
        findings.add(result)
    return findings.report()


def _whole_or_not(file: str, results: Iterator[ReadBrief]) -> Iterator[ReadBrief]:
    """The briefs of a file, or, if any has an error, all faults of the file and no brief."""
    faults = FaultList(file)
    notices: list[ReadBrief] = []
    parts: list[PartOfFile] = []
    with BriefBuffer() as buffer:
        for result in results:
            room = len(faults.errors) < MOST_FAULTS
            faults.extend(result.faults)
            if result.brief is not None:
                parts.append(PartOfFile(result.brief.id, result.line))
            elif result.is_refused:
                own = [fault for fault in result.faults if fault.severity == ERROR]
                id = None if result.refused is None else result.refused.id
                kept = result.refused if room else None
                parts.append(PartOfFile(id, result.line, tuple(own if room else own[:1]), kept))
            if result.brief is None:
                notices.append(result)
            elif not faults.has_error:
                buffer.add(result)
        if faults.has_error:
            found = (*faults.all_errors(), *faults.all_warnings())
            yield ReadBrief(file, 1, None, found, parts=tuple(parts))
        else:
            yield from notices
            yield from buffer


def _strictest(one: str, other: str | None) -> str:
    return max(one, other or one, key=ON_FAULT.index)
