"""The question library: the catalogue, looking up names, asking, showing, presenting."""

from whomet.queries.catalogue import Catalogue, catalogue
from whomet.queries.completion import Completion, completions
from whomet.queries.errors import CatalogueError, QuestionError
from whomet.queries.internal_queries import Reader
from whomet.queries.parameters import COMMON, TYPES, Parameter
from whomet.queries.question import Column, Question
from whomet.queries.question_reading import read_question
from whomet.queries.resolving import Resolved, parameter_lines, resolve
from whomet.queries.runner import OpenAnswer, QueryResult, ask, opened, run
from whomet.queries.show import Description, describe

__all__ = [
    "COMMON",
    "TYPES",
    "Catalogue",
    "CatalogueError",
    "Column",
    "Completion",
    "Description",
    "OpenAnswer",
    "Parameter",
    "QueryResult",
    "Question",
    "QuestionError",
    "Reader",
    "Resolved",
    "ask",
    "catalogue",
    "completions",
    "describe",
    "opened",
    "parameter_lines",
    "read_question",
    "resolve",
    "run",
]
