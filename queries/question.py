"""What a question of the library is: its columns, its parameters and its Cypher."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from whomet.ontology.json_values import JsonObject
from whomet.ontology.suggestions import did_you_mean, most_similar
from whomet.queries.errors import QuestionError
from whomet.queries.parameters import Parameter
from whomet.queries.sources import LIBRARY

#: The part above it chooses the events of a question; the part below makes rows of them.
ROWS_MARK = "// rows"
LIMIT_MARK = "// limit"
#: The parameter with the measures of each actor in a network, by id; no user gives it.
MEASURES = "measures"
#: What a row may say besides its columns: how many rows there are without the limit.
ALL_ROWS = "all_rows"
#: The columns that end an answer about events: its id, and one entry a claim.
EVENT = "event"
EVIDENCE = (EVENT, "briefs", "quotes")
#: How far from its anchors an answer may follow from: see `Question.anchors`.
ROWS, EVENTS, NEIGHBOURS = REACHES = ("rows", "events", "neighbours")
#: Fields of parameters that `Question.to_json` leaves out.
_NOT_TOLD = ("sets", "caveat", "left_out")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer; `many` when each of its values is a list."""

    name: str
    meaning: str
    many: bool = False
    #: For programs: the ids of what another column names, the bounds of a date, places in a text.
    companion: bool = False
    #: The parameter and its value with which alone the answer has this column.
    only_with: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the library: its metadata and its Cypher, which runs as it is."""

    name: str
    title: str
    question: str
    why: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    example: str
    cypher: str
    path: Path
    caveats: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    #: The column by whose values the rows are counted before they are listed.
    counts: str | None = None
    #: The summary of a row in a calendar, with column names in braces.
    entry: str | None = None
    #: Other summaries, by column and its value: {"medium": {"phone": …}}.
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The columns of actors whose rows are the lines of a network: those of each column are linked
    #: with those of the next that names anybody, those of a single one with each other. EVENT
    #: stands for all who took part in the events of the row.
    edges: tuple[str, ...] = ()
    #: The column by whose value the actors of a network are grouped.
    groups: str | None = None
    #: The parameters that name entities or an event. Where one is given, the answer follows from
    #: the events of these alone and from what has a role in them, as graph/writing/concerned.py
    #: defines it: what concerns neither its anchors nor what its rows hold does not change it.
    anchors: tuple[str, ...] = ()
    #: What may change the answer besides: only what its `rows` hold; all that has a role in the
    #: `events` of its anchors, or contains that, whether it has a row or not; or other events of
    #: these `neighbours` too.
    reach: str = ROWS
    #: Whether it uses MEASURES, which are computed from the meetings that it chooses.
    network: bool = False
    #: Whether its rows are briefs found by $text, to be completed by the text around the words.
    passages: bool = False
    #: For each line of the Cypher, the file and line that it was made from.
    places: tuple[tuple[Path, int], ...] = ()

    def __repr__(self) -> str:
        return f"<Question {self.name!r}>"

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name` (known_by, known-by or with_); QuestionError if none is."""
        wanted = name.replace("-", "_").rstrip("_")
        for parameter in self.parameters:
            if parameter.name == wanted:
                return parameter
        arguments = [parameter.argument for parameter in self.parameters]
        similar = most_similar(wanted, arguments)
        hint = did_you_mean(similar) or f"; it has {', '.join(arguments)}"
        raise QuestionError(
            f"question '{self.name}' has no parameter '{name}'{hint}", candidates=similar
        )

    @property
    def of_library(self) -> bool:
        """Whether it comes with the package, and not from a user's folder."""
        return self.path.parent == LIBRARY

    @property
    def text(self) -> str:
        """The question as a file that runs as it is: its header, then its Cypher."""
        lines = itertools.takewhile(
            lambda line: line.startswith("//"), self.path.read_text(encoding="utf-8").split("\n")
        )
        return "\n".join([*lines, "", self.cypher])

    def to_json(self) -> JsonObject:
        """The question without its Cypher: what it asks, its parameters and its columns."""
        return {
            "name": self.name,
            "title": self.title,
            "question": self.question,
            "why": self.why,
            "parameters": [
                {key: value for key, value in asdict(p).items() if key not in _NOT_TOLD}
                for p in self.parameters
            ],
            "columns": [asdict(column) for column in self.columns],
            "caveats": list(self.caveats),
            "example": self.example,
        }

    @property
    def has_evidence(self) -> bool:
        """Whether its rows end with the evidence columns."""
        return tuple(column.name for column in self.columns[-3:]) == EVIDENCE

    @property
    def choosing(self) -> str | None:
        """The part of the Cypher that chooses the events `e`, for questions about a period."""
        head, mark, _ = self.cypher.partition(f"\n{ROWS_MARK}")
        return head if mark else None

    @property
    def counting(self) -> str | None:
        """The Cypher that counts the rows, if the text marks where the rows are limited."""
        head, mark, _ = self.cypher.partition(f"\n{LIMIT_MARK}")
        return f"{head}\nRETURN count(*) AS count" if mark else None

    def counting_up_to(self, most: int) -> str | None:
        """As `counting`, but it reads at most so many rows."""
        head, mark, _ = self.cypher.partition(f"\n{LIMIT_MARK}")
        return f"{head}\nWITH 1 AS row LIMIT {most}\nRETURN count(*) AS count" if mark else None
