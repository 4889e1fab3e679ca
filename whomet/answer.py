"""An answer as Python sees it: rows to go through."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.extras import require

if TYPE_CHECKING:
    from whomet.queries import Answer as QueryAnswer
    from whomet.queries import Reader


class Answer(Sequence[dict[str, Any]]):
    """The answer to a question: a sequence of rows, each a dict of its columns.

    Days are ISO text, other dates EDTF, multi-valued columns lists. `notes` say what an analyst
    should know: events left out for want of a date, a name taken for one of several.
    """

    def __init__(self, answer: QueryAnswer, reader: Reader | None = None) -> None:
        self._answer = answer
        self._reader = reader

    @property
    def question(self) -> str:
        """The name of the question."""
        return self._answer.question.name

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as resolved: ids and days, every one set."""
        return self._answer.parameters

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in order; the last three are the evidence."""
        return self._answer.columns

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows in order."""
        return self._answer.rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What an analyst should know about this answer."""
        return self._answer.notes

    def __len__(self) -> int:
        return len(self._answer.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._answer.rows)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self._answer.rows[index]

    def __repr__(self) -> str:
        return f"<Answer to {self.question!r}: {len(self)} rows>"

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON object: question, parameters, columns, rows, notes."""
        return self._answer.to_json()

    def render(self, format: str = "table", *, width: int | None = None) -> str:
        """The answer as text in one of the formats of `whomet ask`, without colours.

        `geojson` looks up places in the graph, which must still be open.
        """
        from whomet.queries.presentation import render

        stream = io.StringIO()
        render(
            self._answer, format, stream, reader=self._reader, width=width, colour=False, rows=None
        )
        return stream.getvalue()

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; MissingExtra if pandas is not installed.

        A column of dates is one of datetimes where all its dates are exact days, else it stays
        EDTF. Lists stay lists.
        """
        pandas = _library("pandas", "to_pandas()")
        frame = pandas.DataFrame(self.rows, columns=list(self.columns), dtype=object)
        for column in self.columns:
            days = [row[column] for row in self.rows if row[column] is not None]
            if column in DATES and days and all(map(_is_day, days)):
                # Seconds reach from year 1 to 9999; the usual nanoseconds begin in 1677.
                frame[column] = frame[column].astype("datetime64[s]")
        return frame

    def to_networkx(self) -> Any:
        """The rows as a networkx MultiGraph; MissingExtra if networkx is not installed.

        Where rows say who met whom, each is an edge between the two, with all its columns. Else
        each event is a node, and edges lead to the actors, places and topics of its row: `role`
        is the column they stand in, and the edge carries the evidence.
        """
        from whomet.network import network

        networkx = _library("networkx", "to_networkx()")
        return network(networkx.MultiGraph(name=self.question), self.columns, self.rows)


#: The columns of dates.
DATES = (*DATE_KEYS, "from", "until", "first", "last", "published")


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _library(name: str, method: str) -> Any:
    # Not an import statement: it comes with an extra, and has no types here.
    require("analysis", method, name)
    return import_module(name)
