"""`whomet ask`: one subcommand per question, with options from the question's parameters."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
import click.shell_completion

from whomet.cli.command import Command
from whomet.cli.context import open_graph, settings
from whomet.cli.output import TABLE_ROWS, chosen_format, error_as_json, print_result, write
from whomet.ontology.suggestions import ONE_WORD, nearest, suggest
from whomet.queries.row_reading import TIME_LIMIT

if TYPE_CHECKING:
    from whomet.queries import Catalogue, Parameter, Question
    from whomet.queries.explanation import Explanation

PREFIX = "parameter_"
METAVARS = {
    "first-day": "DATE",
    "last-day": "DATE",
    "period": "DATE",
    "integer": "NUMBER",
    "event": "ID",
    "class": "CLASS",
    "words": "WORDS",
    **dict.fromkeys(("actor", "place", "position", "organization", "entity", "publisher"), "NAME"),
}


def _catalogue() -> Catalogue:
    from whomet.api import catalogue_of

    return catalogue_of(settings())


class AskGroup(click.Group):
    """The questions as subcommands; only the requested one is parsed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_catalogue().names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _catalogue().names:
            return None
        return QuestionCommand(_catalogue().question(cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and not ctx.resilient_parsing:
            names = self.list_commands(ctx)
            if name not in names:
                hint = suggest(name, names, 1) or "; `whomet questions` lists them"
                raise click.UsageError(f"Unknown question '{name}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Questions"):
            formatter.write_dl([(q.name, q.question) for q in _catalogue().questions()])
        with formatter.section("Examples"):
            formatter.write("  whomet ask who-met-whom --actor Bagheri --since 2017-08\n")
            formatter.write("  whomet ask visits --place Tehran --json\n")


class QuestionCommand(Command):
    """One question; its help describes its purpose, parameters and columns."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(
            question.name,
            callback=self._ask,
            params=[
                *(option(parameter) for parameter in question.parameters),
                *_output_options(),
            ],
            help=f"{question.question}\n\n{question.why}",
            short_help=question.title,
            examples=[question.example],
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        times = Counter(word.partition("=")[0] for word in given)
        for parameter in self.question.parameters:
            name = f"--{parameter.option}"
            if times[name] > 1 and not parameter.many and parameter.type != "flag":
                raise click.UsageError(f"{name} is given {times[name]} times; give it once", ctx)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            # The dashes would make short options look alike.
            names = [option.opts[0].removeprefix("--") for option in self.params]
            near = nearest(error.option_name.lstrip("-"), names, ONE_WORD)
            own = ", ".join(f"--{parameter.option}" for parameter in self.question.parameters)
            hint = f"did you mean '--{near}'?" if near else f"expected one of {own}"
            message = f"The question '{self.question.name}' has no {error.option_name}; {hint}"
            raise click.UsageError(message, ctx) from error
        except click.UsageError as error:
            words = self.make_parser(ctx).parse_args(args=given)[1]
            if not words or not self.question.parameters:
                raise
            names = [parameter.option for parameter in self._most_asked()]
            message = (
                f"The question '{self.question.name}' takes options only;"
                f" did you mean `--{names[0]} {shlex.quote(' '.join(words))}`?"
            )
            raise click.UsageError(message, ctx) from error

    def _most_asked(self) -> list[Parameter]:
        """Its parameters, those first that words without an option most likely are of."""

        def rank(parameter: Parameter) -> tuple[bool, bool]:
            return not parameter.required, parameter.name != "actor"

        return sorted(self.question.parameters, key=rank)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("Columns"):
            formatter.write_dl(
                [
                    (f"{c.name}[]" if c.many else c.name, c.meaning)
                    for c in self.question.columns
                    if not c.companion
                ]
            )
            formatter.write_text(
                "Formats for programs have ids beside names and the four bounds of each date."
            )
        if self.question.caveats:
            with formatter.section("Caveats"):
                for caveat in self.question.caveats:
                    formatter.write_text(caveat)

    def _check_without_graph(self, given: Mapping[str, Any]) -> None:
        """Start no server for what is wrong whatever the graph holds; one that runs tells more."""
        from whomet.graph import server
        from whomet.queries.resolving import together, unreadable

        errors = unreadable(self.question, given)
        if errors and settings().uri is None and not server.status(settings()).running:
            raise together(errors)

    def rows_read(self, format: str, output: Path | None) -> int | None:
        """How many rows a table reads: of texts no more than it shows, since each is cut out."""
        on_terminal = format == "table" and output is None
        return TABLE_ROWS if on_terminal and self.question.passages else None

    def _ask(
        self,
        format_: str | None,
        as_json: bool,
        quotes: str,
        details: bool,
        show_parameters: bool,
        explain: bool,
        time_limit: float,
        with_likely: bool,
        output: Path | None,
        **values: Any,
    ) -> None:
        given = {
            name.removeprefix(PREFIX): value
            for name, value in values.items()
            if value is not None and value is not False and value != ()
        }
        chosen = chosen_format("json" if as_json else format_, output)
        self._check_without_graph(given)
        with open_graph() as graph:
            if show_parameters:
                lines = graph.parameter_lines(self.question.name, **given)
                write(output, lambda stream: stream.writelines(f"{line}\n" for line in lines))
                return
            if explain:
                explanation = graph.explain(self.question.name, **given)
                write(output, lambda stream: _explained(explanation, as_json, stream))
                return
            with ExitStack() as stack:
                with error_as_json(chosen == "json"):
                    answer = stack.enter_context(
                        graph.stream(
                            self.question.name,
                            quotes=quotes,
                            time_limit=time_limit,
                            with_likely=with_likely,
                            most=self.rows_read(chosen, output),
                            **given,
                        )
                    )
                print_result(answer, chosen, output, reader=answer.reader, details=details)


def _explained(explanation: Explanation, as_json: bool, stream: TextIO) -> None:
    from whomet.cli.explanation import as_json as to_json
    from whomet.cli.explanation import as_text

    stream.write(to_json(explanation) if as_json else as_text(explanation))


def _complete_value(
    ctx: click.Context, option: click.Parameter, typed: str
) -> list[click.shell_completion.CompletionItem]:
    """Shell completions for an option of a question; none if the server does not run."""
    from whomet.cli.completion import complete_parameter

    assert isinstance(ctx.command, QuestionCommand) and option.name is not None
    parameter = ctx.command.question.parameter(option.name.removeprefix(PREFIX))
    if parameter.choices:
        found = [choice for choice in parameter.choices if choice.startswith(typed)]
        return [click.shell_completion.CompletionItem(choice) for choice in found]
    return complete_parameter(parameter, typed)


def option(parameter: Parameter) -> click.Option:
    """The command-line option of one parameter of a question."""
    # The prefix keeps parameters apart from the output options, whatever their names.
    declarations = [f"--{parameter.option}", f"{PREFIX}{parameter.name}"]
    if parameter.type == "flag":
        return click.Option(declarations, is_flag=True, help=parameter.help)
    kind: click.ParamType[Any] = click.STRING
    metavar: str | None = METAVARS.get(parameter.type, "TEXT")
    if parameter.type == "integer":
        kind = click.IntRange(min=1)
    elif parameter.type == "choice":
        # Read with the others, so that all that is wrong is told at once.
        metavar = f"[{'|'.join(parameter.choices)}]"
    return click.Option(
        declarations,
        type=kind,
        multiple=parameter.many,
        metavar=metavar,
        default=parameter.default,
        show_default=parameter.default is not None,
        shell_complete=None if kind is not click.STRING else _complete_value,
        help=f"{parameter.help} May be given several times." if parameter.many else parameter.help,
    )


def _output_options() -> list[click.Option]:
    from whomet.queries.presentation import formats

    return [
        click.Option(
            ["--format", "format_"],
            type=click.Choice(formats()),
            help="The format of the answer: by default that of --output's extension, or a table.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Short for --format json."),
        click.Option(
            ["--quotes", "quotes"],
            type=click.Choice(("short", "full")),
            default="short",
            show_default=True,
            help="Show the quoted words only, or the full sentence with the words marked.",
        ),
        click.Option(
            ["--with-likely", "with_likely"],
            is_flag=True,
            help="Also include likely duplicates of the names given; the column 'likely' lists"
            " them.",
        ),
        click.Option(
            ["--details", "details"],
            is_flag=True,
            help="In a table, also show the columns that are hidden to save space, or because every"
            " row has the usual value (occurred, certain, in person).",
        ),
        click.Option(
            ["--params", "show_parameters"],
            is_flag=True,
            help="Print the :param lines for Neo4j Browser instead of the answer.",
        ),
        click.Option(
            ["--explain", "explain"],
            is_flag=True,
            help="Print the Cypher, its parameters and the cost of each step of the plan.",
        ),
        click.Option(
            ["--time-limit", "time_limit"],
            type=click.FloatRange(min=0.1),
            metavar="SECONDS",
            default=TIME_LIMIT,
            show_default=True,
            help="Cancel the question after this time.",
        ),
        click.Option(
            ["--output", "output"],
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
            help="Write the answer to this file, atomically.",
        ),
    ]


@click.group(
    "ask",
    cls=AskGroup,
    short_help="Ask a question.",
    subcommand_metavar="QUESTION [OPTIONS]",
    invoke_without_command=True,
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Ask a question; `whomet ask QUESTION --help` shows its options.

    On a terminal, `whomet ask` without a question prompts for one and its parameters.
    """
    if ctx.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("Which question? `whomet questions` lists them.", ctx)
    from whomet.cli.prompts import prompt_for_question

    with open_graph() as graph:
        arguments = prompt_for_question(graph)
    click.echo(f"$ {shlex.join(['whomet', 'ask', *arguments])}\n", err=True)
    name, *rest = arguments
    chosen = QuestionCommand(_catalogue().question(name))
    with chosen.make_context(name, rest, parent=ctx) as inner:
        chosen.invoke(inner)
