"""Served pages in a real Chromium: the ways that an analyst goes, with keys and on a phone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browsing.conftest import DESKTOP, PHONE
from tests.serving.sample_briefs import brief
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.serving.access import Access
from whomet.serving.application import application
from whomet.serving.protocol import BoundedProtocol
from whomet.serving.tokens import TokenStore


@pytest.fixture(scope="module")
def served(
    settings: Settings, example_graph: Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An address that logs an analyst in, as often as it is opened."""
    store = TokenStore(tmp_path_factory.mktemp("tokens") / "tokens.json")
    token = store.add("analyst", ["viewer", "reviewer", "loader"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = application(settings, Access(store))
        config = uvicorn.Config(app, http=BoundedProtocol, log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/login?token={token}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def site(page: Page, served: str, complaints: list[str]) -> Iterator[Page]:
    """A page that is logged in; it asks this server alone, and nothing in it may complain."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    yield page
    host = served.partition("/login")[0]
    assert [url for url in asked if not url.startswith((host, "data:"))] == []
    assert complaints == []


def test_from_a_name_to_a_sentence_and_on_with_keys_alone(site: Page) -> None:
    site.locator("#q").focus()
    site.keyboard.type("baghe")
    found = site.locator("#found a", has_text="Mohammad Bagheri")
    expect(found).to_be_visible()
    found.focus()
    site.keyboard.press("Enter")
    expect(site.locator("h1")).to_have_text("Mohammad Bagheri")
    expect(site.locator("#picture-network .person").first).to_be_visible()
    expect(site.locator(".waiting")).to_be_hidden()
    link = site.locator("#meetings td.evidence a").first
    link.focus()
    site.keyboard.press("Enter")
    panel = site.locator("#panel")
    expect(panel.locator("mark").first).to_be_visible()
    site.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    # The same quotes behind a mark of a picture; from there into the text of the brief.
    site.locator("#picture-timeline .event").first.click()
    words = panel.locator("mark").first.text_content() or ""
    panel.locator(".source a").first.click()
    expect(site.locator(".text mark").first).to_be_visible()
    assert words in (site.locator(".text").text_content() or "")


def test_an_answer_as_a_network_leads_to_its_quotes(site: Page, served: str) -> None:
    site.goto(served.partition("/login")[0] + "/ask/network?since=&view=network")
    people = site.locator("#picture-network .person")
    expect(people.first).to_be_visible()
    colours = people.locator("circle").evaluate_all("all => all.map(c => getComputedStyle(c).fill)")
    assert len(set(colours)) == site.locator(".groups > span").count() > 1
    expect(people.locator("title").first).to_contain_text("community")
    # A line by mouse, and the same one by its row with keys.
    panel = site.locator("#panel")
    people.first.click()
    expect(panel.locator("mark").first).to_be_visible()
    site.keyboard.press("Escape")
    link = site.locator(".links td.evidence a").first
    link.focus()
    site.keyboard.press("Enter")
    expect(panel.locator("mark").first).to_be_visible()
    site.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_two_people_are_compared(site: Page, served: str) -> None:
    site.goto(served.partition("/login")[0] + "/show/Mohammad%20Bagheri")
    site.locator("input[name=with]").fill("Hulusi Akar")
    site.get_by_role("button", name="Compare").click()
    expect(site.locator("h1")).to_contain_text("Hulusi Akar")
    expect(site.locator(".lead")).to_contain_text("Met")
    expect(site.locator("#connection tbody").first).to_be_visible()


def test_a_brief_with_a_mistake_is_mended_loaded_and_found(site: Page, served: str) -> None:
    site.goto(served.partition("/login")[0])
    site.get_by_role("link", name="Load", exact=True).click()
    wrong = brief("belmora-talks").replace("type: Meeting", "type: Meating").encode()
    file = {"name": "talks.yaml", "mimeType": "application/yaml", "buffer": wrong}
    site.locator("#files").set_input_files([file])  # type: ignore[list-item]
    site.get_by_role("button", name="Check only").click()
    expect(site.locator("#outcome")).to_contain_text("1 refused")
    # The place of the fault selects its line, which is corrected and sent with the keyboard alone.
    site.wait_for_load_state()  # until its script is there, the link leads to the text alone
    site.locator(".faults a").first.focus()
    site.keyboard.press("Enter")
    text = site.locator("#t1")
    expect(text).to_be_focused()
    begin, end = text.evaluate("field => [field.selectionStart, field.selectionEnd]")
    line = text.input_value()[begin:end]
    assert line.startswith("  met: {type: Meating")
    site.keyboard.insert_text(line.replace("Meating", "Meeting"))
    site.locator("form.load").first.get_by_role("button", name="Load").focus()
    site.keyboard.press("Enter")
    expect(site.locator("#outcome")).to_have_text("1 new, 0 changed, 0 unchanged")
    site.get_by_role("link", name="belmora-talks").click()
    expect(site.locator(".text mark").first).to_have_text("met")
    site.get_by_role("link", name="Mara Quill").first.click()
    expect(site.locator("h1")).to_have_text("Mara Quill")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/show/Mohammad%20Bagheri",
        "/show/2017-10-19-damascus",
        "/ask/visits?place=Syria&view=map",
        "/ask/network?since=&view=network",
        "/load",
        "/news",
    ],
)
def test_pages_are_whole_and_accessible(
    site: Page, served: str, size: dict[str, int], path: str
) -> None:
    site.set_viewport_size(size)  # type: ignore[arg-type]
    site.goto(served.partition("/login")[0] + path)
    site.wait_for_load_state("networkidle")
    assert site.evaluate("document.documentElement.scrollWidth") == size["width"]
    found = Axe().run(site).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == []


def test_it_works_without_a_script(site: Page, served: str) -> None:
    browser = site.context.browser
    assert browser is not None
    state = site.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    plain.goto(served.partition("/login")[0] + "/show/Mohammad%20Bagheri")
    plain.locator("#meetings td.evidence a").first.click()
    expect(plain.locator("h1")).to_have_text("Evidence")
    expect(plain.locator("article mark").first).to_be_visible()
    context.close()
