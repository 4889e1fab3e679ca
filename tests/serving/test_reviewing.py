"""The review page: who may, one decision at a time, and nothing in place of what was shown."""

from __future__ import annotations

import re
from contextlib import suppress

from starlette.testclient import TestClient

from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.review.entity_judging import forget_entities, judge_entities
from whomet.serving.access import Access

ONE, OTHER = "person:donald-trump", "person:donald-j-trump"

Headers = dict[str, str]


def decide(client: TestClient, headers: Headers, do: str, item: str = "") -> str:
    """The page after a decision."""
    done = client.post("/review", headers=headers, data={"do": do, "item": item})
    return done.text if done.status_code != 303 else client.get("/review", headers=headers).text


def shown(html: str) -> str:
    found = re.search(r'name="item" value="([^"]*)"', html)
    assert found is not None
    return found[1].replace("&#39;", "'").replace("&amp;", "&")


def test_only_who_may_judge_reviews(client: TestClient, viewer: Headers) -> None:
    assert client.get("/review", headers=viewer).status_code == 403
    assert client.post("/review", headers=viewer, data={"do": "same"}).status_code == 403
    assert "/review" not in client.get("/", headers=viewer).text


def test_an_item_is_decided_skipped_and_taken_back(client: TestClient, access: Access) -> None:
    headers = {"Authorization": f"Bearer {access.tokens.add('a reviewer', ['reviewer'])}"}
    page = client.get("/review", headers=headers).text
    first = shown(page)
    assert first and 'data-key="s"' in page
    # What was not shown is not decided, and what is decided is not shown again.
    stale = decide(client, headers, "different", "something else")
    assert "has been decided since it was shown" in stale and shown(stale) == first
    second = shown(decide(client, headers, "different", first))
    assert second != first
    back = decide(client, headers, "undo")
    assert shown(back) == first and "0 decided" in back
    assert shown(decide(client, headers, "skip", first)) == second
    assert client.post("/review", headers=headers, data={"do": "burn"}).status_code == 422


def test_reports_are_left_open_and_contradictions_shown(
    client: TestClient, access: Access, example_graph: Connection
) -> None:
    headers = {"Authorization": f"Bearer {access.tokens.add('another', ['reviewer'])}"}
    # Names of one ref, which are then neither of them the ref.
    judge_entities(example_graph, ONE, OTHER, "different", by="Mara")
    try:
        page = client.get("/review", headers=headers).text
        while "One event or two?" not in page:
            page = decide(client, headers, "skip", shown(page))
        first = shown(page)
        assert shown(decide(client, headers, "unsure", first)) != first
        assert shown(decide(client, headers, "undo")) == first

        assert "contradict each other since later briefs came: 1" in page and "Mara" in page
        found = re.search(r'name="judgement" value="([^"]*)"', page)
        assert found is not None
        form = {"do": "forget", "judgement": found[1]}
        assert client.post("/review", headers=headers, data=form).status_code == 303
        assert "contradict each other" not in client.get("/review", headers=headers).text
        assert "no judgement" in client.post("/review", headers=headers, data=form).text
    finally:
        with suppress(GraphError):
            forget_entities(example_graph, ONE, OTHER)
