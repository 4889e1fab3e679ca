"""`whomet demo`."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whomet.cli.command import Command
from whomet.cli.context import local_settings, open_graph
from whomet.cli.output import print_faults
from whomet.ontology.nouns import plural
from whomet.progress import Progress

if TYPE_CHECKING:
    from whomet.queries import QueryResult

ROWS_SHOWN = 6
# (title, question, parameters)
DEMO_QUESTIONS = (
    ("Who met whom: Mohammad Bagheri", "who-met-whom", {"actor": "Mohammad Bagheri"}),
    ("Who carried whose message", "messages", {"actor": "Ali Khamenei"}),
    ("Who visited where", "visits", {"place": "Tehran"}),
)
NEXT_COMMANDS = (
    ("his travels, day by day", "whomet ask itinerary --actor Bagheri"),
    ("who visited a country in a period", "whomet ask visitors --place Iran --since 2018"),
    ("what was said in a period", "whomet ask statements --since 2017-08 --until 2017-12"),
    ("a brief and its claims", "whomet show 2017-10-19-damascus"),
    ("all questions", "whomet questions"),
    ("your own briefs", "whomet load FOLDER"),
    ("pages to find, ask and read", "whomet serve"),
    ("the same graph in Neo4j Browser", "whomet browser"),
)


@click.command("demo", cls=Command, examples=["whomet demo"])
@click.pass_context
def command(ctx: click.Context) -> None:
    """Load the example briefs and answer some questions about them.

    Starts the local Neo4j (downloading it the first time), adds the example briefs to the graph,
    and asks who met whom, who carried whose message, and who visited where.
    """
    from whomet.examples import example_briefs

    local_settings("demo")
    folder = example_briefs()
    _step("Starting the local Neo4j; the first time this downloads it and takes a minute or two")
    with open_graph() as graph:
        _step(f"Loading the example briefs from {_short(folder)}")
        with Progress("briefs") as progress:
            report = graph.load([folder], progress=progress)
        print_faults(report.faults)
        click.echo(
            f"{plural(report.new + report.changed + report.unchanged, 'brief')}, of which"
            f" {report.new:,} new; the graph holds {plural(report.totals.claims, 'claim')} about"
            f" {plural(report.totals.events, 'event')}."
        )
        for title, question, parameters in DEMO_QUESTIONS:
            _heading(title)
            words = [f"--{name} {shlex.quote(value)}" for name, value in parameters.items()]
            _command(f"whomet ask {question} {' '.join(words)}")
            click.echo()
            given: dict[str, Any] = {**parameters}
            _present(graph.ask(question, **given).result)
    _heading("What to try next")
    if shutil.which("whomet") is None:
        click.echo(f"  {click.style(_activation(), fg='cyan')}  first, to type `whomet`\n")
    width = max(len(text) for _, text in NEXT_COMMANDS)
    for what, text in NEXT_COMMANDS:
        click.echo(f"  {click.style(text, fg='cyan')}{' ' * (width - len(text))}  {what}")
    if not report.ok:
        ctx.exit(1)


def _activation() -> str:
    """The command that puts `whomet` on the path of the shell."""
    return f"source {shlex.quote(_short(Path(sys.prefix) / 'bin' / 'activate'))}"


def _present(answer: QueryResult) -> None:
    from whomet.queries.presentation import render

    render(answer, "table", sys.stdout, rows=ROWS_SHOWN, rest="the command shows them all")


def _step(text: str) -> None:
    click.echo(click.style(text + " ...", dim=True))


def _heading(text: str) -> None:
    click.echo()
    click.echo(click.style(text, bold=True, fg="green"))
    line = "─" if (sys.stdout.encoding or "").lower().startswith("utf") else "-"
    click.echo(click.style(line * len(text), fg="green"))


def _command(text: str) -> None:
    click.echo(click.style(f"$ {text}", fg="cyan"))


def _short(folder: Path) -> str:
    """The folder relative to the working directory, if it is below it."""
    try:
        return str(folder.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(folder)
