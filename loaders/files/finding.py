"""Finding sources of briefs: files, folders, patterns, standard input, .gz and .zip.

Nothing is unpacked to disk: a member of an archive is read as a stream, within the same limits as a
file. A source that cannot be read is a `Fault`, and the others are still read.
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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import IO, cast

from whomet.loaders.faults import WARNING, Fault
from whomet.loaders.files.decoding import LARGEST_FILE
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.formats import NATIVE, Exists, endings, kind_of, main_of
from whomet.loaders.files.project_exports import ProjectFiles, project_files
from whomet.loaders.files.source import InputSource, file_source
from whomet.loaders.files.streams import rejoined
from whomet.loaders.files.unread import UnreadFiles, kind_of_unread
from whomet.ontology.suggestions import nearest

STANDARD_INPUT = "-"
PROFILES = ("profile.yaml", "profile.yml")
"""Files of a folder that are not briefs, but say how its files are read, if it is trusted."""
STANDARD_INPUT_NAME = "<stdin>"
_HIDDEN = (".", "~$", "__MACOSX")
"""How names begin of what systems and programs keep for themselves."""
_ALL = f"{', '.join(endings())}, one of these with .gz, or a .zip of them"

# Raised when a damaged archive is read.
ARCHIVE_ERRORS = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError)


def find(
    paths: Iterable[str | Path],
    stdin: IO[bytes] | None = None,
    format: str | None = None,
    *,
    tables: bool = False,
    left_out: Iterable[Path] = (),
) -> Iterator[InputSource | Fault]:
    """Every source under `paths`, in order of the paths and by name in each folder; each once.

    `format` (`native`, or another name) is the format of all of them; of a folder or archive
    only the files with an extension of that format are taken. With `tables` there is a profile
    that maps tables, so that more files may be some. Files `left_out`, such as the profile that is
    named, are not among those of a folder or a pattern.
    """
    search = _Search(set(), format, tables, frozenset(left_out))
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield _standard_input(stdin, None if format == NATIVE else format)
            continue
        yield from _under(Path(path), search)


@dataclass(frozen=True, slots=True)
class _Search:
    """The files found so far, by device and inode, and what was asked for."""

    seen: set[tuple[int, int]]
    format: str | None
    tables: bool = False
    left_out: frozenset[Path] = frozenset()

    def leaves_out(self, path: Path) -> bool:
        """Whether a file that was found is not to be read."""
        return any(
            path.name == one.name and one.exists() and path.samefile(one) for one in self.left_out
        )

    def kind_of(self, name: str, exists: Exists) -> str | None:
        """The format of a file by its name."""
        return kind_of(name, exists, self.format, self.tables)


def _under(path: Path, search: _Search) -> Iterator[InputSource | Fault]:
    if path.is_dir():
        found = False
        unread = UnreadFiles()
        for file in _in_folder(path, search, unread):
            found = True
            if isinstance(file, Fault):
                yield file
                continue
            for one in _file(file, search):
                yield one if isinstance(one, Fault) else replace(one, on_named=unread.forget)
        if not found:
            yield _fault(
                path, "no-briefs", "the folder holds no briefs", fix=f"a folder with {_ALL} files"
            )
        yield from unread.warnings()
        return
    if os.path.lexists(path):
        yield from _file(path, search)
        return
    if glob.has_magic(str(path)):
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 (absolute patterns)
        for match in matches:
            if "**" in str(path) and Path(match).is_dir():
                continue  # its files match the pattern themselves
            if Path(match).name in PROFILES or search.leaves_out(Path(match)):
                continue
            yield from _under(Path(match), search)
        if matches:
            return
        yield _unfit(path)
        return
    yield _fault(path, "no-such-path", "there is no such file or folder", fix=_nearest(path))


def _unfit(pattern: Path) -> Fault:
    """The fault of a pattern that no file fits."""
    folder = Path(*takewhile(lambda part: not glob.has_magic(part), pattern.parts))
    problem = "no file fits the pattern"
    if not folder.is_dir():
        problem += f": there is no folder {folder}"
        return _fault(pattern, "no-briefs", problem, None, _nearest(folder))
    where = "this folder" if folder == Path() else str(folder)
    fix = f"a pattern of names in {where}; ** stands for the folders below it"
    return _fault(pattern, "no-briefs", problem, None, fix)


def _nearest(path: Path) -> str | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    near = nearest(path.name, names)
    return None if near is None else str(path.with_name(near))


def _in_folder(folder: Path, search: _Search, unread: UnreadFiles) -> Iterator[Path | Fault]:
    refused: list[OSError] = []
    inside = folder.resolve()
    for directory, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        there = frozenset(files).__contains__
        for name in folders:
            if _leads_out(Path(directory, name), inside):
                unread.add_link(str(Path(directory, name)))
        for name in sorted(files):
            path = Path(directory, name)
            if name.startswith(_HIDDEN) or name in PROFILES or search.leaves_out(path):
                continue
            if search.kind_of(name, there) is None:
                if search.format is None:
                    unread.add(str(path), name, there)
            elif _leads_out(path, inside):
                unread.add_link(str(path))
            else:
                yield path
    for error in refused:
        yield unreadable(error.filename or folder, error)


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a path is a link to what is not in the folder; a broken one is told elsewhere."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve(strict=True).is_relative_to(folder)
    except (OSError, RuntimeError):
        return False


def _file(path: Path, search: _Search) -> Iterator[InputSource | Fault]:
    if (main := main_of(path.name, lambda name: path.with_name(name).is_file())) is not None:
        path = path.with_name(main)
    try:
        status = path.stat()
    except OSError as error:
        yield unreadable(path, error)
        return
    if not stat.S_ISREG(status.st_mode):
        yield _fault(
            path,
            "not-a-file",
            "this is a device, a pipe or a socket, not a file",
            fix="a file, or - to read standard input",
        )
        return
    if (status.st_dev, status.st_ino) in search.seen:
        return
    search.seen.add((status.st_dev, status.st_ino))
    if path.suffix.lower() == ".zip":
        yield from _zip_members(path, search)
        return
    format = search.kind_of(path.name, lambda name: path.with_name(name).is_file())
    if format is None and search.format != NATIVE:
        format = search.format  # the file and its format were both given explicitly
    if format is None and path.suffix.lower() in (".txt", ".a2"):
        problem = "there is no .ann file of the same name beside it"
        fix = f"{path.stem}.ann, with what is marked in this text"
        yield _fault(path, "no-companion", problem, fix=fix)
        return
    if format is None:
        yield _fault(
            path,
            "unknown-format",
            "the format cannot be recognised from the name",
            kind_of_unread(path.name),
            UnreadFiles.advice(kind_of_unread(path.name), f"a name that ends in {_ALL}"),
        )
        return
    yield file_source(path, format, status.st_size)


def _zip_members(path: Path, search: _Search) -> Iterator[InputSource | Fault]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
    except ARCHIVE_ERRORS as error:
        yield _fault(path, "damaged-archive", "the archive cannot be read", str(error))
        return
    except OSError as error:
        yield unreadable(path, error)
        return
    files: dict[str, zipfile.ZipInfo] = {}
    twice: set[str] = set()
    for info in entries:
        name = _member_name(info)
        if files.setdefault(name, info) is not info:
            twice.add(name)
    for name in sorted(twice):
        yield _fault(
            f"{path}/{name}",
            "damaged-archive",
            "the archive holds several files of this name, and none of them is read",
            fix="an archive in which each name occurs once",
        )
        del files[name]
    if (project := project_files(files)) is not None:
        yield from _project(path, files, project)
        return
    kinds = {name: _member_kind(name, files, search) for name in sorted(files)}
    members = {name: kind for name, kind in kinds.items() if kind is not None}
    if not members and not twice:
        yield _fault(path, "no-briefs", "the archive holds no briefs", fix=f"a zip of {_ALL} files")
    unread = UnreadFiles()
    for member, kind in members.items():
        if files[member].flag_bits & 1:
            yield _fault(
                f"{path}/{member}",
                "damaged-archive",
                "the file is encrypted in its archive",
                fix="an archive without a password",
            )
            continue
        yield replace(_member(path, files[member], kind, files), on_named=unread.forget)
    if search.format is None:
        _note_unread(unread, path, [name for name in kinds if kinds[name] is None], files)
    yield from unread.warnings()


def _note_unread(
    unread: UnreadFiles, path: Path, names: list[str], files: Mapping[str, zipfile.ZipInfo]
) -> None:
    """Count the members that are not read."""
    for member in names:
        folder, slash, name = member.rpartition("/")
        if _leads_up(member):
            unread.add_link(f"{path}/{member}")
        elif not _is_hidden(member):
            prefix = f"{folder}{slash}"
            there = frozenset(n.removeprefix(prefix) for n in files if n.startswith(prefix))
            unread.add(f"{path}/{member}", name, there.__contains__)


def _project(
    path: Path, files: Mapping[str, zipfile.ZipInfo], project: ProjectFiles
) -> Iterator[InputSource | Fault]:
    """The annotated documents of a project export, of which most are archives themselves."""
    if not project.chosen:
        problem = "the project holds no annotated documents"
        yield _fault(path, "no-briefs", problem, fix="an export with annotated documents")
    for name, other in project.instead.items():
        problem = "another version of this document counts; this one is not read"
        found = Fault(f"{path}/{name}", 1, 1, "ignored-annotation", problem, other, None, WARNING)
        yield found
    for name in project.untouched:
        problem = "nobody has annotated the document; it is not a brief"
        fix = "an annotation of the document"
        yield Fault(f"{path}/{name}", 1, 1, "skipped-task", problem, None, fix, WARNING)
    for name in project.chosen:
        if ending_of(name) not in (".zip", ".xmi", ".json"):
            yield _not_a_cas(f"{path}/{name}", [name.rpartition("/")[2]])
            continue
        if not name.lower().endswith(".zip"):
            whole = _member(path, files[name], "inception", files)
            yield replace(whole, called=name.split("/")[1])
            continue
        try:
            with zipfile.ZipFile(path) as archive, archive.open(files[name]) as raw:
                inner = io.BytesIO(raw.read(LARGEST_FILE + 1))
            with zipfile.ZipFile(inner) as found_inside:
                contents = {i.filename: found_inside.read(i) for i in _small(found_inside)}
        except (*ARCHIVE_ERRORS, RuntimeError) as error:
            problem = "the archive cannot be read"
            yield _fault(f"{path}/{name}", "damaged-archive", problem, str(error))
            continue
        main = [member for member in contents if ending_of(member) in (".xmi", ".json")]
        for member in main:
            # The inner file is called after its annotator.
            yield replace(_inner(f"{path}/{name}", member, contents), called=name.split("/")[1])
        if not main:
            yield _not_a_cas(f"{path}/{name}", contents)


def _not_a_cas(place: str, names: Iterable[str]) -> Fault:
    problem = "the annotations are in a format that is not read"
    shown = ", ".join(sorted(names)) or None
    return _fault(place, "unknown-format", problem, shown, "an export with UIMA CAS JSON or XMI")


def _small(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of an inner archive that are not larger than a file may be."""
    return [info for info in archive.infolist() if info.file_size <= LARGEST_FILE]


def _inner(outer: str, member: str, contents: Mapping[str, bytes]) -> InputSource:
    """A file of an archive that is a member of another."""

    def beside(name: str) -> InputSource | None:
        return _inner(outer, name, contents) if name in contents else None

    def open_inner() -> AbstractContextManager[IO[bytes]]:
        return io.BytesIO(contents[member])

    return InputSource(f"{outer}/{member}", "inception", open_inner, len(contents[member]), beside)


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; some programs on Windows write backslashes between folders."""
    return info.filename.replace("\\", "/")


def _member_kind(member: str, files: Mapping[str, zipfile.ZipInfo], search: _Search) -> str | None:
    if _is_hidden(member) or _leads_up(member):
        return None
    folder, slash, name = member.rpartition("/")
    return search.kind_of(name, lambda other: f"{folder}{slash}{other}" in files)


def _is_hidden(member: str) -> bool:
    return any(part.startswith(_HIDDEN) and part not in (".", "..") for part in member.split("/"))


def _leads_up(member: str) -> bool:
    return ".." in member.split("/")


def _member(
    path: Path, info: zipfile.ZipInfo, format: str | None, files: Mapping[str, zipfile.ZipInfo]
) -> InputSource:
    member = _member_name(info)
    folder, slash, _ = member.rpartition("/")

    def beside(name: str) -> InputSource | None:
        other = files.get(f"{folder}{slash}{name}")
        return None if other is None else _member(path, other, None, files)

    @contextmanager
    def open_member() -> Iterator[IO[bytes]]:
        with zipfile.ZipFile(path) as archive, archive.open(info) as raw:
            if not member.lower().endswith(".gz"):
                yield io.BufferedReader(cast(io.RawIOBase, raw))
                return
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield io.BufferedReader(unpacked)

    return InputSource(f"{path}/{member}", format, open_member, info.file_size, beside)


def _standard_input(stdin: IO[bytes] | None, format: str | None) -> InputSource:
    @contextmanager
    def open_stdin() -> Iterator[IO[bytes]]:
        stream = sys.stdin.buffer if stdin is None else stdin
        head = stream.read(2)
        if head == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=rejoined(head, stream)) as unpacked:
                yield io.BufferedReader(unpacked)
            return
        yield rejoined(head, stream)

    return InputSource(STANDARD_INPUT_NAME, format, open_stdin)


def unreadable(path: str | Path, error: OSError) -> Fault:
    """The fault of a source that the operating system refuses to open or read."""
    if isinstance(error, FileNotFoundError):
        return _fault(path, "unreadable", "the link is broken", fix="a link to an existing file")
    reason = (error.strerror or str(error)).lower()
    return _fault(path, "unreadable", "the file cannot be read", reason, "a file that can be read")


def _fault(
    path: str | Path, code: str, problem: str, found: str | None = None, fix: str | None = None
) -> Fault:
    name = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return Fault(name, 1, 1, code, problem, found, fix)
