"""`whomet export`."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import write
from whomet.ontology.nouns import plural
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
    help="The RDF format.",
)
@click.option("--actor", metavar="NAME", help="Only events in which this actor has a role.")
@click.option("--entity", metavar="NAME", help="Only events in which this entity has a role.")
@click.option("--brief", metavar="ID", help="Only events that this brief reports.")
@click.option("--since", metavar="DATE", help="Only events on or after this date.")
@click.option("--until", metavar="DATE", help="Only events on or before this date.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file, atomically; by default to standard output.",
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
    """Export the graph as RDF.

    Exports events with their roles and time bounds, claims with their quotes, briefs, and names,
    in SEM, PROV-O, Web Annotation and SKOS; see docs/rdf.md. A part of the graph is exported with
    everything that it refers to.
    """
    if sum(map(bool, (actor, entity, brief, since or until))) > 1:
        raise click.UsageError(
            "Give only one of --actor, --entity, --brief, or a period with --since and --until", ctx
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
