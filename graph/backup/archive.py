"""The archive itself: a zip file with a manifest, written in one go and validated on reading.

Names, sizes and digests are compared with the manifest, the length of a line and the unpacked size
are limited, and every error of the zip format becomes one sentence with the place.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Self

from whomet.graph.backup.members import MEMBERS, NOT_HELD, Member
from whomet.graph.database.versions import FORMAT, RULES, newer, software
from whomet.graph.errors import GraphError
from whomet.ontology.json_values import JsonObject

MANIFEST = "manifest.json"
#: The layout of the archive itself.
ARCHIVE = 2
LONGEST_MANIFEST = 1 << 20
#: A brief whose text and annotation fill a line; far above anything a loader lets in.
LONGEST_LINE = 256 << 20
#: Maximum unpacked size of a member as a multiple of the packed size; text is usually 3 to 10.
MOST_PACKED, FREE_BYTES = 200, 64 << 20
BLOCK = 1 << 16
#: Errors that `zipfile` raises for a damaged file.
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
)


class ArchiveError(GraphError):
    """A file is not an archive, or a damaged one, or one that this whomet cannot read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: who wrote it when, and how many lines its members have.

    `format` and `rules` are the version of the graph (0 before there were versions). `graph` counts
    its nodes by label and its relationships by type.
    """

    software: str
    made: str
    format: int
    rules: int
    counts: Mapping[str, int]
    graph: Mapping[str, int]


class ArchiveWriter:
    """Writes members one after another, and the manifest in the end.

    A context: what an error leaves half written is given up while its stream is still open, since
    `zipfile` would otherwise complete it when it is collected, and print a traceback.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._members: list[JsonObject] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError, ValueError):
            self._zip.close()

    def add(self, member: Member, lines: Iterable[JsonObject]) -> int:
        """Write a member; returns the number of its lines."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._open(member.name) as file:
            for line in lines:
                data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
                digest.update(data)
                size += len(data)
                count += 1
                file.write(data)
        self._members.append(
            {"name": member.name, "lines": count, "bytes": size, "sha256": digest.hexdigest()}
        )
        return count

    def close(self, format: int, rules: int, written_by: str | None, graph: JsonObject) -> None:
        """Write the manifest; `written_by` is the whomet that wrote the graph."""
        manifest: JsonObject = {
            "archive": ARCHIVE,
            "whomet": software(),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "graph": {"format": format, "rules": rules, "whomet": written_by, "counts": graph},
            "members": self._members,
            "not_held": list(NOT_HELD),
        }
        with self._open(MANIFEST) as file:
            file.write((json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())
        self._zip.close()

    def _open(self, name: str) -> IO[bytes]:
        now = datetime.now()
        info = zipfile.ZipInfo(name, (max(1980, now.year), *now.timetuple()[1:6]))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return self._zip.open(info, "w", force_zip64=True)


class Archive:
    """An archive that is open for reading; use `open_archive`."""

    def __init__(self, path: Path, zipped: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = zipped
        self._check_names()
        data = self._manifest()
        self._members: dict[str, tuple[int, int, str]] = {}
        self.manifest = self._read_manifest(data)
        self._check_sizes()

    @property
    def members(self) -> tuple[Member, ...]:
        """The members that it has; an earlier whomet knew fewer."""
        return tuple(member for member in MEMBERS if member.name in self._members)

    def lines(self, member: Member) -> Iterator[tuple[int, Any]]:
        """The objects of a member with their line numbers; ArchiveError where it is damaged.

        Only after the last of them is it certain that the member is complete.
        """
        lines, size, wanted = self._members[member.name]
        digest, read, number = hashlib.sha256(), 0, 0
        with self._damage(member.name), self._zip.open(member.name) as file:
            while True:
                with self._damage(f"{member.name}:{number + 1}"):
                    line = file.readline(LONGEST_LINE + 1)
                if not line:
                    break
                number += 1
                digest.update(line)
                read += len(line)
                if len(line) > LONGEST_LINE or read > size or number > lines:
                    raise self.fault(
                        f"{member.name}:{number}", "there is more than the manifest says"
                    )
                with self._damage(f"{member.name}:{number}"):
                    value = json.loads(line)
                yield number, value
        if (number, read, digest.hexdigest()) != (lines, size, wanted):
            raise self.fault(
                f"{member.name}:{number}",
                f"{number:,} lines, digest {digest.hexdigest()[:12]}…; the manifest says"
                f" {lines:,} lines, digest {wanted[:12]}…",
            )

    def fault(self, place: str, found: str) -> ArchiveError:
        """The error for what is wrong at a place within the archive."""
        return ArchiveError(
            f"{self.path}: {place}: damaged ({found}); nothing of it was restored, use another"
            " backup."
        )

    def _check_names(self) -> None:
        names = [info.filename for info in self._zip.infolist()]
        known = {MANIFEST, *(member.name for member in MEMBERS)}
        for name, times in Counter(names).items():
            if times > 1:
                raise self.fault(name, f"there are {times} members of this name")
        if MANIFEST not in names:
            raise ArchiveError(
                f"{self.path} is not a backup of whomet: it has no {MANIFEST}; name a file that"
                " `whomet backup` wrote."
            )
        for info in self._zip.infolist():
            if info.flag_bits & 1 or info.compress_type != zipfile.ZIP_DEFLATED:
                raise self.fault(info.filename, "it is not packed as `whomet backup` does it")
        self._unknown = sorted(set(names) - known)

    def _manifest(self) -> Any:
        with self._damage(MANIFEST), self._zip.open(MANIFEST) as file:
            data = file.read(LONGEST_MANIFEST + 1)
            if len(data) > LONGEST_MANIFEST:
                raise ValueError("longer than any manifest")
            return json.loads(data)

    def _read_manifest(self, data: Any) -> Manifest:
        with self._damage(MANIFEST):
            graph = data["graph"]
            format, rules = _number(graph["format"]), _number(graph["rules"])
            layout = _number(data["archive"])
            if layout > ARCHIVE or format > FORMAT or rules > RULES:
                raise ArchiveError(newer(str(self.path), str(data["whomet"]), format))
            for each in data["members"]:
                self._members[str(each["name"])] = (
                    _number(each["lines"]), _number(each["bytes"]), str(each["sha256"]),
                )  # fmt: skip
            counts = {name: lines for name, (lines, _, _) in self._members.items()}
            nodes = {str(name): _number(number) for name, number in graph["counts"].items()}
            made = Manifest(str(data["whomet"]), str(data["made"]), format, rules, counts, nodes)
        for name in self._unknown:
            raise self.fault(name, "no such member is expected")
        for member in MEMBERS:
            if member.since <= layout and member.name not in self._members:
                raise self.fault(MANIFEST, f"it does not list {member.name}")
        return made

    def _check_sizes(self) -> None:
        packed = {info.filename: info for info in self._zip.infolist()}
        for name, (_, size, _) in self._members.items():
            if name not in packed:
                raise self.fault(name, "this member is missing")
            info = packed[name]
            if info.file_size != size:
                raise self.fault(name, f"{info.file_size:,} bytes, but the manifest says {size:,}")
            if size > FREE_BYTES + MOST_PACKED * info.compress_size:
                raise self.fault(
                    name, f"{info.compress_size:,} bytes that unpack to {size:,}, as no backup does"
                )

    @contextmanager
    def _damage(self, place: str) -> Iterator[None]:
        try:
            yield
        except (*DAMAGE, TypeError, OSError) as error:
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise self.fault(place, reason) from error


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} where a number is expected")
    return value


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open an archive and check its manifest; ArchiveError in one sentence if it cannot be used."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be read ({error.strerror or error}); name a file that `whomet backup`"
            " wrote."
        ) from error
    with stream:
        try:
            zipped = zipfile.ZipFile(stream)
        except (*DAMAGE, OSError) as error:
            raise ArchiveError(
                f"{path} is not a backup of whomet, or is truncated ({error}); name a file"
                " that `whomet backup` wrote."
            ) from error
        with zipped:
            yield Archive(path, zipped)
