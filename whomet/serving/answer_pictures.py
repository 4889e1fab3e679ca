"""An answer as a picture: its timeline, its map, or its network."""

from __future__ import annotations

from typing import Any

from whomet.answer import Answer
from whomet.api import Graph
from whomet.dossier.pictures import Pictures, map_data, network_data
from whomet.queries.places import PLACE_COLUMNS
from whomet.serving.entity_pages import kind_of, page_data, rows_as_events

TABLE, TIMELINE, MAP, NETWORK = "table", "timeline", "map", "network"
_NO_PICTURES = Pictures([], None, (), None, 0)


def views_of(answer: Answer) -> list[str]:
    """The ways in which an answer can be shown."""
    columns = answer.columns
    if "event" not in columns or not answer:
        return [TABLE]
    views = [TABLE]
    if "begin_earliest" in columns:
        views.append(TIMELINE)
    if any(column in columns for column in PLACE_COLUMNS):
        views.append(MAP)
    if _pairs(answer) or "participants_ids" in columns:
        views.append(NETWORK)
    return views


def answer_picture(
    graph: Graph, answer: Answer, view: str
) -> tuple[Pictures, dict[str, Any]] | None:
    """The picture of a view with its data; None for the table."""
    if view == TABLE:
        return None
    rows = answer.rows
    events = dict(rows_as_events(kind_of(answer.question), rows))
    pictures = _NO_PICTURES
    if view == TIMELINE:
        dated = [id for id, event in events.items() if event["first"] or event["last"]]
        pictures = Pictures(dated, None, (), None, 0)
    elif view == MAP:
        drawn, unknown = map_data(graph.connect(), [(answer.columns, rows)], route=False)
        pictures = Pictures([], drawn, unknown, None, 0)
    elif _pairs(answer):
        met = [{**row, "event": _listed(row["event"])} for row in rows]
        pictures = Pictures([], None, (), *network_data([], met, []))
    else:
        pictures = Pictures([], None, (), *network_data([], [], rows))
    return pictures, page_data(events, pictures)


def _pairs(answer: Answer) -> bool:
    return {"who_id", "whom_id"}.issubset(answer.columns)


def _listed(event: Any) -> list[str]:
    return event if isinstance(event, list) else [event]
