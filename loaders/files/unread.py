"""Files of a folder or an archive that are not read, reported once per kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from whomet.loaders.faults import WARNING, Fault
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.formats import Exists, companion_ending, is_companion
from whomet.loaders.files.project_exports import PROJECT

#: Files that tools, and whomet, keep beside what is annotated.
_OF_TOOLS = frozenset(
    "annotation.conf visual.conf tools.conf kb_shortcuts.conf typesystem.xml whomet.toml".split()
)
_SHOWN = 3
_MOST_KEPT = 10_000
_LINK = "a path that leads elsewhere"
_FIXES = {
    ".txt": "an .ann file beside each",
    ".a2": "an .a1 file beside it",
    ".zip": "an archive that is named itself, not its folder, and is in no other one",
    ".xml": "--profile with a mapping of tables",
    ".meta.yaml": "the .ann file to which it belongs beside it",
    ".mapping.yaml": "the table to which it belongs beside it, or --mapping with it",
    ".pages.yaml": "the .json file of Hypothesis to which it belongs beside it",
    PROJECT: "the export of the project itself, a .zip that is named",
    _LINK: "a file inside, or what it leads to named itself",
    **dict.fromkeys(
        (".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"), "a .zip, or the unpacked files"
    ),
    **dict.fromkeys(
        (".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".md"),
        "its text in a brief, or as .txt annotated with a tool",
    ),
}
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")


def kind_of_unread(name: str) -> str:
    """What a file is called that is not read: its extension, or its name where it has none."""
    return companion_ending(name) or (name if name == PROJECT else ending_of(name) or name)


@dataclass(slots=True)
class UnreadFiles:
    """What is found beside briefs: the first files of each kind, and how many."""

    _places: dict[str, list[str]] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)

    def add(self, place: str, name: str, exists: Exists) -> None:
        """Count the file `name`, which is at `place`, unless it belongs to another file."""
        of_system = name.lower() in _OF_SYSTEMS or name.startswith("~$")
        if of_system or name.lower() in _OF_TOOLS or is_companion(name, exists):
            return
        self._add(kind_of_unread(name), place)

    def add_link(self, place: str) -> None:
        """Count a link, or a name in an archive, that leads out of the folder or archive."""
        self._add(_LINK, place)

    def forget(self, place: str) -> None:
        """Do not count a file that another one names and that is read with it."""
        self._named.add(place)

    def _add(self, kind: str, place: str) -> None:
        self._count[kind] = self._count.get(kind, 0) + 1
        places = self._places.setdefault(kind, [])
        if len(places) < _MOST_KEPT:
            places.append(place)

    @staticmethod
    def advice(ending: str, otherwise: str) -> str:
        """What to do with a file that is not read for its ending."""
        return _FIXES.get(ending, otherwise)

    def warnings(self) -> Iterator[Fault]:
        """A warning for each kind."""
        for kind, counted in self._count.items():
            places = [place for place in self._places[kind] if place not in self._named]
            if not places:
                continue
            count = counted - len(self._places[kind]) + len(places)
            first, *others = places[:_SHOWN]
            problem = "the file is not read" if count == 1 else f"{count:,} files are not read"
            if kind == _LINK:
                problem = f"{problem}: what is outside the folder or archive is not followed"
            what = f"{kind} without .ann" if kind == ".txt" else kind
            found = what if not others else f"{what}, also {' and '.join(others)}"
            fix = self.advice(kind, "a format that is read")
            yield Fault(first, 1, 1, "unread-file", problem, found, fix, WARNING)
