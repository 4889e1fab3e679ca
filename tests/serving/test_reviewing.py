"""The review page: who may, one decision at a time, and nothing in place of what was shown."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from whomet.serving.access import Access

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
    assert "settled meanwhile" in stale and shown(stale) == first
    second = shown(decide(client, headers, "different", first))
    assert second != first
    back = decide(client, headers, "undo")
    assert shown(back) == first and "0 decided" in back
    assert shown(decide(client, headers, "skip", first)) == second
    assert client.post("/review", headers=headers, data={"do": "burn"}).status_code == 422
