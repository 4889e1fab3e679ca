"""Files of a folder or an archive that are not read, reported once per kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from whomet.loaders.faults import WARNING, Fault
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.formats import Exists, is_companion

#: Files that tools, and whomet, keep beside what is annotated.
_OF_TOOLS = frozenset(
    "annotation.conf visual.conf tools.conf kb_shortcuts.conf typesystem.xml whomet.toml".split()
)
_SHOWN = 3
_FIXES = {
    ".txt": "an .ann file beside each",
    ".zip": "an archive that is named itself, not its folder",
    ".xml": "--profile with a mapping of tables",
    **dict.fromkeys(
        (".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".md"),
        "its text in a brief, or as .txt annotated with a tool",
    ),
}
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")


@dataclass(slots=True)
class UnreadFiles:
    """What is found beside briefs: the first files of each kind, and how many."""

    _first: dict[str, list[str]] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def add(self, place: str, name: str, exists: Exists) -> None:
        """Count the file `name`, which is at `place`, unless it belongs to another file."""
        of_system = name.lower() in _OF_SYSTEMS or name.startswith("~$")
        if of_system or name.lower() in _OF_TOOLS or is_companion(name, exists):
            return
        kind = ending_of(name) or name
        self._count[kind] = self._count.get(kind, 0) + 1
        shown = self._first.setdefault(kind, [])
        if len(shown) < _SHOWN:
            shown.append(place)

    @staticmethod
    def advice(ending: str, otherwise: str) -> str:
        """What to do with a file that is not read for its ending."""
        return _FIXES.get(ending, otherwise)

    def warnings(self) -> Iterator[Fault]:
        """A warning for each kind."""
        for kind, count in self._count.items():
            first, *others = self._first[kind]
            problem = "the file is not read" if count == 1 else f"{count:,} files are not read"
            what = f"{kind} without .ann" if kind == ".txt" else kind
            found = what if not others else f"{what}, also {' and '.join(others)}"
            fix = self.advice(kind, "a format that is read")
            yield Fault(first, 1, 1, "unread-file", problem, found, fix, WARNING)
