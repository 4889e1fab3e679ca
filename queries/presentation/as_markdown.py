"""A Markdown table (GitHub Flavored Markdown), to paste into a report; lists joined by "; ".

All text is escaped: nothing that a brief says becomes markup, a link or an address. Of sentences
the quoted words are bold. It is for readers: dates are words, and ids beside names are left out.
"""

from __future__ import annotations

import re
from typing import Any

from whomet.queries.presentation.layout import clean, parts
from whomet.queries.presentation.pieces import Pieces
from whomet.queries.presentation.rows import rows_of, shown, text
from whomet.queries.quotes import Sentence
from whomet.queries.runner import OpenAnswer, QueryResult
from whomet.queries.show import Description

# What starts markup within a line, entities, mathematics, links by themselves, and :emoji: names.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$:@]|(?<=www)\.)", re.IGNORECASE)


def pieces(what: QueryResult | OpenAnswer | Description, **_: object) -> Pieces:
    """The table, below the facts where something is described."""
    if isinstance(what, Description):
        yield f"## {escaped(what.name)}\n\n{escaped(what.kind)} {escaped(what.id)}\n\n"
        for name, values in what.facts.items():
            yield f"- **{escaped(name)}**: {cell(values)}\n"
        yield "\n"
    table = rows_of(what)
    if not table.read:
        return ()
    yield _line([escaped(column) for column in table.read])
    yield _line(["---"] * len(table.read))
    for row in table.rows:
        yield _line([cell(shown(column, row)) for column in table.read])
    return ()


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


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
