"""The vocabulary in force: the shipped one, or that with a user's own Turtle files.

Compiling takes rdflib and most of a second, so its outcome is kept under the cache folder, by the
digest of everything that it was made from. A process that finds it there imports neither.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from whomet.ontology.cache_entries import own_entry, read_entry, write_entry
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary, from_json

HERE = Path(__file__).resolve().parent
FOLDER = "ontology"


def load_vocabulary(extensions: Sequence[Path] = (), cache: Path | None = None) -> Vocabulary:
    """The shipped vocabulary with the terms of `extensions`, if any.

    `cache` is the folder under which the compiled vocabulary is kept; None keeps nothing. A
    CompileError lists all that is wrong with the files.
    """
    if not extensions:
        return default_vocabulary()
    entry = _entry(extensions, cache) if cache is not None else None
    if entry is not None and (found := _read(entry)) is not None:
        return found
    from whomet.ontology.compile.compiler import compile_ontology

    compiled = compile_ontology(extensions)
    if entry is not None:
        # Without a cache that can be written to, every command compiles: slower, not wrong.
        with contextlib.suppress(OSError):
            write_entry(entry, json.dumps(compiled.data, ensure_ascii=False))
    return compiled.vocabulary


def _entry(extensions: Sequence[Path], cache: Path) -> Path | None:
    """The path of the outcome for these files; None if one of the files cannot be read."""
    made_from = (*sorted(HERE.glob("*.ttl")), *sorted(HERE.glob("compile/*.py")), *extensions)
    digest = hashlib.sha256()
    for path in made_from:
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            return None
    return own_entry(cache / FOLDER / f"{digest.hexdigest()[:32]}.json")


def _read(entry: Path) -> Vocabulary | None:
    """The vocabulary that is kept in `entry`, if any."""
    text = read_entry(entry)
    return from_json(json.loads(text)) if text is not None else None
