"""The question library: the catalogue, looking up names, asking, showing, presenting."""

from queries.catalogue import Catalogue, Column, Question, catalogue, read_question
from queries.completion import Completion, completions
from queries.errors import CatalogueError, QuestionError
from queries.files import Reader
from queries.parameters import COMMON, TYPES, Parameter
from queries.runner import Answer, Resolved, ask, parameter_lines, resolve, run
from queries.show import Description, describe

__all__ = [
    "COMMON",
    "TYPES",
    "Answer",
    "Catalogue",
    "CatalogueError",
    "Column",
    "Completion",
    "Description",
    "Parameter",
    "Question",
    "QuestionError",
    "Reader",
    "Resolved",
    "ask",
    "catalogue",
    "completions",
    "describe",
    "parameter_lines",
    "read_question",
    "resolve",
    "run",
]
