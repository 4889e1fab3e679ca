"""Write, or with --check compare, the files that derive from the ontology.

python -m ontology.compile [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ontology.compile.brief_schema import brief_schema
from ontology.compile.page import ontology_page
from ontology.compile.problems import CompileError
from ontology.compile.reading import Compiled, compile_ontology

PACKAGE = Path(__file__).resolve().parent.parent
USAGE = "usage: python -m ontology.compile [--check]"


def derived_files(compiled: Compiled) -> dict[Path, str]:
    """The text of every file that derives from the ontology, by its path."""
    schema = brief_schema(compiled.vocabulary, compiled.patterns)
    return {
        PACKAGE / "vocabulary.json": _json(compiled.data),
        PACKAGE / "brief.schema.json": _json(schema),
        PACKAGE.parent / "docs" / "ontology.md": ontology_page(compiled.vocabulary, compiled.terms),
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """0 when the files are (now) fresh, 1 when one is stale or the ontology is at fault."""
    if arguments not in ([], ["--check"]):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        files = derived_files(compile_ontology())
    except CompileError as error:
        print(error.message, file=sys.stderr)
        return 1
    stale = 0
    for path, text in files.items():
        name = path.relative_to(PACKAGE.parent)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if arguments:
            print(f"{name} is stale; run `python -m ontology.compile`.", file=sys.stderr)
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
