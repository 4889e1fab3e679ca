"""The ASGI application: routes, errors, and the guard before them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from whomet.graph.errors import GraphError
from whomet.graph.settings import Settings
from whomet.ontology.errors import WhometError
from whomet.serving import (
    answer_links,
    api,
    loading_page,
    news,
    pages,
    record_pages,
    reviewing,
)
from whomet.serving.access import Access, Permission, RateLimit
from whomet.serving.addresses import local_path
from whomet.serving.guard import API, LOOPBACK, Guard
from whomet.serving.monitoring import AccessLog, Metrics, Observing
from whomet.serving.problems import Problem, problem_of
from whomet.serving.requests import ensure_allowed
from whomet.serving.schedule import Schedule
from whomet.serving.shared_graph import SharedGraph
from whomet.serving.uploads import SentFiles

LOG = logging.getLogger("whomet.serving")


def application(
    settings: Settings,
    access: Access,
    hosts: Collection[str] = LOOPBACK,
    *,
    limit: RateLimit | None = None,
    log: AccessLog | None = None,
    standing_minutes: float = 0,
    time_limit: float = api.TIME_LIMIT,
) -> Starlette:
    """The application that serves the graph of the settings under these host names.

    The standing questions are asked every `standing_minutes` and after each load; 0: never. An
    answer of the API is given up after `time_limit` seconds.
    """
    graph = SharedGraph(settings)
    schedule = Schedule(graph, standing_minutes, settings.webhooks) if standing_minutes else None
    files = SentFiles(graph, on_load=schedule.soon if schedule is not None else None)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if schedule is not None:
            schedule.start()
        yield
        if schedule is not None:
            await run_in_threadpool(schedule.stop)
        graph.close()

    async def ready(_: Request) -> Response:
        try:
            await run_in_threadpool(graph.state)
        except GraphError as error:
            return PlainTextResponse(f"{error.message}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ready\n")

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def measured(request: Request) -> Response:
        ensure_allowed(request, Permission.READ)
        return metrics.response()

    routes = [
        Route("/healthz", healthy),
        Route("/readyz", ready),
        Route("/metrics", measured),
        *api.routes(graph, files, time_limit),
        *pages.routes(graph, access),
        *record_pages.routes(graph),
        *reviewing.routes(graph),
        *loading_page.routes(files),
        *news.routes(graph),
        *answer_links.routes(graph, access),
    ]
    observers = (metrics.add, *((log.add,) if log is not None else ()))
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Observing, routes=_by_endpoint(routes), observers=observers),
            Middleware(Guard, access=access, hosts=frozenset(hosts), limit=limit),
            Middleware(GZipMiddleware, minimum_size=2000),
        ],
        exception_handlers={
            WhometError: _whomet_error,
            Problem: _problem,
            HTTPException: _http_error,
            Exception: _internal_error,
        },
        lifespan=lifespan,
    )


def _by_endpoint(routes: Iterable[Route | Mount]) -> dict[Any, str]:
    return {each.app if isinstance(each, Mount) else each.endpoint: each.path for each in routes}


async def _whomet_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, WhometError)
    return await _problem(request, problem_of(error))


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    path = local_path(request)
    if path.startswith(API) or path == "/openapi.json":
        return error.response()
    return pages.problem_page(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = "There is nothing at this address." if error.status_code == 404 else error.detail
    return await _problem(
        request, Problem(error.status_code, detail, headers=dict(error.headers or {}))
    )


async def _internal_error(request: Request, error: Exception) -> Response:
    LOG.error("internal error at %s", request.url.path, exc_info=error)
    return await _problem(
        request,
        Problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            f"Internal error ({type(error).__name__}); the log of `whomet serve` has more.",
        ),
    )
