"""Values of the database as JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """`value` with its days as ISO text, also in lists and maps."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "iso_format"):
        return value.iso_format()
    return value
