"""JSON Lines: each row an object on a line of its own."""

from __future__ import annotations

import json
from typing import TextIO

from whomet.queries.presentation.rows import rows_of
from whomet.queries.runner import QueryResult
from whomet.queries.show import Description


def write(what: QueryResult | Description, stream: TextIO, **_: object) -> tuple[str, ...]:
    """Write every row."""
    for row in rows_of(what).rows:
        stream.write(json.dumps(row, ensure_ascii=False))
        stream.write("\n")
    return ()
