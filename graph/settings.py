"""Settings, by precedence: arguments, `WHOMET_*` variables, `whomet.toml` here, then at home."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypedDict

from whomet.graph.errors import SettingsError
from whomet.ontology.suggestions import did_you_mean, most_similar

MAVEN_CENTRAL = "https://repo1.maven.org/maven2"
VERSIONS = ("2026.09.0", "5.26.30")
LANGUAGES = {"5": "CYPHER_5", "25": "CYPHER_25"}
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
FILE_NAME = "whomet.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `load_settings` reads them.

    `uri` is None for the local server. If `password` is None and `uri` is set, the password comes
    from `password_file`, else from `password_prompt`; an empty password is for a server without
    authentication. `database` is None for the server's default. `heap` and `pagecache` are sizes
    such as `1g`. `idle_minutes` is 0 if the local server never stops by itself. `extensions` are
    Turtle files, `questions` folders of questions.
    """

    home: Path
    cache: Path
    uri: str | None = None
    user: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    password_prompt: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    database: str | None = None
    neo4j: str = VERSIONS[0]
    heap: str = "1g"
    pagecache: str = "256m"
    idle_minutes: float = 30.0
    maven_mirror: str = MAVEN_CENTRAL
    maven_repository: Path | None = None
    default_language: str | None = None
    aot: bool = True
    extensions: tuple[Path, ...] = ()
    questions: tuple[Path, ...] = ()


# What docs/settings.md says of each setting, in Markdown.
DESCRIPTIONS: dict[str, str] = {
    "home": "Folder of the local server: its data, logs, password and settings.",
    "cache": "Folder for what can be fetched or computed again: Neo4j's jars, compiled extensions.",
    "uri": "Address of another Neo4j: `bolt://` or `neo4j://`, with `+s` for TLS, or `+ssc` for TLS"
    " with a self-signed certificate. Without it the local server is used.",
    "user": "The user at that Neo4j.",
    "password": "The user's password; empty for a server without authentication."
    " Prefer `password_file`.",
    "password_file": "File that holds the password and nothing else. Without a password, whomet"
    " asks for it.",
    "database": "The database at that Neo4j. Without it, the server's default.",
    "neo4j": f"Version of the local server: {' or '.join(f'`{one}`' for one in VERSIONS)} (`lts`).",
    "heap": "Java heap of the local server: a number and `m` or `g`.",
    "pagecache": "Page cache of the local server: a number and `m` or `g`.",
    "idle_minutes": "The local server stops after this many minutes without use; 0 for never.",
    "maven_mirror": "Where Neo4j's jars are fetched from. Their checksums are verified.",
    "maven_repository": "Folder with a Maven repository from which the jars are taken instead of"
    " being fetched.",
    "default_language": "Cypher version of the local server's database: `cypher5` or `cypher25`."
    " Without it, Neo4j's own default.",
    "aot": "Whether a cache is made that lets the local server start faster: `on` or `off`.",
    "extensions": "Turtle files with [classes of your own](extending.md).",
    "questions": "Folders with [questions of your own](add-a-question.md).",
}


class SettingsByName(TypedDict, total=False):
    """Settings as Python code gives them, each as a field of `Settings`."""

    home: str | Path | None
    cache: str | Path | None
    uri: str | None
    user: str | None
    password: str | None
    password_file: str | Path | None
    password_prompt: Callable[[], str] | None
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


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a value comes from: for error messages, and as the base of relative paths."""

    name: str
    folder: Path


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
    # The home folder may hold settings itself, so it is determined first.
    here = _read_file(cwd / FILE_NAME)
    home = _home(given, environ, here, cwd)
    layers: list[tuple[_Source, Mapping[str, Any]]] = [
        (_Source(str(home / FILE_NAME), home), _read_file(home / FILE_NAME)),
        (_Source(str(cwd / FILE_NAME), cwd), here),
    ]
    values: dict[str, Any] = {}
    for source, layer in layers:
        for key, value in layer.items():
            values[key] = _value(key, value, f"{source.name}: {key}", source.folder)
    for key in _FIELDS:
        variable = f"WHOMET_{key.upper()}"
        if environ.get(variable) or (key == "password" and variable in environ):
            values[key] = _value(key, environ[variable], variable, cwd)
    for key, value in given.items():
        values[key] = _value(key, value, key, cwd)
    values["home"] = home
    if "cache" not in values:
        import platformdirs

        values["cache"] = platformdirs.user_cache_path("whomet", appauthor=False)
    settings = Settings(**values)
    if settings.default_language == "CYPHER_25" and settings.neo4j.startswith("5."):
        raise SettingsError(
            f"Neo4j {settings.neo4j} has no Cypher 25; leave default_language out,"
            f" or use neo4j = {VERSIONS[0]}."
        )
    return settings


_FIELDS = tuple(one.name for one in fields(Settings) if one.name != "password_prompt")


def _home(
    given: Mapping[str, Any], environ: Mapping[str, str], here: Mapping[str, Any], cwd: Path
) -> Path:
    if "home" in given:
        return _path(given["home"], "home", cwd)
    if environ.get("WHOMET_HOME"):
        return _path(environ["WHOMET_HOME"], "WHOMET_HOME", cwd)
    if "home" in here:
        return _path(here["home"], f"{cwd / FILE_NAME}: home", cwd)
    import platformdirs

    return platformdirs.user_data_path("whomet", appauthor=False)


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read ({error}); put it right or remove it."
        ) from error
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    _known(values, str(path))
    if "password" in values:
        raise SettingsError(
            f"{path} holds a password; keep it in a file of its own and name that"
            " as password_file, or set WHOMET_PASSWORD."
        )
    return values


def _known(values: Mapping[str, Any], source: str) -> None:
    for key in values:
        if key not in _FIELDS and key != "password_prompt":
            similar = most_similar(key, _FIELDS, 1)
            hint = did_you_mean(similar)
            hint = hint or f"; there are {', '.join(_FIELDS)}."
            raise SettingsError(f"{source}: there is no setting '{key}'{hint}", candidates=similar)


def _value(key: str, value: Any, where: str, folder: Path) -> Any:
    """`value` as the field `key` holds it; `where` begins the sentence of a fault."""
    match key:
        case "home" | "cache" | "password_file" | "maven_repository":
            return _path(value, where, folder)
        case "extensions" | "questions":
            items = value.split(os.pathsep) if isinstance(value, str) else value
            if not isinstance(items, list | tuple):
                raise SettingsError(f"{where}: a list of paths is wanted, not {value!r}.")
            return tuple(_path(item, where, folder) for item in items if item)
        case "password_prompt":
            return value
        case "password":
            return _text(value, where)
        case "idle_minutes":
            return _minutes(value, where)
        case "aot":
            return _switch(value, where)
    text = _text(value, where).strip()
    match key:
        case "uri":
            return _uri(text, where)
        case "heap" | "pagecache":
            return _size(text, where)
        case "neo4j":
            return _version(text, where)
        case "default_language":
            return _language(text, where)
        case "maven_mirror":
            if not re.fullmatch(r"https?://\S+", text):
                raise SettingsError(f"{where}: '{text}' is not a web address (https://…).")
            return text.rstrip("/")
    if not text:
        raise SettingsError(f"{where}: it is empty; give a value or leave it out.")
    return text


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where}: a text is wanted, not {value!r}.")
    return value


def _path(value: Any, where: str, folder: Path) -> Path:
    if isinstance(value, str) and value.strip() and "\0" not in value:
        value = Path(value)
    if not isinstance(value, Path):
        raise SettingsError(f"{where}: a path is wanted, not {value!r}.")
    try:
        return Path(os.path.normpath(folder / value.expanduser()))
    except RuntimeError as error:  # "~name" of an unknown user
        raise SettingsError(f"{where}: '{value}' names a user that does not exist.") from error


def _minutes(value: Any, where: str) -> float:
    try:
        minutes = float(value)
    except (TypeError, ValueError):
        minutes = -1.0
    if isinstance(value, bool) or not 0 <= minutes <= 1_000_000:
        raise SettingsError(f"{where}: {value!r} is not a number of minutes (0 means never).")
    return minutes


def _switch(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    words = {"1": True, "true": True, "on": True, "yes": True}
    words |= {"0": False, "false": False, "off": False, "no": False}
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()]
    raise SettingsError(f"{where}: {value!r} is neither on nor off.")


def _uri(text: str, where: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise SettingsError(f"{where}: its port is not a number from 1 to 65535.") from None
    if "@" in parts.netloc:
        raise SettingsError(
            f"{where}: leave user and password out of the address;"
            " use WHOMET_USER, and WHOMET_PASSWORD or WHOMET_PASSWORD_FILE."
        )
    if parts.scheme not in SCHEMES:
        raise SettingsError(
            f"{where}: '{text}' does not begin with one of {', '.join(s + '://' for s in SCHEMES)}."
        )
    if not parts.hostname or not port_fits:
        raise SettingsError(f"{where}: '{text}' names no host; write bolt://HOST:7687.")
    return text


def _size(text: str, where: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,9}[kmgKMG]", text):
        raise SettingsError(
            f"{where}: '{text}' is not a size; write a number and m or g: 512m, 2g."
        )
    return text.lower()


def _version(text: str, where: str) -> str:
    for version in VERSIONS:
        if text == version or version.startswith(f"{text}.") or (text, version[0]) == ("lts", "5"):
            return version
    raise SettingsError(f"{where}: there is no Neo4j '{text}' here; use {' or '.join(VERSIONS)}.")


def _language(text: str, where: str) -> str:
    number = re.sub(r"^cypher[_ ]?", "", text.lower())
    if number not in LANGUAGES:
        raise SettingsError(f"{where}: '{text}' is not a Cypher version; use cypher5 or cypher25.")
    return LANGUAGES[number]
