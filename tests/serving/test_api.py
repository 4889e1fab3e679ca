"""The HTTP API: the same answers as everywhere, and problems that say what to do."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

import whomet
from whomet.graph.settings import Settings
from whomet.queries.presentation import formats
from whomet.serving.requests import MEDIA_TYPES, OWN

Headers = dict[str, str]
BRIEF = """\
brief: 2017-10-30-posted
title: A visit
source: Example Digest
published: 2017-10-30
text: General Bagheri met Ambassador Rowe.
entities:
  bagheri: {type: Person, name: Mohammad Bagheri, quote: General Bagheri}
  rowe: {type: Person, name: Ann Rowe, quote: Rowe}
events:
  met: {type: Meeting, quote: General Bagheri met Ambassador Rowe, participant: [bagheri, rowe]}
"""


def get(client: TestClient, path: str, headers: Headers, **params: Any) -> Any:
    answer = client.get(path, headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_answer_is_that_of_python(
    client: TestClient, viewer: Headers, settings: Settings
) -> None:
    got = get(client, "/api/v1/ask/who-met-whom", viewer, actor="Bagheri", since="2017-08")
    with whomet.open(home=settings.home) as graph:
        expected = graph.ask("who-met-whom", actor="Bagheri", since="2017-08")
    assert got == expected.to_json()
    assert len(got["rows"]) > 5


def _cells(workbook: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    return [row for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_every_format_has_a_media_type_and_comes(client: TestClient, viewer: Headers) -> None:
    assert set(MEDIA_TYPES) == set(formats())
    for name, media_type in MEDIA_TYPES.items():
        answer = client.get(
            "/api/v1/ask/meetings", params={"actor": "Bagheri", "format": name}, headers=viewer
        )
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type), name
        by_accept = client.get(
            "/api/v1/ask/meetings",
            params={"actor": "Bagheri"},
            headers={**viewer, "Accept": media_type},
        )
        # Calendars and workbooks say when they were made.
        if name == "xlsx":
            assert _cells(by_accept.content) == _cells(answer.content)
        else:
            made = re.compile(r"DTSTAMP:\w+")
            assert made.sub("", by_accept.text) == made.sub("", answer.text)
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get(
                    "/api/v1/ask/meetings",
                    params={"actor": "Bagheri", "format": "csv"},
                    headers=viewer,
                ).text
            )
        )
    )
    assert any("Assad" in row["participants"] for row in rows)


def test_an_answer_is_kept_until_the_graph_changes(
    client: TestClient, viewer: Headers, loader: Headers
) -> None:
    path, params = "/api/v1/ask/meetings", {"actor": "Bagheri"}
    first = client.get(path, params=params, headers=viewer)
    kept = {**viewer, "If-None-Match": first.headers["etag"]}
    assert client.get(path, params=params, headers=kept).status_code == 304
    other = client.get(path, params={"actor": "Assad"}, headers=kept)
    assert other.status_code == 200
    loaded = client.post(
        "/api/v1/briefs", content=BRIEF, headers={**loader, "Content-Type": "application/yaml"}
    )
    assert (loaded.status_code, loaded.json()["new"]) == (200, 1)
    again = client.get(path, params=params, headers=kept)
    assert again.status_code == 200
    assert len(again.json()["rows"]) == len(first.json()["rows"]) + 1


def test_loading_the_same_briefs_again_changes_nothing(client: TestClient, loader: Headers) -> None:
    headers = {**loader, "Content-Type": "application/yaml"}
    client.post("/api/v1/briefs", content=BRIEF, headers=headers)
    again = client.post("/api/v1/briefs", content=BRIEF, headers=headers).json()
    assert (again["ok"], again["new"], again["unchanged"]) == (True, 0, 1)


def test_faults_come_with_their_places_in_the_body(client: TestClient, loader: Headers) -> None:
    wrong = BRIEF.replace("type: Meeting", "type: Meating").replace("published: 2017-10-30\n", "")
    answer = client.post(
        "/api/v1/briefs", content=wrong, headers={**loader, "Content-Type": "application/yaml"}
    )
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    assert {fault["file"] for fault in faults} == {"body.yaml"}
    assert any("Meating" in json.dumps(fault) and fault["line"] == 9 for fault in faults)


def test_an_unknown_kind_of_body_is_refused(client: TestClient, loader: Headers) -> None:
    answer = client.post(
        "/api/v1/briefs", content=b"x", headers={**loader, "Content-Type": "image/png"}
    )
    assert answer.status_code == 415
    assert "application/yaml" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/v1/ask/nothing", 404, "There is no question 'nothing'"),
        ("/api/v1/ask/visits?actr=x&nix=y", 422, "did you mean 'actor'"),
        ("/api/v1/ask/visits?actor=Bageri", 422, "did you mean"),
        ("/api/v1/ask/visits?since=2018&until=2017", 422, "is after"),
        ("/api/v1/ask/visits?limit=-1", 422, "whole number"),
        ("/api/v1/ask/visits?actor=", 422, "`actor` has no value; got ''; give one, or leave"),
        ("/api/v1/ask/visits?actor=+%3B", 422, "`actor` has no value"),
        ("/api/v1/ask/visits?actor=Bagheri&actor=", 422, "`actor` needs a text; got ''"),
        ("/api/v1/ask/visits?actor=Bagheri&since=&certain=", 422, "`certain` has no value"),
        ("/api/v1/ask/visits?actor=Bagheri&with_likely=", 422, "is true or false; got ''"),
        ("/api/v1/ask/visits?format=cvs", 422, "did you mean 'csv'"),
        ("/api/v1/ask/visits?quotes=long", 422, "short or full"),
        ("/api/v1/ask/evidence", 422, "needs"),
        ("/api/v1/show/nobody-at-all", 422, "called"),
        ("/api/v1/names?type=thing&q=a", 422, "`type` is one of"),
        ("/api/v1/nothing", 404, "nothing at this address"),
    ],
)
def test_problems_say_what_to_do(
    client: TestClient, viewer: Headers, path: str, status: int, told: str
) -> None:
    answer = client.get(path, headers=viewer)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert told in problem["detail"]


def test_every_wrong_parameter_is_told_at_once(client: TestClient, viewer: Headers) -> None:
    problem = client.get("/api/v1/ask/visits?actr=x&nix=y", headers=viewer).json()
    assert problem["parameters"] == ["actr", "nix"]


def test_a_format_that_nobody_makes_is_not_acceptable(client: TestClient, viewer: Headers) -> None:
    answer = client.get("/api/v1/ask/visits", headers={**viewer, "Accept": "image/png"})
    assert answer.status_code == 406


def test_names_begin_as_they_are_typed(client: TestClient, viewer: Headers) -> None:
    found = get(client, "/api/v1/names", viewer, q="bagh", type="actor")
    assert {"text": "Mohammad Bagheri", "help": "Person"} in found["names"]


def test_briefs_are_found_by_title_or_id_as_one_types(client: TestClient, viewer: Headers) -> None:
    damascus = {"text": "2017-10-19-damascus", "help": "Brief: A general in Damascus"}
    for typed in ("gen dam", "a general in damascus", "2017-10-19-d"):
        assert damascus in get(client, "/api/v1/names", viewer, q=typed, type="brief")["names"]
    # Words of the text are for the question `search`, and nothing typed is at fault.
    for typed in ("bagheri", "2017-10-19-damascus-x", '"', "*", "-"):
        assert damascus not in get(client, "/api/v1/names", viewer, q=typed, type="brief")["names"]
    page = client.get("/find", params={"q": "damasc"}, headers=viewer).text
    assert page.index("Place") < page.index("A general in Damascus")


def test_pages_follow_each_other_by_their_link(client: TestClient, viewer: Headers) -> None:
    path = "/api/v1/ask/who-met-whom"
    whole = get(client, path, viewer, actor="Bagheri")["rows"]
    for format in ("json", "jsonl", "geojson", "xlsx"):
        asked = {"actor": "Bagheri", "limit": 2, "format": format}
        answer = client.get(path, params=asked, headers=viewer)
        assert re.fullmatch(rf'<{path}\?.*cursor=[\w-]+>; rel="next"', answer.headers["link"])
    rows, address = [], f"{path}?actor=Bagheri&limit=3"
    while True:
        answer = client.get(address, headers=viewer)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["rows"]
        if "link" not in answer.headers:
            break
        address = answer.links["next"]["url"]
    assert rows == whole
    wrong = client.get(address.replace("Bagheri", "Assad"), headers=viewer)
    assert (wrong.status_code, wrong.json()["parameters"]) == (422, ["cursor"])
    both = client.get(f"{address}&with_likely=true", headers=viewer)
    assert both.status_code == 422


def test_text_of_a_name_is_never_cypher(client: TestClient, viewer: Headers) -> None:
    before = get(client, "/api/v1", viewer)["totals"]
    attack = "x'}) DETACH DELETE (n) //"
    for name in ("actor", "place", "topic", "source", "since"):
        answer = client.get("/api/v1/ask/meetings", params={name: attack}, headers=viewer)
        assert answer.status_code == 422, name
    assert get(client, "/api/v1", viewer)["totals"] == before


def test_the_description_has_every_question_with_its_parameters(
    client: TestClient, viewer: Headers
) -> None:
    described = get(client, "/openapi.json", viewer)
    assert described["openapi"].startswith("3.1")
    for question in get(client, "/api/v1/questions", viewer)["questions"]:
        operation = described["paths"][f"/api/v1/ask/{question['name']}"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert names == {p["name"] for p in question["parameters"]} | set(OWN)


def test_who_is_likely_the_same_is_counted_in_on_request(
    client: TestClient, viewer: Headers
) -> None:
    path, asked = "/api/v1/ask/who-met-whom", {"actor": "Mohammad Bagheri"}
    sure = get(client, path, viewer, **asked)
    wide = get(client, path, viewer, **asked, with_likely="true")
    assert wide["columns"] == [*sure["columns"], "likely"]
    assert [row for row in wide["rows"] if not row["likely"]] == [
        {**row, "likely": []} for row in sure["rows"]
    ]
    assert any("likely" in note for note in wide["notes"])
    wrong = client.get(path, params={**asked, "with_likely": "maybe"}, headers=viewer)
    assert (wrong.status_code, wrong.json()["parameters"]) == (422, ["with_likely"])
