"""`whomet standing`: questions that are asked again and again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from whomet.cli.command import Command, Group
from whomet.cli.context import open_graph, settings
from whomet.cli.output import print_json, print_table, write
from whomet.cli.run import CHANGED
from whomet.ontology.errors import WhometError

if TYPE_CHECKING:
    from whomet.queries import Question
    from whomet.standing import News

FORMATS = ("table", "json", "atom")


@click.group(
    "standing",
    cls=Group,
    examples=[
        "whomet standing add bagheri who-met-whom --actor Bagheri",
        "whomet standing run",
        "whomet standing run bagheri --since today --json",
    ],
)
def command() -> None:
    """Keep questions, and report what has changed in their answers.

    The first run of a question keeps its answer; each later run reports which rows are new, have
    changed or are gone since, and why: a brief, a correction, a retraction, a judgement.
    """


@command.command(
    "add",
    cls=Command,
    examples=[
        "whomet standing add bagheri who-met-whom --actor Bagheri",
        "whomet standing add damascus visits --place Damascus --status any --with-likely",
    ],
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("name")
@click.argument("question")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def add(ctx: click.Context, name: str, question: str, options: tuple[str, ...]) -> None:
    """Keep QUESTION, with its options as in `whomet ask`, under NAME."""
    with open_graph() as graph:
        asked = graph.catalogue.question(question)
        given = _given(ctx, asked, options)
        made = graph.add_standing_question(name, question, **given)
    click.echo(
        f"Added '{made.name}'; its first run keeps the answer that later runs are compared with."
    )


@command.command("list", cls=Command, examples=["whomet standing list --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List the standing questions by name."""
    with open_graph() as graph:
        found = graph.standing_questions()
    if as_json:
        print_json({"standing": [one.to_json() for one in found]})
    elif found:
        rows = [
            (one.name, _asked(one.question, one.parameters), _minute(one.checked)) for one in found
        ]
        print_table(("name", "question", "last run"), rows)
    else:
        click.echo("There are no standing questions; `whomet standing add` keeps one.")


@command.command("remove", cls=Command, examples=["whomet standing remove damascus"])
@click.argument("name")
def remove(name: str) -> None:
    """Remove a standing question and its kept answers."""
    with open_graph() as graph:
        graph.remove_standing_question(name)
    click.echo(f"Removed '{name}'.")


@command.command(
    "run",
    cls=Command,
    examples=[
        "whomet standing run",
        "whomet standing run bagheri --format atom --output bagheri.atom",
        "whomet standing run --since today",
    ],
)
@click.argument("names", nargs=-1)
@click.option(
    "--since",
    metavar="MOMENT",
    help="Compare with the last run by the end of this day (2026-11-20, yesterday); keep nothing.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="The format of the report.",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write it to this file, atomically.",
)
@click.option("--quiet", is_flag=True, help="Print nothing where nothing has changed.")
@click.option("--notify", is_flag=True, help="Post what is new to the webhooks of the settings.")
@click.option("--exit-code", is_flag=True, help=f"Exit with {CHANGED} if anything has changed.")
def run(
    names: tuple[str, ...],
    since: str | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    quiet: bool,
    notify: bool,
    exit_code: bool,
) -> None:
    """Ask the standing questions, or those NAMED, and report what has changed.

    A question that cannot be answered is reported on stderr; the others are still asked.
    """
    if notify and not settings().webhooks:
        raise WhometError(
            "There are no webhooks to notify; name them in your whomet.toml:"
            ' webhooks = ["https://…"].'
        )
    news: list[News] = []
    failed = False
    with open_graph() as graph:
        for name in names or [one.name for one in graph.standing_questions()]:
            try:
                news.append(graph.run_standing_question(name, since=since))
            except WhometError as error:
                failed = True
                click.echo(f"whomet: {name}: {error.message}", err=True)
    if notify:
        failed |= _posted(news)
    changed = any(one.changes for one in news)
    chosen = "json" if as_json else format_
    if changed or not quiet:
        _print(news, chosen, output)
    if failed:
        sys.exit(1)
    if exit_code and changed:
        sys.exit(CHANGED)


def _posted(news: list[News]) -> bool:
    """Post the news; whether an address did not accept them, which is reported on stderr."""
    from whomet.standing.webhooks import post

    problems = post(settings().webhooks, news)
    for problem in problems:
        click.echo(f"whomet: {problem}", err=True)
    return bool(problems)


def _print(news: list[News], format: str, output: Path | None) -> None:
    if format == "json" and output is None:
        print_json(_json(news))
    elif format == "table" and output is None:
        _print_table(news)
    else:
        text = _text(news, format)
        write(output, lambda stream: stream.write(text))


def _text(news: list[News], format: str) -> str:
    if format == "atom":
        from whomet.standing.atom import atom

        return atom(news)
    if format == "json":
        import json

        return json.dumps(_json(news), ensure_ascii=False, indent=2) + "\n"
    from whomet.standing.sentences import lines

    return "".join(f"{line}\n" for one in news for line in lines(one))


def _json(news: list[News]) -> dict[str, Any]:
    return {"news": [one.to_json() for one in news]}


def _print_table(news: list[News]) -> None:
    from whomet.standing.sentences import lines

    if not news:
        click.echo("There are no standing questions; `whomet standing add` keeps one.")
    for one in news:
        heading, *rest = lines(one)
        click.echo(click.style(heading, bold=True))
        for line in rest:
            click.echo(line)


def _given(ctx: click.Context, question: Question, options: tuple[str, ...]) -> dict[str, Any]:
    """The parameters of a question from its options, as `whomet ask` reads them."""
    from whomet.cli.commands.ask import PREFIX, option
    from whomet.queries.parameters import WITH_LIKELY

    likely = click.Option(["--with-likely", WITH_LIKELY], is_flag=True, default=None)
    options_of = [option(one) for one in question.parameters]
    asked = click.Command(question.name, params=[*options_of, likely])
    with asked.make_context(question.name, list(options), parent=ctx) as inner:
        return {
            name.removeprefix(PREFIX): list(value) if isinstance(value, tuple) else value
            for name, value in inner.params.items()
            if inner.get_parameter_source(name) is not ParameterSource.DEFAULT
        }


def _asked(question: str, parameters: Any) -> str:
    given = [
        f"--{name.replace('_', '-')}" + ("" if value is True else f" {value}")
        for name, value in parameters.items()
    ]
    return " ".join([question, *given])


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "never"
