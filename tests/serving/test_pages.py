"""Pages without a browser: what they say, and where they lead."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings

Headers = dict[str, str]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]


def links(html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    return [link for link in parser.found if link.startswith("/")]


def test_every_question_has_a_form_and_can_be_asked_empty(
    client: TestClient, viewer: Headers
) -> None:
    start = client.get("/", headers=viewer)
    forms = [link for link in links(start.text) if link.startswith("/ask/")]
    assert len(forms) >= 20
    for form in forms:
        page = client.get(form, headers=viewer)
        assert page.status_code == 200, form
        assert '<form class="question"' in page.text


def test_an_answer_shows_its_sentences_and_leads_to_its_briefs(
    client: TestClient, viewer: Headers
) -> None:
    page = client.get("/ask/who-met-whom?actor=Bagheri&quotes=full", headers=viewer)
    assert "<mark>received him the same day</mark>" in page.text
    assert "/show/2017-08-16-ankara" in links(page.text)
    assert any("format=csv" in link for link in links(page.text))


def test_names_in_an_answer_lead_to_whom_they_name(client: TestClient, viewer: Headers) -> None:
    brokers = client.get("/ask/brokers?actor=Bagheri", headers=viewer)
    assert "/pair?actor=person%3Abashar-al-assad&with=person%3Ahulusi-akar" in links(brokers.text)
    page = client.get("/ask/who-met-whom?actor=Bagheri", headers=viewer)
    assert "/show/person%3Amohammad-bagheri" in links(page.text)
    assert "Bagheri&#39; is Mohammad Bagheri (Person" in page.text


def test_a_field_takes_several_values(client: TestClient, viewer: Headers) -> None:
    both = client.get("/ask/visits?actor=Bagheri;+Akar", headers=viewer)
    one = client.get("/ask/visits?actor=Bagheri", headers=viewer)
    assert both.text.count("<tbody>") > one.text.count("<tbody>") > 0
    assert 'value="Bagheri; Akar"' in both.text
    again = client.get("/ask/visits?actor=Bagheri&actor=Akar&actor=&since=", headers=viewer)
    assert again.text.count("<tbody>") == both.text.count("<tbody>")


def test_of_a_search_only_the_rows_that_are_shown_are_read(
    client: TestClient, viewer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whomet.serving.pages.SHOWN", 2)
    page = client.get("/ask/search?text=Bagheri", headers=viewer)
    assert re.search(r"<h2 id=\"answer\">2 of \d+ rows</h2>", page.text)
    assert re.search(r"The first 2 of \d+ rows; “Limit” reads another number", page.text)


def test_links_of_a_page_lead_to_pages(client: TestClient, viewer: Headers) -> None:
    page = client.get("/ask/messages?quotes=full", headers=viewer)
    for link in dict.fromkeys(links(page.text)):
        if "format=" not in link:
            assert client.get(link, headers=viewer).status_code == 200, link


def test_what_is_wrong_stands_beside_its_field(client: TestClient, viewer: Headers) -> None:
    page = client.get("/ask/meetings?since=soonish&actor=Bagheri", headers=viewer)
    assert page.status_code == 422
    field = page.text[page.text.index('id="p-since"') - 300 : page.text.index('id="p-since"') + 200]
    assert "field wrong" in field and 'value="soonish"' in field
    assert 'aria-invalid="true"' in field


@pytest.mark.parametrize(
    ("asked", "choice", "chosen"),
    [
        ("/ask/visits?actor=Akar;Ali&since=2017", "Ali Khamenei",
         "/ask/visits?actor=Akar%3B+person%3Aali-khamenei&since=2017"),
        ("/ask/visits?since=2017&place=Syrai", "Syria", "/ask/visits?since=2017&place=Syria"),
        ("/show/Ali?since=2017", "Ali Khamenei", "/show/person%3Aali-khamenei?since=2017"),
        ("/pair?actor=Ali&with=Akar", "Ali Khamenei",
         "/pair?actor=person%3Aali-khamenei&with=Akar"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_clear_is_a_choice(
    client: TestClient, viewer: Headers, asked: str, choice: str, chosen: str
) -> None:
    page = client.get(asked, headers=viewer)
    assert page.status_code == 422
    assert f'<a href="{chosen.replace("&", "&amp;")}"><bdi>{choice}</bdi></a>' in page.text
    assert "`" not in page.text[page.text.index("<main") :]
    assert client.get(chosen, headers=viewer).status_code == 200


@pytest.mark.parametrize(
    ("asked", "instead"),
    [
        ("/ask/meetings?actor=Mohammad+Bagheri&on=1990", "/ask/meetings?actor=Mohammad+Bagheri"),
        ("/ask/search?text=Bagheri&until=1950", "/ask/search?text=Bagheri"),
        ("/ask/frequency?until=1950", "/ask/frequency?quotes=full"),
    ],
)
def test_an_empty_answer_leads_to_one_with_rows_in_the_words_of_the_form(
    client: TestClient, viewer: Headers, asked: str, instead: str
) -> None:
    page = client.get(asked, headers=viewer).text
    assert "<tbody>" not in page
    assert f'<a href="{instead}">Ask for this instead</a>' in page
    said = page[page.index('id="answer"') : page.index('<p class="downloads">')]
    assert "--" not in said and ("without “On”" in said or "without “Until”" in said)
    assert "<tbody>" in client.get(instead, headers=viewer).text


def test_an_empty_answer_leads_to_another_question_that_has_rows(
    client: TestClient, viewer: Headers
) -> None:
    page = client.get("/ask/visits?actor=Bahram+Qassemi", headers=viewer).text
    instead = "/ask/timeline?actor=Bahram+Qassemi"
    assert f'<a href="{instead}">Ask for this instead</a>' in page
    assert "<tbody>" not in page and "<tbody>" in client.get(instead, headers=viewer).text


def test_a_date_in_a_table_keeps_together_and_yes_and_no_are_words(
    client: TestClient, viewer: Headers
) -> None:
    page = client.get("/ask/co-presence?actor=Mohammad+Bagheri", headers=viewer).text
    assert '<td data-label="from" class="is-date">' in page
    cells = page.split('<td data-label="met"><div><bdi>')[1:]
    assert {cell[: cell.index("<")] for cell in cells} <= {"yes", "no"} and cells


def test_a_brief_shows_its_text_with_the_words_of_its_claims(
    client: TestClient, viewer: Headers
) -> None:
    page = client.get("/show/2017-08-16-ankara", headers=viewer).text
    text = page[page.index('<p class="text"') : page.index("</p>", page.index('<p class="text"'))]
    assert text.count("<mark>") >= 4
    # A name in it leads to whom it names, and a quote leads to its words here.
    assert "/show/person%3Amohammad-bagheri" in links(text)
    answer = client.get("/evidence?event=2017-08-16-ankara%23canikli-met", headers=viewer).text
    at = next(link for link in links(answer) if link.startswith("/show/2017-08-16-ankara#c-"))
    assert f'<span id="{at.partition("#")[2]}"></span>' in text


def test_the_page_of_a_person_has_what_the_questions_answer(
    client: TestClient, viewer: Headers, example_graph: Connection, settings: Settings
) -> None:
    page = client.get("/show/Mohammad%20Bagheri", headers=viewer).text
    with Graph(settings) as graph:
        for name, count in (
            (name, len(graph.ask(name, actor="Mohammad Bagheri")))
            for name in ("visits", "meetings", "messages")
        ):
            assert f'<a href="#{name}"><b>{count}</b>' in page
        most = graph.ask("frequency", actor="Mohammad Bagheri")[0]
    assert f"{most['whom']}</bdi></a>&nbsp;" in page
    assert "/show/person%3Abashar-al-assad" in links(page)
    data = json.loads(
        page[page.index('id="data">') + 10 : page.index("</script>", page.index('id="data">'))]
    )
    assert {point["name"] for point in data["map"]["points"]} >= {"Damascus", "Ankara"}
    assert 10 < len(data["timeline"]) <= len(data["events"])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/show/Damascus", "Last on record"),
        ("/show/fight%20against%20terrorism", "Who most"),
        ("/show/Iranian%20Armed%20Forces", "/show/person%3Ahassan-firouzabadi"),
        ("/show/Chief%20of%20Staff", "/ask/positions?position="),
        ("/show/Mohammad%20Bagheri?since=2017-11", "since November 2017"),
        ("/pair?actor=Mohammad+Bagheri&with=Hulusi+Akar", "How the two are connected"),
        ("/show/2017-08-16-ankara%23canikli-met", "What the briefs say"),
        ("/ask/visits?actor=Bagheri&view=map", 'id="picture-map"'),
        ("/ask/visits?actor=Bagheri&view=timeline", 'id="picture-timeline"'),
        ("/ask/who-met-whom?actor=Bagheri&view=network", 'id="picture-network"'),
    ],
)
def test_pages_say_what_they_are_about(
    client: TestClient, viewer: Headers, path: str, said: str
) -> None:
    page = client.get(path, headers=viewer)
    assert page.status_code == 200
    assert said in page.text


def test_one_who_is_not_there_and_a_pair_of_one_are_told(
    client: TestClient, viewer: Headers
) -> None:
    assert client.get("/show/nobody%20at%20all", headers=viewer).status_code == 404
    assert client.get("/pair?actor=Bagheri", headers=viewer).status_code == 422
    alone = client.get(
        "/evidence?event=2017-08-16-ankara%23canikli-met",
        headers={**viewer, "HX-Request": "true"},
    )
    assert "<html" not in alone.text and "<mark>" in alone.text


def test_finding_one_name_leads_to_it(client: TestClient, viewer: Headers) -> None:
    found = client.get("/find?q=bagh", headers=viewer)
    assert (found.status_code, found.headers["location"]) == (303, "/show/Mohammad%20Bagheri")
    several = client.get("/find?q=m", headers={**viewer, "HX-Request": "true"})
    assert several.text.count("<li>") > 3 and "<html" not in several.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_text_is_never_markup(client: TestClient, viewer: Headers, text: str) -> None:
    for path in (f"/find?q={quote(text)}", f"/ask/meetings?actor={quote(text)}"):
        page = client.get(path, headers=viewer)
        assert text not in page.text
    shown = client.get(f"/show/{quote(text, safe='')}", headers=viewer)
    assert shown.status_code == 404
    assert text not in shown.text


def test_there_is_no_script_or_style_within_the_pages(client: TestClient, viewer: Headers) -> None:
    for path in ("/", "/questions", "/ask/visits", "/show/2017-08-16-ankara", "/show/Damascus"):
        html = client.get(path, headers=viewer).text
        assert "<style" not in html and " style=" not in html and "javascript:" not in html
        data = html.count('<script type="application/json"')
        assert html.count("<script") == html.count("<script src=") + data
    for name in ("htmx.js", "base.css", "pictures.js", "countries.json", "entity.js"):
        assert client.get(f"/assets/{name}").status_code == 200
    assert client.get("/assets/%2e%2e/access.py").status_code == 404
