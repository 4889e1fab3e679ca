"""`whomet briefs`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import TABLE_ROWS, print_json, print_table
from whomet.ontology.nouns import plural


@click.command(
    "briefs",
    cls=Command,
    examples=["whomet briefs", "whomet briefs damascus", "whomet briefs --json --limit 3"],
)
@click.argument("words", required=False)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: str | None, limit: int | None, as_json: bool) -> None:
    """List the briefs in the graph.

    The latest come first. With WORDS, lists those whose id, title or source contains them.
    """
    with open_graph() as graph:
        found = graph.briefs(words, limit=limit)
    if as_json:
        print_json({"briefs": [brief.to_json() for brief in found]})
        return
    shown = found[: limit or TABLE_ROWS]
    if shown:
        rows = [[b.id, b.published.isoformat(), b.source, str(b.claims), b.title] for b in shown]
        print_table(("brief", "published", "source", "claims", "title"), rows)
    more = f", {len(found) - len(shown):,} of them not shown" if len(found) > len(shown) else ""
    click.echo(f"{plural(len(found), 'brief')}{more}.")
