"""A change in words, for feeds and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whomet.standing.comparing import CHANGED, GONE, NEW, NOT_COMPARED, Change, is_id_column

if TYPE_CHECKING:
    from whomet.standing.running import News

_BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
#: Columns that the one-line form leaves out: evidence, and bounds for programs.
_LEFT_OUT = (*NOT_COMPARED, "briefs", *_BOUNDS)


def sentence(columns: Sequence[str], change: Change) -> str:
    """The row of a change in one line; for a changed row, with its values before and now."""
    shown = [
        _cell(change.row[name])
        for name in columns
        if not is_id_column(name) and name not in _LEFT_OUT and change.row.get(name)
    ]
    line = " · ".join(shown)
    if change.before is None:
        return line
    differences = [
        f"{name}: {_cell(change.before.get(name))} → {_cell(change.row.get(name))}"
        for name in change.columns
    ]
    return f"{line} ({'; '.join(differences)})"


def causes(change: Change) -> str:
    """The causes of a change in one line."""
    return ", ".join(change.causes)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        # Of two events in one row, a brief may be about both.
        return ", ".join(dict.fromkeys(map(str, value))) or "–"
    return "–" if value is None else str(value)


def lines(news: News) -> list[str]:
    """The report of a run, in lines: a heading, then two lines for each change with its cause."""
    name = news.question.name
    if news.since is None:
        return [f"{name}: first run, {news.rows} rows kept"]
    since = news.since[:16].replace("T", " ")
    if not news.changes:
        return [f"{name}: nothing has changed since {since}"]
    counts = Counter(change.kind for change in news.changes)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in (NEW, CHANGED, GONE) if counts[kind])
    found = [f"{name}: {told} since {since}"]
    for change in news.changes:
        found.append(f"  {change.kind:8}{sentence(news.columns, change)}")
        found.append(f"  {'':8}cause: {causes(change)}")
    return found
