"""The documentation as a site: it builds strictly, its links hold, and it fetches nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# Addresses that a page may lead to, and that a browser does not open by itself.
LEADS_TO = {("a", "href"), ("link rel=canonical", "href")}
pytestmark = pytest.mark.long


@dataclass
class Page(HTMLParser):
    """The ids of a page, and each address in it with the tag that names it."""

    ids: set[str] = field(default_factory=set)
    addresses: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        named = f"link rel={values.get('rel')}" if tag == "link" else tag
        for name in ("href", "src", "srcset", "action", "data", "poster"):
            if name in values:
                self.addresses.append((named, name, values[name]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_site.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site but the one that says that a page is missing."""
    found = {}
    for path in site.rglob("*.html"):
        if path.name != "404.html":
            found[path] = Page()
            found[path].feed(path.read_text(encoding="utf-8"))
    return found


def _in_nav(nav: list[object]) -> Iterator[str]:
    for entry in nav:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            for below in entry.values():
                yield from _in_nav(below if isinstance(below, list) else [below])


def test_every_page_has_its_place_in_the_navigation() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = list(_in_nav(settings["nav"]))
    assert len(listed) == len(set(listed))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= set(listed)


def test_every_link_leads_to_a_page_and_a_place_on_it(pages: dict[Path, Page], site: Path) -> None:
    broken = []
    for path, page in pages.items():
        for tag, _, address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                broken.append((path.relative_to(site), tag, address))
            elif parts.fragment and target in pages:
                known = pages[target].ids | {"__top"}
                if unquote(parts.fragment) not in known:
                    broken.append((path.relative_to(site), tag, address))
    assert broken == []


def test_a_browser_fetches_nothing_from_elsewhere(pages: dict[Path, Page], site: Path) -> None:
    foreign = {
        (str(path.relative_to(site)), tag, address)
        for path, page in pages.items()
        for tag, name, address in page.addresses
        if (tag, name) not in LEADS_TO and urlsplit(address).netloc
    }
    assert foreign == set()
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "url(http" not in text and "url(//" not in text, style
    # The theme would fetch Mermaid's script for such an element.
    for path in pages:
        assert 'class="mermaid"' not in path.read_text(encoding="utf-8"), path


def test_the_reference_describes_every_name_of_the_api(pages: dict[Path, Page], site: Path) -> None:
    import whomet

    ids = pages[site / "docs" / "api" / "index.html"].ids
    named = [name for name in whomet.__all__ if not name.startswith("_")]
    assert {f"whomet.{name}" for name in named} <= ids
    assert {"whomet.Graph.load", "whomet.Graph.ask", "whomet.Graph.dossier"} <= ids
