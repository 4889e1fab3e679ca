"""What a reader of a format other than the native one returns: briefs as plain values with places.

Each `Document` is then checked like a native brief, so that names, roles and dates are checked by
one piece of code, and faults are reported where they are in the original file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from whomet.loaders.faults import Fault, FixKind, kind_of
from whomet.loaders.parsed import Locate, Path, Position


@dataclass(frozen=True, slots=True)
class DateFix:
    """What to do in a format about a date that has two readings (`ambiguous`), or none."""

    ambiguous: str
    unreadable: str

    def instead_of(self, fix: str | None) -> str | None:
        """What takes the place of how a date is written in a brief."""
        kind = kind_of(fix)
        if kind is FixKind.TWO_READINGS:
            return self.ambiguous
        return self.unreadable if kind is FixKind.NO_READING else fix


@dataclass(frozen=True, slots=True)
class Document:
    """One brief of another format, as the plain value of a native one, with its places.

    `value` is the mapping that `check_brief` takes, numbers as `parsed.Number`; None where there is
    none. `locate` leads from a path of `value` to line and column in the file of the source.
    `elsewhere` gives another file for some parts of the brief (`title` …), by path, with () for
    the brief itself; `locate` then gives the place in that file. `line` is where the document
    begins. `lines` are those of the source, if faults of the check should show them too.
    `faults` are those of the conversion: with an error among them there is no brief, but `value`
    is still checked, so that all faults come in one run. A part with such a fault must not be left
    in `value`, where it would get a second one. `fields` are other texts of the task or record,
    for the patterns and defaults of a profile, and `made_id` says that its id is not its own.
    `missing` says of keys that it lacks where their value would be, and what is there.
    `date_fix` is what to do about a date that cannot be read, if not what a brief would need.
    With `ranges_are_periods` long ranges of days in words say when events were, not how long.
    """

    value: object
    locate: Locate
    line: int = 1
    elsewhere: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()
    lines: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    made_id: bool = False
    missing: Mapping[str, tuple[Position, str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    date_fix: DateFix | None = None
    ranges_are_periods: bool = False
