"""Writes the files derived from the ontology, or with --check verifies that they are up to date.

python -m whomet.ontology.compile [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from whomet.ontology.compile.compiler import compile_ontology
from whomet.ontology.compile.derived import derived_files
from whomet.ontology.compile.problems import CompileError
from whomet.ontology.generated_files import write_or_check

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = "python -m whomet.ontology.compile"
USAGE = f"usage: {COMMAND} [--check]"


def main(arguments: list[str], root: Path = ROOT) -> int:
    """The exit code: 0 if all files are up to date, 1 if one is stale or the ontology invalid."""
    if arguments not in ([], ["--check"]):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        files = derived_files(compile_ontology())
    except CompileError as error:
        print(error.message, file=sys.stderr)
        return 1
    return write_or_check(root, files, COMMAND, check=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
