"""`whomet retract`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import print_json, print_notice, treat_sigterm_as_interrupt
from whomet.ontology.nouns import plural
from whomet.ontology.suggestions import did_you_mean


@click.command(
    "retract",
    cls=Command,
    examples=[
        "whomet retract --dry-run 2017-10-19-damascus",
        "whomet retract 2017-10-19-damascus",
    ],
)
@click.argument("ids", nargs=-1, required=True, metavar="BRIEF...")
@click.option("--dry-run", is_flag=True, help="Report what would change, without changing it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Remove briefs from the graph.

    BRIEF is the id of a brief. Removes what only these briefs report, and keeps what others report
    too. Load them again to restore them.
    """
    treat_sigterm_as_interrupt()
    with open_graph() as graph:
        report = graph.retract(ids, dry_run=dry_run, on_wait=print_notice)
    if as_json:
        print_json(report.to_json())
    else:
        would = " would be" if dry_run else ""
        click.echo(f"{plural(report.removed, 'brief')}{would} removed.")
        if report.dry_run is not None:
            from whomet.dry_run import lines

            for line in lines(report.dry_run):
                click.echo(line)
        for unknown in report.unknown:
            near = report.nearest.get(unknown)
            hint = did_you_mean([near]) if near else "."
            click.echo(f"whomet: No brief has the id '{unknown}'{hint}", err=True)
    if not report.ok:
        ctx.exit(1)
