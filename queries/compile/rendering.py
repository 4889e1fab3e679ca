"""Rendering the source of a question to plain Cypher.

Sources are Jinja templates in a sandbox: they see the classes of the vocabulary, `Meeting` or
`Actor`, and the macros of `queries/parts`. Any other name is an error, with the file and line where
it is used.
"""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whomet.ontology.suggestions import suggest
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.compile.lines import Marks, settled
from whomet.queries.errors import CatalogueError, QuestionError
from whomet.queries.terms import terms

PARTS = Path(__file__).resolve().parent.parent / "parts"
#: What an expression of a template may raise, besides errors of Jinja and of ours.
_MISTAKES = (TypeError, ValueError, ArithmeticError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled text, and the file and line from which each of its lines was made."""

    text: str
    origins: tuple[tuple[Path, int], ...]


def compile_source(path: Path, source: str, vocabulary: Vocabulary) -> Compiled:
    """The source of a question, the text of `path`, as plain Cypher with its header.

    CatalogueError says what is wrong, with the file and line, also in a part.
    """
    lines = source.split("\n")
    declared, many = _parameters(lines)
    size = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    # Blank lines keep the numbers of the lines of the body.
    body = "\n" * size + "\n".join(lines[size:])
    rendered, origins = settled(_render(path, body, _environment(vocabulary, declared, many)))
    first = len(rendered) - len(rendered.lstrip("\n"))
    made = rendered[first:].rstrip("\n").split("\n")
    places = [(Path(name), number) for name, number in origins[first : first + len(made)]]
    return Compiled(
        "\n".join([*lines[:size], "", *made]) + "\n",
        (*((path, n) for n in range(1, size + 2)), *places),
    )


def _parameters(lines: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters of a question's header, and those that may be given several times.

    None of a header that is not TOML: reading the question says what is wrong with it.
    """
    head = itertools.takewhile(lambda line: line.startswith("//"), lines)
    try:
        data = tomllib.loads("\n".join(line[2:].removeprefix(" ") for line in head))
        declared = frozenset(map(str, data.get("parameters", ())))
        tables = data.get("parameter", {}).items()
        return declared, frozenset(name for name, table in tables if table.get("many") is True)
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        return frozenset(), frozenset()


def _render(path: Path, body: str, environment: ImmutableSandboxedEnvironment) -> str:
    environment = environment.overlay(
        loader=FunctionLoader(lambda name: (body, str(path), lambda: True))
    )
    try:
        return environment.get_template(str(path)).render()
    except TemplateSyntaxError as error:
        place = Path(error.filename or path), error.lineno
        raise _fault(place, error.message or "it cannot be read") from error
    except (TemplateError, QuestionError, *_MISTAKES) as error:
        message = getattr(error, "message", None) or str(error)
        place = _place(error.__traceback__, path)
        raise _fault(place, f"{message}{_hint(message, environment)}") from error


def _fault(place: tuple[Path, int], message: str) -> CatalogueError:
    return CatalogueError(f"{place[0]}:{place[1]}: {' '.join(message.split()).rstrip('.')}")


def _hint(message: str, environment: ImmutableSandboxedEnvironment) -> str:
    """For an unknown name, the names most similar to it."""
    if not message.endswith("is undefined"):
        return ""
    wanted = message.split("'")[1]
    return suggest(wanted, environment.globals)


def _place(trace: TracebackType | None, path: Path) -> tuple[Path, int]:
    """The innermost line of a template that an error went through."""
    place = path, 1
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file == path or file.parent == PARTS:
            place = file, trace.tb_lineno
        trace = trace.tb_next
    return place


@lru_cache(maxsize=32)
def _environment(
    vocabulary: Vocabulary, declared: frozenset[str], many: frozenset[str]
) -> ImmutableSandboxedEnvironment:
    """What sources are rendered in: the classes of the vocabulary and the macros of the parts.

    The macros write what the `declared` parameters ask, for a list where there may be `many`.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_part),
        undefined=StrictUndefined,
        extensions=[Marks],
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
        finalize=_finished,
    )
    builtin = {name: environment.globals[name] for name in ("range", "namespace")}
    environment.globals = {**builtin, **terms(vocabulary), "declared": declared, "many": many}
    for part in sorted(PARTS.glob("*.cypher")):
        template = environment.get_template(part.name)
        for name, macro in vars(template.module).items():
            if not name.startswith("_"):
                environment.globals[name] = macro
    return environment


def _part(name: str) -> tuple[str, str, None]:
    path = PARTS / name
    return path.read_text(encoding="utf-8"), str(path), None


def _finished(value: object) -> object:
    """What an expression writes; a macro ends with its last line, without the line's end."""
    return value.rstrip("\n") if isinstance(value, str) else value
