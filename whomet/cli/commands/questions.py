"""`whomet questions`, with the subcommands `show`, `new` and `check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from whomet.cli.command import Command, Group
from whomet.cli.context import open_graph, settings
from whomet.cli.output import print_json, print_pairs
from whomet.ontology.nouns import plural


@click.group(
    "questions",
    cls=Group,
    invoke_without_command=True,
    examples=[
        "whomet questions",
        "whomet questions --json",
        "whomet questions show meetings",
        "whomet questions new met-in-person",
        "whomet questions check met-in-person.cypher",
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON with parameters and columns.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the available questions.

    Includes the library, and the folders that the setting `questions` names.
    """
    if ctx.invoked_subcommand is not None:
        return
    from whomet.api import catalogue_of

    questions = catalogue_of(settings()).questions()
    if as_json:
        print_json([question.to_json() for question in questions])
        return
    print_pairs([(question.name, question.question) for question in questions])
    click.echo("\nTry: whomet ask who-met-whom --help")


@command.command("show", cls=Command, examples=["whomet questions show meetings"])
@click.argument("name")
def show(name: str) -> None:
    """Print a question as it runs: one file of Cypher for Neo4j Browser.

    `whomet ask NAME … --params` prints the lines that set its parameters there.
    """
    from whomet.api import catalogue_of

    click.echo(catalogue_of(settings()).question(name).text, nl=False)


@command.command("new", cls=Command, examples=["whomet questions new met-in-person"])
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; by default the first of the setting `questions`, or this one.",
)
def new(name: str, folder: Path | None) -> None:
    """Create a question of your own: a working file NAME.cypher to edit."""
    from whomet.graph.settings import user_file
    from whomet.queries.question_checks import new_question

    folders = settings().questions
    path = new_question(name, folder or (folders[0] if folders else Path()))
    click.echo(f"Wrote {path}")
    click.echo(f"Check it with: whomet questions check {path}")
    if not any(path.parent.resolve() == each.resolve() for each in folders):
        click.echo(f'To ask it, name its folder in {user_file()}: questions = ["{path.parent}"]')


@command.command("check", cls=Command, examples=["whomet questions check met-in-person.cypher"])
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER...",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Check question files: header, parameters, columns, and the query plan.

    Checks every file, of a folder all *.cypher files; each finding has its file and line. The exit
    code is 1 unless all are valid.
    """
    from whomet.queries.question_checks import check_question

    files = _files(files)
    with open_graph() as graph:
        vocabulary = graph.vocabulary
        found = [
            finding
            for file in files
            for finding in check_question(file, graph.connect(), vocabulary)
        ]
    if as_json:
        print_json([asdict(finding) for finding in found])
    else:
        for finding in found:
            click.echo(str(finding), err=True)
        wrong = {finding.path for finding in found if not finding.advice}
        click.echo(f"{len(files) - len(wrong)} of {plural(len(files), 'file')} valid.")
    if any(not finding.advice for finding in found):
        ctx.exit(1)


def _files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files that are meant: of a folder, its questions."""
    found: list[Path] = []
    for path in paths:
        within = sorted(path.glob("*.cypher")) if path.is_dir() else [path]
        if not within:
            raise click.UsageError(f"{path} has no questions (*.cypher); name another folder")
        found += within
    return tuple(found)
