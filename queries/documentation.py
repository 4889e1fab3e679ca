"""The page docs/questions.md, made from the catalogue.

`python -m whomet.queries.documentation > docs/questions.md` rewrites it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whomet.queries.catalogue import catalogue
from whomet.queries.parameters import TYPES, Parameter
from whomet.queries.question import Question

INTRODUCTION = """\
# Questions

<!-- Made by `make docs` from queries/library; do not edit. -->

Each question is one file in `queries/compiled`, plain Cypher that runs in Neo4j Browser after the
lines that `whomet ask NAME … --params` prints; `whomet questions show NAME` prints it, with the
classes of your extensions. Its source is in `queries/library`. Rows come in order of time, then by
id; what has no date comes last. Names in lists are in alphabetical order, claims in order of
publication, brief and key. Lists are JSON arrays in machine formats and joined by "; " in tables.

Formats for programs (JSON, JSON Lines, CSV, GeoJSON) have more columns: the ids of whom and what a
column names (`who_id`, `where_ids`), and the four bounds of a date, inclusive days, of which an
open one is null. Tables, Markdown and calendars leave these out, and give dates in words.
"""


def questions_page(questions: Iterable[Question] | None = None) -> str:
    """The page about all questions, in Markdown."""
    chosen = catalogue().questions() if questions is None else tuple(questions)
    parts = [INTRODUCTION, "\n".join(_contents(chosen)), _types()]
    return "\n".join([*parts, *("\n".join(_question(question)) for question in chosen)])


def _contents(questions: Iterable[Question]) -> Iterator[str]:
    yield from ("| Question | It asks |", "|---|---|")
    for question in questions:
        yield f"| [{question.name}](#{question.name}) | {_cell(question.question)} |"
    yield ""


def _types() -> str:
    lines = [f"| {name} | {_cell(meaning)} |" for name, meaning in TYPES.items()]
    head = ["## What parameters accept", "", "| Type | Accepts |", "|---|---|"]
    return "\n".join([*head, *lines, ""])


def _question(question: Question) -> Iterator[str]:
    yield f"## {question.name}\n"
    yield f"*{question.question}*\n"
    yield f"{' '.join(question.why.split())}\n"
    yield f"```console\n$ {question.example}\n```\n"
    yield from ("| Parameter | Type | Default | |", "|---|---|---|---|")
    for parameter in question.parameters:
        kind, default = _type(parameter), _default(parameter)
        help = f"{parameter.help} May be given several times." if parameter.many else parameter.help
        yield f"| `--{parameter.option}` | {kind} | {default} | {_cell(help)} |"
    if question.needs_one_of:
        options = " or ".join(f"`--{question.parameter(n).option}`" for n in question.needs_one_of)
        yield f"\nNeeds {options}."
    yield from ("", "| Column | |", "|---|---|")
    for column in question.columns:
        if column.companion:
            continue
        many = "[]" if column.many else ""
        only = " (with `--{}` {})".format(*column.only_with) if column.only_with else ""
        yield f"| `{column.name}{many}` | {_cell(column.meaning)}{only} |"
    companions = ", ".join(f"`{column.name}`" for column in question.columns if column.companion)
    if companions:
        yield f"| {companions} | for programs: ids, and the bounds of the date |"
    yield ""
    for caveat in question.caveats:
        yield f"- {caveat}"
    if question.caveats:
        yield ""


def _type(parameter: Parameter) -> str:
    return " / ".join(parameter.choices) if parameter.choices else parameter.type


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "required"
    return "" if parameter.default in (None, False) else str(parameter.default)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(questions_page(), end="")
