"""The real Neo4j Browser of the local server, as a researcher uses it with the bundle."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from whomet.browser import BrowserAddress, Bundle, bundle_server, local_address, make_bundle
from whomet.graph.database.connection import Connection
from whomet.graph.server import up
from whomet.graph.settings import Settings
from whomet.ontology.colors import class_colors
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import catalogue

DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.querySelector('.filedrop').dispatchEvent(
      new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: carried}));
}"""
CIRCLES = """frame => [...frame.querySelectorAll('g.node')].map(
  node => [node.textContent.trim(), node.querySelector('circle.b-outline').getAttribute('fill')])"""
EXPAND = """node => ['mousedown', 'mouseup', 'click', 'mousedown', 'mouseup', 'click', 'dblclick']
  .forEach(type => node.dispatchEvent(new MouseEvent(type, {bubbles: true, view: window})))"""
#: How long a log-in or a query may take on a busy machine, planning included; and what Playwright
#: grants otherwise. In milliseconds.
PATIENCE, USUAL = 60_000, 15_000


@pytest.fixture(autouse=True)
def patience(page: Page) -> Iterator[None]:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=USUAL)


@pytest.fixture(scope="module")
def browser_address(server: Settings) -> BrowserAddress:
    return local_address(server, up(server))


@pytest.fixture
def password(browser_address: BrowserAddress) -> str:
    with open(browser_address.password_file, encoding="ascii") as file:  # noqa: PTH123
        return file.read().strip()


@pytest.fixture(scope="module")
def served(example_graph: Connection) -> Iterator[tuple[str, Bundle]]:
    """The bundle, and the address where it is served."""
    with bundle_server("127.0.0.1", 0) as here:
        bundle = make_bundle(example_graph, catalogue(), here.address)
        thread = threading.Thread(target=here.serve, args=(bundle.files,))
        thread.start()
        yield here.address, bundle
        here.server.shutdown()
        thread.join()


def log_in(page: Page, password: str) -> None:
    """What is left to type is the password: the address has the rest."""
    expect(page.get_by_test_id("boltaddress")).to_have_value(re.compile(r"127\.0\.0\.1:\d+"))
    expect(page.get_by_test_id("username")).to_have_value("neo4j")
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("connect").click()
    expect(page.get_by_text("You are connected as user")).to_be_visible()


def drop(page: Page, name: str, bundle: Bundle) -> None:
    page.evaluate(DROP, [name, base64.b64encode(bundle.files[name]).decode()])


def run_favourite(page: Page, folder: str, title: str) -> Locator:
    """Run a favourite; its frame."""
    frames = page.get_by_test_id("frame")
    before = frames.count()
    label = page.get_by_test_id(f"expandFolder-{folder}")
    label.click()
    item = (
        page.get_by_test_id(f"savedScriptsFolder-{folder}")
        .get_by_test_id("savedScriptListItem")
        .filter(has=page.get_by_test_id(f"scriptTitle-{title}"))
    )
    item.hover()
    item.get_by_test_id("savedScriptsButton-Run").click()
    label.click()
    expect(frames).to_have_count(before + 1)
    return frames.first


def circles(frame: Locator) -> dict[str, str]:
    """The colour of each node that is drawn, by its caption."""
    expect(frame.locator("g.node").first).to_be_visible()
    return dict(frame.evaluate(CIRCLES))


def run_in_editor(page: Page) -> Locator:
    frames = page.get_by_test_id("frame")
    before = frames.count()
    page.get_by_test_id("editor-Run").click()
    expect(frames).to_have_count(before + 1)
    return frames.first


def test_three_questions_with_favourites_and_colours(
    page: Page, browser_address: BrowserAddress, password: str, served: tuple[str, Bundle]
) -> None:
    _, bundle = served
    page.goto(browser_address.address)
    log_in(page, password)
    drop(page, "whomet.grass", bundle)
    expect(page.get_by_test_id("frame").first).to_contain_text("node.Meeting")
    drop(page, "favourites.zip", bundle)
    page.get_by_test_id("navigationFavorites").click()

    colour = {name: found.background for name, found in class_colors(default_vocabulary()).items()}
    expected = {
        "Who met whom": {"Assad, Bagheri · Damascus · 2017-10-19": "Meeting", "Damascus": "Place"},
        "Conflicts": {"Mohammad Bagheri": "Person"},
        "Evidence": {"Assad, Bagheri · Damascus · 2017-10-19": "Meeting"},
    }
    for title, nodes in expected.items():
        parameters = run_favourite(page, "whomet 2 parameters", title)
        ticks = parameters.get_by_test_id("multi-statement-list-icon")
        expect(ticks.first).to_be_visible()
        for tick in ticks.all():
            expect(tick.locator(".fa-check-square-o, [class*=check]").first).to_be_attached()
        answer = run_favourite(page, "whomet 3 answers", title)
        expect(answer.locator("table tbody tr").first).to_be_visible()
        graph = run_favourite(page, "whomet 4 graphs", title)
        drawn = circles(graph)
        for caption, label in nodes.items():
            assert drawn.get(caption) == colour[label], (title, drawn)


def test_the_guide_opens_colours_and_fills_the_editor(
    page: Page, browser_address: BrowserAddress, password: str, served: tuple[str, Bundle]
) -> None:
    address, _ = served
    page.goto(f"{browser_address.address}&cmd=guide&arg={address}/guide.html")
    drawer = page.get_by_test_id("guidesDrawer")
    expect(drawer).to_contain_text("The graph of who met whom")
    log_in(page, password)
    drawer.get_by_text("Colour the nodes").click()
    expect(page.get_by_test_id("frame").first).to_contain_text("node.Meeting")
    while not drawer.get_by_text("02. The latest meetings").is_visible():
        page.get_by_test_id("guideNextSlide").click()
        if drawer.locator("img").count():
            assert drawer.locator("img").evaluate("image => image.naturalWidth") > 1000
    drawer.locator("pre.runnable").nth(1).click()
    drawn = circles(run_in_editor(page))
    meetings = class_colors(default_vocabulary())["Meeting"].background
    assert list(drawn.values()).count(meetings) >= 5


def test_without_the_style_captions_are_names_and_quotes_two_clicks_away(
    page: Page, browser_address: BrowserAddress, password: str, served: tuple[str, Bundle]
) -> None:
    query = "MATCH (p:Person {name: 'Hulusi Akar'}) RETURN p"
    page.goto(f"{browser_address.address}&cmd=edit&arg={quote(query)}")
    log_in(page, password)
    frame = run_in_editor(page)
    assert [caption[:4] for caption in circles(frame)] == ["Hulu"]
    frame.locator("g.node").first.evaluate(EXPAND)
    # Captions are cut to what the circle holds.
    meeting = frame.locator("g.node").filter(has_text=re.compile(r"^\W*Bagheri, ?Hulusi"))
    expect(meeting).to_have_count(1)
    expect(frame.locator("g.node").filter(has_text="After the gen")).to_have_count(1)  # a brief
    before = frame.locator("g.node").count()
    meeting.evaluate(EXPAND)
    expect(frame.locator("g.node").filter(has_text=re.compile(r"^\W*receiv"))).to_have_count(
        1
    )  # a quote
    assert frame.locator("g.node").count() > before
