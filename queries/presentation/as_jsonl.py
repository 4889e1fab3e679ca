"""JSON Lines: each row an object on a line of its own."""

from __future__ import annotations

import json

from whomet.queries.presentation.pieces import Pieces
from whomet.queries.presentation.rows import rows_of
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description


def pieces(what: QueryResult | OpenAnswer | Description, **_: object) -> Pieces:
    """Every row."""
    for row in rows_of(what).rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
    return ()
