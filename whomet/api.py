"""The Python API: every method calls `graph`, `loaders` or `queries`.

with whomet.open() as g:
    report = g.load("briefs/")
    answer = g.ask("who-met-whom", actor="Bagheri")

Imports are where they are used, so that each command imports only what it needs.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeAlias, Unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whomet.answer import Answer
    from whomet.brief_list import BriefSummary
    from whomet.dossier import Dossier
    from whomet.graph.backup import BackupResult, Manifest, RestoreResult
    from whomet.graph.database.connection import Connection
    from whomet.graph.progress import ProgressCallback
    from whomet.graph.projection import EntityJudgement, Judgement
    from whomet.graph.rdf import Exported
    from whomet.graph.review.entity_judging import EntityJudgementResult
    from whomet.graph.review.event_judging import JudgementResult
    from whomet.graph.review.exchange import ImportResult
    from whomet.graph.review.proposals.deciding import Decision
    from whomet.graph.review.proposals.items import ProposedItem
    from whomet.graph.review.queue import ReviewQueue
    from whomet.graph.review.review_item import ReviewItem
    from whomet.graph.settings import Settings, SettingsByName
    from whomet.graph.standing import StandingQuestion
    from whomet.graph.upgrade import UpgradeResult
    from whomet.loaders.reports import CheckReport, OnResult
    from whomet.ontology.vocabulary import Vocabulary
    from whomet.queries import Catalogue, Description, OpenAnswer, Question, Resolved
    from whomet.queries.explanation import Explanation
    from whomet.reading import Paths, ReadingByName
    from whomet.reports import (
        ConvertReport,
        LoadReport,
        LoggedLoad,
        RetractReport,
        Status,
        Totals,
    )
    from whomet.standing import News

ParameterValue: TypeAlias = "str | int | bool | date | Sequence[str] | None"
"""What a parameter of a question takes; None is as if it were not given."""

# Answered from the counts that the database keeps of each label: no node is read.
TOTALS = """
RETURN COUNT { (:Brief) } AS briefs, COUNT { (:Claim) } AS claims,
       COUNT { (:Event) } AS events, COUNT { (:Actor) } AS actors
"""


def open(**settings: Unpack[SettingsByName]) -> Graph:
    """Open the graph: the local one, which is started when it is needed, or the one at `uri`.

    Settings given by name (`home`, `uri`, `user`, `password`, `database` …) take precedence over
    `WHOMET_*` variables, and these over the user's `whomet.toml`. Use it in a `with` statement, or
    call `close()`. SettingsError for a setting that is not valid. What was found and is not used,
    such as a `whomet.toml` in a folder that is not trusted, is a UserWarning.
    """
    return Graph(_settings(settings))


def _settings(given: SettingsByName) -> Settings:
    from whomet.graph.settings import load_settings

    found = load_settings(dict(given))
    for notice in found.notices:
        warnings.warn(notice, stacklevel=3)
    return found


def check(
    paths: Paths,
    *,
    format: str | None = None,
    mapping: str | Path | None = None,
    ignore: Collection[str] = (),
    on_fault: str = "skip-brief",
    progress: ProgressCallback | None = None,
    **settings: Unpack[SettingsByName],
) -> CheckReport:
    """Check briefs in files, folders or patterns; needs no database.

    The format of each file is recognised unless `format` gives it; warnings whose code is in
    `ignore` are not reported. `mapping` is the file that maps the columns of tables. With
    `on_fault="skip-file"` a fault counts against its whole file.
    """
    graph = Graph(_settings(settings))
    return graph.check(
        paths,
        progress=progress,
        format=format,
        mapping=mapping,
        ignore=ignore,
        on_fault=on_fault,
    )


def questions(**settings: Unpack[SettingsByName]) -> tuple[Question, ...]:
    """Every question of the library, and of the folders in the settings, ordered by name."""
    return catalogue_of(_settings(settings)).questions()


def restore(
    path: str | Path,
    *,
    replace: bool = False,
    progress: ProgressCallback | None = None,
    **settings: Unpack[SettingsByName],
) -> RestoreResult:
    """Restore a backup into the graph that the settings name; see `Graph.restore`."""
    from whomet.graph.settings import load_settings

    graph = Graph(load_settings(dict(settings)), eager=False)
    return graph.restore(path, replace=replace, progress=progress)


def upgrade(
    *, progress: ProgressCallback | None = None, **settings: Unpack[SettingsByName]
) -> UpgradeResult:
    """Upgrade the graph that the settings name; see `Graph.upgrade`."""
    from whomet.graph.settings import load_settings

    return Graph(load_settings(dict(settings)), eager=False).upgrade(progress=progress)


def catalogue_of(settings: Settings) -> Catalogue:
    """The catalogue of the library and of the folders in the settings."""
    from whomet import queries
    from whomet.ontology.active_vocabulary import load_vocabulary
    from whomet.queries.sources import LIBRARY

    if not settings.questions and not settings.extensions:
        return queries.catalogue()
    vocabulary = load_vocabulary(settings.extensions, settings.cache)
    return queries.Catalogue((LIBRARY, *settings.questions), vocabulary, settings.cache)


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
        """Connect now; DatabaseUnavailable says in one sentence why that is not possible."""
        if self._connection is None:
            from whomet.graph.database.connecting import connect

            self._connection = connect(self.settings, progress)
            self._vocabulary = self._connection.vocabulary
        return self._connection

    @property
    def vocabulary(self) -> Vocabulary:
        """The classes, roles and attributes in force: those shipped, and those of `extensions`.

        A CompileError lists all that is wrong with the Turtle files that the settings name.
        """
        if self._vocabulary is None:
            from whomet.ontology.active_vocabulary import load_vocabulary

            self._vocabulary = load_vocabulary(self.settings.extensions, self.settings.cache)
        return self._vocabulary

    def close(self) -> None:
        """Close the connection. The local server runs until it has been idle for a while."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def load(
        self,
        paths: Paths,
        *,
        all_or_nothing: bool = False,
        dry_run: bool = False,
        bulk: bool = False,
        allow_no_claims: bool = False,
        details: bool = False,
        refused: str | Path | None = None,
        progress: ProgressCallback | None = None,
        on_wait: Callable[[str], None] | None = None,
        prune: bool | Callable[[Sequence[str]], bool] = False,
        **reading: Unpack[ReadingByName],
    ) -> LoadReport:
        """Load the briefs in files, folders or patterns.

        `reading`: the format of each file is recognised unless `format` gives it; warnings whose
        code is in `ignore` are not reported; `mapping` is the file that maps the columns of tables;
        with `allow_empty` a folder without briefs is not an error. By `on_fault` an error refuses
        its brief (`skip-brief`), its file (`skip-file`) or everything (`stop`, which
        `all_or_nothing=True` means too); the rest is loaded. Interrupted at any moment, the graph
        holds complete briefs only: load again.

        A brief without events replaces none that has some, unless `allow_no_claims` is set. With
        `details` the report says what became of each brief; `refused` is a file to which those
        that were refused are written, to be corrected. With `dry_run` nothing is loaded, and the
        report's `dry_run` says what would change. With `bulk` Neo4j's importer writes the graph: a
        faster first load into an empty local graph, which stops the server meanwhile and, if it was
        interrupted, continues after the stages that it had finished. `on_wait` is called with a
        sentence that says for which other load this one waits, or after which stages a bulk load
        continues. With `prune` briefs that were last loaded from these folders, and that they no
        longer hold, are retracted; a function is asked first, with their ids.
        """
        from whomet.loading import LoadOptions, load
        from whomet.reading import ReadOptions

        if all_or_nothing:
            reading["on_fault"] = "stop"
        options = LoadOptions(
            ReadOptions(**reading),
            dry_run,
            bulk,
            allow_no_claims,
            details,
            refused,
            progress,
            on_wait,
            prune if callable(prune) else (lambda _: True) if prune else None,
        )
        try:
            finished = load(self.connect(), self.settings, paths, options)
        finally:
            if bulk:
                self.close()  # the server was stopped meanwhile
        return finished.report(self.vocabulary, self.totals())

    def check(
        self,
        paths: Paths,
        *,
        progress: ProgressCallback | None = None,
        on_result: OnResult | None = None,
        **reading: Unpack[ReadingByName],
    ) -> CheckReport:
        """Check briefs without loading them; `reading` is as in `load`.

        `on_result` is called with each brief that is read, and each that is refused.
        """
        from whomet.loading import check
        from whomet.reading import ReadOptions, as_list

        options = ReadOptions(**reading)
        return check(as_list(paths), self.vocabulary, None, progress, options, on_result)

    def convert(
        self,
        paths: Paths,
        output: str | Path | TextIO,
        to: str = "native",
        *,
        force: bool = False,
        progress: ProgressCallback | None = None,
        **reading: Unpack[ReadingByName],
    ) -> ConvertReport:
        """Write briefs to the folder `output`, each in files named by its id.

        `to` is `native` (YAML), `json` or `brat`; or `jsonl`, which is one file for all of them.
        A stream takes JSON lines, or one brief as YAML or JSON. Files that exist already are left
        as they are and listed in the report, unless `force` is set. `reading` is as in `load`.
        """
        from whomet.converting import convert
        from whomet.reading import ReadOptions

        return convert(paths, output, to, self.vocabulary, force, ReadOptions(**reading), progress)

    def retract(
        self,
        ids: str | Iterable[str],
        *,
        dry_run: bool = False,
        on_wait: Callable[[str], None] | None = None,
    ) -> RetractReport:
        """Retract the briefs with these ids; what other briefs say too stays.

        With `dry_run` none is retracted, and the report's `dry_run` says what would change.
        """
        from whomet.loading import retract

        return retract(self.connect(), ids, dry_run, on_wait)

    def briefs(self, words: str | None = None, *, limit: int | None = None) -> list[BriefSummary]:
        """The briefs in the graph, the latest first.

        With `words`, those whose id, title or source contains them.
        """
        from whomet.brief_list import list_briefs

        return list_briefs(self.connect(), words, limit)

    def log(self, limit: int = 20) -> list[LoggedLoad]:
        """The last loads and retractions, the latest first."""
        from whomet.graph.writing.load_log import log
        from whomet.reports import LoggedLoad

        return [LoggedLoad(**row) for row in log(self.connect(), limit)]

    def proposals(self, *classes: str, about: str | None = None) -> list[ProposedItem]:
        """Likely duplicates: each pair with the reasons and a sentence of both sides.

        Those come first of which a decision joins most. `classes` are Person, Organization and
        Place by default; `about` is a name or id, of which alone the proposals are wanted.
        """
        from whomet.graph.review.proposals.finding import proposals
        from whomet.graph.review.proposals.items import shown
        from whomet.queries.likely import proposals_named

        connection = self.connect()
        if about is not None:
            found = proposals_named(connection, about, classes)
        else:
            found = proposals(connection, classes or None)
        return shown(connection, found)

    def decide(
        self,
        item: ProposedItem,
        verdict: str,
        *,
        by: str | None = None,
        note: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> Decision:
        """Decide a proposal: `same`, `different` or `unsure`; the result's `batch` undoes it.

        `by` is who decides, the user of this process by default.
        """
        from whomet.graph.review.proposals.deciding import decide

        return decide(self.connect(), item.proposal, verdict, by=by, note=note, on_wait=on_wait)

    def bulk_rules(self) -> dict[str, list[ProposedItem]]:
        """The proposals that each rule would join, by the name of the rule; nothing is decided."""
        from whomet.graph.review.proposals.finding import proposals
        from whomet.graph.review.proposals.items import shown
        from whomet.graph.review.proposals.rules import RULES, matching

        connection = self.connect()
        found = proposals(connection)
        return {rule.name: shown(connection, matching(rule, found)) for rule in RULES}

    def proposals_by_rule(self, rule: str) -> list[ProposedItem]:
        """The proposals that a rule would join; nothing is decided. GraphError for no rule."""
        from whomet.graph.review.proposals import rules
        from whomet.graph.review.proposals.finding import proposals
        from whomet.graph.review.proposals.items import shown

        chosen, connection = rules.rule(rule), self.connect()
        return shown(connection, rules.matching(chosen, proposals(connection)))

    def decide_by_rule(
        self,
        rule: str,
        *,
        by: str | None = None,
        note: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> Decision:
        """Decide `same` for all proposals that a rule of `bulk_rules` joins, in one step."""
        from whomet.graph.review.proposals import rules
        from whomet.graph.review.proposals.deciding import decide_by_rule
        from whomet.graph.review.proposals.finding import proposals

        chosen, connection = rules.rule(rule), self.connect()
        found = proposals(connection)
        return decide_by_rule(connection, chosen, found, by=by, note=note, on_wait=on_wait)

    def undo_decision(
        self,
        batch: str | None = None,
        *,
        by: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> int:
        """Undo a decision of proposals: the one of this `batch`, or the last one of `by`.

        Returns how many judgements it was. GraphError if there is none.
        """
        from whomet.graph.review.proposals.deciding import undo, undo_last

        connection = self.connect()
        if batch is None:
            return undo_last(connection, by=by, on_wait=on_wait)
        return undo(connection, batch, on_wait=on_wait)

    def review_queue(
        self,
        *kinds: str,
        about: str | None = None,
        classes: Collection[str] = (),
        by: str | None = None,
    ) -> ReviewQueue:
        """A queue of what there is to decide, for one reviewer; several may have one each.

        `kinds` are `likely`, for people, organizations and places, and the kinds of `review` with
        two claims; all of them by default. With `about`, only what concerns that name or id.
        `by` is who decides on likely duplicates, by default the user of this machine.
        """
        from whomet.graph.review.queue import ReviewQueue
        from whomet.graph.review.review_item import EVENT_KINDS, LIKELY

        wanted = set(kinds) or {LIKELY, *EVENT_KINDS}
        proposed = self.proposals(*classes, about=about) if LIKELY in wanted else []
        of_events = [kind for kind in EVENT_KINDS if kind in wanted]
        events = self.review(*of_events, about=about) if of_events else []
        return ReviewQueue(self.connect(), [item.proposal for item in proposed], events, by)

    def review(self, *kinds: str, about: str | None = None) -> list[ReviewItem]:
        """The open decisions: what may be one event or two (`unmerged`, `near`), and one person or
        two (`ambiguous`, `long`). With `kinds`, those of these kinds only; with `about`, those
        that concern this name or id.
        """
        from whomet.graph.errors import GraphError
        from whomet.graph.review.items import review
        from whomet.graph.review.review_item import KINDS
        from whomet.queries.lookup import entities_named

        if unknown := [kind for kind in kinds if kind not in KINDS]:
            raise GraphError(
                f"There is no kind '{unknown[0]}' of decisions; expected one of {', '.join(KINDS)}."
            )
        connection = self.connect()
        ids = None
        if about is not None:
            ids = {id for found in entities_named(connection, about).values() for id in found}
        return review(connection, kinds or KINDS, ids)

    def judge(
        self,
        one: str,
        other: str,
        verdict: str,
        *,
        by: str | None = None,
        note: str | None = None,
        cls: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> JudgementResult | EntityJudgementResult:
        """Decide that two claims or events, or two entities, are the `same` or `different`.

        Entities are given by a name, or by the id of an entity, a ref, a name
        (`person:mara-quill`) or one mention (`brief#key`). `unsure` changes nothing, and the pair
        is asked no more. The graph is updated at once. A judgement takes precedence over every
        rule, and stays when briefs come and go. `by` is who decides, by default the user of this
        process; `cls` the class where an id has several.
        """
        from whomet.judging import judge

        return judge(
            self.connect(), one, other, verdict, by=by, note=note, cls=cls, on_wait=on_wait
        )

    def split_name(
        self,
        name: str,
        day: date,
        *,
        by: str | None = None,
        note: str | None = None,
        cls: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> EntityJudgementResult:
        """Decide that a name is of one entity before `day`, and of another from then on.

        A mention counts by the earliest dated event of it in its brief, else by the day of
        publication.
        """
        from whomet.judging import split

        return split(self.connect(), name, day, by=by, note=note, cls=cls, on_wait=on_wait)

    def add_alias(
        self,
        entity: str,
        alias: str,
        *,
        by: str | None = None,
        note: str | None = None,
        cls: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> EntityJudgementResult:
        """Give an entity another name to be found by; it merges nobody."""
        from whomet.judging import add_alias

        return add_alias(self.connect(), entity, alias, by=by, note=note, cls=cls, on_wait=on_wait)

    def forget(
        self, one: str, other: str, *, on_wait: Callable[[str], None] | None = None
    ) -> JudgementResult | EntityJudgementResult:
        """Remove the judgement of two claims, events or entities.

        `other` may also be the day at which the name `one` is split (`1993-01-20`), or the alias
        that was given to the entity `one`.
        """
        from whomet.judging import forget

        return forget(self.connect(), one, other, on_wait)

    def judgements(self) -> list[Judgement | EntityJudgement]:
        """Every judgement: those of claims, then those of entities, in the order of their ids."""
        from whomet.graph.review.entity_judging import stored_entity_judgements
        from whomet.graph.review.event_judging import stored_judgements

        connection = self.connect()
        return [*stored_judgements(connection), *stored_entity_judgements(connection)]

    def export_judgements(self, stream: TextIO) -> int:
        """Write every judgement to `stream` as a line of JSON; returns how many there are."""
        from whomet.graph.review.exchange import export_judgements

        return export_judgements(self.connect(), stream)

    def import_judgements(
        self,
        path: str | Path,
        *,
        skip_faulty: bool = False,
        on_wait: Callable[[str], None] | None = None,
    ) -> ImportResult:
        """Store the judgements of a file that `export_judgements` or `whomet review` wrote.

        All or none are stored; JudgementFaults lists every mistake with its line. With
        `skip_faulty` the lines with mistakes are skipped, and reported in the result.
        """
        from whomet.graph.review.exchange import import_judgements, opened

        with opened(Path(path)) as stream:
            return import_judgements(
                self.connect(), stream, str(path), on_wait, skip_faulty=skip_faulty
            )

    def backup(
        self,
        path: str | Path,
        *,
        progress: ProgressCallback | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> BackupResult:
        """Write all briefs and judgements to the file `path`, as of one moment.

        The file is a zip archive with lines of JSON, and takes the place of an earlier one only
        when it is complete. Loads wait meanwhile, questions do not. Its `not_held` in the manifest
        says what it does not hold.
        """
        from whomet.graph.backup import backup
        from whomet.graph.database.connecting import connect
        from whomet.graph.progress import no_progress

        progress = progress or no_progress
        with connect(self.settings, progress, any_version=True) as connection:
            return backup(connection, Path(path), progress, on_wait)

    def restore(
        self,
        path: str | Path,
        *,
        replace: bool = False,
        progress: ProgressCallback | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> RestoreResult:
        """Make this the graph of a backup, node for node; one of an earlier version is upgraded.

        The graph must be empty, unless `replace` is set: then what it holds is deleted. Nothing is
        changed if the archive is damaged. The local server is stopped meanwhile, and killed at any
        moment, the old or the new graph is there.
        """
        from whomet.graph.backup import restore
        from whomet.graph.progress import no_progress

        self.close()
        progress = progress or no_progress
        return restore(
            self.settings, Path(path), replace=replace, progress=progress, on_wait=on_wait
        )

    def check_backup(
        self, path: str | Path, *, progress: ProgressCallback | None = None
    ) -> Manifest:
        """Check all of a backup without restoring it; needs no database.

        GraphError says in one sentence where it is damaged, or that another whomet wrote it.
        """
        from whomet.graph.backup import check_backup
        from whomet.graph.progress import no_progress

        return check_backup(Path(path), self.vocabulary, progress or no_progress)

    def upgrade(self, *, progress: ProgressCallback | None = None) -> UpgradeResult:
        """Rebuild the graph from its briefs and judgements, if an earlier whomet wrote it."""
        from whomet.graph.progress import no_progress
        from whomet.graph.upgrade import upgrade

        self.close()
        return upgrade(self.settings, progress or no_progress)

    def verify(self, progress: ProgressCallback | None = None) -> list[str]:
        """The differences between the graph and what its briefs make of it; none if it is right."""
        from whomet.graph.progress import no_progress
        from whomet.graph.writing.verification import verify

        return verify(self.connect(), progress=progress or no_progress)

    def questions(self) -> tuple[Question, ...]:
        """Every question that can be asked, by name."""
        return self.catalogue.questions()

    @property
    def catalogue(self) -> Catalogue:
        """The questions, each read when it is asked for."""
        if self._catalogue is None:
            self._catalogue = catalogue_of(self.settings)
        return self._catalogue

    def ask(
        self,
        question: str,
        /,
        *,
        quotes: str = "short",
        time_limit: float | None = None,
        with_likely: bool = False,
        most: int | None = None,
        **parameters: ParameterValue,
    ) -> Answer:
        """Ask a question by name; parameters are those of `whomet ask`, with underscores.

        `with_` means `with`. With `quotes="full"` the answer has a further column
        `sentences`. `with_likely` also includes likely duplicates of the names given; a column
        `likely` lists them in each row that comes only from them. A question is given up after
        `time_limit` seconds. Without a `limit`, `most` rows are read and the others counted, but
        for questions that cannot count and answers with likely duplicates. QuestionError says in
        one sentence what cannot be answered, and lists `candidates` where a name is not clear.
        """
        from whomet import queries
        from whomet.answer import Answer
        from whomet.queries.quotes import quoted

        connection = self.connect()
        given: dict[str, Any] = {**parameters}
        how: dict[str, Any] = {"questions": self.catalogue, "timeout": time_limit}
        if with_likely:
            from whomet.queries.likely import ask_with_likely

            result = ask_with_likely(connection, question, **how, **given)
        else:
            result = queries.ask(connection, question, most=most, **how, **given)
        return Answer(quoted(connection, result, quotes), connection)

    def page(
        self,
        question: str,
        /,
        cursor: str | None = None,
        *,
        quotes: str = "short",
        time_limit: float | None = None,
        **parameters: ParameterValue,
    ) -> tuple[Answer, str | None]:
        """A page of an answer of at most `limit` rows, and the cursor of the next page, if any.

        A load between two pages neither repeats nor leaves out a row that was there. QuestionError
        if the rows do not come in the order of time, or the cursor is none of this question.
        """
        from whomet.answer import Answer
        from whomet.queries.paging import page
        from whomet.queries.quotes import quoted

        connection = self.connect()
        made = page(
            connection, question, parameters, cursor, questions=self.catalogue, timeout=time_limit
        )
        return Answer(quoted(connection, made.result, quotes), connection), made.next

    @contextmanager
    def stream(
        self,
        question: str,
        /,
        *,
        quotes: str = "short",
        time_limit: float | None = None,
        with_likely: bool = False,
        most: int | None = None,
        **parameters: ParameterValue,
    ) -> Iterator[OpenAnswer]:
        """Ask a question whose rows are taken one by one, however many, in memory that stays flat.

        `with graph.stream("meetings") as answer:` and then `for row in answer:`. What is said of
        all rows, such as `answer.notes`, is there after the last. `time_limit` counts until the
        end of the block, which ends the question. An answer `with_likely` is read whole first.
        `most` is as in `ask`.
        """
        from whomet import queries
        from whomet.queries.quotes import quote_as_read

        connection = self.connect()
        given: dict[str, Any] = {**parameters}
        if with_likely:
            asked = self.ask(
                question,
                quotes=quotes,
                time_limit=time_limit,
                with_likely=True,
                most=most,
                **parameters,
            )
            yield queries.OpenAnswer.of(asked.result, connection)
            return
        with queries.opened(
            connection,
            question,
            questions=self.catalogue,
            timeout=time_limit,
            most=most,
            prepare=lambda answer: quote_as_read(answer, quotes),
            **given,
        ) as answer:
            yield answer

    def parameter_lines(self, question: str, /, **parameters: ParameterValue) -> list[str]:
        """The `:param` lines with which the question's file runs unchanged in Neo4j Browser."""
        from whomet import queries

        resolved: Resolved = queries.resolve(
            self.connect(), self.catalogue.question(question), parameters
        )
        return queries.parameter_lines(resolved)

    def explain(self, question: str, /, **parameters: ParameterValue) -> Explanation:
        """The Cypher of a question, its parameters, and what each step of its plan costs."""
        from whomet import queries
        from whomet.queries.explanation import explain

        connection = self.connect()
        chosen = self.catalogue.question(question)
        return explain(connection, queries.resolve(connection, chosen, parameters))

    def standing_questions(self) -> list[StandingQuestion]:
        """The standing questions, by name."""
        from whomet.graph.standing import standing_questions

        return standing_questions(self.connect())

    def add_standing_question(
        self, name: str, question: str, /, **parameters: ParameterValue
    ) -> StandingQuestion:
        """Keep a question, to be asked again and again; parameters are as in `ask`, `with_likely`
        among them.

        QuestionError if it cannot be asked, GraphError if there is a standing question `name`.
        """
        from whomet.standing.running import add

        return add(self.connect(), self.catalogue, name, question, parameters)

    def remove_standing_question(self, name: str) -> None:
        """Remove a standing question and its kept answers."""
        from whomet.graph.standing import remove

        remove(self.connect(), name)

    def run_standing_question(
        self, name: str, *, since: str | None = None, time_limit: float | None = None
    ) -> News:
        """Ask a standing question: what is new, has changed or is gone since its last run.

        The first run reports nothing and keeps the answer. With `since`, a moment in ISO 8601 or a
        period such as yesterday, the answer is compared with the run that was the last by then,
        and is not kept.
        """
        from whomet.graph.standing import standing_question
        from whomet.standing import run

        connection = self.connect()
        question = standing_question(connection, name)
        return run(connection, self.catalogue, question, since, time_limit)

    def standing_history(self, name: str, *, limit: int = 10) -> list[News]:
        """The reports of the last `limit` runs that found changes, the latest first."""
        from whomet.graph.standing import standing_question
        from whomet.standing import history

        connection = self.connect()
        return history(connection, standing_question(connection, name), limit)

    def show(self, id: str) -> Description:
        """What an id or name refers to, with the claims behind it."""
        from whomet import queries

        return queries.describe(self.connect(), id)

    def dossier(
        self,
        name: str | None = None,
        *,
        limit: int | None = None,
        time_limit: float | None = None,
        with_: str | None = None,
        place: str | None = None,
        topic: str | None = None,
        since: str | None = None,
        until: str | None = None,
        on: str | None = None,
    ) -> Dossier:
        """Everything on record about an actor, place or topic as one HTML page: its `html`.

        With `with_` it is about a pair of actors; `place`, `topic`, `since`, `until` and `on`
        narrow it, or are what it is about. It has at most `limit` rows of each kind; `left_out`
        counts the rest.
        """
        from whomet.dossier import LIMIT, DossierRequest, make_dossier

        return make_dossier(
            self.connect(),
            DossierRequest(name, with_, place, topic, since, until, on),
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
        actor: str | None = None,
        entity: str | None = None,
        brief: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> Exported:
        """Write the graph to `stream` as RDF: turtle, trig, nquads or jsonld.

        `actor`, `entity` (a name or id), `brief` (an id), or `since` and `until` (dates) select a
        part of it. Memory does not grow with the size of the graph.
        """
        from whomet.exporting import selection
        from whomet.graph.rdf import export

        connection = self.connect()
        part = selection(
            connection, actor=actor, entity=entity, brief=brief, since=since, until=until
        )
        return export(
            connection, stream, format, part, vocabulary=connection.vocabulary, progress=progress
        )

    def __repr__(self) -> str:
        where = self.settings.uri or self.settings.home
        return f"<Graph at {where}>"

    def totals(self) -> Totals:
        """How many briefs, claims, events and actors the graph holds."""
        from whomet.reports import Totals

        return Totals(**self.connect().read(TOTALS)[0])

    def status(self) -> Status:
        """Whether the database runs, where, and what it holds; starts nothing.

        DatabaseUnavailable, within five seconds, if it does not answer.
        """
        from whomet.reports import Status

        remote = self.settings.uri
        if remote is None:
            from whomet.graph import server

            local = asdict(server.status(self.settings))
            del local["started"]
            if not local["running"]:
                return Status(**local)
            server.ensure_answers(self.settings)
        else:
            local = {"running": True, "uri": remote}
        from whomet.graph.database.connecting import connect
        from whomet.graph.database.silence import BRIEF
        from whomet.reports import Totals

        # Also of a graph that cannot be used as it is.
        with connect(self.settings, patience=BRIEF, any_version=True) as connection:
            totals = Totals(**connection.read(TOTALS)[0])
            local.setdefault("version", connection.server_version)
            return Status(**local, totals=totals, graph=connection.graph_version().standing)
