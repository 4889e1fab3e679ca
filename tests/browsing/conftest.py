"""Pages in a real Chromium, without a window: `scripts/install_chromium.sh` brings it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Milliseconds: a page is made while other tests use the processors, too.
PATIENCE = 15_000
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


# Not for the whole session: Playwright keeps an event loop running in this thread, and tests
# remote_browser_address may want one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium that runs until the module's tests are done."""
    program = os.environ.get("CHROME_BIN") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.fail("No Chromium is here; run scripts/install_chromium.sh.", pytrace=False)
    with sync_playwright() as playwright:
        # Root, as in a container, can have no sandbox; the pages are our own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """An empty page with cookies and storage of its own, 1440 wide."""
    context = chromium.new_context(viewport=DESKTOP, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    new = context.new_page()
    new.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    new.on("pageerror", lambda error: complaints.append(str(error)))
    yield new
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """The errors that `page` has written to its console, and those that no script caught."""
    return []
