"""Build the documentation as a site, strictly: a broken link or reference ends the build.

python scripts/make_site.py            # writes site/
python scripts/make_site.py FOLDER     # writes FOLDER/site/

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

import yaml

ROOT = Path(__file__).resolve().parent.parent
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(\s*([^)\s#]+)")
_MERMAID = re.compile(r"^```mermaid\n.*?^```\n", re.MULTILINE | re.DOTALL)
_PICTURE = "[All classes and relationships in one picture](../ontology/schema.svg)\n"


class BrokenLinks(Exception):
    """Pages link to files of the repository that are not there."""


def linked_files() -> Iterator[Path]:
    """README, the pages of docs/, and every file of the repository that these lead to."""
    waiting = [
        ROOT / "README.md",
        ROOT / "docs" / "site.css",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    found, broken = set(waiting), []
    while waiting:
        path = waiting.pop()
        yield path
        if path.suffix != ".md":
            continue
        prose = _CODE.sub("", path.read_text(encoding="utf-8"))
        for target in _LINK.findall(prose):
            linked = (path.parent / target).resolve()
            if "://" in target or linked in found:
                continue
            if not linked.is_file():
                broken.append(f"{path.relative_to(ROOT)}: {target} is not a file")
                continue
            found.add(linked)
            waiting.append(linked)
    if broken:
        raise BrokenLinks("\n".join(broken))


def gather(folder: Path) -> None:
    """Copy what the site shows to `folder`, under the paths of the repository."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in linked_files():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            copy.write_text(_without_diagrams(path.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copy(path, copy)


def _without_diagrams(text: str) -> str:
    first = _MERMAID.sub(_PICTURE, text, count=1)
    return _MERMAID.sub("", first)


def configuration(folder: Path) -> Path:
    """mkdocs.yml for a build in `folder`."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    [mkdocstrings] = [p["mkdocstrings"] for p in settings["plugins"] if "mkdocstrings" in p]
    mkdocstrings["handlers"]["python"]["paths"] = [str(ROOT)]
    settings |= {"docs_dir": "pages", "site_dir": "site"}
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path


def build(folder: Path) -> int:
    """The exit code of the site's builder; 0 when every link and reference holds."""
    try:
        gather(folder / "pages")
    except BrokenLinks as broken:
        print(broken, file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(
        [*command, "--config-file", str(configuration(folder))],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    said = _COLOURS.sub("", done.stdout + done.stderr.partition("Traceback ")[0])
    print(said.strip(), file=sys.stderr if done.returncode else sys.stdout)
    return done.returncode


def main(arguments: list[str]) -> int:
    """Build in the folder that is named, else in build/ and move the site to site/."""
    if arguments:
        folder = Path(arguments[0]).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return build(folder)
    folder = ROOT / "build" / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    code = build(folder)
    if code == 0:
        shutil.rmtree(ROOT / "site", ignore_errors=True)
        shutil.move(folder / "site", ROOT / "site")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
