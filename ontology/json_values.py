"""The types of values in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""Any value of JSON, to be read and not to be changed."""

JsonObject: TypeAlias = dict[str, Json]
"""An object of JSON."""
