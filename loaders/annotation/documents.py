"""What a format other than the native one gives: briefs as plain values, each with its places.

A reader of such a format turns a stream into `Document`s. Each is then checked like any brief, so
that what is wrong with names, roles and dates is told by one piece of code, where it stands in the
file it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import IO

from whomet.loaders.checking.problems import Path
from whomet.loaders.faults import SEVERITIES, Fault, quoted
from whomet.loaders.files.decoding import decode
from whomet.loaders.parsed import Locate, TextFault

LARGEST_FILE = 32 << 20
"""Bytes of a file that holds one brief."""


@dataclass(frozen=True, slots=True)
class Document:
    """One brief of another format, as the plain value of the native one, and where it stands.

    `value` is the mapping that `check_brief` takes, numbers as `parsed.Number`; None where nothing
    can be made of the document. `locate` leads from a path of `value` to line and column in the
    file of the source. `elsewhere` names another file for some parts of the brief (`title` …), by
    path, with () for the brief itself; `locate` then gives the place in that file. `line` is where
    the document begins. `lines` are those of the source, where messages of the check, too, should
    show them.
    `faults` are those of the conversion: with an error among them there is no brief, but `value`
    is checked all the same, so that all faults come in one run. What has a fault there must not be
    left in `value` to get a second one.
    """

    value: object
    locate: Locate
    line: int = 1
    elsewhere: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()
    lines: tuple[str, ...] = ()


def with_line(fault: Fault, file: str, lines: Sequence[str]) -> Fault:
    """A fault of `file` that shows the one of its `lines` on which it stands."""
    if fault.file != file or not 0 < fault.line <= len(lines):
        return fault
    line = quoted(lines[fault.line - 1].replace("\t", " ").strip(), 100)
    return replace(fault, found=line if fault.found is None else f"{fault.found} in {line}")


def fault_at(
    file: str,
    position: tuple[int, int],
    code: str,
    problem: str,
    found: str | None = None,
    fix: str | None = None,
) -> Fault:
    """A fault with the severity of its code."""
    return Fault(file, *position, code, problem, found, fix, SEVERITIES[code])


def located(file: str, fault: TextFault) -> Fault:
    """The fault of a text, in its file."""
    return fault_at(file, fault.position, fault.code, fault.problem, fault.found, fault.fix)


def whole_text(stream: IO[bytes], largest: int = LARGEST_FILE) -> str:
    """All of a stream as text. Raises TextFault: too large, or not UTF-8."""
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise too_large(largest)
    return decode(data)


def too_large(largest: int = LARGEST_FILE) -> TextFault:
    """The fault of a file that is larger than one brief can be."""
    return TextFault(
        "too-large",
        (1, 1),
        f"a file with one brief may have {largest >> 20} MB",
        "more",
        "one brief a file, or a .jsonl file, which may be of any size",
    )
