"""Values of the database as JSON knows them."""

from __future__ import annotations

from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """`value` with its days as ISO text; lists and maps stay what they are."""
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
