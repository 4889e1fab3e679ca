"""The answer to a question, as Python code uses it: a sequence of rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from whomet.ontology.atomic import replacing
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.extras import require
from whomet.ontology.json_values import JsonObject
from whomet.ontology.nouns import plural
from whomet.queries.errors import QuestionError

if TYPE_CHECKING:
    import networkx
    import pandas

    from whomet.queries import QueryResult, Reader
    from whomet.queries.interpretation import Understood


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
        return f"<Answer to {self.question!r}: {plural(len(self), 'row')}>"

    def __str__(self) -> str:
        """The answer as a table, as the command line shows it."""
        return self.render().rstrip("\n")

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it; all text of the briefs is escaped."""
        from whomet.queries.presentation.notebook import answer_html

        return answer_html(self.result)

    @property
    def understood(self) -> tuple[Understood, ...]:
        """How each name and period that was given was understood."""
        return self.result.understood

    @property
    def total(self) -> int:
        """How many rows there are, also beyond the `limit` that was asked for."""
        return max(self.result.total, len(self))

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind; empty for questions that have no kinds."""
        return dict(self.result.counts)

    def to_json(self) -> JsonObject:
        """The answer as one JSON object: question, parameters, understood, columns, rows …"""
        return self.result.to_json()

    def render(self, format: str = "table", *, width: int | None = None) -> str:
        """The answer as text in one of the formats of `whomet ask`, without colours.

        `geojson` looks up places in the graph, which must still be open. `xlsx` is not text: see
        `save`.
        """
        from whomet.queries.presentation import BINARY, render

        if format in BINARY:
            raise QuestionError(f"{format} is not text; `save(path)` writes it to a file")
        stream = io.StringIO()
        render(
            self.result, format, stream, reader=self._reader, width=width, colour=False, rows=None
        )
        return stream.getvalue()

    def save(self, path: str | Path, format: str | None = None) -> None:
        """Write the answer to a file, completely or not at all.

        The format is that of the extension of `path` unless it is given: `answer.save("a.xlsx")`.
        """
        from whomet.queries.presentation import format_of, formats, render

        chosen = format or format_of(Path(path))
        if chosen is None:
            raise QuestionError(
                f"'{path}' has the extension of no format; give one of {', '.join(formats())}"
            )
        with replacing(Path(path)) as stream:
            render(
                self.result,
                chosen,
                stream,
                reader=self._reader,
                width=None,
                colour=False,
                rows=None,
            )

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; MissingExtra if pandas is not installed.

        The bounds of dates (`begin_earliest` …) and days of publication are datetimes. Another
        column of dates is one where all its dates are exact days, otherwise it stays EDTF. Numbers
        are numbers, whole ones `Int64`, which may lack some. Lists stay lists.
        """
        frame = _library("pandas", "to_pandas()").DataFrame(
            self.rows, columns=list(self.columns), dtype=object
        )
        for column in self.columns:
            values = [row[column] for row in self.rows if row[column] is not None]
            is_bound = column in BOUNDS
            if is_bound or (column in DATES and values and all(map(_is_day, values))):
                # Seconds reach from year 1 to 9999; the usual nanoseconds begin in 1677.
                frame[column] = frame[column].astype("datetime64[s]")
            elif values and {type(value) for value in values} <= {int, float}:
                whole = all(type(value) is int for value in values)
                frame[column] = frame[column].astype("Int64" if whole else "float64")
        return frame

    def to_networkx(self) -> networkx.MultiGraph:
        """The rows as a networkx MultiGraph; MissingExtra if networkx is not installed.

        Nodes are keyed by id; `name` and `node_kind` are attributes, so that two people of one name
        are two nodes. Where rows say who met whom, each row is an edge between the two.
        Otherwise each event is a node with edges to the actors, places and topics of its row:
        `role` is the name of their column, and the edge has the evidence as attributes. A row about
        several events, such as a count, is a node of its own, of the `node_kind` row.
        """
        from whomet.network import network

        library = _library("networkx", "to_networkx()")
        return network(library.MultiGraph(name=self.question), self.columns, self.rows)


#: The columns of days: the bounds of dates.
BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
#: The columns of dates.
DATES = (*DATE_KEYS, "from", "until", "first", "last", "published")


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _library(name: str, method: str) -> Any:
    # Not an import statement: it comes with an extra, and has no types here.
    require("analysis", method, name)
    return import_module(name)
