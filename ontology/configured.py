"""The vocabulary in force: the shipped one, or that with a user's own Turtle files.

Compiling takes rdflib and most of a second, so its outcome is kept under the cache folder, by the
digest of everything that it was made from. A process that finds it there imports neither.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whomet.ontology.atomic import replacing
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary, from_json

HERE = Path(__file__).resolve().parent
FOLDER = "ontology"


def configured(extensions: Sequence[Path] = (), cache: Path | None = None) -> Vocabulary:
    """The shipped vocabulary with the terms of `extensions`, if any.

    `cache` is the folder under which the compiled vocabulary is kept; None keeps nothing. A
    CompileError lists all that is wrong with the files.
    """
    if not extensions:
        return default_vocabulary()
    entry = _entry(extensions, cache) if cache is not None else None
    if entry is not None and (found := _kept(entry)) is not None:
        return found
    from whomet.ontology.compile.reading import compile_ontology

    compiled = compile_ontology(extensions)
    if entry is not None:
        # Without a cache that can be written to, every command compiles: slower, not wrong.
        with contextlib.suppress(OSError):
            _keep(entry, compiled.data)
    return compiled.vocabulary


def _entry(extensions: Sequence[Path], cache: Path) -> Path | None:
    """Where the outcome for these files stands; None where one cannot be read."""
    made_from = (*sorted(HERE.glob("*.ttl")), *sorted(HERE.glob("compile/*.py")), *extensions)
    digest = hashlib.sha256()
    for path in made_from:
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            return None
    return cache / FOLDER / f"{digest.hexdigest()[:32]}.json"


def _kept(entry: Path) -> Vocabulary | None:
    """What is kept in `entry`; None where nothing is, or something else than was put there."""
    try:
        check, _, text = entry.read_text(encoding="utf-8").partition("\n")
        return from_json(json.loads(text)) if check == _check(text) else None
    except (OSError, UnicodeDecodeError):
        return None


def _keep(entry: Path, data: Mapping[str, Any]) -> None:
    """Write `entry` whole or not at all, whoever else does so now."""
    text = json.dumps(data, ensure_ascii=False)
    entry.parent.mkdir(parents=True, exist_ok=True)
    with replacing(entry) as file:
        file.write(f"{_check(text)}\n{text}")


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
