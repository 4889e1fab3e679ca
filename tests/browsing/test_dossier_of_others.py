"""Dossiers of briefs that mean harm, and of very many events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.generated import briefs
from whomet.api import Graph
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.graph.writing.loading import load_briefs
from whomet.loaders import read

# Each would change window.harm, or the page, if any part of it were taken for markup.
ATTACKS = (
    "<script>window.harm=1</script>",
    "</script><script>window.harm=2</script>",
    "</title></style><img src=x onerror=window.harm=3>",
    '" autofocus onfocus="window.harm=4" x=\'',
    "<svg onload=window.harm=5><a href=javascript:window.harm=6>x</a>",
    "<!--<script>{{ 7*7 }}${7*7}",
    "&lt;b&gt; &#x3c;script&#x3e;",
    "\u202eright to left\u202d\u2066",
    "</bdi></table></section><form action=//evil.example><input name=q>",
)
DAY = "2017-10-19"


@pytest.fixture
def g(graph: Connection, server: Settings) -> Iterator[Graph]:
    with Graph(server) as opened:
        yield opened


def hostile(number: int, attack: str) -> dict[str, Any]:
    """A brief with `attack` wherever a brief has free text."""
    text = f"Mallory {attack} met Victor {attack} in {attack} ville. He said: {attack}."
    # A name on several lines is none, so that its attack stands on one.
    return {
        "brief": f"hostile-{number}",
        "title": f"Title {attack}",
        "source": f"Source {attack}",
        "published": DAY,
        "url": 'https://example.org/"><script>window.harm=8</script>',
        "text": text,
        "entities": {
            "m": {"type": "Person", "name": f"Mallory {attack}", "ref": "test:mallory"},
            "v": {"type": "Person", "name": f"Victor {attack}", "ref": f"test:v{number}"},
            "p": {"type": "Place", "name": f"{attack} ville", "kind": attack},
            "t": {"type": "Topic", "name": f"Topic {attack}"},
            "o": {"type": "Position", "name": f"Post {attack}"},
        },
        "events": {
            "met": {
                "type": "Meeting",
                "quote": f"Mallory {attack} met Victor {attack} in {attack} ville",
                "participant": ["m", "v"],
                "place": "p",
                "topic": "t",
                "when": DAY,
                "source": "v",
                "note": attack,
            },
            "said": {
                "type": "Statement",
                "quote": f"He said: {attack}",
                "speaker": "m",
                "addressee": "v",
                "when": DAY,
            },
            "held": {"type": "Tenure", "holder": "m", "position": "o", "start": DAY},
            "wrote": {"type": "Message", "sender": "m", "recipient": "v", "when": DAY},
            "went": {"type": "Visit", "visitor": "m", "destination": "p", "when": DAY},
        },
    }


def test_text_of_briefs_never_becomes_markup(
    g: Graph, page: Page, complaints: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "hostile.jsonl"
    lines = (json.dumps(hostile(*each), ensure_ascii=False) for each in enumerate(ATTACKS))
    source.write_text("\n".join(lines), encoding="utf-8")
    found = list(read([source]))
    assert [str(fault) for each in found for fault in each.faults] == []
    load_briefs(g.connect(), [each.brief for each in found if each.brief is not None])
    target = tmp_path / "hostile.html"
    target.write_text(g.dossier("test:mallory").html, encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(target.as_uri())
    for link in page.locator("#meetings td.evidence a").all():
        link.click()
        expect(page.locator("#panel mark").first).to_be_visible()
        page.locator("#panel .source a").first.click()
        expect(page.locator("#panel .text")).to_be_visible()
        page.keyboard.press("Escape")
    assert page.evaluate("window.harm") is None
    assert asked == [target.as_uri()]
    assert page.locator("script").count() == 3 - (page.locator("#world").count() == 0)
    assert page.locator("img, iframe, object, embed, base, main form, main input").count() == 0
    attributes = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(node => node.getAttributeNames())"
    )
    assert [name for name in attributes if name.startswith("on") or name == "autofocus"] == []
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("#", "https://example.org/"))] == []
    # What they wrote is there to be read, letter by letter, and turns nothing around it.
    shown = page.locator("#proofs mark").all_text_contents()
    for attack in ATTACKS:
        assert f"Mallory {attack} met Victor {attack} in {attack} ville" in shown
    isolated = page.evaluate(
        "[...document.querySelectorAll('bdi, blockquote, #panel, .text')]"
        ".every(n => n.id === 'panel' || getComputedStyle(n).unicodeBidi === 'isolate')"
    )
    assert isolated
    assert page.locator("article").count() == page.locator("#proofs > article").count()
    assert "\u202e" not in page.title()
    assert complaints == []


def test_a_large_dossier_says_what_it_left_out_and_stays_usable(
    g: Graph, page: Page, complaints: list[str], tmp_path: Path
) -> None:
    load_briefs(g.connect(), islice(briefs(120), 120))
    rows = g.ask("timeline", place="Halland")
    whole, part = g.dossier("Halland"), g.dossier("Halland", limit=60)
    assert len(rows) > 200
    assert whole.left_out == {}
    assert part.left_out["timeline"] == len(rows) - 60
    for name, made in {"whole": whole, "part": part}.items():
        (tmp_path / f"{name}.html").write_text(made.html, encoding="utf-8")

    page.goto((tmp_path / "part.html").as_uri())
    expect(page.locator("#timeline tbody")).to_have_count(60)
    note = page.locator("#timeline .left-out")
    expect(note).to_contain_text(f"Only the first 60 of {len(rows):,} rows are shown.")
    expect(note).to_contain_text("whomet ask timeline --place")
    expect(page.locator("nav a[href='#timeline'] .count")).to_have_text(f"{len(rows):,}")

    page.goto((tmp_path / "whole.html").as_uri())
    shown = page.locator("#timeline tbody:visible")
    expect(shown).to_have_count(50)
    page.locator("#timeline .more").click()
    expect(shown).to_have_count(len(rows))
    page.locator("#filters [name=since]").fill("2000-01-01")
    since = g.ask("timeline", place="Halland", since="2000-01-01")
    expect(shown).to_have_count(len(since))
    # A line far down is found by its address, though not among the first.
    last = page.locator("#meetings tbody:not(.out)").last
    address = last.get_attribute("id")
    page.goto("about:blank")
    page.goto((tmp_path / "whole.html").as_uri() + f"#{address}")
    expect(page.locator(f"#{address}")).to_be_in_viewport()
    expect(page.locator("#panel mark").first).to_be_visible()
    assert 20 < page.locator("#picture-network .person").count() <= 40
    expect(page.locator("#picture-network figcaption")).to_contain_text("The 40 most frequent of")
    assert complaints == []
