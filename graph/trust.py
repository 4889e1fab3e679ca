"""Trust in folders: what a `whomet.toml` in the current folder may name, and who says so.

A folder may come from somebody else, so nothing in it is read as settings until its user says
`whomet trust FOLDER`. Trust is kept by the folder's path and by the SHA-256 of `whomet.toml` and of
every extension, question and profile that the folder names: a file that changes, comes or goes ends
it. Even then a folder names data only, never an address, a program, a password or a cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whomet.graph.errors import SettingsError
from whomet.graph.setting_values import setting_value
from whomet.ontology.atomic import replacing

FILE_NAME = "whomet.toml"
#: The settings by which a folder may name files.
FOLDER_KEYS = ("extensions", "questions")
#: Profiles that apply to the folder in which they are.
PROFILES = ("profile.yaml", "profile.yml")
LARGEST = 16 << 20


@dataclass(frozen=True, slots=True)
class FolderContent:
    """What a folder would have whomet read: the values of its `whomet.toml`, and the SHA-256 of
    each file, by its path from the folder (an absolute one outside of it).
    """

    folder: Path
    values: Mapping[str, Any]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TrustedFolder:
    """A folder that was trusted, with the SHA-256 of its files at that time."""

    folder: Path
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a folder is trusted as it is now. `changed` are files that ended its trust."""

    content: FolderContent | None
    changed: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether what the folder names may be read."""
        return self.content is not None


def user_folder() -> Path:
    """The folder of the user's own configuration."""
    import platformdirs

    return platformdirs.user_config_path("whomet", appauthor=False)


def has_settings(folder: Path) -> bool:
    """Whether the folder has anything that takes effect once it is trusted."""
    return any((folder / name).is_file() for name in (FILE_NAME, *PROFILES))


def standing(folder: Path) -> Standing:
    """Whether `folder` is trusted; reads its files only if it was trusted before."""
    folder = folder.resolve()
    known = _read().get(str(folder))
    if known is None:
        return Standing(None)
    try:
        content = read_folder(folder)
    except SettingsError:
        return Standing(None, (FILE_NAME,))
    changed = sorted(
        name
        for name in known.keys() | content.digests.keys()
        if known.get(name) != content.digests.get(name)
    )
    return Standing(None, tuple(changed)) if changed else Standing(content)


def is_trusted(folder: Path) -> bool:
    """Whether `folder` is trusted as it is now."""
    return standing(folder).trusted


def trust(folder: Path) -> FolderContent:
    """Trust `folder` as it is now; SettingsError if it names what is not there, or nothing."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder; name the folder that holds {FILE_NAME}.")
    if not has_settings(folder):
        raise SettingsError(
            f"There is nothing to trust in {folder}: it has no {FILE_NAME} and no {PROFILES[0]}."
        )
    content = read_folder(folder)
    _write({**_read(), str(folder): dict(content.digests)})
    return content


def distrust(folder: Path) -> bool:
    """End the trust in `folder`; False if it was not trusted."""
    known = _read()
    found = known.pop(str(folder.resolve()), None)
    if found is not None:
        _write(known)
    return found is not None


def trusted_folders() -> tuple[TrustedFolder, ...]:
    """Every folder that was trusted, by path."""
    return tuple(TrustedFolder(Path(path), found) for path, found in sorted(_read().items()))


def read_folder(folder: Path) -> FolderContent:
    """What `folder` names, and the digest of each file; SettingsError for what cannot be read."""
    values: Mapping[str, Any] = {}
    digests: dict[str, str] = {}
    file = folder / FILE_NAME
    if file.is_file():
        content = _content(file)
        digests[FILE_NAME] = _digest(content)
        values = parse_toml(content, file)
    for path in _named(folder, values):
        shown = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
        digests[shown] = _digest(_content(path))
    return FolderContent(folder, values, digests)


def parse_toml(content: bytes, path: Path) -> Mapping[str, Any]:
    """The values of a `whomet.toml`; SettingsError unless it is TOML."""
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} cannot be read ({error}); correct it or remove it.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error


def _named(folder: Path, values: Mapping[str, Any]) -> Iterator[Path]:
    """Every file that the folder names, in order."""
    for key in FOLDER_KEYS:
        if key not in values:
            continue
        for path in setting_value(key, values[key], f"{folder / FILE_NAME}: {key}", folder):
            if key == "questions":
                if not path.is_dir():
                    raise SettingsError(f"{folder / FILE_NAME}: there is no folder {path}.")
                yield from sorted(path.glob("*.cypher"))
            else:
                yield path
    yield from (folder / name for name in PROFILES if (folder / name).is_file())


def _content(path: Path) -> bytes:
    try:
        # A pipe or a device would never end.
        if not path.is_file():
            raise SettingsError(
                f"{path} does not exist or is not a file; create it or remove it from {FILE_NAME}."
            )
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror or error}).") from error
    if len(content) > LARGEST:
        raise SettingsError(f"{path} is larger than {LARGEST >> 20} MB; name a smaller file.")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _store() -> Path:
    return user_folder() / "trusted.json"


def _read() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_store().read_text(encoding="utf-8"))["folders"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {path: digests for path, digests in found.items() if isinstance(digests, dict)}


def _write(folders: Mapping[str, Mapping[str, str]]) -> None:
    store = _store()
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacing(store, durable=True, private=True) as stream:
            json.dump({"folders": folders}, stream, ensure_ascii=False, indent=1)
    except OSError as error:
        raise SettingsError(
            f"{store} cannot be written ({error.strerror or error});"
            f" name the file with --config or WHOMET_CONFIG instead."
        ) from error
