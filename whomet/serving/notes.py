"""Notes of an answer as pages show them: fields instead of options, and a link for a command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from whomet.queries import Question, catalogue
from whomet.serving.addresses import address

_OPTION = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")
_NEXT = "next: whomet ask "


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note in words; `address` asks what a next command would, also of another question."""

    text: str
    address: str | None = None


def page_notes(request: Request, question: Question, notes: Sequence[str]) -> list[PageNote]:
    """The notes of an answer to this question."""
    return [_note(request, question, note) for note in notes]


def with_fields(note: str) -> str:
    """A note with the labels of fields for the options of the command line."""
    text = _OPTION.sub(lambda match: f"“{match[1].replace('-', ' ').capitalize()}”", note)
    return text[:1].upper() + text[1:]


def _note(request: Request, question: Question, note: str) -> PageNote:
    if not note.startswith(_NEXT):
        return PageNote(with_fields(note))
    name, *words = shlex.split(note.removeprefix(_NEXT))
    if name != question.name:  # one of the library, which a hint offers instead
        question = catalogue().question(name)
    flags = {f"--{each.option}" for each in question.parameters if each.type == "flag"}
    items: list[tuple[str, str]] = []
    while words:
        option = words.pop(0)
        items.append((option.removeprefix("--"), "true" if option in flags else words.pop(0)))
    # What an answer without conditions is asked for by the button of the form.
    query = urlencode(items or [("quotes", "full")])
    return PageNote("Ask for this instead", f"{address(request, 'ask', question.name)}?{query}")
