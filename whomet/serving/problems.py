"""Errors as RFC 9457 problem details, the same for every route of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import JSONResponse

from whomet.graph.errors import DatabaseUnavailable
from whomet.ontology.errors import WhometError
from whomet.ontology.json_values import JsonObject
from whomet.queries.errors import CatalogueError, QuestionError

MEDIA_TYPE = "application/problem+json"
#: Seconds after which a request may be sent again while the database is away.
RETRY_AFTER = 5


class Problem(Exception):
    """A request that cannot be answered; `detail` is a sentence that says what to do.

    `more` are further members: `parameters` at fault, `candidates` that may be meant, `choices`
    between entities of one name. `faults` are the errors behind it, one for each parameter.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        more: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[WhometError] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more: JsonObject = more or {}
        self.headers = dict(headers or {})
        self.faults = tuple(faults)

    @property
    def title(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase

    def to_json(self) -> JsonObject:
        """The problem details object."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }

    def response(self) -> JSONResponse:
        """The answer to a program."""
        return JSONResponse(
            self.to_json(), self.status, headers=self.headers, media_type=MEDIA_TYPE
        )


def problem_of(error: WhometError) -> Problem:
    """The HTTP problem for an error of whomet."""
    if isinstance(error, DatabaseUnavailable):
        headers = {"Retry-After": str(RETRY_AFTER)}
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.message, headers=headers)
    if isinstance(error, CatalogueError):
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, error.message)
    more: JsonObject = {}
    if error.parameters:
        more["parameters"] = list(error.parameters)
    if error.candidates:
        more["candidates"] = list(error.candidates)
    faults: Sequence[WhometError] = (error,)
    if isinstance(error, QuestionError):
        faults = error.parts or faults
        if error.choices:
            more["choices"] = [choice.to_json() for choice in error.choices]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, more, faults=faults)
