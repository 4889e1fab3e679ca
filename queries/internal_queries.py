"""The Cypher that the package needs besides the questions: the files of `queries/internal`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from whomet.ontology.vocabulary import Vocabulary, default_vocabulary
from whomet.queries.terms import ALL_ENTITIES, ALL_EVENTS, terms

if TYPE_CHECKING:
    from neo4j import ResultSummary

T = TypeVar("T")

_FOLDER = Path(__file__).parent / "internal"


class Reader(Protocol):
    """What reads: a connection, or one READ transaction of it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of what is read."""
        ...

    def read(self, cypher: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        ...

    def stream(
        self, cypher: str, parameters: dict[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """The rows of a query as dictionaries, one by one."""
        ...

    def explain(self, cypher: str, parameters: dict[str, Any] | None = None) -> ResultSummary:
        """The summary of EXPLAIN, with the plan and every notice."""
        ...


class Readers(Reader, Protocol):
    """A connection, which can also read several things in one READ transaction."""

    def together(self, work: Callable[[Reader], T], timeout: float | None = None) -> T:
        """What `work` returns; all that it reads is read in one transaction."""
        ...

    def reading(self, timeout: float | None = None) -> AbstractContextManager[Reader]:
        """One READ transaction for as long as the block lasts."""
        ...


@cache
def internal(name: str, vocabulary: Vocabulary | None = None) -> str:
    """The text of `queries/internal/NAME.cypher`, its labels filled in from the ontology.

    `{entities}` and `{events}` are replaced by the labels of all of their classes, so that each is
    found by a seek on its own constraint; `{places}` by the roles of where events were or led to,
    and `{participants}` by those of who took part. Give the vocabulary of the reader, which
    includes a user's own classes.
    """
    found = terms(vocabulary or default_vocabulary())
    entities, events = found[ALL_ENTITIES], found[ALL_EVENTS]
    text = (_FOLDER / f"{name}.cypher").read_text(encoding="utf-8")
    for mark, written in (
        ("{entities}", entities),
        ("{events}", events),
        ("{places}", events.where),
        ("{participants}", events.participants),
    ):
        text = text.replace(mark, str(written))
    return text
