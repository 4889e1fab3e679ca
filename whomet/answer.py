"""The answer to a question, as Python code uses it: a sequence of rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.extras import require
from whomet.ontology.json_values import JsonObject

if TYPE_CHECKING:
    import networkx
    import pandas

    from whomet.queries import QueryResult, Reader


class Answer(Sequence[JsonObject]):
    """The answer to a question: a sequence of rows, each a dict of its columns.

    Days are ISO text, other dates EDTF, and columns with several values lists. `notes` say what an
    analyst should know: how many events were left out because they have no date, or which of
    several candidates a name was taken for. `result` is the same answer without these methods.
    """

    def __init__(self, result: QueryResult, reader: Reader | None = None) -> None:
        self.result = result
        self._reader = reader

    @property
    def question(self) -> str:
        """The name of the question."""
        return self.result.question.name

    @property
    def parameters(self) -> JsonObject:
        """The values of all parameters, resolved: names as ids, dates as days."""
        return self.result.parameters

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order; the last three hold the evidence."""
        return self.result.columns

    @property
    def rows(self) -> list[JsonObject]:
        """The rows in order."""
        return self.result.rows

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on this answer, a sentence each."""
        return self.result.notes

    def __len__(self) -> int:
        return len(self.result.rows)

    def __iter__(self) -> Iterator[JsonObject]:
        return iter(self.result.rows)

    @overload
    def __getitem__(self, index: int) -> JsonObject: ...
    @overload
    def __getitem__(self, index: slice) -> list[JsonObject]: ...
    def __getitem__(self, index: int | slice) -> JsonObject | list[JsonObject]:
        return self.result.rows[index]

    def __repr__(self) -> str:
        return f"<Answer to {self.question!r}: {len(self)} rows>"

    def to_json(self) -> JsonObject:
        """The answer as one JSON object: question, parameters, columns, rows, notes."""
        return self.result.to_json()

    def render(self, format: str = "table", *, width: int | None = None) -> str:
        """The answer as text in one of the formats of `whomet ask`, without colours.

        `geojson` looks up places in the graph, which must still be open.
        """
        from whomet.queries.presentation import render

        stream = io.StringIO()
        render(
            self.result, format, stream, reader=self._reader, width=width, colour=False, rows=None
        )
        return stream.getvalue()

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; MissingExtra if pandas is not installed.

        A column of dates is one of datetimes where all its dates are exact days, otherwise it stays
        EDTF. Lists stay lists.
        """
        frame = _library("pandas", "to_pandas()").DataFrame(
            self.rows, columns=list(self.columns), dtype=object
        )
        for column in self.columns:
            days = [row[column] for row in self.rows if row[column] is not None]
            if column in DATES and days and all(map(_is_day, days)):
                # Seconds reach from year 1 to 9999; the usual nanoseconds begin in 1677.
                frame[column] = frame[column].astype("datetime64[s]")
        return frame

    def to_networkx(self) -> networkx.MultiGraph:
        """The rows as a networkx MultiGraph; MissingExtra if networkx is not installed.

        Where rows say who met whom, each row is an edge between the two, with all its columns.
        Otherwise each event is a node with edges to the actors, places and topics of its row:
        `role` is the name of their column, and the edge has the evidence as attributes.
        """
        from whomet.network import network

        library = _library("networkx", "to_networkx()")
        return network(library.MultiGraph(name=self.question), self.columns, self.rows)


#: The columns of dates.
DATES = (*DATE_KEYS, "from", "until", "first", "last", "published")


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _library(name: str, method: str) -> Any:
    # Not an import statement: it comes with an extra, and has no types here.
    require("analysis", method, name)
    return import_module(name)
