"""What those who run the server see: metrics and the access log; and the limit of requests."""

from __future__ import annotations

import io
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving import access as access_module
from whomet.serving.access import Access, RateLimit
from whomet.serving.application import application
from whomet.serving.monitoring import AccessLog

Headers = dict[str, str]
SECRET = "Mohammad Bagheri"


def counts(text: str) -> dict[tuple[str, str, str], float]:
    """Requests by method, route and status."""
    return {
        (each.labels["method"], each.labels["route"], each.labels["status"]): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
        if each.name == "whomet_requests_total"
    }


def test_metrics_count_by_route_and_need_a_token(client: TestClient, viewer: Headers) -> None:
    assert client.get("/metrics").status_code == 303
    before = counts(client.get("/metrics", headers=viewer).text)
    client.get(f"/show/{SECRET}", headers=viewer)
    client.get("/no/such/page", headers=viewer)
    client.get("/", headers={"Host": "evil.example"})
    text = client.get("/metrics", headers=viewer).text
    after = counts(text)
    grown = {key for key in after if after[key] != before.get(key, 0)}
    assert grown == {
        ("GET", "/show/{id:path}", "200"),
        ("GET", "other", "404"),
        ("GET", "other", "421"),
        ("GET", "/metrics", "200"),
    }
    assert SECRET not in text and "evil" not in text and "no/such" not in text


def test_the_log_says_who_and_how_long_and_not_what(
    settings: Settings, example_graph: Connection, access: Access, viewer: Headers
) -> None:
    stream = io.StringIO()
    served = application(settings, access, log=AccessLog(stream))
    with TestClient(served, base_url="http://127.0.0.1", follow_redirects=False) as client:
        answer = client.get("/ask/meetings", params={"actor": SECRET}, headers=viewer)
        client.get("/questions")
    asked, refused = map(json.loads, stream.getvalue().splitlines())
    assert {key: asked[key] for key in ("who", "method", "route", "status")} == {
        "who": "a viewer",
        "method": "GET",
        "route": "/ask/{name}",
        "status": 200,
    }
    assert 0 < asked["bytes"] <= len(answer.content) and asked["ms"] > 0
    assert (refused["who"], refused["status"]) == (None, 303)
    assert "Bagheri" not in stream.getvalue()


def test_a_token_that_asks_too_much_waits_and_others_do_not(
    settings: Settings, example_graph: Connection, access: Access, viewer: Headers
) -> None:
    other = {"Authorization": f"Bearer {access.tokens.add('another viewer', ['viewer'])}"}
    served = application(settings, access, limit=RateLimit(3))
    with TestClient(served, base_url="http://127.0.0.1", follow_redirects=False) as client:
        answers = [client.get("/api/v1/questions", headers=viewer) for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert "'a viewer' sends too many requests" in answers[-1].json()["detail"]
        assert client.get("/api/v1/questions", headers=other).status_code == 200


@given(
    per_minute=st.integers(1, 600),
    pauses=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=80),
)
def test_no_minute_has_more_requests_than_twice_the_limit(
    per_minute: int, pauses: list[float]
) -> None:
    now, allowed = 0.0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access_module.time, "monotonic", lambda: now)
        limit = RateLimit(per_minute)
        for pause in pauses:
            now += pause
            wait = limit.seconds_to_wait("x")
            if not wait:
                allowed.append(now)
            else:
                # Whoever waits as long as told may go on.
                now += wait + 1e-6
                assert limit.seconds_to_wait("x") == 0
                allowed.append(now)
    for begin in allowed:
        within = [at for at in allowed if begin <= at < begin + 60]
        assert len(within) <= 2 * per_minute + 1
    assert all(one <= other for one, other in pairwise(allowed))
