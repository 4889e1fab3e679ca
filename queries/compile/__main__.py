"""Write, or with --check compare, the library as it runs with the shipped vocabulary.

python -m whomet.queries.compile [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries.compile.rendering import compile_source
from whomet.queries.errors import CatalogueError
from whomet.queries.sources import COMPILED, LIBRARY

USAGE = "usage: python -m whomet.queries.compile [--check]"


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
    there = {path.name: path for path in folder.glob("*.cypher")}
    stale = [name for name in there if name not in files]
    stale += [
        name
        for name, text in files.items()
        if name not in there or there[name].read_text(encoding="utf-8") != text
    ]
    for name in stale:
        if arguments:
            print(f"{name} is stale; run `python -m whomet.queries.compile`.", file=sys.stderr)
        elif name in files:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(files[name], encoding="utf-8")
            print(f"wrote {name}")
        else:
            there[name].unlink()
            print(f"removed {name}")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
