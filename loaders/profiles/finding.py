"""Finding profiles: by name in the package, by path, or in a trusted folder of the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from whomet.loaders.errors import LoaderError, unknown_name
from whomet.loaders.faults import Fault, TextFault, fault_at, located
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.finding import PROFILES
from whomet.loaders.native import yaml_text
from whomet.loaders.profiles.profile import Profile, read_profile
from whomet.ontology.vocabulary import Vocabulary

PRESETS = Path(__file__).with_name("presets")


@cache
def presets() -> tuple[str, ...]:
    """The names of the profiles in the package."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.yaml")))


def profile_path(wanted: str | Path) -> Path:
    """The file of a profile, by its path or its name. Raises LoaderError."""
    path = Path(wanted)
    if path.is_file():
        return path
    if str(wanted) not in presets():
        raise unknown_name("profile", str(wanted), presets())
    return PRESETS / f"{wanted}.yaml"


def profile_at(path: Path, vocabulary: Vocabulary) -> tuple[Profile | None, tuple[Fault, ...]]:
    """The profile in a file, None where it has errors, and what is wrong with it."""
    try:
        with path.open("rb") as stream:
            root = yaml_text.parse(whole_text(stream))
        if root.value is None:
            raise TextFault("empty-file", (1, 1), "the file is empty", None, "a profile")
    except TextFault as fault:
        return None, (located(str(path), fault),)
    bases: dict[str, Callable[[], Profile]] = {
        name: partial(_preset, name, vocabulary)
        for name in presets()
        if path != PRESETS / f"{name}.yaml"
    }
    profile, faults = read_profile(str(path), root, vocabulary, bases)
    warnings = (located(str(path), warning) for warning in yaml_text.warnings_of(root))
    return None if faults else profile, (*faults, *warnings)


def _preset(name: str, vocabulary: Vocabulary) -> Profile:
    profile, faults = profile_at(PRESETS / f"{name}.yaml", vocabulary)
    if profile is None:  # a class of it is not in the vocabulary that is in force
        raise LoaderError("; ".join(str(fault) for fault in faults))
    return profile


class FolderProfiles:
    """The profiles in the folders of the files that are read, each read once.

    One applies to the files in its folder and below, if `trusted` says so of its folder.
    """

    def __init__(self, vocabulary: Vocabulary, trusted: Callable[[Path], bool]) -> None:
        self._vocabulary = vocabulary
        self._trusted = trusted
        self._known: dict[Path, FolderProfile | None] = {}

    def of(self, file: Path) -> FolderProfile | None:
        """The profile of the nearest folder above a file that has one."""
        return self._in(file.parent.absolute())

    def _in(self, folder: Path) -> FolderProfile | None:
        if folder not in self._known:
            path = next((p for name in PROFILES if (p := folder / name).is_file()), None)
            above = folder.parent
            if path is not None:
                self._known[folder] = self._read(path)
            else:
                self._known[folder] = None if above == folder else self._in(above)
        return self._known[folder]

    def _read(self, path: Path) -> FolderProfile:
        if self._trusted(path.parent):
            return FolderProfile(path, *profile_at(path, self._vocabulary))
        problem = "this profile is not used, because its folder is not trusted"
        fix = f"to use it, run `whomet trust {path.parent}`"
        told = fault_at(str(path), (1, 1), "untrusted-profile", problem, None, fix)
        return FolderProfile(path, None, (told,))


@dataclass(slots=True)
class FolderProfile:
    """The profile of a folder, or what is wrong with it, which is reported once."""

    path: Path
    profile: Profile | None
    faults: tuple[Fault, ...]
    told: bool = False

    def tell(self) -> tuple[Fault, ...]:
        """The faults, when they are asked for first."""
        faults = () if self.told else self.faults
        self.told = True
        return faults
