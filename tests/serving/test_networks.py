"""Answers as networks, without a browser: who is linked, what is left out, and where it leads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from whomet.api import Graph
from whomet.dossier.links import Links, links_of
from whomet.dossier.pictures import GROUPS, PEOPLE, network_data
from whomet.graph.settings import Settings

Headers = dict[str, str]

MESSAGE = {
    "senders": ["A"],
    "senders_ids": ["a"],
    "recipients": ["B", "C"],
    "recipients_ids": ["b", "c"],
    "event": "e1",
}
CARRIED = {"carriers": ["D"], "carriers_ids": ["d"]}
DIRECT = {"carriers": [], "carriers_ids": []}


@pytest.mark.parametrize(
    ("row", "edges", "pairs"),
    [
        (MESSAGE | CARRIED, ("senders", "carriers", "recipients"), {"ad", "bd", "cd"}),
        (MESSAGE | DIRECT, ("senders", "carriers", "recipients"), {"ab", "ac"}),
        (MESSAGE, ("recipients",), {"bc"}),
        ({"actor": "A", "actor_id": "a", "event": ["e1", "e2"]}, ("actor", "event"), {"ab", "ac"}),
        (MESSAGE | {"recipients": ["A"], "recipients_ids": ["a"]}, ("senders", "recipients"), {}),
        ({"who": "A", "who_id": "a", "event": "e1"}, ("who", "whom"), {}),
    ],
)
def test_rows_link_whom_their_question_says(
    row: dict[str, Any], edges: tuple[str, ...], pairs: set[str]
) -> None:
    people = {"e1": {"a": "A", "b": "B"}, "e2": {"a": "A", "c": "C"}}
    links = links_of([row], edges, people)
    assert {"".join(pair) for pair in links.events} == set(pairs)
    assert links.alone == (not pairs)


def test_a_network_keeps_the_most_frequent_and_colours_the_first_groups() -> None:
    names = {f"p{n:02}": f"P {n:02}" for n in range(60)}
    events = {("p00", id): {f"{id}-{k}": None for k in range(60 - n)} for n, id in enumerate(names)}
    del events["p00", "p00"]
    groups = {id: n % (GROUPS + 2) for n, id in enumerate(list(names)[:30])}
    network, people = network_data(
        Links(names, events), {"p59"}, dict.fromkeys(groups, "1"), groups
    )
    assert network is not None and people == 60
    shown = [person["id"] for person in network["people"]]
    assert shown == ["p59", *sorted(names)[: PEOPLE - 1]]
    assert len(network["links"]) == PEOPLE - 1
    assert [group["number"] for group in network["groups"]] == [*range(1, GROUPS + 1), 0]
    assert sum(group["people"] for group in network["groups"]) == PEOPLE
    assert [p["id"] for p in network["people"] if p["beside"]] == [
        i for i in shown if i not in groups
    ]
    alone, _ = network_data(Links(names, events), (), {}, {"p01": 1})
    assert alone is not None and alone["groups"] == []


def network_of(html: str) -> dict[str, Any]:
    begin = html.index('id="data">') + 10
    found: dict[str, Any] = json.loads(html[begin : html.index("</script>", begin)])["network"]
    return found


def test_whoever_is_central_is_drawn_with_figures_and_communities(
    client: TestClient, viewer: Headers, settings: Settings
) -> None:
    page = client.get("/ask/network?since=2017&view=network", headers=viewer).text
    network = network_of(page)
    with Graph(settings) as graph:
        rows = graph.ask("network", since="2017")
        met = graph.ask("frequency", since="2017")
    assert {person["id"] for person in network["people"]} == {row["actor_id"] for row in rows}
    assert len(network["links"]) == len(met)
    communities = {row["community"] for row in rows}
    assert len(communities) > 1 and "Community 1: " in page
    assert len(network["groups"]) == len(communities)
    first = next(p for p in network["people"] if p["id"] == rows[0]["actor_id"])
    assert f"meetings {rows[0]['meetings']}, people {rows[0]['people']}" in first["facts"]
    # Line by line, with names and quotes that lead on.
    assert page.count("<tbody data-events>") == len(met)
    most = max(met, key=lambda row: row["count"])
    assert f"{most['count']} <span>events</span>" in page


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("brokers?with=Ali+Khamenei", "A hollow circle is somebody at their events"),
        ("network?actor=Bagheri", "A hollow circle is somebody at their events"),
        ("messages?actor=Khamenei", "Line by line"),
        ("statements?since=", "rows link nobody, and are not in the picture"),
        ("meetings?since=2017&limit=3", "Line by line"),
        ("co-presence?actor=Bagheri", "Line by line"),
        ("connection?actor=Ali+Khamenei&with=Hulusi+Akar", "Hassan Rouhani"),
    ],
)
def test_answers_that_link_people_are_shown_as_networks(
    client: TestClient, viewer: Headers, path: str, said: str
) -> None:
    page = client.get(f"/ask/{path}&view=network", headers=viewer).text
    assert 'id="picture-network"' in page and said in page
    assert network_of(page)["links"]


def test_an_answer_that_links_nobody_is_no_network(client: TestClient, viewer: Headers) -> None:
    for path in ("who?class=Person", "visits?actor=Bagheri", "meetings?actor=Bagheri&since=2030"):
        page = client.get(f"/ask/{path}&view=network", headers=viewer).text
        assert "picture-network" not in page and "view=network" not in page


def test_the_quotes_of_many_events_say_how_many_are_left_out(
    client: TestClient, viewer: Headers
) -> None:
    page = client.get("/evidence?event=2017-08-16-ankara%23canikli-met&more=2", headers=viewer)
    assert "And 2 more." in page.text
