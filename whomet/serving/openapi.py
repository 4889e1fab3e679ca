"""The description of the API in OpenAPI 3.1, made from the catalogue of questions."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from whomet.ontology.json_values import JsonObject
from whomet.queries import Parameter, Question
from whomet.queries.parameters import WITH_LIKELY
from whomet.queries.presentation import BINARY, formats
from whomet.queries.quotes import WAYS
from whomet.serving.problems import MEDIA_TYPE
from whomet.serving.requests import CURSOR, FORMAT, MEDIA_TYPES, QUOTES
from whomet.serving.schemas import parameter_help, parameter_schema

INFO = """\
Who met whom, where and when, and which sentence of which brief says so. Every question of the \
library has a path of its own; an answer names the briefs and quotes that each row rests on. \
Within version 1, paths, parameters, columns and members are added, never removed or renamed.\
"""
#: What a value of a row may be.
_TYPES = ("string", "number", "integer", "boolean", "null", "object")
_VALUE: JsonObject = {"type": list(_TYPES)}


def description(questions: Iterable[Question], prefix: str) -> JsonObject:
    """The OpenAPI document of an API with these questions, its paths below `prefix`."""
    paths: dict[str, Any] = {
        prefix: _read("index", "The version, and what the graph holds", "Index"),
        f"{prefix}/questions": _read("questions", "Every question", "Questions"),
        f"{prefix}/questions/{{name}}": _read(
            "question", "One question", "Question", [_path("name", "its name")], missing=True
        ),
        f"{prefix}/names": _read(
            "names",
            "Names in the graph that begin as `q`",
            "Names",
            [_query("q", "what is typed"), _query("type", "a type of parameter")],
            refuses=True,
        ),
        f"{prefix}/show/{{id}}": _read(
            "show",
            "What an id or a name refers to, with its claims",
            "Description",
            [_path("id", "an id or name")],
            missing=True,
            refuses=True,
        ),
        f"{prefix}/briefs": {"post": _load()},
        f"{prefix}/standing": _read("standing", "The standing questions", "StandingQuestions"),
        f"{prefix}/standing/{{name}}": _news(),
    }
    for question in questions:
        paths[f"{prefix}/ask/{question.name}"] = {"get": _ask(question)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "whomet", "version": version("whomet"), "description": INFO},
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "whomet_session"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _ask(question: Question) -> JsonObject:
    parameters = [_parameter(parameter) for parameter in question.parameters]
    parameters += [
        _query(FORMAT, "the format, instead of the header Accept", {"enum": list(formats())}),
        _query(QUOTES, "the quoted words only, or their sentences", {"enum": list(WAYS)}),
        _query(
            WITH_LIKELY,
            "also include likely duplicates of the names given; a column `likely` says where",
            {"type": "boolean"},
        ),
        _query(
            CURSOR,
            "of a page: from the header Link of the page before, with the same parameters",
            {"type": "string"},
        ),
    ]
    columns: dict[str, Any] = {
        column.name: {"description": column.meaning, **_column(column.many)}
        for column in question.columns
    }
    answer: JsonObject = {
        "allOf": [
            _ref("Answer"),
            {"properties": {"rows": {"type": "array", "items": {"properties": columns}}}},
        ]
    }
    content: dict[str, Any] = {"application/json": {"schema": answer}}
    for format, media_type in MEDIA_TYPES.items():
        name = media_type.split(";")[0]
        kind: JsonObject = {"type": "object" if name.endswith("+json") else "string"}
        content.setdefault(name, {} if format in BINARY else {"schema": kind})
    return {
        "operationId": f"ask-{question.name}",
        "summary": question.question,
        "description": "\n\n".join([question.why, *question.caveats]),
        "tags": ["questions"],
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The answer",
                "headers": {**_ETAG, **_LINK},
                "content": content,
            },
            "304": {"description": "The answer that the sender has is up to date"},
            "406": _problem("The format is not known"),
            "422": _problem("A parameter is not right, or a name is not clear"),
            **_ALWAYS,
        },
    }


def _parameter(parameter: Parameter) -> JsonObject:
    made = _query(parameter.name, parameter_help(parameter), parameter_schema(parameter))
    return {**made, "required": True} if parameter.required else made


def _column(many: bool) -> JsonObject:
    if many:
        return {"type": ["array", "null"], "items": _VALUE}
    return {"type": [*_TYPES, "array"]}


def _read(
    id: str,
    summary: str,
    schema: str,
    parameters: Iterable[JsonObject] = (),
    *,
    missing: bool = False,
    refuses: bool = False,
) -> JsonObject:
    responses: dict[str, Any] = {
        "200": {
            "description": summary,
            "content": {"application/json": {"schema": _ref(schema)}},
        },
        **_ALWAYS,
    }
    if missing:
        responses["404"] = _problem("There is none of this name, or it cannot be one")
    if refuses:
        responses["304"] = {"description": "What the sender has is up to date"}
        responses["422"] = _problem("Nothing is called so, or several are")
    get: JsonObject = {
        "operationId": id,
        "summary": summary,
        "parameters": list(parameters),
        "responses": responses,
    }
    return {"get": get}


def _load() -> JsonObject:
    brief = {"schema": {"type": ["object", "array"]}}
    report = {"application/json": {"schema": _ref("LoadReport")}}
    return {
        "operationId": "load",
        "summary": "Load the briefs in the body",
        "description": "Loading the same briefs again changes nothing.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": brief,
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/yaml": {"schema": {"type": "string"}},
            },
        },
        "responses": {
            "200": {"description": "All briefs are in the graph", "content": report},
            "413": _problem("The body is too large"),
            "409": _problem("Somebody else is loading; try again later"),
            "415": _problem("The body is of an unknown kind"),
            "422": {"description": "Faults, each with its place", "content": report},
            **_ALWAYS,
        },
    }


def _news() -> JsonObject:
    made: dict[str, Any] = _read(
        "news",
        "What is new in the answer to a standing question",
        "News",
        [
            _path("name", "its name"),
            _query("since", "a day or moment: compare with the last run by then"),
            _query(FORMAT, "JSON, or a feed", {"enum": ["json", "atom"]}),
        ],
        missing=True,
    )
    responses = made["get"]["responses"]
    responses["200"]["content"]["application/atom+xml"] = {"schema": _TEXT}
    responses["422"] = _problem("No run is so old, or a parameter is not right")
    found: JsonObject = made
    return found


def _path(name: str, said: str) -> JsonObject:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": said,
        "schema": {"type": "string", "minLength": 1},
    }


def _query(name: str, said: str, schema: JsonObject | None = None) -> JsonObject:
    return {"name": name, "in": "query", "description": said, "schema": schema or _TEXT}


def _ref(name: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem(said: str) -> JsonObject:
    return {"description": said, "content": {MEDIA_TYPE: {"schema": _ref("Problem")}}}


def _object(required: str, **properties: Any) -> JsonObject:
    return {"type": "object", "required": required.split(), "properties": properties}


_TEXT: JsonObject = {"type": "string"}
_TEXTS: JsonObject = {"type": "array", "items": _TEXT}
_OBJECTS: JsonObject = {"type": "array", "items": {"type": "object"}}
_ETAG: JsonObject = {"ETag": {"schema": _TEXT}}
_LINK: JsonObject = {
    "Link": {"description": 'rel="next": the page behind this one', "schema": _TEXT}
}
_ALWAYS: dict[str, Any] = {
    "401": _problem("A token is needed"),
    "403": _problem("The token may not do this"),
    "503": _problem("The database does not answer; try again later"),
}
_SCHEMAS: dict[str, Any] = {
    "Index": _object(
        "version totals links",
        version=_TEXT,
        totals={"type": "object", "additionalProperties": {"type": "integer"}},
        links={"type": "object", "additionalProperties": _TEXT},
    ),
    "Questions": _object("questions", questions={"type": "array", "items": _ref("Question")}),
    "Question": _object(
        "name title question why parameters columns caveats example",
        name=_TEXT,
        title=_TEXT,
        question=_TEXT,
        why=_TEXT,
        parameters=_OBJECTS,
        columns=_OBJECTS,
        caveats=_TEXTS,
        example=_TEXT,
    ),
    "Answer": _object(
        "question parameters columns rows notes",
        question=_TEXT,
        parameters={"type": "object"},
        columns=_TEXTS,
        rows=_OBJECTS,
        notes=_TEXTS,
        understood=_OBJECTS,
        total={"type": "integer"},
        counts={"type": "object"},
    ),
    "Names": _object(
        "names", names={"type": "array", "items": _object("text help", text=_TEXT, help=_TEXT)}
    ),
    "Description": _object(
        "kind id name facts claims",
        kind=_TEXT,
        id=_TEXT,
        name=_TEXT,
        facts={"type": "object", "additionalProperties": _TEXTS},
        claims=_OBJECTS,
    ),
    "StandingQuestions": _object("standing_questions", standing_questions=_OBJECTS),
    "News": _object(
        "name question parameters at since rows changes",
        name=_TEXT,
        question=_TEXT,
        parameters={"type": "object"},
        at=_TEXT,
        since={"type": ["string", "null"]},
        rows={"type": "integer"},
        changes=_OBJECTS,
    ),
    "LoadReport": _object("ok faults warnings", ok={"type": "boolean"}, faults=_OBJECTS),
    "Problem": _object(
        "type title status detail",
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        parameters=_TEXTS,
        candidates=_TEXTS,
        choices=_OBJECTS,
    ),
}
