"""Build the documentation as a site, strictly: a broken link or reference ends the build.

python scripts/make_site.py [FOLDER]

The site mirrors the repository (README, docs, and whatever file they link to), so that one link is
right in both. Mermaid diagrams, which would need a script from elsewhere, are left to viewers that
draw them; the picture of the schema shows the same.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "pages"  # docs_dir in mkdocs.yml
_LINK = re.compile(r"\]\(\s*([^)\s#]+)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_MERMAID = re.compile(r"^```mermaid\n.*?^```\n", re.MULTILINE | re.DOTALL)
_PICTURE = "[All classes and relationships in one picture](../ontology/schema.svg)\n"


def linked_files(first: Path) -> Iterator[Path]:
    """README, the pages of docs/, and every file of the repository that these lead to."""
    waiting = [first, *sorted((ROOT / "docs").glob("*.md"))]
    found = set(waiting)
    while waiting:
        path = waiting.pop()
        yield path
        if path.suffix != ".md":
            continue
        for target in _LINK.findall(path.read_text(encoding="utf-8")):
            linked = (path.parent / target).resolve()
            inside = linked.is_relative_to(ROOT) and linked.is_file()
            if inside and linked not in found:
                found.add(linked)
                waiting.append(linked)


def gather(folder: Path = PAGES) -> None:
    """Copy what the site shows to `folder`, under the paths of the repository."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in linked_files(ROOT / "README.md"):
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            copy.write_text(_without_diagrams(path.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copy(path, copy)


def _without_diagrams(text: str) -> str:
    first = _MERMAID.sub(_PICTURE, text, count=1)
    return _MERMAID.sub("", first)


def build() -> int:
    """The exit code of the site's builder; 0 when every link and reference holds."""
    gather()
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    said = _COLOURS.sub("", done.stdout + done.stderr.partition("Traceback ")[0])
    print(said.strip(), file=sys.stderr if done.returncode else sys.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(build())
