"""Prompts for a question and its parameters on a terminal, with completion and validation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator

from whomet.ontology.errors import WhometError
from whomet.ontology.suggestions import suggest
from whomet.queries import Catalogue, Parameter, Question, Reader, completions
from whomet.queries.resolving import check_value

if TYPE_CHECKING:
    from whomet.api import Graph

YES = ("y", "yes")
NO = ("", "n", "no")


def prompt_for_question(graph: Graph) -> list[str]:
    """Prompt for the arguments of `whomet ask`.

    Ctrl-D ends the prompts and keeps what was entered; Ctrl-C raises KeyboardInterrupt.
    """
    reader = graph.connect()
    session: PromptSession[str] = PromptSession()
    _print("Tab completes, Enter skips a parameter, Ctrl-D runs the question, Ctrl-C cancels.")
    for each in graph.catalogue.questions():
        _print(f"  {each.name:<16}{each.question}")
    try:
        name = session.prompt(
            "question: ",
            completer=_Questions(graph.catalogue),
            validator=_KnownQuestion(graph.catalogue),
            complete_while_typing=True,
        ).strip()
    except EOFError:
        raise click.Abort from None
    question = graph.catalogue.question(name)
    arguments = [name]
    needed = set(question.needs_one_of)
    for parameter in question.parameters:
        required = parameter.required or needed == {parameter.name}
        _print(f"{parameter.help}{' (required)' if required else ''}", dim=True)
        try:
            text = session.prompt(
                f"--{parameter.option}{_hint(parameter)}: ",
                completer=_Values(reader, parameter),
                validator=_Value(reader, question, parameter, required),
                complete_while_typing=True,
                validate_while_typing=False,
            ).strip()
        except EOFError:
            if required:
                raise click.Abort from None
            break
        if parameter.type == "flag":
            arguments += [f"--{parameter.option}"] if text.casefold() in YES else []
        elif text:
            arguments += [f"--{parameter.option}", text]
        needed = set() if text and parameter.name in needed else needed - {parameter.name}
    return arguments


def _print(text: str, dim: bool = False) -> None:
    click.secho(text, err=True, dim=dim)


def _hint(parameter: Parameter) -> str:
    if parameter.type == "flag":
        return " [y/N]"
    if parameter.choices:
        return f" [{'|'.join(parameter.choices)}]"
    return ""


def _invalid(document: Document, message: str) -> ValidationError:
    # Keep the cursor at the end, where typing continues.
    return ValidationError(cursor_position=len(document.text), message=message)


class _Questions(Completer):
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        for question in self.catalogue.questions():
            if typed in question.name:
                meta = question.question
                yield Completion(question.name, start_position=-len(typed), display_meta=meta)


class _KnownQuestion(Validator):
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def validate(self, document: Document) -> None:
        name = document.text.strip()
        if name not in self.catalogue.names:
            hint = suggest(name, self.catalogue.names, 1)
            hint = hint or "; Tab shows the questions"
            raise _invalid(document, f"Unknown question '{name}'{hint}")


class _Values(Completer):
    def __init__(self, reader: Reader, parameter: Parameter) -> None:
        self.reader = reader
        self.parameter = parameter

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        for each in completions(self.reader, self.parameter, typed):
            yield Completion(each.text, start_position=-len(typed), display_meta=each.help)


class _Value(Validator):
    def __init__(
        self, reader: Reader, question: Question, parameter: Parameter, required: bool
    ) -> None:
        self.reader = reader
        self.question = question
        self.parameter = parameter
        self.required = required

    def validate(self, document: Document) -> None:
        text = document.text.strip()
        if not text:
            if self.required:
                raise _invalid(document, f"'{self.question.name}' requires it")
            return
        if self.parameter.type == "flag" and text.casefold() in (*YES, *NO):
            return
        try:
            check_value(self.reader, self.parameter, text)
        except WhometError as error:
            raise _invalid(document, error.message) from None
