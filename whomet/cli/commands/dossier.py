"""`whomet dossier`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.output import write
from whomet.ontology.nouns import plural
from whomet.queries.row_reading import TIME_LIMIT


@click.command(
    "dossier",
    cls=Command,
    examples=[
        'whomet dossier "Mohammad Bagheri" -o bagheri.html',
        'whomet dossier "Mohammad Bagheri" --with "Hulusi Akar" -o two-generals.html',
        "whomet dossier --place Syria --since 2017-10 --until 2018-03",
        "whomet dossier --on 2017-11 --output november.html",
    ],
)
@click.argument("name", required=False)
@click.option("--with", "with_", metavar="NAME", help="A second actor: what the two share.")
@click.option("--place", metavar="NAME", help="A place as the subject, or only events there.")
@click.option("--topic", metavar="NAME", help="A topic as the subject, or only events about it.")
@click.option("--since", metavar="DATE", help="Only events on or after this date.")
@click.option("--until", metavar="DATE", help="Only events on or before this date.")
@click.option("--on", metavar="DATE", help="Only events within this date: a day, month, year …")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="At most this many rows per section; the default is 1000.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    default=TIME_LIMIT,
    show_default=True,
    help="Cancel a question after this time.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file, atomically; the default name is derived from the title.",
)
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    with_: str | None,
    place: str | None,
    topic: str | None,
    since: str | None,
    until: str | None,
    on: str | None,
    limit: int | None,
    time_limit: float,
    output: Path | None,
) -> None:
    """Write everything on record about a subject as one HTML page.

    NAME is a person, organization, delegation, place or topic. The page has positions, a timeline,
    an itinerary on a map, who met whom and how often, messages, statements, disagreements and
    gaps; every row links to its quotes. It is a single file that works offline.
    """
    restrictions = {"with_": with_, "place": place, "topic": topic}
    restrictions |= {"since": since, "until": until, "on": on}
    if name is None and not any(restrictions.values()):
        raise click.UsageError(
            "The dossier has no subject; give a NAME, a --place, a --topic or a period", ctx
        )
    if with_ is not None and name is None:
        raise click.UsageError("--with needs the NAME of the first actor", ctx)
    with open_graph() as graph:
        dossier = graph.dossier(name, limit=limit, time_limit=time_limit, **restrictions)
    target = output or Path(f"{_slug(dossier.title)}.html")
    write(target, lambda stream: stream.write(dossier.html))
    click.echo(f"{dossier.title}: {target}, {len(dossier.html.encode()) / 1024:,.0f} KB.")
    for id, rows in dossier.left_out.items():
        click.echo(
            f"Note: left out {plural(rows, 'row')} of {id}; raise --limit for more.", err=True
        )


def _slug(title: str) -> str:
    """A title as a safe file name: letters and digits of any script, joined by hyphens."""
    return "-".join(re.findall(r"\w+", title.lower()))[:80] or "dossier"
