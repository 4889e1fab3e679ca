"""Nobody who is not known gets anything, and nobody gets more than they may."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving.access import Access
from whomet.serving.application import application
from whomet.serving.guard import MOST_BYTES

Headers = dict[str, str]
PATHS = ("/", "/questions", "/ask/visits", "/show/x", "/find?q=a", "/options/actor?p=a")
API_PATHS = (
    "/api/v1",
    "/api/v1/questions",
    "/api/v1/ask/visits",
    "/api/v1/show/x",
    "/openapi.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_pages_lead_somebody_unknown_to_the_log_in(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")
    assert "Bagheri" not in answer.text


@pytest.mark.parametrize("path", API_PATHS)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_the_api_refuses_somebody_unknown(client: TestClient, path: str, headers: Headers) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 401


def test_another_host_name_is_refused(client: TestClient, viewer: Headers) -> None:
    answer = client.get("/api/v1", headers={**viewer, "Host": "attacker.example"})
    assert answer.status_code == 421
    assert "attacker.example" in answer.json()["detail"]


def test_the_one_time_address_works_once_and_goes_on_to_what_was_wanted(
    client: TestClient, access: Access
) -> None:
    address = f"/login?token={access.one_time.secret}&next=/ask/visits"
    first = client.get(address)
    assert (first.status_code, first.headers["location"]) == (303, "/ask/visits")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    client.cookies.clear()
    again = client.get(address)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("wanted", ["https://attacker.example", "//attacker.example", "/\\x"])
def test_a_log_in_leads_to_this_server_only(
    client: TestClient, access: Access, wanted: str
) -> None:
    answer = client.get("/login", params={"token": access.one_time.secret, "next": wanted})
    assert answer.headers["location"] == "/"
    client.cookies.clear()


def test_a_page_of_another_site_changes_nothing(client: TestClient, access: Access) -> None:
    client.get(f"/login?token={access.one_time.secret}")
    body = b"brief: from-elsewhere\n"
    for headers in ({"Origin": "https://attacker.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/api/v1/briefs", content=body, headers=headers)
        assert answer.status_code == 403
    assert client.post("/logout", headers={"Origin": "null"}).status_code == 403
    assert client.get("/").status_code == 200
    client.cookies.clear()


def test_a_viewer_cannot_load_and_a_loader_cannot_read(
    client: TestClient, viewer: Headers, loader: Headers
) -> None:
    refused = client.post("/api/v1/briefs", content=b"{}", headers=viewer)
    assert refused.status_code == 403
    assert "may not load" in refused.json()["detail"]
    assert client.get("/api/v1/ask/visits", headers=loader).status_code == 403


def test_a_body_that_is_too_large_is_refused(client: TestClient, loader: Headers) -> None:
    told = client.post(
        "/api/v1/briefs",
        content=b"",
        headers={**loader, "Content-Length": str(MOST_BYTES + 1)},
    )
    assert told.status_code == 413
    untold = client.post(
        "/api/v1/briefs", content=(b" " * 2**20 for _ in range(40)), headers=loader
    )
    assert untold.status_code == 413


def test_after_many_failures_the_next_log_in_waits(client: TestClient, access: Access) -> None:
    statuses = [client.post("/login", data={"token": "guess"}).status_code for _ in range(12)]
    assert statuses[0] == 403
    assert statuses[-1] == 429
    access._failures.clear()


def test_every_response_has_the_headers_that_protect_it(
    client: TestClient, viewer: Headers
) -> None:
    for path, headers in (("/login", {}), ("/", viewer), ("/api/v1", viewer), ("/nothing", viewer)):
        answer = client.get(path, headers=headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_health_is_told_to_anybody(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"


@pytest.mark.parametrize("before", ["", "/whomet"], ids=["cut off by the proxy", "left by it"])
def test_below_a_path_of_a_proxy_all_is_as_at_the_root(
    settings: Settings, example_graph: Connection, access: Access, viewer: Headers, before: str
) -> None:
    with TestClient(
        application(settings, access),
        base_url="http://127.0.0.1",
        follow_redirects=False,
        root_path="/whomet",
    ) as client:
        assert client.get(f"{before}/healthz").status_code == 200
        assert client.get(f"{before}/login").status_code == 200
        asked = "visits?actor=Bagheri&limit=1"
        sent_on = client.get(f"{before}/ask/{asked}").headers["location"]
        assert sent_on == f"/whomet/login?{urlencode({'next': f'/ask/{asked}'})}"
        assert client.get(f"{before}/api/v1/ask/{asked}").status_code == 401
        page = client.get(f"{before}/api/v1/ask/{asked}", headers=viewer)
        assert page.headers["link"].startswith(f"</whomet/api/v1/ask/{asked}&cursor=")
        nothing = client.get(f"{before}/api/v1/ask/visits?actor=Nobody", headers=viewer)
        assert nothing.headers["content-type"] == "application/problem+json"
        shown = client.get(f"{before}/show/Damascus", headers=viewer).text
        assert '<form action="/whomet/show/Damascus"' in shown
