"""Faults: what is wrong in a file, where, what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from whomet.loaders.parsed import Position
from whomet.ontology.json_values import JsonObject

ERROR = "error"
WARNING = "warning"

_ERRORS = """
no-such-path no-briefs not-a-file unreadable unknown-format damaged-archive too-large
too-many-faults empty-file not-utf8 binary control-character lone-surrogate
yaml-syntax yaml-tab yaml-tag yaml-alias too-deep duplicate-key several-documents json-syntax
wrong-shape empty-value not-text empty-list
unknown-key missing-key bad-id bad-key key-used-twice duplicate-brief
bad-published bad-language bad-url too-long
unknown-type unknown-role unknown-value missing-role too-many-fillers
unknown-reference wrong-filler self-reference part-of-cycle bad-ref bad-name
quote-not-found quote-ambiguous bad-nth
phrase-not-found bad-date unresolved-date contradicting-dates date-circle
no-mapping bad-mapping unknown-column table-syntax cells-at-odds rows-at-odds bad-offset
bad-selector marks-at-odds no-companion brat-syntax bad-cas xml-syntax xml-doctype
missing-extra broken-loader internal-error no-claims-left unknown-sheet bad-profile broken-cell
"""

_WARNINGS = """
duplicate-filler few-fillers after-publication unused-entity covered-quote shared-quote
single-word-name same-entity during-cycle same-event ignored-annotation split-mention
too-many-warnings annotates-nothing no-brief skipped-task
guessed-encoding ignored-by-profile untrusted-profile
curly-quotes cut-text blank-rows unnamed-column unused-column unused-field
repeated-column other-rows hidden-rows lines-in-name list-in-name short-rows undated-row
utf-16-offsets cut-word unread-file month-first read-as-period
"""

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(_ERRORS.split(), ERROR), **dict.fromkeys(_WARNINGS.split(), WARNING)}
)
"""Every code and its severity. An error keeps its brief out of the graph; a warning does not."""

NAMES = frozenset({"unknown-type", "unknown-role", "unknown-value"})
"""Codes of names that are not known, which a profile can map or leave out."""
BY_PROFILE = "or map or ignore it in a profile"

NOTHING_THERE = frozenset({"no-such-path", "no-briefs"})
"""Codes of paths under which there is nothing, and so nothing that could be refused."""


class FixKind(Enum):
    """What a fix is about, for those who have more to say on it, or say it in another way."""

    ALL_NAMES = "all names that are known, as none is like what was found"
    MISSING_KEY = "a key that a brief lacks"
    TWO_READINGS = "the date of words with two readings"
    NO_READING = "the date of words that are not understood"


class Fix(str):
    """What was expected, or what to do, with its kind; of a missing key also which."""

    __slots__ = ("key", "kind")
    kind: FixKind
    key: str

    def __new__(cls, text: str, kind: FixKind, key: str = "") -> Fix:
        """The text of a kind."""
        made = super().__new__(cls, text)
        made.kind, made.key = kind, key
        return made

    def __getnewargs__(self) -> tuple[str, FixKind, str]:  # type: ignore[override]
        """What makes it again, in a copy or from a pickle."""
        return str(self), self.kind, self.key


def kind_of(fix: str | None) -> FixKind | None:
    """The kind of a fix that has one."""
    return fix.kind if isinstance(fix, Fix) else None


def missing_key(fault: Fault) -> str | None:
    """The key that a brief lacks, if a fault says so."""
    fix = fault.fix
    return fix.key if isinstance(fix, Fix) and fix.kind is FixKind.MISSING_KEY else None


def one_of(names: Iterable[str], more: str = "") -> Fix:
    """The fix that lists all names that are known."""
    return Fix(f"one of {', '.join(names)}{more}", FixKind.ALL_NAMES)


_PURPOSE = re.compile(r"to [^,]+, (?:add|put|run) ")
"""Advice that begins with what it is for: to load it anyway, add …"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one place of one file.

    `line` and `column` count from 1, columns in Unicode code points. `code` is one of
    `SEVERITIES`. `problem` says what is wrong, `found` what is there, and `fix` what was expected,
    or, beginning with "to", what to do. `line_text` is the line that it is on, where a format shows
    it: no part of what was found, so that faults of one kind have one finding. `name` is one that
    is not known, where it is no finding but a part of the problem; a profile may speak of it.
    """

    file: str
    line: int
    column: int
    code: str
    problem: str
    found: str | None = None
    fix: str | None = None
    severity: str = ERROR
    line_text: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        kind = "warning: " if self.severity == WARNING else ""
        return f"{on_one_line(self.file)}:{self.line}:{self.column}: {kind}{self.sentence}"

    @property
    def sentence(self) -> str:
        """What is wrong, what was found, and the fix, on one line."""
        parts = [self.problem]
        if (shown := self.shown) is not None:
            parts.append(f"found {shown}")
        if self.fix is not None:
            advice = self.fix.startswith("to ")
            verb = self.fix if _PURPOSE.match(self.fix) else self.fix.removeprefix("to ")
            parts.append(verb if advice else f"expected {self.fix}")
        return on_one_line("; ".join(parts))

    @property
    def shown(self) -> str | None:
        """What was found, and the line that it is on."""
        if self.line_text is None:
            return self.found
        return self.line_text if self.found is None else f"{self.found} in {self.line_text}"

    def to_json(self) -> JsonObject:
        """By name, as programs read it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "problem": self.problem,
            "found": self.shown,
            "fix": self.fix,
        }


def on_one_line(text: str) -> str:
    """`text` with every character that is not printable, such as a line break, as its escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def quoted(text: str, longest: int = 60) -> str:
    """`text` as a message shows it: on one line, in quotes, shortened in its middle."""
    if len(text) > (enough := 20 * longest):  # a line of megabytes may have thousands of faults
        text = text[:enough] + text[-enough:]
    shown = " ".join(text.split()) if not text.isprintable() else text
    if len(shown) > longest:
        kept = longest // 2
        shown = f"{shown[:kept].rstrip()} … {shown[-kept:].lstrip()}"
    return f"“{shown}”"


class TextFault(Exception):
    """A text that cannot be parsed. Raised and caught within `loaders`."""

    def __init__(
        self,
        code: str,
        position: Position,
        problem: str,
        found: str | None = None,
        fix: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.code = code
        self.position = position
        self.problem = problem
        self.found = found
        self.fix = fix
        self.name = name


def with_line(fault: Fault, file: str, lines: Sequence[str]) -> Fault:
    """The fault with the line of `file` that it is on."""
    if fault.file != file or not 0 < fault.line <= len(lines):
        return fault
    return replace(fault, line_text=quoted(lines[fault.line - 1].replace("\t", " ").strip(), 100))


def fault_at(
    file: str,
    position: Position,
    code: str,
    problem: str,
    found: str | None = None,
    fix: str | None = None,
) -> Fault:
    """A fault whose severity is that of its code."""
    return Fault(file, *position, code, problem, found, fix, SEVERITIES[code])


def located(file: str, fault: TextFault) -> Fault:
    """The fault of a text as one of its file."""
    made = fault_at(file, fault.position, fault.code, fault.problem, fault.found, fault.fix)
    return made if fault.name is None else replace(made, name=fault.name)
