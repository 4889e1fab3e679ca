"""The values of settings: each checked, and made into what `Settings` holds."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from whomet.graph.errors import SettingsError

VERSIONS = ("2026.09.0", "5.26.30")
LANGUAGES = {"5": "CYPHER_5", "25": "CYPHER_25"}
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def setting_value(key: str, value: Any, where: str, folder: Path) -> Any:
    """`value` as the field `key` holds it; `where` begins the sentence of a fault."""
    match key:
        case "home" | "cache" | "config" | "password_file" | "maven_repository":
            return path_value(value, where, folder)
        case "extensions" | "questions":
            items = value.split(os.pathsep) if isinstance(value, str) else value
            if not isinstance(items, list | tuple):
                raise SettingsError(f"{where}: expected a list of paths, not {value!r}.")
            return tuple(path_value(item, where, folder) for item in items if item)
        case "webhooks":
            return _addresses(value, where)
        case "password_prompt":
            return value
        case "password":
            return _text(value, where)
        case "idle_minutes":
            return _minutes(value, where)
        case "aot" | "unencrypted":
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


def _addresses(value: Any, where: str) -> tuple[str, ...]:
    from urllib.parse import urlsplit

    items = value.split() if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise SettingsError(f"{where}: expected a list of addresses, not {value!r}.")
    for item in items:
        parts = urlsplit(_text(item, where))
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if not parts.hostname or parts.scheme not in (("http", "https") if here else ("https",)):
            raise SettingsError(
                f"{where}: '{item}' is not a web address; write https://HOST/…, or http:// for"
                " a program on this machine."
            )
    return tuple(items)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where}: expected text, not {value!r}.")
    return value


def path_value(value: Any, where: str, folder: Path) -> Path:
    """A path, absolute and without `..`; a relative one starts from `folder`."""
    if isinstance(value, str) and value.strip() and "\0" not in value:
        value = Path(value)
    if not isinstance(value, Path):
        raise SettingsError(f"{where}: expected a path, not {value!r}.")
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
    raise SettingsError(f"{where}: Neo4j '{text}' is not supported; use {' or '.join(VERSIONS)}.")


def _language(text: str, where: str) -> str:
    number = re.sub(r"^cypher[_ ]?", "", text.lower())
    if number not in LANGUAGES:
        raise SettingsError(f"{where}: '{text}' is not a Cypher version; use cypher5 or cypher25.")
    return LANGUAGES[number]
