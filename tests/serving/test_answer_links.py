"""Links to one answer: what they show, to whom, how long, and what they do not open."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from whomet.serving.access import Access
from whomet.serving.tokens import TokenStore

Headers = dict[str, str]
ASKED = "actor=Mohammad+Bagheri&quotes=full"


def _made(client: TestClient, headers: Headers, **more: str) -> str:
    form = {"question": "who-met-whom", "parameters": ASKED, "days": "7", **more}
    answer = client.post("/share", headers=headers, data=form)
    assert answer.status_code == 200, answer.text
    [link] = re.findall(r'value="http://127\.0\.0\.1(/shared/[\w-]+)"', answer.text)
    return str(link)


def test_a_link_shows_one_answer_to_whoever_has_it(
    client: TestClient, viewer: Headers, access: Access
) -> None:
    answer = client.get(f"/ask/who-met-whom?{ASKED}", headers=viewer).text
    assert 'action="/share"' in answer
    link = _made(client, viewer)
    shared = client.get(link)
    assert shared.status_code == 200
    page = shared.text
    assert "Mohammad Bagheri" in page and "Shared by <bdi>a viewer</bdi>" in page
    # Every row has its sentences, and none of them leads on.
    assert page.count("<blockquote") == answer.count("<blockquote") > 0
    assert set(re.findall(r'href="(/(?!assets/)[^"]*)"', page)) == {"/"}
    assert 'action="' not in page
    # It is not a token, and opens nothing else.
    secret = link.rpartition("/")[2]
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/questions", headers=headers).status_code == 401
    assert client.post("/login", data={"token": secret}).status_code != 303
    assert client.get(f"{link}/x").status_code == 404
    assert secret not in access.tokens.path.read_text()


def test_a_link_ends_by_itself_and_with_the_token_that_made_it(
    client: TestClient, access: Access
) -> None:
    headers = {"Authorization": f"Bearer {access.tokens.add('a guest', ['viewer'])}"}
    first, second = _made(client, headers), _made(client, headers, days="1")
    names = [token.name for token in access.tokens.all() if token.by == "a guest"]
    assert names == ["link 1 of a guest", "link 2 of a guest"]
    access.tokens.revoke("link 1 of a guest")
    gone = client.get(first)
    assert gone.status_code == 404 and "This link has expired" in gone.text
    assert client.get(second).status_code == 200
    access.tokens.revoke("a guest")
    assert client.get(second).status_code == 404
    assert client.get("/shared/nothing").status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"days": "0"}, 422),
        ({"days": "31"}, 422),
        ({"days": "soon"}, 422),
        ({"question": "who"}, 422),
        ({"question": "nothing"}, 404),
    ],
)
def test_what_cannot_be_shared(
    client: TestClient, viewer: Headers, more: dict[str, str], status: int
) -> None:
    form = {"question": "who-met-whom", "parameters": ASKED, "days": "7", **more}
    assert client.post("/share", headers=viewer, data=form).status_code == status


def test_who_may_not_read_may_not_share(client: TestClient, loader: Headers) -> None:
    form = {"question": "who-met-whom", "parameters": ASKED, "days": "7"}
    assert client.post("/share", headers=loader, data=form).status_code == 403
    assert client.post("/share", data=form).status_code == 303


def test_an_expired_token_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = TokenStore(tmp_path_factory.mktemp("expiring") / "tokens.json")
    access = Access(store)
    secret = store.add("guest", ["viewer"], days=1)
    session = access.log_in(secret)
    assert session is not None and access.by_session(session) is not None
    [row] = json.loads(store.path.read_text())
    assert datetime.fromisoformat(row["expires"]) - datetime.now(UTC) < timedelta(days=1)
    row["expires"] = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    store.path.write_text(json.dumps([row]))
    assert access.by_token(secret) is None
    assert access.by_session(session) is None
