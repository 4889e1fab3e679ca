"""Graphs of one brief that names some entities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from whomet.graph.database.connection import Connection
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read


def load(
    graph: Connection,
    folder: Path,
    entities: dict[str, Any],
    text: str = "Nothing happened.",
    events: dict[str, Any] | None = None,
) -> None:
    """Load a brief with these entities and events; nothing in its text has to do with them."""
    brief = {
        "brief": "b1",
        "title": "T",
        "source": "S",
        "published": "2020-01-01",
        "language": "en",
        "text": text,
        "entities": entities,
        "events": events or {},
    }
    path = folder / "b1.json"
    path.write_text(json.dumps(brief), encoding="utf-8")
    load_briefs(graph, [result.brief for result in read([path]) if result.brief is not None])


def place(name: str, ref: str, *aliases: str) -> dict[str, Any]:
    """A country of a brief."""
    made = {"type": "Place", "name": name, "kind": "country", "ref": ref}
    return {**made, "aliases": list(aliases)} if aliases else made


STATES = {
    "rok": place("Korea, Republic of", "x:rok"),
    "brazzaville": place("Congo, Republic of", "x:brazzaville"),
    "frg": place("Germany, Federal Republic of", "x:frg", "Germany"),
    "egypt": place("Egypt", "x:egypt"),
    "ussr": place("USSR", "x:ussr"),
    "uk": place("United Kingdom", "x:uk"),
    "us": place("United States", "x:us"),
    "city": {"type": "Place", "name": "Washington, D.C.", "kind": "city", "ref": "x:city"},
    "athens": {"type": "Place", "name": "Athens", "kind": "city", "ref": "x:athens"},
    "tokyo": {"type": "Place", "name": "Tokyo", "kind": "city", "ref": "x:tokyo"},
    "biden": {"type": "Person", "name": "Joe Biden", "ref": "x:biden"},
    "baudouin": {"type": "Person", "name": "King Baudouin", "ref": "x:baudouin"},
    "putin": {"type": "Person", "name": "Vladimir Putin", "ref": "x:putin"},
    "chung": {"type": "Person", "name": "Chung Il-kwon", "ref": "x:chung"},
    "mao": {"type": "Person", "name": "Mao Tse-tung", "ref": "x:mao"},
    "spaak": {"type": "Person", "name": "Spaak", "aliases": ["Head of NATO"], "ref": "x:spaak"},
}
