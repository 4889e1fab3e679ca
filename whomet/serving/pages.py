"""Pages for people: search, the questions as forms, answers, and pages of entities and briefs.

Rendered here, so that they work without a script; htmx only offers names as somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from whomet.answer import Answer
from whomet.api import Graph
from whomet.dossier.page import SHARED_ASSETS
from whomet.dossier.pictures import PEOPLE
from whomet.ontology.errors import WhometError
from whomet.queries import Question
from whomet.queries.parameters import NAMED_TYPES, WITH_LIKELY, Parameter
from whomet.queries.presentation import formats
from whomet.queries.question import EVIDENCE, Column
from whomet.serving.access import COOKIE, SESSION_SECONDS, Access, Permission
from whomet.serving.addresses import address, root
from whomet.serving.answer_pictures import TABLE, answer_picture, views_of
from whomet.serving.api import BRIEF, PREFIX, TIME_LIMIT, caching, etag, offered, unchanged
from whomet.serving.faults import PageFault, page_faults
from whomet.serving.guard import session_of
from whomet.serving.notes import page_notes
from whomet.serving.problems import Problem, problem_of
from whomet.serving.rendering import FOLDER, page
from whomet.serving.requests import (
    SEPARATOR,
    VIEW,
    ensure_allowed,
    form_fields,
    given,
    likely_wanted,
)
from whomet.serving.shared_graph import SharedGraph

#: Entries of the lists on the first page.
LISTED = 12
#: Rows of an answer on a page; what is left out can be taken along as a file.
SHOWN = 200
#: Parameters that a form shows at once; the others are behind "More conditions".
MAIN = ("actor", "with", "place", "topic", "since", "until")
#: What pages about a problem are called, where the name of its status is for programs.
HEADINGS: dict[int, str] = {
    HTTPStatus.UNPROCESSABLE_ENTITY: "This cannot be answered",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer",
    HTTPStatus.FORBIDDEN: "Not allowed",
    HTTPStatus.NOT_FOUND: "Nothing is here",
}
#: Columns that are left out where every row has the usual value.
SAID_WHERE_UNUSUAL = ("date_match", "status", "certainty", "topics", "medium")


def routes(graph: SharedGraph, access: Access) -> list[Route | Mount]:
    """The routes of all pages."""
    pages = _Pages(graph, access)
    return [
        Route("/", pages.start),
        Route("/find", pages.find),
        Route("/options/{type}", pages.options),
        Route("/questions", pages.questions),
        Route("/ask/{name}", pages.ask),
        Route("/login", pages.log_in, methods=["GET", "POST"]),
        Route("/logout", pages.log_out, methods=["POST"]),
        *(Route(f"/assets/{name}", _asset(path)) for name, path in SHARED_ASSETS.items()),
        Mount("/assets", StaticFiles(directory=FOLDER / "assets")),
    ]


def _asset(path: Path) -> Callable[[Request], Response]:
    def serve(_: Request) -> Response:
        return FileResponse(path)

    return serve


class _Pages:
    def __init__(self, graph: SharedGraph, access: Access) -> None:
        self._graph = graph
        self._access = access

    async def start(self, request: Request) -> Response:
        """Search, what the graph holds, and the questions."""
        ensure_allowed(request, Permission.READ)

        def make(graph: Graph) -> Response:
            totals = graph.totals()
            return page(
                request,
                "start.html",
                totals=totals,
                questions=graph.questions(),
                most=_most_on_record(graph) if totals.briefs else [],
                newest=graph.briefs(limit=LISTED),
            )

        return await self._graph.use_in_turn(make)

    async def find(self, request: Request) -> Response:
        """Names and briefs that begin as was typed: a list alone where htmx asks, else a page."""
        ensure_allowed(request, Permission.READ)
        typed = request.query_params.get("q", "").strip()
        found = []
        for kind in ("entity", BRIEF) if typed else ():
            found += await self._graph.turns.run(offered, self._graph, typed, kind)
        alone = request.headers.get("hx-request") == "true"
        if not alone and len(found) == 1:
            return RedirectResponse(address(request, "show", found[0]["text"]), 303)
        return page(request, "_found.html" if alone else "find.html", typed=typed, found=found)

    async def options(self, request: Request) -> Response:
        """Names for one field of a form, whatever its name is."""
        ensure_allowed(request, Permission.READ)
        typed = next(iter(request.query_params.values()), "").strip()
        kind = request.path_params["type"]
        found = await self._graph.turns.run(offered, self._graph, typed, kind) if typed else []
        return page(request, "_options.html", found=found)

    async def questions(self, request: Request) -> Response:
        """Every question, with what it is good for."""
        ensure_allowed(request, Permission.READ)
        found = await self._graph.use_in_turn(Graph.questions)
        return page(request, "questions.html", questions=found)

    async def ask(self, request: Request) -> Response:
        """A question as a form, and below it the answer once it is asked."""
        ensure_allowed(request, Permission.READ)
        name = request.path_params["name"]

        def make(graph: Graph) -> Response:
            if name not in graph.catalogue.names:
                raise Problem(HTTPStatus.NOT_FOUND, f"There is no question '{name}'.")
            return self._question(request, graph, graph.catalogue.question(name))

        return await self._tagged(request, make)

    def _question(self, request: Request, graph: Graph, question: Question) -> Response:
        values = _values(question, request.query_params)
        answer: Answer | None = None
        problem: Problem | None = None
        if request.query_params:
            try:
                parameters = given(question, request.query_params, of_form=True)
                answer = graph.ask(
                    question.name,
                    quotes="full",
                    time_limit=TIME_LIMIT,
                    with_likely=likely_wanted(request),
                    most=SHOWN if question.passages else None,
                    **parameters,
                )
            except Problem as error:
                problem = error
            except WhometError as error:
                problem = problem_of(error)
                if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
        view, views = TABLE, []
        if answer is not None:
            kinds = views_of(answer)
            view = request.query_params.get(VIEW, TABLE)
            view = view if view in kinds else TABLE
            views = [(each, _view_address(request, question, each)) for each in kinds]
        drawn = answer_picture(graph, answer, view) if answer is not None else None
        return page(
            request,
            "question.html",
            status=problem.status if problem else 200,
            question=question,
            values=values,
            answer=answer,
            notes=page_notes(request, question, answer.notes if answer is not None else ()),
            faults=_by_field(question, page_faults(request, problem)) if problem else {},
            columns=table_columns(question, answer),
            fields=[p for p in question.parameters if _is_main(question, p)],
            further=[p for p in question.parameters if not _is_main(question, p)],
            further_given=any(
                values.get(p.name, "") not in ("", p.default)
                for p in question.parameters
                if not _is_main(question, p)
            ),
            named=NAMED_TYPES,
            shown=SHOWN,
            downloads=_downloads(request, question),
            likely=WITH_LIKELY,
            takes_names=any(p.type in NAMED_TYPES for p in question.parameters),
            asked=urlencode(_given_items(request)),
            view=view,
            views=views,
            drawn=drawn,
            most_people=PEOPLE,
        )

    async def log_in(self, request: Request) -> Response:
        """Begin a session: by the one-time address, or by a token in the form."""
        wanted = request.query_params.get("next", "")
        secret = request.query_params.get("token", "")
        if request.method == "POST":
            form = await form_fields(request)
            secret, wanted = form.get("token", ""), form.get("next", "")
        if not secret:
            return page(request, "login.html", wanted=wanted, problem=None)
        if self._access.too_many_failures:
            refused = "Too many log-ins failed; wait a minute."
            return page(request, "login.html", status=429, wanted=wanted, problem=refused)
        session = self._access.log_in(secret.strip())
        if session is None:
            refused = (
                "This address was used already, or the token was revoked; `whomet serve` prints"
                " another address, `whomet token add` makes a token."
            )
            return page(request, "login.html", status=403, wanted=wanted, problem=refused)
        response = RedirectResponse(_local(request, wanted), 303)
        response.set_cookie(
            COOKIE,
            session,
            max_age=SESSION_SECONDS,
            path=root(request) or "/",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        session = session_of(request.headers)
        if session is not None:
            self._access.log_out(session)
        response = RedirectResponse(f"{root(request)}/login", 303)
        response.delete_cookie(COOKIE, path=root(request) or "/")
        return response

    async def _tagged(self, request: Request, make: Any) -> Response:
        tag = await etag(self._graph, request)
        if (same := unchanged(request, tag)) is not None:
            return same
        response: Response = await self._graph.use_in_turn(make)
        if response.status_code == HTTPStatus.OK:
            response.headers.update(caching(tag))
        return response


def problem_page(request: Request, problem: Problem) -> Response:
    """A page that says what is wrong; while the database is away it loads itself again."""
    faults = page_faults(request, problem)
    chosen = len(faults) == 1 and faults[0].offers
    heading = "Which one is meant?" if chosen else HEADINGS.get(problem.status, problem.title)
    response = page(
        request,
        "problem.html",
        status=problem.status,
        heading=heading,
        faults=faults,
        again=problem.status == HTTPStatus.SERVICE_UNAVAILABLE,
    )
    response.headers.update(problem.headers)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE and request.method == "GET":
        response.headers["Refresh"] = problem.headers.get("Retry-After", "5")
    return response


def _by_field(question: Question, faults: Iterable[PageFault]) -> dict[str, list[PageFault]]:
    """Faults by the field that they stand beside; those of no field, or of several, by ""."""
    fields = {parameter.name for parameter in question.parameters}
    found: dict[str, list[PageFault]] = {}
    for fault in faults:
        field = fault.parameter if fault.parameter in fields else ""
        found.setdefault(field or "", []).append(fault)
    return found


def _local(request: Request, wanted: str) -> str:
    """Where to go after a log-in: an address of this server, whatever was given."""
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
        return f"{root(request)}{wanted}"
    return f"{root(request)}/"


def _is_main(question: Question, parameter: Parameter) -> bool:
    """Whether a field of the form is seen at once: what is the question's own, or often asked."""
    return parameter.name in MAIN or parameter.required or parameter.name in question.needs_one_of


def table_columns(question: Question, answer: Answer | None) -> list[Column]:
    """The columns of the table on a page: without evidence, and without what says nothing."""
    rows = answer.rows if answer is not None else []
    return [
        column
        for column in question.columns
        if column.name not in EVIDENCE
        and not column.companion
        and (answer is None or column.name in answer.columns)
        and not (column.name in SAID_WHERE_UNUSUAL and _usual(row[column.name] for row in rows))
    ]


def _values(question: Question, query: QueryParams) -> dict[str, str]:
    """What the fields of the form hold; of a parameter given several times, all of it."""
    found: dict[str, list[str]] = {}
    for key, value in query.multi_items():
        found.setdefault(key.replace("-", "_").rstrip("_"), []).append(value)
    many = {parameter.name for parameter in question.parameters if parameter.many}
    return {
        name: SEPARATOR.join(filter(None, values)) if name in many else values[-1]
        for name, values in found.items()
    }


def _usual(values: Iterable[Any]) -> bool:
    return all(value in (None, [], "occurred", "certain") for value in values)


def _view_address(request: Request, question: Question, view: str) -> str:
    items = [item for item in request.query_params.multi_items() if item[0] != VIEW]
    query = urlencode([*items, *([(VIEW, view)] if view != TABLE else [])])
    return f"{address(request, 'ask', question.name)}?{query}"


def _most_on_record(graph: Graph) -> list[dict[str, Any]]:
    """The people and organizations that most briefs mention."""
    found: list[dict[str, Any]] = []
    for name in ("Person", "Organization"):
        found += graph.ask("who", class_=name, limit=LISTED).rows
    return sorted(found, key=lambda row: -row["briefs"])[:LISTED]


def _given_items(request: Request) -> list[tuple[str, str]]:
    """What is asked for, without how it is shown and fields that were left empty."""
    items = request.query_params.multi_items()
    return [item for item in items if item[1].strip() and item[0] != VIEW]


def _downloads(request: Request, question: Question) -> list[tuple[str, str]]:
    """The formats in which an answer can be taken along, each with its address."""
    query = _given_items(request)
    base = f"{root(request)}{PREFIX}/ask/{quote(question.name)}"
    return [
        (format, f"{base}?{urlencode([*query, ('format', format)])}")
        for format in formats()
        if format != "table"
    ]
