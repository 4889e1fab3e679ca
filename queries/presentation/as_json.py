"""JSON: one object, with every row on a line."""

from __future__ import annotations

import json
from typing import Any

from whomet.queries.presentation.pieces import Pieces
from whomet.queries.runner import OpenAnswer, QueryResult, after_rows, before_rows
from whomet.queries.show import Description


def pieces(what: QueryResult | OpenAnswer | Description, **_: object) -> Pieces:
    """The object, not limited to ASCII; what is said of all rows comes after them."""
    if isinstance(what, Description):
        yield json.dumps(what.to_json(), ensure_ascii=False, indent=2) + "\n"
        return ()
    yield "{\n" + "".join(f"{_member(*item)},\n" for item in before_rows(what).items())
    shown = 0
    yield '  "rows": ['
    for row in what.rows:
        yield f"{',' if shown else ''}\n    {json.dumps(row, ensure_ascii=False)}"
        shown += 1
    yield "\n  ]" if shown else "]"
    yield "".join(f",\n{_member(*item)}" for item in after_rows(what, shown).items())
    yield "\n}\n"
    return ()


def _member(name: str, value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
    return f'  "{name}": {written}'
