"""Renders ontology/schema.svg, the diagram of all labels and relationships; --check verifies it.

python scripts/make_schema_picture.py
python scripts/make_schema_picture.py --check

Rendering needs npm and Chromium (`scripts/install_chromium.sh`); --check needs neither.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "ontology" / "schema.svg"
MERMAID = "mermaid@11.17.2"
NAMES = ("chromium", "chromium-browser", "google-chrome")
#: `htmlLabels` would put HTML into the SVG, which <img> does not render.
DRAW = """async source => {
  mermaid.initialize({
    startOnLoad: false, theme: 'neutral', htmlLabels: false, fontFamily: 'sans-serif',
    flowchart: {htmlLabels: false, useMaxWidth: false, curve: 'basis', nodeSpacing: 30,
                rankSpacing: 60},
  });
  const {svg} = await mermaid.render('schema', source);
  const page = new DOMParser().parseFromString(svg, 'image/svg+xml');
  page.documentElement.style.background = 'white';
  return new XMLSerializer().serializeToString(page);
}"""


def source() -> str:
    """The Mermaid source of the diagram."""
    from whomet.ontology.compile.picture import schema_picture
    from whomet.ontology.vocabulary import default_vocabulary

    return schema_picture(default_vocabulary())


def mark(text: str) -> str:
    """The first line of the file, with the digest of the Mermaid source."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"<!-- Made by scripts/make_schema_picture.py from {digest}; do not edit. -->\n"


def is_fresh() -> bool:
    """Whether the file was rendered from the current ontology."""
    if not PICTURE.is_file():
        return False
    return PICTURE.read_text(encoding="utf-8").startswith(mark(source()))


def draw(text: str) -> str:
    """Render the Mermaid source as SVG."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROME_BIN") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None or shutil.which("npm") is None:
        sys.exit("Rendering needs npm and Chromium; scripts/install_chromium.sh installs Chromium.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        packed = subprocess.run(
            ["npm", "pack", "--silent", MERMAID],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(Path(folder) / packed.stdout.strip()) as archive:
            archive.extract("package/dist/mermaid.min.js", folder, filter="data")
        # Chromium's sandbox does not work as root in a container; only the pinned package runs.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=Path(folder) / "package" / "dist" / "mermaid.min.js")
        svg: str = page.evaluate(DRAW, text)
        browser.close()
    return svg


def main(arguments: list[str]) -> int:
    """The exit code: 0 if the file is up to date, 1 if --check found it stale."""
    if is_fresh():
        return 0
    if "--check" in arguments:
        print("ontology/schema.svg is stale; run scripts/make_schema_picture.py.", file=sys.stderr)
        return 1
    text = source()
    PICTURE.write_text(f"{mark(text)}{draw(text)}\n", encoding="utf-8")
    print("wrote ontology/schema.svg")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
