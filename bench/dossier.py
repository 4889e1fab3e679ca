"""Measures how long a very large dossier takes to make, open, filter and navigate.

    python bench/dossier.py [--briefs 500]

Loads generated briefs, each with four events in the same country, into a temporary server, and
opens the dossier of that country, without a limit, in Chromium with the network disabled.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.generated import briefs
from whomet.api import Graph
from whomet.graph.server import down
from whomet.graph.settings import load_settings
from whomet.graph.writing.loading import load_briefs

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}

DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=500)
    count = parser.parse_args().briefs
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"home": folder}, cwd=Path(folder))
        target = Path(folder) / "dossier.html"
        try:
            with Graph(settings) as graph:
                load_briefs(graph.connect(), islice(briefs(count), count))
                began = time.perf_counter()
                dossier = graph.dossier("Halland", limit=100_000)
                print(f"made         {time.perf_counter() - began:7.2f} s")
        finally:
            down(settings)
        target.write_text(dossier.html, encoding="utf-8")
        events = next(s.total for s in dossier.sections if s.plan.id == "timeline")
        print(f"events       {events:7,}\nsize         {target.stat().st_size / 1e6:7.1f} MB")
        look(target)


def look(target: Path) -> None:
    """Open the page at both widths and print how long each thing takes."""
    program = os.environ.get("CHROME_BIN") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page = browser.new_context(viewport=size, offline=True).new_page()  # type: ignore[arg-type]
            page.set_default_timeout(120_000)
            for what, work in steps(page, target).items():
                began = time.perf_counter()
                work()
                page.evaluate(DRAWN)
                print(f"{name:8}{what:16}{(time.perf_counter() - began) * 1000:7.0f} ms")
            page.close()
        browser.close()


def steps(page: Page, target: Path) -> dict[str, Callable[[], object]]:
    """The actions of a reader, in order."""
    return {
        "open": lambda: page.goto(target.as_uri()),
        "evidence": lambda: page.locator("#timeline td.evidence a").first.click(),
        "close": lambda: page.keyboard.press("Escape"),
        "filter": lambda: page.locator("[name=since]").fill("2000-01-01"),
        "filter back": lambda: page.locator("#filters button").click(),
        "show all": lambda: page.locator("#timeline .more").click(),
        "to the end": lambda: page.locator("#about").scroll_into_view_if_needed(),
    }


if __name__ == "__main__":
    main()
