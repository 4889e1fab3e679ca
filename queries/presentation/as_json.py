"""JSON: one object, with every row."""

from __future__ import annotations

import json
from typing import TextIO

from whomet.queries.runner import QueryResult
from whomet.queries.show import Description


def write(what: QueryResult | Description, stream: TextIO, **_: object) -> tuple[str, ...]:
    """Write the object, indented, in the letters of its languages."""
    json.dump(what.to_json(), stream, ensure_ascii=False, indent=2)
    stream.write("\n")
    return ()
