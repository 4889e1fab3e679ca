"""An answer as a picture: its timeline, its map, or its network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from whomet.answer import Answer
from whomet.api import Graph
from whomet.dossier.links import Links, links_of, participants_of
from whomet.dossier.pictures import Pictures, map_data, network_data
from whomet.queries.places import PLACE_COLUMNS
from whomet.queries.question import EVENT, Question
from whomet.serving.entity_pages import kind_of, page_data, rows_as_events

TABLE, TIMELINE, MAP, NETWORK = "table", "timeline", "map", "network"
_NO_PICTURES = Pictures([], None, (), None, 0)


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """A line of a network: its two ends, as id and name, and the events behind it."""

    ends: tuple[tuple[str, str], tuple[str, str]]
    events: list[str]


@dataclass(frozen=True, slots=True)
class AnswerPicture:
    """A picture with its data; of a network also its lines, and how many rows link nobody."""

    pictures: Pictures
    data: dict[str, Any]
    links: list[DrawnLink] | None = None
    alone: int = 0


def views_of(answer: Answer) -> list[str]:
    """The ways in which an answer can be shown."""
    columns = answer.columns
    if EVENT not in columns or not answer:
        return [TABLE]
    views = [TABLE]
    if "begin_earliest" in columns:
        views.append(TIMELINE)
    if any(column in columns for column in PLACE_COLUMNS):
        views.append(MAP)
    if _links_anybody(answer):
        views.append(NETWORK)
    return views


def answer_picture(graph: Graph, answer: Answer, view: str) -> AnswerPicture | None:
    """The picture of a view with its data; None for the table."""
    if view == TABLE:
        return None
    rows = answer.rows
    if view == NETWORK:
        return _network(graph, answer)
    events = dict(rows_as_events(kind_of(answer.question), rows))
    if view == TIMELINE:
        dated = [id for id, event in events.items() if event["first"] or event["last"]]
        pictures = Pictures(dated, None, (), None, 0)
    else:
        drawn, unknown = map_data(graph.connect(), [(answer.columns, rows)], route=False)
        pictures = Pictures([], drawn, unknown, None, 0)
    return AnswerPicture(pictures, page_data(events, pictures))


def _links_anybody(answer: Answer) -> bool:
    edges = answer.result.question.edges
    if EVENT in edges:
        return True
    return any(links_of([row], edges).events for row in answer.rows) if edges else False


def _network(graph: Graph, answer: Answer) -> AnswerPicture:
    links = _links(graph, answer)
    network, people = network_data(
        links,
        {each.id for each in answer.understood if each.id is not None} & links.names.keys(),
        _by_actor(answer, _facts),
        _by_actor(answer, lambda question, row: row.get(question.groups or "")),
    )
    pictures = Pictures([], None, (), network, people)
    drawn = _drawn(network) if network is not None else []
    shown = {id for link in drawn for id in link.events}
    found = rows_as_events(kind_of(answer.question), answer.rows)
    events = {id: event for id, event in found if id in shown}
    return AnswerPicture(pictures, page_data(events, pictures), drawn, links.alone)


def _links(graph: Graph, answer: Answer) -> Links:
    edges = answer.result.question.edges
    participants = None
    if EVENT in edges:
        day = answer.parameters.get("known_by")
        known_by = date.fromisoformat(day) if isinstance(day, str) else None
        participants = participants_of(graph.connect(), answer.rows, known_by)
    return links_of(answer.rows, edges, participants)


def _drawn(network: Mapping[str, Any]) -> list[DrawnLink]:
    """The lines of a network, those of most events first."""
    ends = [(person["id"], person["name"]) for person in network["people"]]
    links = [
        DrawnLink((ends[link["from"]], ends[link["to"]]), link["events"])
        for link in network["links"]
    ]
    return sorted(links, key=lambda link: -len(link.events))


def _by_actor(
    answer: Answer, of_row: Callable[[Question, Mapping[str, Any]], Any]
) -> dict[str, Any]:
    """What rows say of their actor, by id, where each row is of one."""
    question = answer.result.question
    id = f"{question.edges[0]}_id"
    if EVENT not in question.edges or id not in answer.columns:
        return {}
    return {str(row[id]): of_row(question, row) for row in answer.rows}


def _facts(question: Question, row: Mapping[str, Any]) -> str:
    """The figures of a row in words: "3 meetings" where a column says so."""
    return ", ".join(
        f"{column.name.replace('_', ' ')} {row[column.name]:,}"
        for column in question.columns
        if isinstance(row.get(column.name), int | float)
    )
