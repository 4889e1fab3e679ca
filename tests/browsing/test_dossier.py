"""Dossiers of the example briefs in a real Chromium, the network off."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsing.conftest import DESKTOP, PHONE
from whomet.api import Graph
from whomet.dossier.sections import SECTION_PLANS, SectionColumn, SectionPlan
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.ontology.dates.readable import readable
from whomet.queries.presentation.rows import shown as as_read

WISHES: dict[str, dict[str, Any]] = {
    "actor": {"name": "Mohammad Bagheri"},
    "pair": {"name": "Mohammad Bagheri", "with_": "Hulusi Akar"},
    "place": {"name": "Syria", "since": "2017"},
    "topic": {"topic": "fight against terrorism"},
    "period": {"on": "2017-11"},
}


@pytest.fixture(scope="module")
def g(example_graph: Connection, server: Settings) -> Iterator[Graph]:
    """The graph of the example briefs, for all tests of this module."""
    with Graph(server) as graph:
        yield graph


@pytest.fixture(scope="module")
def files(g: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of a dossier of each kind."""
    folder = tmp_path_factory.mktemp("dossiers")
    for kind, request in WISHES.items():
        (folder / f"{kind}.html").write_text(g.dossier(**request).html, encoding="utf-8")
    return {kind: (folder / f"{kind}.html").as_uri() for kind in WISHES}


@pytest.fixture
def dossier(page: Page, files: dict[str, str], complaints: list[str]) -> Iterator[Page]:
    """The dossier of an actor; nothing in it may complain."""
    page.context.set_offline(True)
    page.goto(files["actor"])
    yield page
    assert complaints == []


def asked(g: Graph, command: str, **more: str) -> list[dict[str, Any]]:
    """The rows of a `whomet ask` command as the page prints it."""
    _, _, question, *options = shlex.split(command)
    given = dict(zip(options[::2], options[1::2], strict=True))
    parameters = {name.removeprefix("--").replace("-", "_"): given[name] for name in given}
    return list(g.ask(question, **parameters, **more))


def lines(page: Page, section: str) -> list[dict[str, str]]:
    """The cells of each line of a section that is shown, by label."""
    return page.locator(f"#{section} tbody:not(.out)").evaluate_all(
        """nodes => nodes.map(node => Object.fromEntries(
             [...node.querySelectorAll('td[data-label]')].map(
               cell => [cell.dataset.label, cell.textContent.trim()])))"""
    )


def said(column: SectionColumn, row: dict[str, Any]) -> str:
    """How the page writes a value of an answer."""
    value = row[column.name]
    if column.form == "names":
        return ", ".join(value)
    if column.form == "date":
        return readable(value) or ("not known" if "position" in row else "")
    if column.form == "tag":
        return (value or "").replace("-", " ")
    if column.name in ("about", "says", "against"):
        value = as_read(column.name, row)
    text = "" if value is None else str(value)
    return text.removesuffix(f" · {row.get('when')}")


def plans_of(kind: str) -> list[SectionPlan]:
    return [plan for plan in SECTION_PLANS if kind in plan.kinds]


@pytest.mark.parametrize("kind", WISHES)
def test_the_page_says_what_the_questions_answer(
    kind: str, g: Graph, page: Page, files: dict[str, str], complaints: list[str]
) -> None:
    page.context.set_offline(True)
    page.goto(files[kind])
    sections = page.locator("section:has(.asked)")
    empty = page.locator("#empty .nothing span").count()
    assert sections.count() + empty == len(plans_of(kind))
    plans = {plan.id: plan for plan in SECTION_PLANS}
    some = 0
    for number in range(sections.count()):
        section = sections.nth(number)
        rows = asked(g, section.locator(".asked code").text_content() or "")
        shown = lines(page, section.get_attribute("id") or "")
        assert len(shown) == len(rows)
        some += len(rows)
        for line, row in zip(shown, rows, strict=True):
            for column in plans[section.get_attribute("id") or ""].columns:
                if column.label in line:
                    assert line[column.label] == said(column, row)
    assert some > 10
    assert complaints == []


def test_figures_are_the_lengths_of_answers(g: Graph, dossier: Page) -> None:
    def figure(what: str) -> int:
        shown = dossier.locator(".figures a", has_text=what).all_text_contents()
        return sum(int(re.sub(r"\D", "", text)) for text in shown)

    assert figure("meeting") == len(g.ask("meetings", actor="Mohammad Bagheri"))
    assert figure("visit") == len(g.ask("visits", actor="Mohammad Bagheri"))
    assert figure("message") == len(g.ask("messages", actor="Mohammad Bagheri"))
    assert figure("gap") == len(g.ask("gaps", actor="Mohammad Bagheri"))


def test_quotes_are_those_of_the_question_evidence(g: Graph, dossier: Page) -> None:
    for row in g.ask("meetings", actor="Mohammad Bagheri"):
        claims = g.ask("evidence", event=row["event"])
        article = dossier.locator("#proofs article", has_text=claims[0]["claim"])
        assert article.locator("mark").all_text_contents() == [each["quote"] for each in claims]
        for claim, shown in zip(claims, article.locator(".source").all(), strict=True):
            text = shown.text_content() or ""
            assert all(who in text for who in (*claim["attributed_to"], claim["certainty"]))


def test_a_line_opens_its_quotes_and_the_brief(dossier: Page) -> None:
    panel = dossier.locator("#panel")
    expect(panel).to_be_hidden()
    link = dossier.locator("#messages td.evidence a").last
    link.focus()
    dossier.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(panel.locator("mark").first).to_have_text(
        "handed him a written message from Ali Khamenei"
    )
    expect(panel).to_contain_text("according to SANA")
    line = dossier.url
    panel.locator(".source a").first.click()
    expect(panel.locator("h2")).to_have_text("In the brief")
    expect(panel.locator(".text")).to_contain_text("left Tehran for")
    expect(panel.locator(".text mark")).to_have_text(
        "handed him a written message from Ali Khamenei"
    )
    dossier.go_back()
    expect(panel.locator("h2")).to_have_text("Evidence")
    assert dossier.url == line
    dossier.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    dossier.goto("about:blank")
    dossier.goto(line)
    expect(panel.locator("mark").first).to_have_text(
        "handed him a written message from Ali Khamenei"
    )


def test_every_quote_is_found_at_its_place_in_its_brief(dossier: Page) -> None:
    wrong = dossier.evaluate(
        """() => [...document.querySelectorAll('#proofs .source a[data-end]')].filter(link => {
             const text = document.querySelector(link.hash + ' .text').textContent;
             const quote = link.closest('.claim').querySelector('mark').textContent;
             return text.slice(link.dataset.begin, link.dataset.end) !== quote;
           }).length"""
    )
    assert wrong == 0


PERIODS = [
    {"since": "2017-10-18", "until": "2017-11-30"},
    {"until": "2017-08-31"},
    {"place": "Syria"},
    {"place": "Damascus", "since": "2018-01-01"},
]


@pytest.mark.parametrize("chosen", PERIODS, ids=str)
def test_filters_choose_as_the_question_does(
    chosen: dict[str, str], g: Graph, dossier: Page
) -> None:
    for name, value in chosen.items():
        control = dossier.locator(f"#filters [name={name}]")
        control.select_option(value) if name == "place" else control.fill(value)
    rows = g.ask("meetings", actor="Mohammad Bagheri", **chosen)
    assert 0 < len(rows) < len(g.ask("meetings", actor="Mohammad Bagheri"))
    expect(dossier.locator("#meetings tbody:not(.out)")).to_have_count(len(rows))
    counted = dossier.locator("#met tbody:not(.out) td.counted").all_text_contents()
    frequency = g.ask("frequency", actor="Mohammad Bagheri", **chosen)
    shown = sorted(int(text.split()[0]) for text in counted)
    assert shown == sorted(row["count"] for row in frequency)
    # Header and menu say what the sections show, and pictures show nothing else.
    for counter in dossier.locator("[data-counts=meetings]").all():
        expect(counter).to_have_text(str(len(rows)))
    marks = dossier.locator("#picture-timeline .event")
    expect(marks).to_have_count(dossier.locator("#timeline tbody:not(.out)").count())
    expect(dossier.locator("#picture-network .person")).to_have_count(len(frequency) + 1)
    # The address holds the state, and the button gives everything back.
    dossier.reload()
    expect(dossier.locator("#meetings tbody:not(.out)")).to_have_count(len(rows))
    dossier.locator("#filters button").click()
    expect(dossier.locator("tbody.out")).to_have_count(0)


def test_a_filter_that_nothing_passes_says_so(dossier: Page) -> None:
    # A tenure without an end may last, but is at no place.
    dossier.locator("#filters [name=since]").fill("2090-01-01")
    dossier.locator("#filters [name=place]").select_option("Ankara")
    expect(dossier.locator("#nothing")).to_be_visible()
    expect(dossier.locator("#meetings")).to_contain_text("Nothing here passes the filters.")
    expect(dossier.locator("[data-counts]").first).to_have_text("0")
    dossier.locator("#nothing button").click()
    expect(dossier.locator("#nothing")).to_be_hidden()
    expect(dossier.locator(".none-left:visible")).to_have_count(0)


def test_the_top_says_whom_where_and_when_last(g: Graph, dossier: Page) -> None:
    lead = dossier.locator(".lead")
    most = g.ask("frequency", actor="Mohammad Bagheri")[0]
    expect(lead).to_contain_text(f"Met most {most['whom']} {most['count']}×")
    expect(lead).to_contain_text("Last seen")
    # A name leads to its own line, which opens its quotes.
    lead.get_by_role("link", name=most["whom"]).click()
    expect(dossier.locator("#people tbody.shown")).to_contain_text(most["whom"])
    expect(dossier.locator("#panel mark").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(
    dossier: Page, size: dict[str, int], scheme: Any, files: dict[str, str]
) -> None:
    dossier.set_viewport_size(size)  # type: ignore[arg-type]
    dossier.emulate_media(color_scheme=scheme)
    dossier.locator("#meetings td.evidence a").first.click()
    expect(dossier.locator("#panel")).to_be_visible()
    # Of what is not drawn yet, axe takes the boxes to be where they are not.
    dossier.locator("section, article").evaluate_all(
        "nodes => nodes.forEach(node => { node.style.contentVisibility = 'visible' })"
    )
    found = Axe().run(dossier).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == []


BEYOND = """() => {
  for (const node of document.querySelectorAll('section, article')) {
    node.style.contentVisibility = 'visible';
  }
  const panel = document.getElementById('panel').getBoundingClientRect();
  const beside = panel.width && panel.left > 0 && innerWidth >= 1200;
  const edge = beside ? panel.left : document.documentElement.clientWidth;
  return [...document.querySelectorAll('header *, nav *, main *:not(svg *)')].filter(
    node => node.getClientRects().length && !node.closest('.unseen')
      && node.getBoundingClientRect().right > edge + 1,
  ).map(node => node.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("kind", WISHES)
def test_nothing_is_cut_off_at_any_width(kind: str, dossier: Page, files: dict[str, str]) -> None:
    dossier.goto(files[kind])
    for width in (390, 600, 768, 1024, 1440):
        dossier.set_viewport_size({"width": width, "height": 900})
        assert dossier.evaluate("document.documentElement.scrollWidth") == width
        assert dossier.evaluate(BEYOND) == []
    dossier.locator("td.evidence a").first.click()
    assert dossier.evaluate(BEYOND) == []


def test_a_phone_has_a_way_back_to_the_menu(dossier: Page) -> None:
    dossier.set_viewport_size(PHONE)  # type: ignore[arg-type]
    dossier.locator("#menu a[href='#meetings']").click()
    expect(dossier.locator("#meetings h2")).to_be_in_viewport()
    dossier.locator(".to-menu").click()
    expect(dossier.locator("#menu a").first).to_be_in_viewport()


def test_pictures_show_what_the_lines_say(dossier: Page) -> None:
    expect(dossier.locator("#picture-timeline .event")).to_have_count(
        dossier.locator("#timeline tbody").count()
    )
    names = dossier.locator("#picture-map .spot text").all_text_contents()
    assert sorted(names) == ["Ankara", "Damascus", "Sochi", "Tehran"]
    people = dossier.locator("#picture-network .person")
    expect(people).to_have_count(dossier.locator("#met tbody").count() + 1)
    people.filter(has=dossier.locator("title", has_text="Bashar al-Assad")).locator(
        "circle"
    ).click()
    expect(dossier.locator("#panel mark").first).to_be_visible()


def test_it_reads_without_scripts_and_in_print(
    chromium: Browser, dossier: Page, files: dict[str, str]
) -> None:
    context = chromium.new_context(java_script_enabled=False, offline=True)
    plain = context.new_page()
    plain.goto(files["actor"])
    expect(plain.locator("#filters")).to_be_hidden()
    expect(plain.locator("#meetings tbody").last).to_be_visible()
    link = plain.locator("#meetings td.evidence a").first
    target = link.get_attribute("href") or ""
    expect(plain.locator(f"{target} mark").first).to_be_visible()
    context.close()
    dossier.emulate_media(media="print")
    expect(dossier.locator("#filters")).to_be_hidden()
    expect(dossier.locator("nav")).to_be_hidden()
    expect(dossier.locator("#proofs mark").first).to_be_visible()


def test_the_policy_lets_nothing_else_run(dossier: Page) -> None:
    policy = dossier.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "*" not in policy
    assert dossier.locator("[src], link[href^=http], [style*=url]").count() == 0
