"""The page that loads: files and pasted text; faults at their places, corrected there."""

from __future__ import annotations

import html
import io
import re
import threading
import zipfile
from collections.abc import Sequence

import pytest
from starlette.testclient import TestClient

from whomet.serving import uploads
from whomet.serving.access import Access
from whomet.serving.problems import Problem
from whomet.serving.uploads import SentFile, plain_name

from .sample_briefs import brief

Headers = dict[str, str]


def send(
    client: TestClient,
    headers: Headers,
    do: str,
    files: Sequence[tuple[str, bytes]] = (),
    pasted: str = "",
    name: str = "pasted.yaml",
) -> str:
    """The page after a form was sent."""
    parts = [("file", (file, content)) for file, content in files] or [("file", ("", b""))]
    answer = client.post(
        "/load", headers=headers, data={"do": do, "name": name, "text": pasted}, files=parts
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def offered(page: str) -> str:
    """The text that the page offers to correct."""
    [text] = re.findall(r'<textarea id="t1"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(text)


def test_only_who_may_load_does(client: TestClient, viewer: Headers, loader: Headers) -> None:
    assert client.get("/load", headers=viewer).status_code == 403
    assert client.post("/load", headers=viewer, data={"do": "load"}).status_code == 403
    assert "/load" not in client.get("/", headers=viewer).text
    assert "Choose a file" not in client.get("/load", headers=loader).text
    nothing = client.post("/load", headers=loader, data={"do": "load"})
    assert (nothing.status_code, "Choose a file, or paste a brief." in nothing.text) == (422, True)


def test_files_and_archives_are_loaded(client: TestClient, loader: Headers) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/sent-2.yaml", brief("sent-2"))
    files = [("sent-1.yaml", brief("sent-1").encode()), ("more.zip", packed.getvalue())]
    checked = send(client, loader, "check", files)
    assert "2 valid briefs with 2 claims" in checked and "Nothing is loaded yet" in checked
    assert "2 new, 0 changed, 0 unchanged" in send(client, loader, "load", files)
    again = send(client, loader, "load", files)
    assert "0 new, 0 changed, 2 unchanged" in again
    assert sorted(re.findall(r'href="/show/(sent-\d)"', again)) == ["sent-1", "sent-2"]


def test_a_mistake_is_shown_at_its_line_mended_and_loaded(
    client: TestClient, loader: Headers
) -> None:
    wrong = brief("corrected").replace("type: Meeting", "type: Meating")
    page = send(client, loader, "load", [("corrected.yaml", wrong.encode())])
    assert "0 new, 0 changed, 0 unchanged, 1 refused" in page
    assert re.search(r'data-line="11">Line 11, column \d+</a>', page)
    assert "<mark>  met: {type: Meating" in page and "expected Meeting" in page
    text = offered(page)
    assert text == wrong
    # Forms send line ends as CR LF.
    right = text.replace("Meating", "Meeting").replace("\n", "\r\n")
    page = send(client, loader, "load", pasted=right, name="corrected.yaml")
    assert "1 new, 0 changed, 0 unchanged" in page and "Line 11" not in page


def test_what_is_in_a_file_is_never_markup(client: TestClient, loader: Headers) -> None:
    hostile = "</textarea><script>alert(1)</script>: [<img src=x>"
    page = send(client, loader, "check", [("<b>.yaml", hostile.encode())])
    assert "<script>alert" not in page and "<img" not in page and "<b>." not in page
    assert offered(page) == hostile


def test_a_file_that_a_form_cannot_send_back_is_mended_elsewhere(
    client: TestClient, loader: Headers
) -> None:
    for content in (
        b"\xff\xfe\x00",
        brief("crlf").replace("\n", "\r\n").encode() + b"wrong: 1\r\n",
    ):
        page = send(client, loader, "check", [("x.yaml", content)])
        assert "Correct the files, and upload them again." in page
        assert 'id="t1"' not in page


@pytest.mark.parametrize("name", ["..", ".hidden", "", "a/", "x" * 121, "a\nb", "a\x00.yaml"])
def test_names_that_no_file_may_have(name: str) -> None:
    with pytest.raises(Problem, match="cannot be named"):
        plain_name(name)


def test_folders_in_a_name_lead_nowhere() -> None:
    assert plain_name("../../etc/brief.yaml") == plain_name("C:\\x\\brief.yaml") == "brief.yaml"


def test_two_files_of_one_name_are_refused(client: TestClient, loader: Headers) -> None:
    files = [("a/x.yaml", b"1"), ("b/x.yaml", b"2")]
    parts = [("file", (file, content)) for file, content in files]
    answer = client.post("/load", headers=loader, data={"do": "check"}, files=parts)
    assert answer.status_code == 422
    assert "Two files are named x.yaml" in answer.text


def test_one_loads_at_a_time(
    client: TestClient, access: Access, loader: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.2)
    begun, go_on = threading.Event(), threading.Event()
    real = uploads.SentFiles._reported

    def slow(self: uploads.SentFiles, files: Sequence[SentFile], work: object) -> object:
        begun.set()
        assert go_on.wait(30)
        return real(self, files, work)  # type: ignore[arg-type]

    monkeypatch.setattr(uploads.SentFiles, "_reported", slow)
    slow_one = threading.Thread(
        target=send, args=(client, loader, "load", [("one.yaml", brief("turn-1").encode())])
    )
    slow_one.start()
    assert begun.wait(30)
    headers = {
        "Authorization": f"Bearer {access.tokens.add('another', ['loader'])}",
        "Content-Type": "application/yaml",
    }
    refused = client.post("/api/v1/briefs", content=brief("turn-2"), headers=headers)
    go_on.set()
    slow_one.join()
    assert (refused.status_code, refused.headers["retry-after"]) == (409, "1")
    assert refused.json()["detail"] == "a loader is loading briefs; try again later."
    assert client.post("/api/v1/briefs", content=brief("turn-2"), headers=headers).is_success
