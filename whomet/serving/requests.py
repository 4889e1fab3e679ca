"""What a request asks for: the parameters of a question in a query string, and the format."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request

from whomet.ontology.suggestions import suggest
from whomet.queries import Question
from whomet.queries.parameters import WITH_LIKELY
from whomet.queries.presentation import formats
from whomet.queries.quotes import WAYS
from whomet.queries.resolving import unreadable
from whomet.serving.access import Permission, Principal
from whomet.serving.problems import Problem

#: The media type of each format of an answer.
MEDIA_TYPES = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "geojson": "application/geo+json",
    "ics": "text/calendar; charset=utf-8",
    "table": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Parameters of a request that are not parameters of the question.
FORMAT, QUOTES, VIEW, CURSOR = "format", "quotes", "view", "cursor"
OWN = (FORMAT, QUOTES, WITH_LIKELY, CURSOR)
#: Between several values in one field of a form.
SEPARATOR = "; "


def ensure_allowed(request: Request, permission: Permission) -> Principal:
    """Who sends the request; Problem unless they may do this."""
    principal: Principal | None = request.state.principal
    if principal is None or not principal.may(permission):
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"This token may not {permission}; `whomet token add NAME --role` makes another.",
        )
    return principal


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a form that was sent, without empty ones; of several of a name the last."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def given(question: Question, query: QueryParams, *, of_form: bool = False) -> dict[str, Any]:
    """The parameters of a question, as `ask` takes them, which refuses empty ones.

    Browsers send the empty fields of a form: with `of_form` those are not given. Problem names
    every parameter that the question does not have, and what cannot be read in the others.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    arguments = [parameter.argument for parameter in question.parameters]
    found: dict[str, Any] = {}
    unknown: list[str] = []
    for key in dict.fromkeys(query):
        if key.replace("-", "_") in (*OWN, VIEW):
            continue
        name = key.replace("-", "_").rstrip("_")
        if name not in known:
            unknown.append(key)
            continue
        values = [
            part
            for value in query.getlist(key)
            for part in (_parts(value) if known[name].many else [value.strip()])
            if part or not of_form
        ]
        if values:
            found[known[name].argument] = values if len(values) > 1 else values[0]
    if unknown:
        others = unreadable(question, found)
        told = [_unknown(name, arguments, question) for name in unknown]
        at_fault = [*unknown, *(name for error in others for name in error.parameters)]
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "\n".join((" ".join(told), *(error.message for error in others))),
            {"parameters": at_fault, "known": [*arguments, *OWN]},
        )
    return found


def _parts(value: str) -> list[str]:
    """The values that stand in one, without blank ones between or after others."""
    parts = [part.strip() for part in value.split(SEPARATOR.strip())]
    return [part for part in parts if part] or [""]


def _unknown(name: str, known: Iterable[str], question: Question) -> str:
    known = list(known)
    hint = suggest(name, known, 1) or f"; expected one of {', '.join(known)}"
    return f"The question '{question.name}' has no parameter '{name}'{hint}."


def accepts_gzip(request: Request) -> bool:
    """Whether the sender takes an answer that is compressed."""
    return "gzip" in request.headers.get("accept-encoding", "")


def format_wanted(request: Request) -> str:
    """The format that `format` names, else the first that `Accept` does, else JSON."""
    wanted = request.query_params.get(FORMAT)
    if wanted is not None:
        if wanted not in formats():
            hint = suggest(wanted, formats()) or f"; expected one of {', '.join(formats())}"
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"There is no format '{wanted}'{hint}.",
                {"parameters": [FORMAT]},
            )
        return wanted
    for part in request.headers.get("accept", "*/*").split(","):
        accepted = part.split(";")[0].strip().lower()
        for name, media_type in MEDIA_TYPES.items():
            if accepted == media_type.split(";")[0]:
                return name
        if accepted in ("*/*", "application/*"):
            return "json"
    raise Problem(
        HTTPStatus.NOT_ACCEPTABLE,
        f"Answers come as {', '.join(kind.split(';')[0] for kind in MEDIA_TYPES.values())}.",
    )


def likely_wanted(request: Request) -> bool:
    """Whether likely duplicates of the entities asked for are included."""
    wanted = request.query_params.get(WITH_LIKELY, "false")
    if wanted not in ("true", "false"):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"`{WITH_LIKELY}` is true or false; got '{wanted}'.",
            {"parameters": [WITH_LIKELY]},
        )
    return wanted == "true"


def quotes_wanted(request: Request) -> str:
    """How quotes are shown: `short` or `full`."""
    way = request.query_params.get(QUOTES, WAYS[0])
    if way not in WAYS:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"`quotes` is {' or '.join(WAYS)}; got '{way}'.",
            {"parameters": [QUOTES]},
        )
    return way
