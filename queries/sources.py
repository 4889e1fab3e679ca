"""The text of a question as it runs: as its author wrote it, or compiled from that.

The library is compiled for the shipped vocabulary beforehand (`queries/compiled`). With another
vocabulary, and if a user-defined question has terms of the vocabulary (`{{ Actor }}`), the text is
compiled when it is first needed, and kept in the cache folder under a digest of its sources.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from whomet.ontology.cache_entries import own_entry, read_entry, write_entry
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary
from whomet.queries.errors import CatalogueError

_HERE = Path(__file__).parent
LIBRARY = _HERE / "library"
COMPILED = _HERE / "compiled"
FOLDER = "questions"
_TAG = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question's header and Cypher. `path` is the file that its author edits.

    `origins` has the file and line from which each line was made; it is empty if the text is that
    of the file `shown`. `entry` is its path in the cache, where it is already or can be written.
    """

    path: Path
    text: str
    shown: Path
    origins: Sequence[tuple[Path, int]] = ()
    entry: Path | None = None

    def place(self, line: int) -> tuple[Path, int]:
        """The file and line from which a line of the text was made."""
        if not self.origins:
            return self.shown, line
        return self.origins[min(line, len(self.origins)) - 1]

    def write_entry(self) -> None:
        """Put a text that was compiled now, and is valid, into the cache."""
        if self.origins and self.entry is not None:
            # Without a cache that can be written to, every process compiles: slower, not wrong.
            with contextlib.suppress(OSError):
                write_entry(self.entry, self.text)


def question_text(
    path: Path, vocabulary: Vocabulary, cache: Path | None = None, *, fresh: bool = False
) -> QuestionText:
    """The text of the question file `path` for a vocabulary.

    With `fresh` it is compiled even if there is a compiled text. CatalogueError says what is wrong
    with its source, with file and line; OSError if it cannot be read.
    """
    compiled = COMPILED / path.name
    of_library = path.parent == LIBRARY
    if (
        of_library
        and not fresh
        and vocabulary.digest == default_vocabulary().digest
        and compiled.is_file()
    ):
        return QuestionText(path, _read(compiled), compiled)
    source = _read(path)
    if not is_template(source):
        return QuestionText(path, source, path)
    entry = _entry(source, vocabulary, cache) if cache is not None else None
    if entry is not None and not fresh and (text := read_entry(entry)) is not None:
        return QuestionText(path, text, entry)
    from whomet.queries.compile import compile_source

    made = compile_source(path, source, vocabulary)
    return QuestionText(path, made.text, path, made.origins, entry)


def is_template(text: str) -> bool:
    """Whether the Cypher of a question has terms or macros, which must be replaced."""
    return any(_TAG.search(line) for line in text.split("\n") if not line.startswith("//"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}:1: not UTF-8 ({error.reason}); save it as UTF-8") from error


def _entry(source: str, vocabulary: Vocabulary, cache: Path) -> Path:
    """The path of the compiled text of this source, for this vocabulary and these parts."""
    digest = hashlib.sha256(f"{vocabulary.digest} {_makers()} {source}".encode())
    return own_entry(cache / FOLDER / f"{digest.hexdigest()[:32]}.cypher")


@lru_cache(maxsize=1)
def _makers() -> str:
    """A digest of the parts, and of the code that inserts them."""
    folders = (_HERE / "parts", _HERE / "compile")
    paths = sorted(path for folder in folders for path in folder.iterdir() if path.is_file())
    digest = hashlib.sha256()
    for path in (*paths, _HERE / "terms.py"):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
