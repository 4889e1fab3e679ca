"""The group of commands. A command's module is imported when that command is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from whomet.cli.context import Flags
from whomet.ontology.suggestions import suggest

# name: (module under whomet.cli.commands, what --help says of it). The module's own help is the
# truth, a test holds this table against it; it is repeated so that --help imports no command.
COMMANDS: dict[str, str] = {
    "demo": "Load the example briefs and print answers worth reading.",
    "up": "Start the local Neo4j.",
    "down": "Stop the local Neo4j.",
    "status": "Say whether the database runs, where, and what it holds.",
    "check": "Check briefs; needs no database.",
    "convert": "Write briefs of any format as YAML, JSON or brat standoff.",
    "load": "Load briefs into the graph.",
    "retract": "Take briefs out of the graph.",
    "log": "List the last loads: when, by whom, what went in, how it ended.",
    "review": "List what may be one event or two, and decide.",
    "verify": "Prove that the graph is what its briefs say.",
    "questions": "List the questions that can be asked.",
    "ask": "Ask a question.",
    "show": "Show one brief, claim, event or entity by its id.",
    "dossier": "Write everything on record of somebody as one HTML page.",
    "export": "Write the graph as RDF.",
    "ontology": "Show what can be annotated: classes, roles, attributes.",
    "browser": "Open Neo4j Browser, or write what makes it know this graph.",
    "completion": "Print what makes a shell complete names.",
    "doctor": "Check everything that can be wrong, and say how to put it right.",
}


class LazyGroup(click.Group):
    """A group that knows the names of its commands and imports each when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"whomet.cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"No command '{name}'{suggest(name, COMMANDS, 1)}", ctx)
        return super().resolve_command(ctx, args)


EPILOG = """\b
Examples:
  whomet demo
  whomet load examples/briefs
  whomet ask who-met-whom --actor Bagheri

\b
Settings come from flags, then WHOMET_* variables, then whomet.toml.
The password is read from WHOMET_PASSWORD, from the file that
WHOMET_PASSWORD_FILE names, or from a prompt; never from a flag.
"""


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from whomet import __version__

        click.echo(f"whomet {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.option("--home", metavar="FOLDER", help="Where the local server and its data live.")
@click.option("--uri", metavar="URI", help="Another Neo4j: bolt://, neo4j://, +s.")
@click.option("--user", metavar="NAME", help="The user at that Neo4j.")
@click.option("--database", metavar="NAME", help="The database at that Neo4j.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version.",
)
@click.pass_context
def app(
    ctx: click.Context, home: str | None, uri: str | None, user: str | None, database: str | None
) -> None:
    """Who met whom, where and when, and which sentence of which brief says so."""
    ctx.obj = Flags(home=home, uri=uri, user=user, database=database)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
