"""Standing questions served: kept below an answer, news with their causes, feeds, and removal."""

from __future__ import annotations

import time
from dataclasses import replace
from xml.etree import ElementTree as ET

from starlette.testclient import TestClient

from tests.webhook_receiver import Receiver
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving.access import Access
from whomet.serving.application import application

from .sample_briefs import brief

Headers = dict[str, str]


def test_a_question_is_kept_and_tells_what_is_new(
    client: TestClient, viewer: Headers, loader: Headers, access: Access
) -> None:
    both = access.tokens.add("who reviews", ["viewer", "reviewer"])
    reviewer = {"Authorization": f"Bearer {both}"}
    asked = {"actor": "Mohammad Bagheri", "topic": ""}
    answer = client.get("/ask/who-met-whom", params=asked, headers=reviewer).text
    assert 'name="parameters" value="actor=Mohammad+Bagheri"' in answer
    form = {"question": "who-met-whom", "parameters": "actor=Mohammad+Bagheri", "do": "add"}
    # A viewer cannot keep one, and is not offered to.
    assert client.post("/news", headers=viewer, data={**form, "name": "x"}).status_code == 403
    assert (
        "Keep as a standing question"
        not in client.get("/ask/who-met-whom", params=asked, headers=viewer).text
    )
    kept = client.post("/news", headers=reviewer, data={**form, "name": "bagheri"})
    assert (kept.status_code, kept.headers["location"]) == (303, "/news")
    twice = client.post("/news", headers=reviewer, data={**form, "name": "bagheri"})
    assert twice.status_code == 422 and "already" in twice.text
    assert "Nothing has changed since" in client.get("/news", headers=viewer).text

    text = brief("news-1").replace("Jo Dorn", "Mohammad Bagheri")
    client.post(
        "/api/v1/briefs", content=text, headers={**loader, "Content-Type": "application/yaml"}
    )
    news = client.get("/api/v1/standing/bagheri", headers=viewer).json()
    [change] = news["changes"]
    assert (change["kind"], change["causes"]) == ("new", ["brief news-1"])
    assert {change["row"]["who"], change["row"]["whom"]} == {"Mohammad Bagheri", "Mara Quill"}
    page = client.get("/news", headers=viewer).text
    assert "Mara Quill" in page and "Cause: <bdi>brief news-1</bdi>" in page
    assert f'href="/show/{change["row"]["event"].replace("#", "%23")}"' in page
    feed = client.get("/api/v1/standing/bagheri?format=atom", headers=viewer)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert len(ET.fromstring(feed.text).findall("{*}entry")) == 1
    # Looking does not make it old; saying so does, for everybody.
    assert len(client.get("/api/v1/standing/bagheri", headers=viewer).json()["changes"]) == 1
    assert client.post("/news", headers=reviewer, data={"do": "seen"}).status_code == 303
    assert client.get("/api/v1/standing/bagheri", headers=viewer).json()["changes"] == []
    # What a run has told is still in the feed, under the id that it had.
    later = client.get("/api/v1/standing/bagheri?format=atom", headers=viewer)
    [then], [now] = (ET.fromstring(each.text).findall("{*}entry") for each in (feed, later))
    assert now.findtext("{*}id") == then.findtext("{*}id")
    page = client.get("/news", headers=viewer).text
    assert page.index("Before that") < page.index("Cause: <bdi>brief news-1</bdi>")

    [listed] = client.get("/api/v1/standing", headers=viewer).json()["standing_questions"]
    assert (listed["name"], listed["question"]) == ("bagheri", "who-met-whom")
    assert client.post("/news", headers=reviewer, data={"do": "remove", "name": "bagheri"})
    assert "There are no standing questions." in client.get("/news", headers=viewer).text


def test_what_cannot_be_told_is_a_sentence(client: TestClient, viewer: Headers) -> None:
    missing = client.get("/api/v1/standing/nobody", headers=viewer)
    assert missing.status_code == 404
    assert missing.json()["detail"].startswith("There is no standing question 'nobody'")
    wrong = client.get("/api/v1/standing/nobody?format=rss", headers=viewer)
    assert (wrong.status_code, wrong.json()["parameters"]) == (422, ["format"])


def test_a_load_tells_the_webhooks_what_is_new(
    settings: Settings,
    example_graph: Connection,
    access: Access,
    loader: Headers,
    receiver: Receiver,
) -> None:
    both = access.tokens.add("who keeps", ["viewer", "reviewer"])
    reviewer = {"Authorization": f"Bearer {both}"}
    hooked = replace(settings, webhooks=(receiver.address,))
    served = application(hooked, access, standing_minutes=600)
    with TestClient(served, base_url="http://127.0.0.1", follow_redirects=False) as client:
        asked = "actor=Mohammad+Bagheri&with_likely=true"
        form = {"question": "who-met-whom", "parameters": asked, "do": "add", "name": "hooked"}
        assert client.post("/news", headers=reviewer, data=form).status_code == 303
        text = brief("hooked-1").replace("Jo Dorn", "Mohammad Bagheri")
        headers = {**loader, "Content-Type": "application/yaml"}
        assert client.post("/api/v1/briefs", content=text, headers=headers).status_code == 200
        end = time.monotonic() + 60
        while not receiver.taken and time.monotonic() < end:
            time.sleep(0.1)
        [(_, content)] = receiver.taken
        [news] = content["news"]
        assert (news["name"], news["parameters"]["with_likely"]) == ("hooked", True)
        assert [change["causes"] for change in news["changes"]] == [["brief hooked-1"]]
        assert client.post("/news", headers=reviewer, data={"do": "remove", "name": "hooked"})
