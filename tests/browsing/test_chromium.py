"""The browser that the other tests here rely on."""

from __future__ import annotations

from playwright.sync_api import Page


def test_errors_of_a_page_are_complaints(page: Page, complaints: list[str]) -> None:
    page.set_content("<script>console.error('said'); throw new Error('thrown')</script><p>shown")
    assert page.inner_text("p") == "shown"
    assert complaints == ["said", "thrown"]
