"""Settings, by precedence: arguments, `WHOMET_*` variables, then the user's `whomet.toml`.

The file is the one that `--config` or `WHOMET_CONFIG` names, else that of the user's configuration
folder. One in the current folder names data only, once the folder is trusted (`graph/trust.py`).
Credentials belong to the address that the same source gives, and go nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypedDict

from whomet.graph.errors import SettingsError
from whomet.graph.setting_values import VERSIONS, path_value, setting_value
from whomet.graph.trust import (
    FILE_NAME,
    FOLDER_KEYS,
    parse_toml,
    standing,
    user_folder,
)
from whomet.ontology.suggestions import did_you_mean, most_similar

MAVEN_CENTRAL = "https://repo1.maven.org/maven2"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `load_settings` reads them.

    `uri` is None for the local server. If `password` is None and `uri` is set, the password comes
    from `password_file`, else from `password_prompt`; an empty password is for a server without
    authentication. `database` is None for the server's default. `heap` and `pagecache` are sizes
    such as `1g`. `idle_minutes` is 0 if the local server never stops by itself. `extensions` are
    Turtle files, `questions` folders of questions, `webhooks` addresses to post news to. `config`
    is the settings file that was named, if any. `notices` say in one sentence each what was found
    and not used.
    """

    home: Path
    cache: Path
    config: Path | None = None
    uri: str | None = None
    user: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    password_prompt: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    unencrypted: bool = False
    database: str | None = None
    neo4j: str = VERSIONS[0]
    heap: str = "1g"
    pagecache: str = "256m"
    idle_minutes: float = 240.0
    maven_mirror: str = MAVEN_CENTRAL
    maven_repository: Path | None = None
    default_language: str | None = None
    aot: bool = True
    extensions: tuple[Path, ...] = ()
    questions: tuple[Path, ...] = ()
    webhooks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


# What docs/settings.md says of each setting, in Markdown.
DESCRIPTIONS: dict[str, str] = {
    "home": "Folder of the local server: its data, logs, password and settings.",
    "cache": "Folder for what can be fetched or computed again: Neo4j's jars, compiled extensions.",
    "config": "The settings file to read instead of your own.",
    "uri": "Address of another Neo4j: `bolt://` or `neo4j://`, with `+s` for TLS, or `+ssc` for TLS"
    " with a self-signed certificate. Without it the local server is used.",
    "user": "The user at that Neo4j.",
    "password": "The user's password; empty for a server without authentication."
    " Prefer `password_file`.",
    "password_file": "File that holds the password and nothing else. Without a password, whomet"
    " asks for it.",
    "unencrypted": "Whether the password may be sent to another machine without TLS (`bolt://`,"
    " `neo4j://`): `on` or `off`.",
    "database": "The database at that Neo4j. Without it, the server's default.",
    "neo4j": f"Version of the local server: {' or '.join(f'`{one}`' for one in VERSIONS)} (`lts`).",
    "heap": "Java heap of the local server: a number and `m` or `g`.",
    "pagecache": "Page cache of the local server: a number and `m` or `g`.",
    "idle_minutes": "The local server stops after this many minutes without use, or after 30 where "
    "memory is short; 0 for never.",
    "maven_mirror": "Where Neo4j's jars are fetched from. Their checksums are verified.",
    "maven_repository": "Folder with a Maven repository from which the jars are taken instead of"
    " being fetched.",
    "default_language": "Cypher version of the local server's database: `cypher5` or `cypher25`."
    " Without it, Neo4j's own default.",
    "aot": "Whether a cache is made that lets the local server start faster: `on` or `off`.",
    "extensions": "Turtle files with [classes of your own](extending.md).",
    "questions": "Folders with [questions of your own](add-a-question.md).",
    "webhooks": "Addresses (`https://…`) to which [standing questions](standing-questions.md) may"
    " post what is new; in the environment with blanks between them.",
}


class SettingsByName(TypedDict, total=False):
    """Settings as Python code gives them, each as a field of `Settings`."""

    home: str | Path | None
    cache: str | Path | None
    config: str | Path | None
    uri: str | None
    user: str | None
    password: str | None
    password_file: str | Path | None
    password_prompt: Callable[[], str] | None
    unencrypted: bool | None
    database: str | None
    neo4j: str | None
    heap: str | None
    pagecache: str | None
    idle_minutes: float | None
    maven_mirror: str | None
    maven_repository: str | Path | None
    default_language: str | None
    aot: bool | None
    extensions: Sequence[str | Path] | None
    questions: Sequence[str | Path] | None
    webhooks: Sequence[str] | None


#: What belongs to the address that the same source gives.
CREDENTIALS = ("user", "password", "password_file", "unencrypted")
_NOT_SETTINGS = ("password_prompt", "notices")
_FIELDS = tuple(one.name for one in fields(Settings) if one.name not in _NOT_SETTINGS)
_Kind = Literal["file", "environment", "call"]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where values come from: `name` for messages, `folder` as the base of relative paths."""

    kind: _Kind
    name: str
    folder: Path
    values: Mapping[str, Any]

    def place(self, key: str) -> str:
        """The name of a setting in this source, as its user knows it."""
        match self.kind:
            case "file":
                return f"{self.name}: {key}"
            case "environment":
                return f"WHOMET_{key.upper()}"
            case "call":
                return key


def user_file() -> Path:
    """The settings file that is read unless another is named."""
    return user_folder() / FILE_NAME


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """The settings in force.

    `overrides` are those of the command line or a caller, by field name; None there means "not
    given". Raises SettingsError, one sentence with the file or variable at fault.
    """
    environ = os.environ if environ is None else environ
    cwd = Path.cwd() if cwd is None else cwd
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    _known(given, "this call")
    variables = {key: environ.get(f"WHOMET_{key.upper()}", "") for key in _FIELDS}
    empty_counts = {"password"} & {key for key in _FIELDS if f"WHOMET_{key.upper()}" in environ}
    variables = {key: text for key, text in variables.items() if text or key in empty_counts}
    call = _Source("call", "this call", cwd, given)
    environment = _Source("environment", "the environment", cwd, variables)
    config = _config(call, environment)
    own = user_file()
    file = _read_file(config or own, must_exist=config is not None)
    folder, notices = _of_folder(cwd, (config or own, own))
    # The folder's data counts more than the user's own file, and less than one named just now.
    files = (file, folder) if config is None else (folder, file)
    sources = (*(one for one in files if one is not None), environment, call)
    values: dict[str, Any] = {}
    for source in sources:
        for key, value in source.values.items():
            values[key] = setting_value(key, value, source.place(key), source.folder)
    notices += _pair_credentials(values, sources)
    _complete(values, notices)
    settings = Settings(**{**values, "config": config, "notices": tuple(notices)})
    if settings.default_language == "CYPHER_25" and settings.neo4j.startswith("5."):
        raise SettingsError(
            f"Neo4j {settings.neo4j} has no Cypher 25; leave default_language out,"
            f" or use neo4j = {VERSIONS[0]}."
        )
    return settings


def _complete(values: dict[str, Any], notices: list[str]) -> None:
    """Set the folders that no source names, and notice a settings file where none is read."""
    if "home" not in values or "cache" not in values:
        import platformdirs

        values.setdefault("home", platformdirs.user_data_path("whomet", appauthor=False))
        values.setdefault("cache", platformdirs.user_cache_path("whomet", appauthor=False))
    former, own = values["home"] / FILE_NAME, user_file()
    if former != own and former.is_file():
        notices.append(
            f"{former} is ignored: settings are no longer read from the home folder;"
            f" move it to {own}, or name it with WHOMET_CONFIG."
        )


def _config(call: _Source, environment: _Source) -> Path | None:
    """The settings file that the user names, if any."""
    for source in (call, environment):
        if "config" in source.values:
            return path_value(source.values["config"], source.place("config"), source.folder)
    return None


def _read_file(path: Path, *, must_exist: bool) -> _Source | None:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        if must_exist:
            raise SettingsError(
                f"There is no settings file {path}; check --config and WHOMET_CONFIG."
            ) from error
        return None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error}); correct it or remove it.") from error
    values = parse_toml(content, path)
    _known(values, str(path))
    if "config" in values:
        raise SettingsError(f"{path}: a settings file cannot name another one as config.")
    if "password" in values:
        raise SettingsError(
            f"{path} holds a password; keep it in a file of its own and name that"
            " as password_file, or set WHOMET_PASSWORD."
        )
    return _Source("file", str(path), path.parent, values)


def _of_folder(cwd: Path, read: Sequence[Path]) -> tuple[_Source | None, list[str]]:
    """What the current folder names if it is trusted, and the notice about it.

    Nothing, if its file is among those that are `read` in any case.
    """
    file = cwd / FILE_NAME
    if not file.is_file() or any(_same(file, other) for other in read):
        return None, []
    found = standing(cwd)
    if found.content is None:
        return None, [_ignored(file, found.changed)]
    values = {key: found.content.values[key] for key in FOLDER_KEYS if key in found.content.values}
    other = [key for key in found.content.values if key not in FOLDER_KEYS]
    notices = []
    if other:
        notices.append(
            f"{', '.join(other)} in {file} {'is' if len(other) == 1 else 'are'} ignored: a file"
            f" in the current folder names {' and '.join(FOLDER_KEYS)} only; put the rest into"
            f" {user_file()}, or name the file with --config."
        )
    return _Source("file", str(file), found.content.folder, values), notices


def _ignored(file: Path, changed: Sequence[str]) -> str:
    if changed:
        shown = ", ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
        return (
            f"{file} is ignored, because {shown} changed since the folder was trusted; look at"
            f" the change, then run `whomet trust {file.parent}` again."
        )
    return (
        f"{file} is ignored, because the folder is not trusted; look at what it names, then run"
        f" `whomet trust {file.parent}`, or name the file with --config."
    )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _pair_credentials(values: dict[str, Any], sources: Sequence[_Source]) -> list[str]:
    """Drop the credentials that do not belong to the address, and say so.

    Those of a file belong to the address in that file. What the call and the environment say is
    said by the user now: for an address that the call gives, the environment's count unless it has
    an address of its own. A user name or `unencrypted` in the call is about whatever is connected.
    """
    giver = next((source for source in reversed(sources) if "uri" in source.values), None)
    dropped: list[str] = []
    for key in CREDENTIALS:
        values.pop(key, None)
        for source in sources:
            if key not in source.values:
                continue
            if giver is None or _belongs(key, source, giver):
                values[key] = setting_value(
                    key, source.values[key], source.place(key), source.folder
                )
            elif source.kind != "file" and key != "unencrypted":
                dropped.append(source.place(key))
    if not dropped or giver is None:
        return []
    return [
        f"{' and '.join(dropped)} {'is' if len(dropped) == 1 else 'are'} not used:"
        f" the address {giver.values['uri']} comes from {giver.name}, and what belongs to an"
        f" address is given where the address is."
    ]


def _belongs(key: str, source: _Source, giver: _Source) -> bool:
    if source is giver:
        return True
    if giver.kind == "file":
        return source.kind == "call" and key in ("user", "unencrypted")
    if source.kind == "file":
        return False
    own = source.values.get("uri")
    return source.kind == "call" or own is None or own == giver.values["uri"]


def _known(values: Mapping[str, Any], source: str) -> None:
    for key in values:
        if key not in _FIELDS and key != "password_prompt":
            similar = most_similar(key, _FIELDS, 1)
            hint = did_you_mean(similar)
            hint = hint or f"; there are {', '.join(_FIELDS)}."
            raise SettingsError(f"{source}: there is no setting '{key}'{hint}", candidates=similar)
