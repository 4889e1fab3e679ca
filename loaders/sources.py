"""From paths to streams of bytes: files, folders, patterns, standard input, .gz and .zip.

Nothing is ever unpacked to disk; a member of an archive is read as a stream, within the same
limits as a file. A source that cannot be read is a `Fault`, and the others go on.
"""

from __future__ import annotations

import glob
import gzip
import io
import os
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from loaders.faults import Fault

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<stdin>"
YAML, JSON, JSON_LINES = "yaml", "json", "jsonl"

_FORMATS = {".yaml": YAML, ".yml": YAML, ".json": JSON, ".jsonl": JSON_LINES}
_ALL = ".yaml, .yml, .json or .jsonl, or one of these with .gz, or a .zip of them"
_SNIFFED = 1 << 16

# What reading a damaged archive raises.
ARCHIVE_ERRORS = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of briefs: how it is called in messages, its format, and how to open it.

    `format` is None where only the content can tell. `size` is the number of bytes if known.
    """

    name: str
    format: str | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    size: int | None = None


def find(paths: Iterable[str | Path], stdin: IO[bytes] | None = None) -> Iterator[Source | Fault]:
    """Every source under `paths`, in order of the paths and by name in each folder; each once."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield _standard_input(stdin)
            continue
        yield from _under(Path(path), seen)


def _under(path: Path, seen: set[tuple[int, int]]) -> Iterator[Source | Fault]:
    if path.is_dir():
        found = False
        for file in _in_folder(path):
            found = True
            if isinstance(file, Fault):
                yield file
            else:
                yield from _file(file, seen)
        if not found:
            yield _fault(
                path, "no-briefs", "the folder holds no briefs", fix=f"a folder with {_ALL} files"
            )
        return
    if os.path.lexists(path):
        yield from _file(path, seen)
        return
    if glob.has_magic(str(path)):
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 (absolute patterns)
        for match in matches:
            if "**" in str(path) and Path(match).is_dir():
                continue  # its files are matches of their own
            yield from _under(Path(match), seen)
        if matches:
            return
        yield _fault(path, "no-such-path", "no file fits the pattern", fix="a pattern in quotes")
        return
    yield _fault(path, "no-such-path", "there is no such file or folder", fix=_nearest(path))


def _nearest(path: Path) -> str | None:
    from loaders.suggestions import nearest

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    near = nearest(path.name, names)
    return None if near is None else str(path.with_name(near))


def _in_folder(folder: Path) -> Iterator[Path | Fault]:
    refused: list[OSError] = []
    for directory, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and _format(name) is not None:
                yield Path(directory, name)
    for error in refused:
        yield _unreadable(error.filename or folder, error)


def _format(name: str) -> str | None:
    stem = name.lower().removesuffix(".gz")
    return _FORMATS.get(os.path.splitext(stem)[1])  # noqa: PTH122 (a name, not a path)


def _file(path: Path, seen: set[tuple[int, int]]) -> Iterator[Source | Fault]:
    try:
        status = path.stat()
    except OSError as error:
        yield _unreadable(path, error)
        return
    if not stat.S_ISREG(status.st_mode):
        yield _fault(
            path,
            "not-a-file",
            "this is a device, a pipe or a socket, not a file",
            fix="a file, or - to read standard input",
        )
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    if path.suffix.lower() == ".zip":
        yield from _zip_members(path)
        return
    format = _format(path.name)
    if format is None:
        yield _fault(
            path,
            "unknown-format",
            "the name does not tell the format",
            path.suffix or "no ending",
            f"a name that ends in {_ALL}",
        )
        return
    zipped = path.name.lower().endswith(".gz")
    yield Source(str(path), format, lambda: _open(path, zipped), status.st_size)


@contextmanager
def _open(path: Path, zipped: bool) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if not zipped:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield io.BufferedReader(unpacked)


def _zip_members(path: Path) -> Iterator[Source | Fault]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                info
                for info in archive.infolist()
                if not info.is_dir()
                and _format(info.filename) is not None
                and not any(p.startswith((".", "__MACOSX")) for p in info.filename.split("/"))
            ]
    except ARCHIVE_ERRORS as error:
        yield _fault(path, "damaged-archive", "the archive cannot be read", str(error))
        return
    except OSError as error:
        yield _unreadable(path, error)
        return
    if not members:
        yield _fault(path, "no-briefs", "the archive holds no briefs", fix=f"a zip of {_ALL} files")
    for info in sorted(members, key=lambda info: info.filename):
        name = f"{path}/{info.filename}"
        if info.flag_bits & 1:
            yield _fault(
                name,
                "damaged-archive",
                "the file is encrypted in its archive",
                fix="an archive without a password",
            )
            continue
        yield _member(path, info, name)


def _member(path: Path, info: zipfile.ZipInfo, name: str) -> Source:
    @contextmanager
    def open_member() -> Iterator[IO[bytes]]:
        with zipfile.ZipFile(path) as archive, archive.open(info) as raw:
            if not info.filename.lower().endswith(".gz"):
                yield io.BufferedReader(cast(io.RawIOBase, raw))
                return
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield io.BufferedReader(unpacked)

    return Source(name, _format(info.filename), open_member, info.file_size)


def _standard_input(stdin: IO[bytes] | None) -> Source:
    @contextmanager
    def open_stdin() -> Iterator[IO[bytes]]:
        stream = sys.stdin.buffer if stdin is None else stdin
        head = stream.read(2)
        if head == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BufferedReader(_Rejoined(head, stream))) as unpacked:
                yield io.BufferedReader(unpacked)
            return
        yield io.BufferedReader(_Rejoined(head, stream))

    return Source(STANDARD_INPUT_NAME, None, open_stdin)


class _Rejoined(io.RawIOBase):
    """A stream with what was read of it set before it again."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def recognised(stream: IO[bytes]) -> tuple[str, IO[bytes]]:
    """The format of a stream by its content, and the stream from its beginning.

    What begins with `{` and a quotation mark is JSON: lines of it if the first line ends with
    `}`, else one brief. All else is YAML.
    """
    head = stream.read(_SNIFFED)
    whole = io.BufferedReader(_Rejoined(head, stream))
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"{") or text[1:].lstrip()[:1] not in (b'"', b"}", b""):
        return YAML, whole
    first, ended, _ = text.partition(b"\n")
    long_line = not ended and len(head) == _SNIFFED
    return (JSON_LINES if long_line or first.rstrip().endswith(b"}") else JSON), whole


def unreadable(name: str, error: OSError) -> Fault:
    """The fault of a source that the system does not let us read."""
    return _unreadable(name, error)


def _unreadable(path: str | Path, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return _fault(path, "unreadable", "the link leads nowhere", fix="a file that is there")
    reason = (error.strerror or str(error)).lower()
    return _fault(path, "unreadable", "the file cannot be read", reason, "a file you may read")


def _fault(
    path: str | Path, code: str, problem: str, found: str | None = None, fix: str | None = None
) -> Fault:
    name = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return Fault(name, 1, 1, code, problem, found, fix)
