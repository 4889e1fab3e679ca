"""`whomet ontology`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command, nearest
from whomet.cli.output import print_json, print_table

if TYPE_CHECKING:
    from ontology.vocabulary import EntityClass, EventClass, Vocabulary


@click.command(
    "ontology", cls=Command, examples=["whomet ontology", "whomet ontology Meeting --json"]
)
@click.argument("name", required=False, metavar="[CLASS]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """Show what can be annotated: classes, roles, attributes.

    Without CLASS all classes, with one its roles and attributes and how they appear in the graph.
    """
    from ontology.vocabulary import vocabulary

    words = vocabulary()
    if name is None:
        _all(words, as_json)
        return
    found = words.entities.get(name) or words.events.get(name)
    if found is None:
        known = [*words.entities, *words.events]
        hint = nearest(name, known) or f"; there are {', '.join(known)}"
        raise click.UsageError(f"No class '{name}'{hint}", click.get_current_context())
    if as_json:
        print_json(asdict(found))
    else:
        _one(found)


def _all(words: Vocabulary, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "entities": [asdict(entity) for entity in words.entities.values()],
                "events": [asdict(event) for event in words.events.values()],
            }
        )
        return
    rows = [[entity.name, "entity", entity.definition] for entity in words.entities.values()]
    for event in words.events.values():
        kind = "state" if event.lasting else "event"
        rows.append([event.name, kind, event.definition])
    print_table(["CLASS", "IS AN", "MEANING"], rows)
    click.echo("\nTry: whomet ontology Meeting")


def _one(found: EntityClass | EventClass) -> None:
    click.echo(f"{click.style(found.name, bold=True)}: {found.definition}")
    click.echo(f"In the graph: (:{':'.join(found.labels)})\n")
    roles = getattr(found, "roles", {})
    if roles:
        rows = []
        for role in roles.values():
            arrow = f"-[:{role.relationship}]->" if role.outgoing else f"<-[:{role.relationship}]-"
            rows.append([role.key, _count(role.min_count, role.max_count), arrow, role.definition])
        print_table(["ROLE", "HOW MANY", "IN THE GRAPH", "MEANING"], rows)
        click.echo()
    attributes = getattr(found, "attributes", {})
    if attributes:
        print_table(
            ["ATTRIBUTE", "VALUES", "MEANING"],
            [[a.key, ", ".join(a.values), a.definition] for a in attributes.values()],
        )


def _count(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return str(most) if least == most else f"{least} to {most}"
