"""The root command group; it imports the module of a command only when that command runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from whomet.cli.context import Flags
from whomet.ontology.suggestions import suggest

# The short help of each command, which is also the name of a module in whomet.cli.commands.
# Repeated from the module so that --help imports no command; a test compares the two.
COMMANDS: dict[str, str] = {
    "demo": "Load the example briefs and answer some questions about them.",
    "up": "Start the local Neo4j.",
    "down": "Stop the local Neo4j.",
    "status": "Show the state, address and contents of the database.",
    "check": "Check briefs without loading them.",
    "convert": "Convert briefs to YAML, JSON or brat standoff.",
    "profile": "Propose a profile for files, or list those in the package.",
    "load": "Load briefs into the graph.",
    "watch": "Load the files of a folder as they come.",
    "briefs": "List the briefs in the graph.",
    "retract": "Remove briefs from the graph.",
    "log": "List recent loads with their counts and outcome.",
    "review": "List what is uncertain, and record decisions.",
    "verify": "Verify that the graph matches its briefs.",
    "backup": "Write all briefs and judgements to one archive.",
    "restore": "Restore a backup.",
    "upgrade": "Upgrade a graph that an earlier whomet wrote.",
    "questions": "List the available questions.",
    "ask": "Ask a question.",
    "standing": "Keep questions, and report what has changed in their answers.",
    "show": "Show a brief, claim, event or entity by its id.",
    "dossier": "Write everything on record about a subject as one HTML page.",
    "export": "Export the graph as RDF.",
    "ontology": "Show what can be annotated: classes, roles, attributes.",
    "browser": "Open Neo4j Browser, or write favourites and a guide for it.",
    "serve": "Serve pages and an HTTP API until Ctrl-C.",
    "token": "Make, list and revoke the tokens of `whomet serve`.",
    "mcp": "Offer the questions as tools to a language model.",
    "completion": "Print a shell completion script.",
    "trust": "Let the whomet.toml of a folder name extensions and questions.",
    "doctor": "Diagnose the installation and suggest fixes.",
}


class LazyGroup(click.Group):
    """A group that imports each command when it is needed."""

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
            raise click.UsageError(f"Unknown command '{name}'{suggest(name, COMMANDS, 1)}", ctx)
        return super().resolve_command(ctx, args)


EPILOG = """\b
Examples:
  whomet demo
  whomet load examples/briefs
  whomet ask who-met-whom --actor Bagheri

\b
Settings come from flags, WHOMET_* environment variables and your whomet.toml,
in this order of precedence; one in the current folder counts only after
`whomet trust`. The password is read from WHOMET_PASSWORD, the file named by
WHOMET_PASSWORD_FILE, or a prompt, never from a flag.

\b
Exit codes: 0 done, 1 input at fault or the answer is no, 2 wrong usage,
3 no database; all of them are in docs/reports.md.
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
@click.option("--config", metavar="FILE", help="Read this settings file instead of your own.")
@click.option("--home", metavar="FOLDER", help="The folder of the local server and its data.")
@click.option("--uri", metavar="URI", help="Use the Neo4j at this bolt:// or neo4j:// address.")
@click.option("--user", metavar="NAME", help="The user name for --uri.")
@click.option(
    "--unencrypted",
    is_flag=True,
    default=None,
    help="Let the password go to another machine without TLS.",
)
@click.option("--database", metavar="NAME", help="The database for --uri.")
@click.option(
    "--extension",
    "extensions",
    metavar="FILE",
    multiple=True,
    help="Use this Turtle file of classes of your own; repeatable.",
)
@click.option(
    "--questions",
    metavar="FOLDER",
    multiple=True,
    help="Use this folder of questions of your own; repeatable.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version.",
)
@click.pass_context
def app(ctx: click.Context, /, **flags: Any) -> None:
    """Who met whom, where and when, and which sentence of which brief says so."""
    # A repeatable option that is not given is an empty tuple.
    ctx.obj = Flags(**{name: value or None for name, value in flags.items()})
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
