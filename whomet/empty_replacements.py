"""Refuse a brief without events if the stored version of that brief has some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from whomet.loaders.faults import fault_at
from whomet.loaders.native.writing import plain
from whomet.loaders.reports import ReadBrief, RefusedBrief

if TYPE_CHECKING:
    from whomet.graph.database.connection import Connection

AT_ONCE = 500
STORED = """
UNWIND $ids AS id MATCH (b:Brief {id: id}) WHERE EXISTS { (b)-[:STATES]->() }
RETURN b.id AS id, COUNT { (b)-[:STATES]->() } AS claims
"""


def refuse_emptied(connection: Connection, results: Iterable[ReadBrief]) -> Iterator[ReadBrief]:
    """The `results`, but a brief without claims is refused if its stored version has some.

    A truncated file, or annotations that were removed by mistake, must not delete what is known.
    The briefs without claims are yielded later than they were read.
    """
    held: list[ReadBrief] = []
    for result in results:
        if result.brief is None or result.brief.claims:
            yield result
            continue
        held.append(result)
        if len(held) >= AT_ONCE:
            yield from _checked(connection, held)
            held = []
    if held:
        yield from _checked(connection, held)


def _checked(connection: Connection, held: list[ReadBrief]) -> Iterator[ReadBrief]:
    ids = [result.brief.id for result in held if result.brief is not None]
    claims = {row["id"]: row["claims"] for row in connection.read(STORED, {"ids": ids})}
    for result in held:
        brief = result.brief
        if brief is None or brief.id not in claims:
            yield result
            continue
        fault = fault_at(
            result.file,
            (result.line, 1),
            "no-claims-left",
            f"this version of {brief.id} has no events, but the stored one has {claims[brief.id]}",
            None,
            "to load it anyway, add --allow-no-claims",
        )
        refused = RefusedBrief(brief.id, plain(brief, connection.vocabulary))
        yield ReadBrief(result.file, result.line, None, (*result.faults, fault), refused)
