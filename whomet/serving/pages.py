"""Pages for people: search, the questions as forms, answers, and what an id stands for.

Rendered here, so that they work without a script; htmx only offers names as somebody types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from whomet.answer import Answer
from whomet.api import Graph
from whomet.ontology.dates.readable import readable
from whomet.ontology.errors import WhometError
from whomet.queries import Question
from whomet.queries.parameters import NAMED_TYPES, Parameter
from whomet.queries.presentation import formats
from whomet.queries.question import EVIDENCE, Column
from whomet.serving.access import COOKIE, SESSION_SECONDS, Access, Permission
from whomet.serving.api import PREFIX, TIME_LIMIT, caching, etag, offered, unchanged
from whomet.serving.guard import session_of
from whomet.serving.problems import Problem, problem_of
from whomet.serving.requests import SEPARATOR, ensure_allowed, given
from whomet.serving.shared_graph import SharedGraph

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent
#: Rows of an answer on a page; what is left out can be taken along as a file.
SHOWN = 200
#: Parameters that a form shows at once; the others are behind "More conditions".
MAIN = ("actor", "with", "place", "topic", "since", "until")
#: Columns that are left out where every row has the usual value.
SAID_WHERE_UNUSUAL = ("date_match", "status", "certainty", "topics", "medium")
#: Questions that an entity's page leads to, with the parameter that takes the entity.
LEADS = {
    "actor": ("who-met-whom", "meetings", "itinerary", "messages", "statements", "positions"),
    "place": ("visitors", "meetings", "timeline"),
    "topic": ("timeline", "meetings", "statements"),
}


def routes(graph: SharedGraph, access: Access) -> list[Route | Mount]:
    """The routes of all pages."""
    pages = _Pages(graph, access)
    return [
        Route("/", pages.start),
        Route("/find", pages.find),
        Route("/options/{type}", pages.options),
        Route("/questions", pages.questions),
        Route("/ask/{name}", pages.ask),
        Route("/show/{id:path}", pages.show),
        Route("/login", pages.log_in, methods=["GET", "POST"]),
        Route("/logout", pages.log_out, methods=["POST"]),
        Mount("/assets", StaticFiles(directory=_FOLDER / "assets")),
    ]


class _Pages:
    def __init__(self, graph: SharedGraph, access: Access) -> None:
        self._graph = graph
        self._access = access

    async def start(self, request: Request) -> Response:
        """Search, what the graph holds, and the questions."""
        ensure_allowed(request, Permission.READ)

        def make(graph: Graph) -> Response:
            return _page(request, "start.html", totals=graph.totals(), questions=graph.questions())

        return await run_in_threadpool(self._graph.use, make)

    async def find(self, request: Request) -> Response:
        """Names that begin as was typed: a list alone where htmx asks, a page otherwise."""
        ensure_allowed(request, Permission.READ)
        typed = request.query_params.get("q", "").strip()
        found = await run_in_threadpool(offered, self._graph, typed, "entity") if typed else []
        alone = request.headers.get("hx-request") == "true"
        if not alone and len(found) == 1:
            return RedirectResponse(_address(request, "show", found[0]["text"]), 303)
        return _page(request, "_found.html" if alone else "find.html", typed=typed, found=found)

    async def options(self, request: Request) -> Response:
        """Names for one field of a form, whatever its name is."""
        ensure_allowed(request, Permission.READ)
        typed = next(iter(request.query_params.values()), "").strip()
        kind = request.path_params["type"]
        found = await run_in_threadpool(offered, self._graph, typed, kind) if typed else []
        return _page(request, "_options.html", found=found)

    async def questions(self, request: Request) -> Response:
        """Every question, with what it is good for."""
        ensure_allowed(request, Permission.READ)
        found = await run_in_threadpool(lambda: self._graph.use(Graph.questions))
        return _page(request, "questions.html", questions=found)

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
                parameters = given(question, request.query_params)
                answer = graph.ask(
                    question.name, quotes="full", time_limit=TIME_LIMIT, **parameters
                )
            except Problem as error:
                problem = error
            except WhometError as error:
                problem = problem_of(error)
                if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
        return _page(
            request,
            "question.html",
            status=problem.status if problem else 200,
            question=question,
            values=values,
            answer=answer,
            problem=problem,
            columns=_columns(question, answer),
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
        )

    async def show(self, request: Request) -> Response:
        """What an id or name stands for."""
        ensure_allowed(request, Permission.READ)
        id = request.path_params["id"]

        def make(graph: Graph) -> Response:
            found = graph.show(id)
            leads = _leads(graph, found.kind, found.id)
            text = next(iter(found.facts.get("text", [])), None)
            return _page(
                request,
                "show.html",
                found=found,
                leads=leads,
                marked=_marked(text, found.claims) if text else None,
            )

        return await self._tagged(request, make)

    async def log_in(self, request: Request) -> Response:
        """Begin a session: by the one-time address, or by a token in the form."""
        wanted = request.query_params.get("next", "")
        secret = request.query_params.get("token", "")
        if request.method == "POST":
            form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
            secret, wanted = form.get("token", ""), form.get("next", "")
        if not secret:
            return _page(request, "login.html", wanted=wanted, problem=None)
        if self._access.too_many_failures:
            refused = "Too many log-ins failed; wait a minute."
            return _page(request, "login.html", status=429, wanted=wanted, problem=refused)
        session = self._access.log_in(secret.strip())
        if session is None:
            refused = (
                "This address was used already, or the token was revoked; `whomet serve` prints"
                " another address, `whomet token add` makes a token."
            )
            return _page(request, "login.html", status=403, wanted=wanted, problem=refused)
        response = RedirectResponse(_local(request, wanted), 303)
        response.set_cookie(
            COOKIE,
            session,
            max_age=SESSION_SECONDS,
            path=request.scope.get("root_path") or "/",
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
        response = RedirectResponse(f"{_root(request)}/login", 303)
        response.delete_cookie(COOKIE, path=request.scope.get("root_path") or "/")
        return response

    async def _tagged(self, request: Request, make: Any) -> Response:
        tag = await run_in_threadpool(etag, self._graph, request)
        if (same := unchanged(request, tag)) is not None:
            return same
        response: Response = await run_in_threadpool(self._graph.use, make)
        if response.status_code == HTTPStatus.OK:
            response.headers.update(caching(tag))
        return response


def problem_page(request: Request, problem: Problem) -> Response:
    """A page that says what is wrong; while the database is away it loads itself again."""
    candidates: Any = problem.more.get("candidates", ())
    response = _page(
        request, "problem.html", status=problem.status, problem=problem, candidates=candidates
    )
    response.headers.update(problem.headers)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE and request.method == "GET":
        response.headers["Refresh"] = problem.headers.get("Retry-After", "5")
    return response


def _page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    principal = getattr(request.state, "principal", None)
    html = (
        _environment()
        .get_template(template)
        .render(
            root=_root(request),
            principal=principal,
            path=request.url.path,
            address=lambda *parts: _address(request, *parts),
            **values,
        )
    )
    return HTMLResponse(html, status)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["readable"] = readable
    environment.filters["names"] = _names
    return environment


def _root(request: Request) -> str:
    """The path below which a proxy serves everything; empty without one."""
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


def _address(request: Request, *parts: Any, **query: str) -> str:
    """The address of a page; an id may have any character."""
    path = "/".join(quote(str(part), safe="") for part in parts)
    return f"{_root(request)}/{path}" + (f"?{urlencode(query)}" if query else "")


def _local(request: Request, wanted: str) -> str:
    """Where to go after a log-in: an address of this server, whatever was given."""
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
        return f"{_root(request)}{wanted}"
    return f"{_root(request)}/"


def _is_main(question: Question, parameter: Parameter) -> bool:
    """Whether a field of the form is seen at once: what is the question's own, or often asked."""
    return parameter.name in MAIN or parameter.required or parameter.name in question.needs_one_of


def _columns(question: Question, answer: Answer | None) -> list[Column]:
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


def _names(row: Mapping[str, Any], column: Column) -> list[tuple[str, str | None]]:
    """The values of a cell, each with the id of what it names, or None."""
    value = row[column.name]
    values = value if isinstance(value, list) else [] if value is None else [value]
    ids = row.get(f"{column.name}_ids", row.get(f"{column.name}_id"))
    found = ids if isinstance(ids, list) else [ids] * len(values)
    return [(str(each), id) for each, id in zip_longest(values, found[: len(values)])]


def _usual(values: Iterable[Any]) -> bool:
    return all(value in (None, [], "occurred", "certain") for value in values)


def _downloads(request: Request, question: Question) -> list[tuple[str, str]]:
    """The formats in which an answer can be taken along, each with its address."""
    query = [item for item in request.query_params.multi_items() if item[1].strip()]
    base = f"{_root(request)}{PREFIX}/ask/{quote(question.name)}"
    return [
        (format, f"{base}?{urlencode([*query, ('format', format)])}")
        for format in formats()
        if format != "table"
    ]


def _leads(graph: Graph, kind: str, id: str) -> list[tuple[str, Mapping[str, str]]]:
    """Questions about an entity: each with the parameter that takes it."""
    entity = graph.vocabulary.entities.get(kind)
    if entity is None:
        return []
    if "Actor" in entity.labels:
        parameter = "actor"
    else:
        parameter = "place" if "Place" in entity.labels else "topic"
    return [(name, {parameter: id}) for name in LEADS[parameter] if name in graph.catalogue.names]


def _marked(text: str, claims: list[Any]) -> list[tuple[str, str | None]]:
    """A brief's text in pieces, each with the id of the claim whose words it is, or None."""
    spans: list[tuple[int, int, str]] = []
    for claim in claims:
        begin = text.find(claim["quote"])
        if begin >= 0:
            spans.append((begin, begin + len(claim["quote"]), claim["claim"]))
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for begin, end, id in sorted(spans):
        if begin < at:
            continue
        pieces += [(text[at:begin], None), (text[begin:end], id)]
        at = end
    pieces.append((text[at:], None))
    return [piece for piece in pieces if piece[0]]
