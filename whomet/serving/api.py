"""The HTTP API: the questions, their answers, descriptions of ids, and loading briefs."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from importlib.metadata import version
from itertools import islice
from typing import IO, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from whomet.answer import Answer
from whomet.api import Graph
from whomet.ontology.json_values import JsonObject
from whomet.queries import QueryResult, Question, QuestionError, Reader
from whomet.queries.completion import brief_completions, completions
from whomet.queries.paging import MOST, has_pages
from whomet.queries.parameters import WITH_LIKELY
from whomet.queries.presentation import BINARY, WHOLE, render
from whomet.serving.access import Permission
from whomet.serving.addresses import local_path, root
from whomet.serving.openapi import description
from whomet.serving.problems import Problem
from whomet.serving.requests import (
    CURSOR,
    MEDIA_TYPES,
    accepts_gzip,
    ensure_allowed,
    format_wanted,
    given,
    likely_wanted,
    quotes_wanted,
)
from whomet.serving.shared_graph import SharedGraph
from whomet.serving.streaming import streamed
from whomet.serving.uploads import SentFile, SentFiles

PREFIX = "/api/v1"
#: Seconds for one question.
TIME_LIMIT = 60.0
#: Rows of a table.
MOST_LAID_OUT = 10_000
#: Names offered as somebody types.
OFFERED = 10
#: The type of `names` that are briefs, found by title or id.
BRIEF = "brief"
#: The kind of file that a posted body is, by its media type.
_ENDS = {
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
}


def routes(graph: SharedGraph, files: SentFiles, time_limit: float = TIME_LIMIT) -> list[Route]:
    """The routes of the API, below `PREFIX`, and its description.

    An answer is given up after `time_limit` seconds.
    """
    api = _Api(graph, files, time_limit)
    return [
        Route("/openapi.json", api.openapi),
        Route(PREFIX, api.index),
        Route(f"{PREFIX}/questions", api.questions),
        Route(f"{PREFIX}/questions/{{name}}", api.question),
        Route(f"{PREFIX}/ask/{{name}}", api.ask),
        Route(f"{PREFIX}/names", api.names),
        Route(f"{PREFIX}/show/{{id:path}}", api.show),
        Route(f"{PREFIX}/briefs", api.load, methods=["POST"]),
    ]


async def etag(graph: SharedGraph, request: Request) -> str:
    """The tag of an answer: of the graph's state, the software, the day and what was asked.

    The state is read before the answer: what is loaded meanwhile makes the tag stale, never the
    answer. To change threads takes longer than all else of a 304, so that a state that is known
    is taken in this one.
    """
    state = graph.known_state()
    if state is None:
        state = await run_in_threadpool(graph.state)
    parts = (state, date.today().isoformat(), str(request.url.path))
    query = sorted(request.query_params.multi_items())
    accept = (request.headers.get("accept", ""), accepts_gzip(request))
    digest = hashlib.sha256(repr((parts, query, *accept)).encode()).hexdigest()
    return f'"{digest[:32]}"'


def unchanged(request: Request, tag: str, *, whatever: bool = True) -> Response | None:
    """304 where the sender has the answer with this tag already.

    Or has any answer (`*`), unless `whatever` is false: that does not show that there is one.
    """
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or f"W/{tag}" in known or (whatever and "*" in known):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=caching(tag))
    return None


#: What an answer depends on besides its address.
VARY = "Accept, Accept-Encoding, Authorization, Cookie"


def caching(tag: str) -> dict[str, str]:
    """Headers of an answer that is kept, and asked for again each time it is used."""
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": VARY}


class _Api:
    def __init__(self, graph: SharedGraph, files: SentFiles, time_limit: float) -> None:
        self._graph = graph
        self._files = files
        self._time_limit = time_limit

    async def openapi(self, request: Request) -> Response:
        """The description of this API."""
        ensure_allowed(request, Permission.READ)
        made = await self._graph.use_in_turn(lambda graph: description(graph.questions(), PREFIX))
        return JSONResponse(made)

    async def index(self, request: Request) -> Response:
        """The version, what the graph holds, and further addresses."""
        ensure_allowed(request, Permission.READ)
        totals = await self._graph.use_in_turn(lambda graph: graph.totals().to_json())
        base = root(request)
        links = {name: f"{base}{PREFIX}/{name}" for name in ("questions", "names", "briefs")}
        links["openapi"] = f"{base}/openapi.json"
        return JSONResponse({"version": version("whomet"), "totals": totals, "links": links})

    async def questions(self, request: Request) -> Response:
        """Every question with its parameters and columns."""
        ensure_allowed(request, Permission.READ)
        found = await self._graph.use_in_turn(Graph.questions)
        return JSONResponse({"questions": [each.to_json() for each in found]})

    async def question(self, request: Request) -> Response:
        """One question with its parameters and columns."""
        ensure_allowed(request, Permission.READ)
        return JSONResponse((await self._graph.turns.run(self._question, request)).to_json())

    async def ask(self, request: Request) -> Response:
        """The answer to a question in the format that is wanted."""
        ensure_allowed(request, Permission.READ)
        tag = await etag(self._graph, request)
        # Who has this tag has it from an answer to the same request, which was therefore right.
        if (same := unchanged(request, tag, whatever=False)) is not None:
            return same
        return await self._graph.turns.run(self._answered, request, tag)

    def _answered(self, request: Request, tag: str) -> Response:
        question = self._question(request)
        format, quotes = format_wanted(request), quotes_wanted(request)
        likely = likely_wanted(request)
        parameters = given(question, request.query_params)
        if (same := unchanged(request, tag)) is not None:
            return same
        how: dict[str, Any] = {"quotes": quotes, "time_limit": self._time_limit}
        kind, headers = MEDIA_TYPES[format], caching(tag)
        cursor = request.query_params.get(CURSOR)
        if cursor is not None and likely:
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"`{CURSOR}` and `{WITH_LIKELY}` do not go together; leave one out.",
                {"parameters": [CURSOR, WITH_LIKELY]},
            )
        if cursor is not None or (_is_page(parameters) and has_pages(question) and not likely):
            content, following = self._graph.use(
                lambda graph: _paged(
                    graph, graph.page(question.name, cursor, **how, **parameters), format
                )
            )
            if following is not None:
                headers["Link"] = f'<{_next_address(request, following)}>; rel="next"'
            return Response(content, media_type=kind, headers=headers)
        if format in WHOLE and format not in BINARY:
            content = self._graph.use(
                lambda graph: laid_out(
                    graph, question.name, format, {**how, "with_likely": likely}, parameters
                )
            )
            return Response(content, media_type=kind, headers=headers)
        return streamed(
            self._graph,
            question.name,
            parameters,
            format,
            media_type=kind,
            headers=headers,
            with_likely=likely,
            **how,
        )

    async def names(self, request: Request) -> Response:
        """Names in the graph that begin as `q`, for a parameter of the type `type`."""
        ensure_allowed(request, Permission.READ)
        typed = request.query_params.get("q", "")
        kind = request.query_params.get("type", "entity")
        return JSONResponse(
            {"names": await self._graph.turns.run(offered, self._graph, typed, kind)}
        )

    async def show(self, request: Request) -> Response:
        """What an id or name refers to, with its claims."""
        ensure_allowed(request, Permission.READ)
        tag = await etag(self._graph, request)
        if (same := unchanged(request, tag, whatever=False)) is not None:
            return same
        return await self._graph.turns.run(self._shown, request, tag)

    def _shown(self, request: Request, tag: str) -> Response:
        id = request.path_params["id"]
        content = self._graph.use(lambda graph: _json(graph.show(id).to_json()))
        if (same := unchanged(request, tag)) is not None:
            return same
        return Response(content, media_type="application/json", headers=caching(tag))

    async def load(self, request: Request) -> Response:
        """Load the briefs in the body; the report is that of `whomet load --json`."""
        who = ensure_allowed(request, Permission.LOAD).name
        kind = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
        if kind not in _ENDS:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"Briefs come as {', '.join(_ENDS)}; got '{kind}'.",
            )
        sent = SentFile(f"body{_ENDS[kind]}", await request.body())
        report = await run_in_threadpool(self._files.load, [sent], who)
        status = HTTPStatus.OK if report["ok"] else HTTPStatus.UNPROCESSABLE_ENTITY
        return JSONResponse(report, status)

    def _question(self, request: Request) -> Question:
        name = request.path_params["name"]

        def find(graph: Graph) -> Question:
            if name not in graph.catalogue.names:
                known = ", ".join(graph.catalogue.names)
                raise Problem(
                    HTTPStatus.NOT_FOUND,
                    f"There is no question '{name}'; the questions are {known}.",
                )
            return graph.catalogue.question(name)

        return self._graph.use(find)


def offered(graph: SharedGraph, typed: str, kind: str) -> list[JsonObject]:
    """Names, or briefs, that begin with the typed text: what to ask with, and what each is."""
    from whomet.queries.parameters import NAMED_TYPES, Parameter

    if kind == BRIEF:
        found = graph.use(lambda each: brief_completions(each.connect(), typed, OFFERED))
    elif kind in NAMED_TYPES:
        parameter = Parameter("q", kind, "")
        found = graph.use(lambda each: completions(each.connect(), parameter, typed, OFFERED))
    else:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"`type` is one of {', '.join(sorted({*NAMED_TYPES, BRIEF}))}; got '{kind}'.",
            {"parameters": ["type"]},
        )
    return [{"text": completion.text, "help": completion.help} for completion in found]


def laid_out(
    graph: Graph,
    question: str,
    format: str,
    how: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> str | bytes:
    """An answer in a format whose columns are as wide as what is in them.

    QuestionError if it has more than `MOST_LAID_OUT` rows, which are in memory together.
    """
    with graph.stream(question, **how, **parameters) as answer:
        rows = list(islice(answer, MOST_LAID_OUT + 1))
        if len(rows) > MOST_LAID_OUT:
            raise QuestionError(
                f"a {format} has {MOST_LAID_OUT:,} rows at the most here;"
                " narrow the question, or take csv or jsonl"
            )
        return _whole(replace(answer, rows=iter(rows)).whole(), format, answer.reader)


def _whole(answer: QueryResult, format: str, reader: Reader | None = None) -> str | bytes:
    stream: IO[Any] = io.BytesIO() if format in BINARY else io.StringIO(newline="")
    render(answer, format, stream, reader=reader, width=120, colour=False, rows=None)
    stream.seek(0)
    made: str | bytes = stream.read()
    return made


def _paged(
    graph: Graph, made: tuple[Answer, str | None], format: str
) -> tuple[str | bytes, str | None]:
    answer, following = made
    return _whole(answer.result, format, graph.connect()), following


def _is_page(parameters: dict[str, Any]) -> bool:
    """Whether so few rows are asked for that they are a page; more are sent as they are read."""
    limit = str(parameters.get("limit", ""))
    return limit.isdecimal() and int(limit) <= MOST


def _next_address(request: Request, cursor: str) -> str:
    items = [item for item in request.query_params.multi_items() if item[0] != CURSOR]
    query = urlencode([*items, (CURSOR, cursor)])
    return f"{root(request)}{local_path(request)}?{query}"


def _json(value: JsonObject) -> str:
    return json.dumps(value, ensure_ascii=False)
