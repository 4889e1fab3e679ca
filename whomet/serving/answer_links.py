"""Links to one answer: whoever has one sees it and nothing else, until it ends."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from whomet.api import Graph
from whomet.queries.parameters import WITH_LIKELY
from whomet.serving.access import OWNER, Access, Permission
from whomet.serving.addresses import address
from whomet.serving.api import TIME_LIMIT
from whomet.serving.notes import page_notes
from whomet.serving.pages import SHOWN, table_columns
from whomet.serving.problems import Problem
from whomet.serving.rendering import page
from whomet.serving.requests import ensure_allowed, form_fields, given
from whomet.serving.shared_graph import SharedGraph

#: Maximum number of days that a link is valid.
MOST_DAYS = 30


def routes(graph: SharedGraph, access: Access) -> list[Route]:
    """The routes that make links and open them."""
    found = _Links(graph, access)
    return [
        Route("/share", found.make, methods=["POST"]),
        Route("/shared/{secret}", found.open),
    ]


class _Links:
    def __init__(self, graph: SharedGraph, access: Access) -> None:
        self._graph = graph
        self._access = access

    async def make(self, request: Request) -> Response:
        """Make a link to the answer that the form names, and show it once."""
        by = ensure_allowed(request, Permission.READ)
        form = await form_fields(request)
        question, parameters = form.get("question", ""), form.get("parameters", "")
        days = form.get("days", "")
        if not days.isdecimal() or not 1 <= int(days) <= MOST_DAYS:
            detail = f"A link lasts 1 to {MOST_DAYS} days; got '{days}'."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)

        def check(graph: Graph) -> None:
            if question not in graph.catalogue.names:
                raise Problem(HTTPStatus.NOT_FOUND, f"There is no question '{question}'.")
            given(graph.catalogue.question(question), QueryParams(parameters))

        await self._graph.use_in_turn(check)
        opens = f"{question}?{parameters}"
        secret, link = await run_in_threadpool(
            self._access.tokens.add_link, None if by is OWNER else by.name, opens, int(days)
        )
        host = f"{request.url.scheme}://{request.headers['host']}"
        return page(
            request,
            "share.html",
            made=f"{host}{address(request, 'shared', secret)}",
            link=link,
            question=question,
            parameters=parameters,
        )

    async def open(self, request: Request) -> Response:
        """The answer that a link opens, as it is today."""
        link = self._access.tokens.find_link(request.path_params["secret"])
        if link is None or link.opens is None:
            detail = "This link has expired; ask the person who gave it to you for a new one."
            raise Problem(HTTPStatus.NOT_FOUND, detail)
        name, _, parameters = link.opens.partition("?")
        query = QueryParams(parameters)

        def make(graph: Graph) -> Response:
            question = graph.catalogue.question(name)
            answer = graph.ask(
                name,
                quotes="full",
                time_limit=TIME_LIMIT,
                with_likely=query.get(WITH_LIKELY) == "true",
                most=SHOWN if question.passages else None,
                **given(question, query),
            )
            return page(
                request,
                "shared.html",
                question=question,
                answer=answer,
                notes=page_notes(request, question, answer.notes),
                columns=table_columns(question, answer),
                shown=SHOWN,
                link=link,
                principal=None,
            )

        return await self._graph.use_in_turn(make)
