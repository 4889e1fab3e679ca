"""The catalogue of questions: one file each, read only when the question is needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from whomet.ontology.suggestions import did_you_mean, most_similar
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary
from whomet.queries.errors import CatalogueError, QuestionError
from whomet.queries.question import Question
from whomet.queries.question_reading import read_question
from whomet.queries.sources import LIBRARY


class Catalogue:
    """The questions in one folder or more, each read when it is needed.

    They are compiled for the vocabulary `words`, by default the shipped one; compiled texts are
    kept under the folder `cache`.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (LIBRARY,),
        vocabulary: Vocabulary | None = None,
        cache: Path | None = None,
    ) -> None:
        self._words = vocabulary or default_vocabulary()
        self._cache = cache
        self._paths: dict[str, Path] = {}
        for folder in folders:
            for path in sorted(folder.glob("*.cypher")):
                taken = self._paths.setdefault(path.stem, path)
                if taken is not path:
                    raise CatalogueError(
                        f"{path}: a question '{path.stem}' exists already in {taken}; "
                        "give the file another name"
                    )
        self._read: dict[str, Question] = {}

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self._paths)} questions>"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all questions, sorted."""
        return tuple(sorted(self._paths))

    def question(self, name: str) -> Question:
        """The question called `name`; QuestionError names the nearest if there is none."""
        if name not in self._paths:
            similar = most_similar(name, self._paths)
            hint = did_you_mean(similar) or f"; the questions are {', '.join(self.names)}"
            raise QuestionError(f"there is no question '{name}'{hint}", candidates=similar)
        if name not in self._read:
            self._read[name] = read_question(self._paths[name], self._words, self._cache)
        return self._read[name]

    def questions(self) -> tuple[Question, ...]:
        """All questions, by name."""
        return tuple(self.question(name) for name in self.names)


@cache
def catalogue() -> Catalogue:
    """The catalogue of the library that comes with the package."""
    return Catalogue()
