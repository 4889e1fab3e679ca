"""Pages of what is on record: entities, pairs, events, briefs, and the quotes behind a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from whomet.api import Graph
from whomet.dossier.evidence import Evidence, evidence_of
from whomet.dossier.pictures import PEOPLE
from whomet.dossier.subject import DossierRequest, Subject, subject_of
from whomet.ontology.errors import WhometError
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import internal
from whomet.queries.parameters import accepted_classes
from whomet.queries.show import Description
from whomet.serving.access import Permission
from whomet.serving.addresses import address
from whomet.serving.api import TIME_LIMIT, caching, etag, unchanged
from whomet.serving.entity_pages import EntityContent, entity_content
from whomet.serving.problems import Problem, problem_of
from whomet.serving.rendering import (
    EVENTS,
    MORE,
    claim_anchor,
    evidence_address,
    page,
    parts,
    sent_in_parts,
)
from whomet.serving.requests import ensure_allowed
from whomet.serving.shared_graph import SharedGraph

PERIOD = ("since", "until")
#: Facts of an event that follow from its dates.
BOUNDS = ("start", "end", "begin earliest", "begin latest", "end earliest", "end latest")
#: Questions that an entity's page leads to, with the parameter that takes the entity.
LEADS = {
    "actor": (
        *("who-met-whom", "itinerary", "messages", "statements", "capacities"),
        *("brokers", "network", "gaps"),
    ),
    "place": ("visitors", "meetings", "timeline", "network", "gaps"),
    "topic": ("timeline", "meetings", "statements", "network", "gaps"),
}
#: The question of who held what: the page of an organization or a position leads there too.
HELD = "positions"


def routes(graph: SharedGraph) -> list[Route]:
    """The routes of these pages."""
    pages = _Showing(graph)
    return [
        Route("/show/{id:path}", pages.show),
        Route("/pair", pages.pair),
        Route("/evidence", pages.evidence),
        Route("/dossier/{id:path}", pages.dossier),
    ]


class _Showing:
    def __init__(self, graph: SharedGraph) -> None:
        self._graph = graph

    async def show(self, request: Request) -> Response:
        """The page of an id or name, by what it refers to."""
        ensure_allowed(request, Permission.READ)
        id = request.path_params["id"]
        tag = await etag(self._graph, request)
        if (same := unchanged(request, tag)) is not None:
            return same

        def make(graph: Graph) -> Response:
            from whomet.queries.show import describe

            try:
                found = describe(graph.connect(), id, with_reasons=False)
            except QuestionError as error:
                problem = problem_of(error)
                if not error.choices:
                    problem.status = HTTPStatus.NOT_FOUND
                raise problem from None
            if found.kind in graph.vocabulary.entities:
                return self._entity(request, graph, DossierRequest(name=found.id))
            if found.kind == "Brief":
                return _brief(request, graph, found)
            return _event(request, graph, found)

        response = await self._graph.use_in_turn(make)
        response.headers.update(caching(tag))
        return response

    async def pair(self, request: Request) -> Response:
        """Two actors: whether they met, how they are connected, when they were in one place."""
        ensure_allowed(request, Permission.READ)
        one, other = (request.query_params.get(name, "").strip() for name in ("actor", "with"))
        if not one or not other:
            detail = "Give two people, organizations or delegations: actor and with."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, {"parameters": ["with"]})

        def make(graph: Graph) -> Response:
            return self._entity(request, graph, DossierRequest(name=one, with_=other))

        response: Response = await self._graph.use_in_turn(make)
        return response

    def _entity(self, request: Request, graph: Graph, wanted: DossierRequest) -> Response:
        given = {name: request.query_params.get(name, "").strip() or None for name in PERIOD}
        asked = DossierRequest(
            wanted.name, wanted.with_, since=given["since"], until=given["until"]
        )
        subject = subject_of(graph.connect(), asked)
        made: list[EntityContent | str] = []

        def content() -> EntityContent | None:
            if not made:
                made.append(self._content(request, subject))
            return made[0] if isinstance(made[0], EntityContent) else None

        def pieces() -> Iterator[str]:
            yield from parts(
                request,
                "entity.html",
                subject=subject,
                own={entity.id for entity in subject.entities},
                given=given,
                content=content,
                problem=lambda: made[0],
                leads=_leads(graph, subject),
                most_people=PEOPLE,
            )

        return sent_in_parts(request, pieces())

    def _content(self, request: Request, subject: Subject) -> EntityContent | str:
        """All of the page but its title; a sentence where that fails, for the title is sent."""

        def evidence(ids: list[str]) -> str:
            return evidence_address(request, ids)

        def make(graph: Graph) -> EntityContent:
            return entity_content(graph, subject, TIME_LIMIT, evidence)

        try:
            return self._graph.use(make)
        except WhometError as error:
            return problem_of(error).detail

    async def evidence(self, request: Request) -> Response:
        """The quotes of events, each in its sentence: alone where a script asks, or as a page."""
        ensure_allowed(request, Permission.READ)
        ids = list(dict.fromkeys(request.query_params.getlist("event")))
        if not ids:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Give the id of an event: event=….")
        more = request.query_params.get(MORE, "")

        def make(graph: Graph) -> Evidence:
            return evidence_of(graph.connect(), {id: {} for id in ids[:EVENTS]})

        found = await self._graph.use_in_turn(make)
        alone = request.headers.get("hx-request") == "true"
        return page(
            request,
            "_evidence.html" if alone else "evidence.html",
            events=list(found.events.values()),
            left_out=max(0, len(ids) - EVENTS) + (int(more) if more.isdecimal() else 0),
        )

    async def dossier(self, request: Request) -> Response:
        """The dossier as a file, to take along."""
        ensure_allowed(request, Permission.READ)
        id = request.path_params["id"]
        other = request.query_params.get("with") or None

        def make(graph: Graph) -> str:
            return graph.dossier(id, with_=other).html

        html = await self._graph.use_in_turn(make)
        headers = {"Content-Disposition": 'attachment; filename="dossier.html"'}
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _leads(graph: Graph, subject: Subject) -> list[tuple[str, Mapping[str, str]]]:
    """Questions about a subject: each with its parameters."""
    kind = "actor" if subject.kind in ("actor", "pair") else subject.kind
    held: list[tuple[str, Mapping[str, str]]] = [
        (HELD, {parameter.name: entity.id})
        for entity in subject.entities
        for parameter in graph.catalogue.question(HELD).parameters
        if parameter.type in ("organization", "position")
        and entity.kind in accepted_classes(parameter.type, graph.vocabulary)
    ]
    return held + [
        (name, {key.rstrip("_"): value for key, value in subject.parameters.items()})
        for name in LEADS[kind]
        if name in graph.catalogue.names
        and {key.rstrip("_") for key in subject.parameters}.issubset(
            parameter.name for parameter in graph.catalogue.question(name).parameters
        )
    ]


def _event(request: Request, graph: Graph, found: Description) -> Response:
    """An event or claim: who took part in which role, and all that is said of it."""
    reader = graph.connect()
    event = found.claims[0]["event"] if found.kind == "Claim" and found.claims else found.id
    if event != found.id:
        return RedirectResponse(address(request, "show", event), 303)
    roles: dict[str, list[dict[str, Any]]] = {}
    named = graph.vocabulary.events[found.kind].roles.values()
    keys = {(role.relationship, role.outgoing): role.key for role in named}
    for row in reader.read(internal("roles", reader.vocabulary), {"id": found.id}):
        key = keys.get((row["type"], row["outgoing"]), f"{row['type'].lower()} (of another)")
        roles.setdefault(key.replace("_", " "), []).append(row)
    order = [key.replace("_", " ") for key in keys.values()]
    facts = {
        name: values
        for name, values in found.facts.items()
        if name not in keys.values() and not name.endswith("(of another)") and name != "class"
    }
    evidence = evidence_of(reader, {found.id: {}})
    return page(
        request,
        "event.html",
        found=found,
        roles=sorted(roles.items(), key=lambda role: (*order, role[0]).index(role[0])),
        facts=facts,
        bounds=BOUNDS,
        event=evidence.events.get(found.id),
    )


def _brief(request: Request, graph: Graph, found: Description) -> Response:
    """A brief: its text, in which names lead on, and the words of claims are marked."""
    reader = graph.connect()
    [row] = reader.read(internal("texts"), {"briefs": [found.id]})
    mentions = reader.read(internal("mentions"), {"id": found.id})
    claims = [
        {**claim, "begin": at["begin"], "end": at["end"]}
        for claim in found.claims
        for at in row["claims"]
        if at["claim"] == claim["claim"]
    ]
    claims.sort(key=lambda claim: (claim["begin"], claim["end"]))
    facts = {name: values for name, values in found.facts.items() if name != "text"}
    return page(
        request,
        "brief.html",
        found=found,
        facts=facts,
        claims=claims,
        mentions=mentions,
        pieces=marked_text(row["text"], claims, mentions),
    )


def marked_text(
    text: str, claims: list[dict[str, Any]], mentions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A text in pieces: each with the claims whose words it belongs to, and what it names.

    `starts` are the element ids of the claims that begin with the piece.
    """
    names = [
        (begin, end, mention["id"])
        for mention in mentions
        for begin, end in zip(mention["starts"] or (), mention["ends"] or (), strict=True)
    ]
    ends = {0, len(text)}
    ends.update(end for claim in claims for end in (claim["begin"], claim["end"]))
    ends.update(end for begin, end, _ in names for end in (begin, end))
    edges = sorted(ends)
    return [
        {
            "text": text[begin:end],
            "marked": any(c["begin"] <= begin and end <= c["end"] for c in claims),
            "starts": [claim_anchor(c["claim"]) for c in claims if c["begin"] == begin],
            "id": next((id for first, last, id in names if first <= begin and end <= last), None),
        }
        for begin, end in pairwise(edges)
    ]
