"""Convert briefs to files of another format, each written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from whomet.loaders.reports import Findings
from whomet.ontology.atomic import replacing
from whomet.ontology.errors import WhometError
from whomet.reading import Paths, ProgressCounter, ReadOptions, as_list
from whomet.reports import ConvertReport

if TYPE_CHECKING:
    from whomet.graph.progress import ProgressCallback
    from whomet.ontology.records import Brief
    from whomet.ontology.vocabulary import Vocabulary

CONVERTING = "converting"


def convert(
    paths: Paths,
    output: str | Path | TextIO,
    to: str,
    vocabulary: Vocabulary,
    force: bool,
    reading: ReadOptions,
    progress: ProgressCallback | None,
) -> ConvertReport:
    """Convert briefs, as `Graph.convert` explains."""
    from whomet.loaders.writing import LINES, OUTPUT_FORMATS, file_stem

    if to not in OUTPUT_FORMATS:
        raise WhometError(
            f"There is no output format '{to}'; expected one of {', '.join(OUTPUT_FORMATS)}."
        )
    sources = as_list(paths)
    findings = Findings()
    watch = ProgressCounter(CONVERTING, progress, sources)
    results = reading.read(sources, vocabulary)

    def briefs() -> Iterator[Brief]:
        for brief in findings.briefs_of(results):
            yield brief
            watch(1)

    form = OUTPUT_FORMATS[to]
    texts = ((brief.id, form(brief, vocabulary)) for brief in briefs())
    files = left = 0
    existing: list[Path] = []
    if not isinstance(output, str | Path):
        _to_stream(texts, output, many=to == LINES)
    elif to == LINES:
        with _whole(Path(output), force) as stream:
            for _, pieces in texts:
                stream.writelines(pieces.values())
        files = 1
    else:
        folder = Path(output)
        _make(folder)
        for id, pieces in texts:
            targets = {folder / f"{file_stem(id)}{ending}": text for ending, text in pieces.items()}
            taken = [] if force else [path for path in targets if os.path.lexists(path)]
            if taken:
                existing += taken
                left += 1
                continue
            _put(targets)
            files += len(targets)
    found = findings.report()
    return ConvertReport(found.briefs - left, files, tuple(existing), found.faults, found.warnings)


def _to_stream(texts: Iterator[tuple[str, Mapping[str, str]]], stream: TextIO, many: bool) -> None:
    if many:
        for _, pieces in texts:
            stream.writelines(pieces.values())
        return
    text = ""
    for number, (_, pieces) in enumerate(texts):
        if number or len(pieces) > 1:
            raise WhometError(
                "This makes several files; give a folder as `output`, or set `to` to jsonl for one"
                " file with all briefs.",
                parameters=("output", "to"),
            )
        (text,) = pieces.values()
    stream.write(text)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error) from error


@contextmanager
def _whole(path: Path, force: bool) -> Iterator[TextIO]:
    """A stream to a file that appears only when all of it is written."""
    if os.path.lexists(path) and not force:
        raise WhometError(
            f"{path} exists already; set `force` to replace it, or give another name.",
            parameters=["force"],
        )
    try:
        with replacing(path) as stream:
            yield stream
    except OSError as error:
        raise _cannot(path, error) from error


def _put(texts: Mapping[Path, str]) -> None:
    """Write the files of one brief, the first one last, so that its companions exist by then."""
    for path, text in reversed(list(texts.items())):
        with _whole(path, force=True) as stream:
            stream.write(text)


def _cannot(path: Path, error: OSError) -> WhometError:
    reason = error.strerror or str(error)
    return WhometError(
        f"Cannot write {path} ({reason}); give an `output` that can be written.",
        parameters=["output"],
    )
