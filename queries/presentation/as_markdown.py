"""A Markdown table (GitHub Flavored Markdown), to paste into a report; lists joined by "; ".

All text is escaped: nothing that a brief says becomes markup, a link or an address. Of sentences
the quoted words are bold. It is for readers: dates are words, and ids beside names are left out.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

from whomet.queries.presentation.layout import clean, parts
from whomet.queries.presentation.rows import Rows, rows_of, shown, text
from whomet.queries.quotes import Sentence
from whomet.queries.runner import QueryResult
from whomet.queries.show import Description

# What starts markup within a line, entities, mathematics, links by themselves, and :emoji: names.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$:@]|(?<=www)\.)", re.IGNORECASE)


def write(what: QueryResult | Description, stream: TextIO, **_: object) -> tuple[str, ...]:
    """Write the table, below the facts where something is described."""
    if isinstance(what, Description):
        stream.write(f"## {escaped(what.name)}\n\n{escaped(what.kind)} {escaped(what.id)}\n\n")
        for name, values in what.facts.items():
            stream.write(f"- **{escaped(name)}**: {cell(values)}\n")
        stream.write("\n")
    _table(rows_of(what), stream)
    return ()


def _table(table: Rows, stream: TextIO) -> None:
    if not table.read:
        return
    _line(stream, [escaped(column) for column in table.read])
    _line(stream, ["---"] * len(table.read))
    for row in table.rows:
        _line(stream, [cell(shown(column, row)) for column in table.read])


def _line(stream: TextIO, cells: list[str]) -> None:
    stream.write(f"| {' | '.join(cells)} |\n")


def escaped(written: str) -> str:
    """`written` on one line, as a reader of Markdown sees it and not as markup."""
    return _MARKUP.sub(r"\\\1", clean(written))


def cell(value: Any) -> str:
    """A value as the Markdown of a cell."""
    if isinstance(value, Sentence):
        before, words, after = map(escaped_part, parts(value))
        return f"{before}**{words}**{after}" if words else before + after
    if isinstance(value, list):
        return "; ".join(map(cell, value))
    return escaped(text(value))


def escaped_part(written: str) -> str:
    """`written`, which is one clean line already, escaped with its outer blanks."""
    return _MARKUP.sub(r"\\\1", written)
