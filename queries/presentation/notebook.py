"""An answer as HTML, for a notebook; all text is escaped, dates are words.

The quotes behind each row are collapsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from whomet.queries.presentation.layout import cell, clean, quote_lines, shown_columns
from whomet.queries.presentation.rows import counted, read_columns, shown
from whomet.queries.runner import QueryResult


def answer_html(answer: QueryResult, rows: int = 50) -> str:
    """The answer as HTML: the number of its rows, then the first `rows` of them."""
    listed = answer.rows[:rows]
    total = max(answer.total, len(answer.rows))
    count = f"{len(listed)} of {total}" if total > len(listed) else str(total)
    parts = [
        _element("strong", f"{answer.question.title}: {count} {'row' if count == '1' else 'rows'}"),
        *(_element("div", line) for line in (*map(str, answer.understood), *counted(answer))),
        *_table(shown_columns(read_columns(answer), answer.rows), listed),
        *(_element("div", f"Note: {note}") for note in answer.notes),
    ]
    return str(Markup("\n").join(parts))


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    if not rows:
        return
    names = [name.replace("_", " ") for name in (*columns, "words of the briefs")]
    head = Markup("").join(_element("th", name) for name in names)
    yield Markup("<table><thead><tr>{}</tr></thead><tbody>").format(head)
    for row in rows:
        cells = Markup("").join(_element("td", cell(shown(column, row))) for column in columns)
        yield Markup("<tr>{}<td>{}</td></tr>").format(cells, Markup("").join(_quotes(row)))
    yield Markup("</tbody></table>")


def _quotes(row: Mapping[str, Any]) -> Iterator[Markup]:
    lines = [
        Markup("“{}<b>{}</b>{}” <small>{}</small>").format(before, words, after, origin)
        for (before, words, after), origin in quote_lines(row)
    ]
    if not lines:
        return
    first, *others = lines
    yield first
    if others:
        more = Markup("<br>").join(others)
        yield Markup("<details><summary>{} more</summary>{}</details>").format(len(others), more)


def _element(tag: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(tag, clean(text))
