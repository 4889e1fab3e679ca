"""`whomet export`."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from whomet.cli.command import Command, plural
from whomet.cli.context import open_graph
from whomet.cli.output import write
from whomet.progress import Progress


@click.command(
    "export",
    cls=Command,
    examples=[
        "whomet export --output graph.ttl",
        'whomet export --format nquads --actor "Mohammad Bagheri"',
        "whomet export --since 2017-10 --until 2017-12 --output autumn.ttl",
    ],
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["turtle", "trig", "nquads", "jsonld"]),
    default="turtle",
    show_default=True,
    help="The form of RDF.",
)
@click.option("--actor", metavar="NAME", help="Only what this actor takes part in.")
@click.option("--entity", metavar="NAME", help="Only what this place, topic or other entity is in.")
@click.option("--brief", metavar="ID", help="Only what this brief reports.")
@click.option("--since", metavar="DATE", help="Only events on or after this date.")
@click.option("--until", metavar="DATE", help="Only events on or before this date.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file, whole or not at all.",
)
@click.pass_context
def command(
    ctx: click.Context,
    format_: str,
    actor: str | None,
    entity: str | None,
    brief: str | None,
    since: str | None,
    until: str | None,
    output: Path | None,
) -> None:
    """Write the graph as RDF.

    Events with their roles and time bounds, claims with the words they rest on, briefs, and names,
    in SEM, PROV-O, Web Annotation and SKOS; docs/rdf.md says how. Of a part of the graph, with
    everything that it points at.
    """
    if sum(map(bool, (actor, entity, brief, since or until))) > 1:
        raise click.UsageError(
            "Choose by one of --actor, --entity, --brief, or by --since and --until", ctx
        )
    with open_graph() as graph:

        def produce(stream: TextIO) -> None:
            with Progress("nodes") as progress:
                written = graph.export(
                    stream,
                    format_,
                    actor=actor,
                    entity=entity,
                    brief=brief,
                    since=since,
                    until=until,
                    progress=progress,
                )
            if output is not None:
                click.echo(f"{plural(written.triples, 'triple')} in {output}.", err=True)

        write(output, produce)
