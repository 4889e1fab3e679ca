"""The Python API: thin, every method hands on to `graph`, `loaders` or `queries`.

with whomet.open() as g:
    report = g.load("briefs/")
    answer = g.ask("who-met-whom", actor="Bagheri")

Imports stand where they are used: a question on the command line pays for none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from whomet.answer import Answer
    from whomet.dossier import Dossier
    from whomet.graph.database.connection import Connection
    from whomet.graph.projection import Judgement
    from whomet.graph.rdf import Exported
    from whomet.graph.review.items import Item
    from whomet.graph.review.judging import Judged
    from whomet.graph.settings import Settings
    from whomet.ontology.vocabulary import Vocabulary
    from whomet.progress import ProgressCallback
    from whomet.queries import Answer as QueryAnswer
    from whomet.queries import Catalogue, Description, Question, Resolved
    from whomet.queries.explanation import Explanation
    from whomet.reading import Paths
    from whomet.reports import CheckReport, ConvertReport, LoadReport, RetractReport, Status, Totals

# Answered from the counts that the database keeps of each label: no node is read.
TOTALS = """
RETURN COUNT { (:Brief) } AS briefs, COUNT { (:Claim) } AS claims,
       COUNT { (:Event) } AS events, COUNT { (:Actor) } AS actors
"""


def open(**settings: Any) -> Graph:
    """Open the graph: the local one, which is started when it is needed, or that of `uri`.

    Settings by name (`home`, `uri`, `user`, `password`, `database` …) go over `WHOMET_*`
    variables, which go over `whomet.toml`. Use it in a `with` statement, or call `close()`.
    """
    from whomet.graph.settings import load_settings

    return Graph(load_settings(settings))


def check(
    paths: Paths,
    *,
    format: str | None = None,
    mapping: str | Path | None = None,
    silence: Collection[str] = (),
    progress: ProgressCallback | None = None,
    **settings: Any,
) -> CheckReport:
    """Check briefs in files, folders or patterns; needs no database.

    `format` is recognised of each file where none is said; warnings with a code in `silence` are
    not told.
    """
    from whomet.graph.settings import load_settings

    graph = Graph(load_settings(settings))
    return graph.check(paths, format=format, mapping=mapping, silence=silence, progress=progress)


def questions(**settings: Any) -> tuple[Question, ...]:
    """Every question of the library, and of the folders that the settings name, by name."""
    from whomet.graph.settings import load_settings

    return catalogue_of(load_settings(settings)).questions()


def catalogue_of(settings: Settings) -> Catalogue:
    """The catalogue of the library and of the folders that the settings name."""
    from whomet import queries
    from whomet.queries.catalogue import LIBRARY

    if not settings.questions:
        return queries.catalogue()
    return queries.Catalogue((LIBRARY, *settings.questions))


class Graph:
    """An open graph. It connects, and starts the local server, when it is first needed.

    As a context manager it does so at once, unless `eager` is false.
    """

    def __init__(self, settings: Settings, *, eager: bool = True) -> None:
        self.settings = settings
        self._eager = eager
        self._connection: Connection | None = None
        self._catalogue: Catalogue | None = None
        self._vocabulary: Vocabulary | None = None

    def __enter__(self) -> Self:
        if self._eager:
            self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def connect(self, progress: ProgressCallback | None = None) -> Connection:
        """Connect now; DatabaseUnavailable says in one sentence why that cannot be."""
        if self._connection is None:
            from whomet.graph.database.connection import connect

            self._connection = connect(self.settings, progress)
            self._vocabulary = self._connection.vocabulary
        return self._connection

    @property
    def vocabulary(self) -> Vocabulary:
        """The classes, roles and attributes in force: those shipped, and those of `extensions`.

        A CompileError lists all that is wrong with the Turtle files that the settings name.
        """
        if self._vocabulary is None:
            from whomet.ontology.configured import configured

            self._vocabulary = configured(self.settings.extensions, self.settings.cache)
        return self._vocabulary

    def close(self) -> None:
        """Close the connection. The local server goes on until it has been idle for a while."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def load(
        self,
        paths: Paths,
        *,
        all_or_nothing: bool = False,
        format: str | None = None,
        mapping: str | Path | None = None,
        silence: Collection[str] = (),
        dry_run: bool = False,
        bulk: bool = False,
        progress: ProgressCallback | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> LoadReport:
        """Load the briefs in files, folders or patterns.

        `format` is recognised of each file where none is said; warnings with a code in `silence`
        are not told. `mapping` says what the columns of tables mean.
        A file at fault changes nothing, the others go in; with `all_or_nothing` none does.
        Interrupted at any moment, the graph holds whole briefs only: simply load again.
        With `dry_run` nothing goes in, and the report's `dry_run` says what would change.
        With `bulk` Neo4j's importer writes the graph: a faster first load into an empty local one,
        which holds the whole graph in memory, and stops the server meanwhile.
        `on_wait` is told, in a sentence, for which other load this one waits.
        """
        from whomet.loading import LoadOptions, load

        reading = {"format": format, "mapping": mapping, "silence": silence}
        options = LoadOptions(reading, all_or_nothing, dry_run, bulk, progress, on_wait)
        return load(self, paths, options)

    def check(
        self,
        paths: Paths,
        *,
        format: str | None = None,
        mapping: str | Path | None = None,
        silence: Collection[str] = (),
        progress: ProgressCallback | None = None,
    ) -> CheckReport:
        """Check briefs without loading them; `format` and `silence` as in `load`."""
        from whomet.loading import check
        from whomet.reading import as_list

        reading = {"format": format, "mapping": mapping, "silence": silence}
        return check(as_list(paths), self.vocabulary, None, progress, reading)

    def convert(
        self,
        paths: Paths,
        output: str | Path | TextIO,
        to: str = "native",
        *,
        force: bool = False,
        format: str | None = None,
        mapping: str | Path | None = None,
        silence: Collection[str] = (),
        progress: ProgressCallback | None = None,
    ) -> ConvertReport:
        """Write briefs to the folder `output`: `native` (YAML), `json` or `brat`, a name each.

        `jsonl` is one file; a stream takes that, or one brief of the first two. Files that are
        there already are left and listed in the report, but with `force`. `format` and `silence`
        are as in `load`.
        """
        from whomet.converting import convert

        reading: dict[str, Any] = {"format": format, "mapping": mapping, "silence": silence}
        return convert(paths, output, to, self.vocabulary, force, reading, progress)

    def retract(
        self,
        ids: str | Iterable[str],
        *,
        dry_run: bool = False,
        on_wait: Callable[[str], None] | None = None,
    ) -> RetractReport:
        """Take the briefs with these ids out; what other briefs say too stays.

        With `dry_run` none is taken out, and the report's `dry_run` says what would change.
        """
        from whomet.loading import retract

        return retract(self, ids, dry_run, on_wait)

    def log(self, limit: int = 20) -> list[dict[str, Any]]:
        """The last loads and retractions, the latest first; `outcome` is None without an end."""
        from whomet.graph.writing.load_log import log

        return log(self.connect(), limit)

    def review(self, *kinds: str) -> list[Item]:
        """What may be one event or two (`alone`, `near`), or one person or two (`ambiguous`,
        `long`): all of it, or what is of these kinds.
        """
        from whomet.graph.review.items import KINDS, review

        return review(self.connect(), kinds or KINDS)

    def judge(
        self,
        one: str,
        other: str,
        verdict: str,
        *,
        note: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> Judged:
        """Decide that two claims, or events, are `same` or `different`; the graph follows at once.

        A judgement comes before every rule, and stays when briefs come and go.
        """
        from whomet.graph.review.judging import judge

        return judge(self.connect(), one, other, verdict, note, on_wait)

    def forget(
        self, one: str, other: str, *, on_wait: Callable[[str], None] | None = None
    ) -> Judged:
        """Take the judgement of two claims, or events, back."""
        from whomet.graph.review.judging import forget

        return forget(self.connect(), one, other, on_wait)

    def judgements(self) -> list[Judgement]:
        """Every judgement, in the order of the claims' ids."""
        from whomet.graph.review.judging import stored_judgements

        return stored_judgements(self.connect())

    def verify(self, progress: ProgressCallback | None = None) -> list[str]:
        """Each difference between the graph and what its own briefs make; none if it is right."""
        from whomet.graph.server.progress import silent
        from whomet.graph.writing.verification import verify

        return verify(self.connect(), progress=progress or silent)

    def questions(self) -> tuple[Question, ...]:
        """Every question that can be asked, by name."""
        return self.catalogue.questions()

    @property
    def catalogue(self) -> Catalogue:
        """The questions, each read when it is asked for."""
        if self._catalogue is None:
            self._catalogue = catalogue_of(self.settings)
        return self._catalogue

    def ask(self, question: str, /, *, quotes: str = "short", **parameters: Any) -> Answer:
        """Ask a question by name; parameters are those of `whomet ask`, with underscores.

        `with_` stands for `with`. With `quotes="full"` the answer has a column `sentences` more.
        QuestionError says in one sentence what cannot be answered.
        """
        from whomet.answer import Answer

        answer = self.quoted(self.answer(question, **parameters), quotes)
        return Answer(answer, self.connect())

    def quoted(self, answer: QueryAnswer, quotes: str) -> QueryAnswer:
        """The answer with its quotes `short`, as it is, or `full`, with their sentences."""
        if quotes == "short":
            return answer
        from whomet.queries.quotes import quoted

        return quoted(self.connect(), answer, quotes)

    def answer(
        self, question: str, /, *, time_limit: float | None = None, **parameters: Any
    ) -> QueryAnswer:
        """The answer as `queries` gives it; after `time_limit` seconds it is given up."""
        from whomet import queries

        return queries.ask(
            self.connect(), question, questions=self.catalogue, timeout=time_limit, **parameters
        )

    def parameter_lines(self, question: str, /, **parameters: Any) -> list[str]:
        """The `:param` lines after which the question's file runs unchanged in Neo4j Browser."""
        from whomet import queries

        resolved: Resolved = queries.resolve(
            self.connect(), self.catalogue.question(question), parameters
        )
        return queries.parameter_lines(resolved)

    def explain(self, question: str, /, **parameters: Any) -> Explanation:
        """The Cypher of a question, its parameters, and what each step of its plan costs."""
        from whomet import queries
        from whomet.queries.explanation import explain

        connection = self.connect()
        chosen = self.catalogue.question(question)
        return explain(connection, queries.resolve(connection, chosen, parameters))

    def show(self, id: str) -> Description:
        """What an id or name stands for, with the claims behind it."""
        from whomet import queries

        return queries.describe(self.connect(), id)

    def dossier(
        self,
        name: str | None = None,
        *,
        limit: int | None = None,
        time_limit: float | None = None,
        **narrowed: str | None,
    ) -> Dossier:
        """Everything on record of an actor, place or topic as one HTML page: its `html`.

        `with_` makes it one of a pair; `place`, `topic`, `since`, `until` and `on` narrow it, or
        are what it is about. It has at most `limit` rows of each kind; `left_out` counts the rest.
        """
        from whomet.dossier import LIMIT, DossierRequest, make_dossier

        return make_dossier(
            self.connect(),
            DossierRequest(name, **narrowed),
            limit=limit or LIMIT,
            catalogue=self.catalogue,
            timeout=time_limit,
        )

    def export(
        self,
        stream: TextIO,
        format: str = "turtle",
        *,
        progress: ProgressCallback | None = None,
        **selection: Any,
    ) -> Exported:
        """Write the graph to `stream` as RDF: turtle, trig, nquads or jsonld.

        `actor`, `entity` (a name or id), `brief` (an id), or `since` and `until` (dates) choose a
        part of it. It is written as it is read, whatever the size of the graph.
        """
        from whomet.exporting import selection as chosen
        from whomet.graph.rdf import export

        connection = self.connect()
        part = chosen(connection, **selection)
        return export(
            connection, stream, format, part, vocabulary=connection.vocabulary, progress=progress
        )

    def totals(self) -> Totals:
        """How many briefs, claims, events and actors the graph holds."""
        from whomet.reports import Totals

        return Totals(**self.connect().read(TOTALS)[0])

    def status(self) -> Status:
        """Whether the database runs, where, and what it holds; starts nothing."""
        from whomet.reports import Status

        remote = self.settings.uri
        if remote is None:
            from whomet.graph import server

            local: dict[str, Any] = asdict(server.status(self.settings))
            del local["started"]
            if not local["running"]:
                return Status(**local)
            return Status(**local, totals=self.totals())
        version = self.connect().server_version
        return Status(running=True, version=version, uri=remote, totals=self.totals())
