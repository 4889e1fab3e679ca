"""Write, or with --check compare, the library as it runs with the shipped vocabulary.

python -m whomet.queries.compile [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from whomet.ontology.generated_files import write_or_check
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries.compile.rendering import compile_source
from whomet.queries.errors import CatalogueError
from whomet.queries.sources import COMPILED, LIBRARY

COMMAND = "python -m whomet.queries.compile"
USAGE = f"usage: {COMMAND} [--check]"


def compiled_files(library: Path = LIBRARY) -> dict[str, str]:
    """The compiled text of every question, by file name."""
    vocabulary = default_vocabulary()
    return {
        path.name: f"// # Compiled from queries/library/{path.name}; edit that, then `make docs`.\n"
        + compile_source(path, path.read_text(encoding="utf-8"), vocabulary).text
        for path in sorted(library.glob("*.cypher"))
    }


def main(arguments: list[str], folder: Path = COMPILED) -> int:
    """0 when the files are (now) fresh, 1 when one is stale or a source is at fault."""
    if arguments not in ([], ["--check"]):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        files = compiled_files()
    except CatalogueError as error:
        print(error.message, file=sys.stderr)
        return 1
    check = bool(arguments)
    stale = write_or_check(folder, files, COMMAND, check)
    for path in sorted(folder.glob("*.cypher")):
        if path.name in files:
            continue
        if check:
            print(f"{path.name} is stale; run `{COMMAND}`.", file=sys.stderr)
            stale = 1
        else:
            path.unlink()
            print(f"removed {path.name}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
