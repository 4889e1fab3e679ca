"""`whomet status`."""

from __future__ import annotations

from typing import Any

import click

from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_pairs
from whomet.ontology.nouns import plural

#: What to do with a graph that cannot be used as it is.
UNUSABLE = {
    "older": "The graph was written by an earlier whomet; run `whomet upgrade`.",
    "newer": "The graph was written by a newer whomet; install that version.",
    "upgrading": "The graph is being upgraded; run `whomet upgrade` again if it was interrupted.",
    "restoring": "A backup is being restored; run `whomet restore` again if it was interrupted.",
}


@click.command("status", cls=Command, examples=["whomet status", "whomet status --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Show the state, address and contents of the database.

    Starts nothing. If the local server is not running, the next command that needs it starts it.
    """
    from whomet.api import Graph

    with Graph(settings(), eager=False) as graph:
        state = graph.status().to_json()
    if as_json:
        print_json(state)
    else:
        _print(state)


def _print(state: dict[str, Any]) -> None:
    if not state["running"]:
        click.echo("The local Neo4j is not running; `whomet up` starts it.")
        print_pairs([("home", state["home"]), ("data", state["data"])])
        return
    pairs = [("Neo4j", state["version"]), ("uri", state["uri"])]
    if state["http"]:
        pairs.append(("Browser", f"{state['http']}/browser/"))
    if state["pid"]:
        pairs.append(("process", str(state["pid"])))
    if state["home"]:
        pairs += [("home", state["home"]), ("data", state["data"])]
    counts = [plural(state[name], name[:-1]) for name in ("briefs", "claims", "events", "actors")]
    print_pairs([*pairs, ("contents", ", ".join(counts))])
    if state["graph"] in UNUSABLE:
        click.echo(UNUSABLE[state["graph"]])
