"""What is new in the answers to standing questions: a page, JSON and Atom feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from whomet.api import Graph
from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.standing import StandingQuestion
from whomet.graph.standing.storing import now
from whomet.ontology.errors import WhometError
from whomet.queries.parameters import WITH_LIKELY
from whomet.serving.access import Permission
from whomet.serving.addresses import address
from whomet.serving.api import PREFIX, TIME_LIMIT
from whomet.serving.problems import Problem
from whomet.serving.rendering import page
from whomet.serving.requests import ensure_allowed, form_fields, given
from whomet.serving.shared_graph import SharedGraph
from whomet.standing import News
from whomet.standing.atom import atom
from whomet.standing.sentences import causes, sentence

T = TypeVar("T")
ADD, REMOVE, SEEN = "add", "remove", "seen"
#: Changes of a question shown on the page; feeds and JSON have all of them.
SHOWN = 50
#: Runs before the last whose changes the page shows.
EARLIER = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A standing question, what is new in its answer, or why that cannot be said.

    `earlier` are the reports of earlier runs, the latest first.
    """

    question: StandingQuestion
    news: News | None
    problem: str | None = None
    earlier: tuple[News, ...] = ()

    @property
    def query(self) -> str:
        """The parameters as the address of the question has them."""
        return urlencode(dict(self.question.parameters), doseq=True)


def routes(graph: SharedGraph) -> list[Route]:
    """The routes of the page and of the feeds."""
    found = _News(graph)
    return [
        Route("/news", found.page, methods=["GET", "POST"]),
        Route(f"{PREFIX}/standing", found.listed),
        Route(f"{PREFIX}/standing/{{name}}", found.one),
    ]


class _News:
    def __init__(self, graph: SharedGraph) -> None:
        self._graph = graph

    async def page(self, request: Request) -> Response:
        """What is new since the last runs, or since a day; reviewers keep and remove questions."""
        if request.method == "POST":
            ensure_allowed(request, Permission.JUDGE)
            form = await form_fields(request)
            await self._use(lambda graph: _done(graph, form))
            return RedirectResponse(address(request, "news"), HTTPStatus.SEE_OTHER)
        ensure_allowed(request, Permission.READ)
        since = request.query_params.get("since", "").strip()
        told = await self._use(
            lambda graph: [_told(graph, each, since) for each in graph.standing_questions()]
        )
        return page(
            request,
            "news.html",
            told=told,
            since=since,
            sentence=sentence,
            causes=causes,
            most=SHOWN,
        )

    async def listed(self, request: Request) -> Response:
        """The standing questions."""
        ensure_allowed(request, Permission.READ)
        found = await self._use(Graph.standing_questions)
        return JSONResponse({"standing_questions": [each.to_json() for each in found]})

    async def one(self, request: Request) -> Response:
        """What is new in one answer since `since`, by default since the last run."""
        ensure_allowed(request, Permission.READ)
        name, query = request.path_params["name"], request.query_params
        format, asked = query.get("format", "json"), query.get("since")
        if format not in ("json", "atom"):
            detail = f"`format` is json or atom; got '{format}'."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, {"parameters": ["format"]})

        def work(graph: Graph) -> list[News]:
            known = [each.name for each in graph.standing_questions()]
            if name not in known:
                detail = f"There is no standing question '{name}'; there are: {', '.join(known)}."
                raise Problem(HTTPStatus.NOT_FOUND, detail)
            since = asked or now()
            told = graph.run_standing_question(name, since=since, time_limit=TIME_LIMIT)
            # A feed is read now and then, so it still holds the reports of runs in between.
            earlier = graph.standing_history(name) if format == "atom" and not asked else []
            return [told, *earlier]

        news = await self._use(work)
        if format == "atom":
            return Response(atom(news), media_type="application/atom+xml; charset=utf-8")
        return JSONResponse(news[0].to_json())

    async def _use(self, work: Callable[[Graph], T]) -> T:
        return await self._graph.use_in_turn(work)


def _told(graph: Graph, question: StandingQuestion, since: str) -> Told:
    if question.checked is None:
        return Told(question, None, "It was not asked yet: its first run keeps the answer.")
    try:
        told = graph.run_standing_question(
            question.name, since=since or now(), time_limit=TIME_LIMIT
        )
        earlier = () if since else tuple(graph.standing_history(question.name, limit=EARLIER))
        return Told(question, told, earlier=earlier)
    except DatabaseUnavailable:
        raise
    except WhometError as error:
        return Told(question, None, error.message)


def _done(graph: Graph, fields: dict[str, str]) -> None:
    """Do what a form says: keep a question, remove one, or keep the answers of today."""
    wanted, name = fields.get("do"), fields.get("name", "").strip()
    if wanted == SEEN:
        for each in graph.standing_questions():
            graph.run_standing_question(each.name, time_limit=TIME_LIMIT)
    elif wanted == REMOVE:
        graph.remove_standing_question(name)
    elif wanted == ADD:
        asked = fields.get("question", "")
        if asked not in graph.catalogue.names:
            raise Problem(HTTPStatus.NOT_FOUND, f"There is no question '{asked}'.")
        question = graph.catalogue.question(asked)
        query = QueryParams(fields.get("parameters", ""))
        parameters = given(question, query)
        if query.get(WITH_LIKELY) == "true":
            parameters[WITH_LIKELY] = True
        graph.add_standing_question(name, asked, **parameters)
        graph.run_standing_question(name, time_limit=TIME_LIMIT)
    else:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"Unknown action '{wanted}'.")
