"""What lines of judgements have in common: their keys, and values that may be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from whomet.ontology.suggestions import suggest


def check_keys(
    line: Mapping[str, Any],
    required: Sequence[str],
    optional: Sequence[str],
    expected: Mapping[str, str],
) -> None:
    """ValueError if a line has an unknown key, or lacks the text of a required one.

    `expected` says what each required key should hold.
    """
    known = (*required, *optional)
    for key in line:
        if key not in known:
            raise ValueError(f"unknown key '{key}'{suggest(key, known, 1)}")
    for key in required:
        if not isinstance(line.get(key), str) or not line[key]:
            raise ValueError(f"'{key}' is missing or not text; expected {expected[key]}")


def optional_text(line: Mapping[str, Any], key: str) -> str | None:
    """The text of a key that may be left out; ValueError if it is no text."""
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"'{key}' is {value!r}; expected text; or remove the key")
    return value


def optional_day(line: Mapping[str, Any], key: str) -> date | None:
    """The day of a key that may be left out; ValueError if it is no day."""
    value = line.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"'{key}' is {value!r}; expected a day such as 2026-11-28") from None
