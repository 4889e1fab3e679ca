"""An answer as Python sees it: rows to go through."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from ontology.errors import WhometError

if TYPE_CHECKING:
    from queries import Answer as QueryAnswer


class Answer(Sequence[dict[str, Any]]):
    """The answer to a question: a sequence of rows, each a dict of its columns.

    Days are ISO text, other dates EDTF, multi-valued columns lists. `notes` say what an analyst
    should know: events left out for want of a date, a name taken for one of several.
    """

    def __init__(self, answer: QueryAnswer) -> None:
        self._answer = answer

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
        """The answer as text in one of the formats of `whomet ask`, without colours."""
        from queries.presentation import render

        stream = io.StringIO()
        render(self._answer, format, stream, width=width, colour=False, rows=None)
        return stream.getvalue()

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; WhometError if pandas is not installed."""
        try:
            # Not an import statement: pandas is nobody's dependency, and has no types here.
            pandas = import_module("pandas")
        except ImportError as error:
            raise WhometError("to_pandas() needs pandas; run `pip install pandas`.") from error
        return pandas.DataFrame(self.rows, columns=list(self.columns))
