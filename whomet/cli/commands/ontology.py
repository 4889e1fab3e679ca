"""`whomet ontology`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_table, write
from whomet.ontology.nouns import plural
from whomet.ontology.suggestions import suggest

if TYPE_CHECKING:
    from whomet.ontology.vocabulary import (
        Attribute,
        EntityClass,
        EventClass,
        GraphProperty,
        Link,
        Role,
        Vocabulary,
    )

#: Repeated from whomet.ontology.exports so that --help does not import it.
FORMATS = (
    "turtle",
    "jsonld",
    "markdown",
    "brat",
    "label-studio",
    "inception",
    "json-schema",
    "grass",
)
EVERY_EVENT, EVERY_ROLE = "every event", "every role"


@dataclass(frozen=True, slots=True)
class _Usage:
    """One use of a term: its name, the class it belongs to, its values, and its graph form."""

    name: str
    of: str
    what: str
    graph: str
    term: Role | Attribute | Link | GraphProperty


@click.command(
    "ontology",
    cls=Command,
    examples=[
        "whomet ontology",
        "whomet ontology Meeting --json",
        "whomet ontology participant",
        "whomet ontology --check examples/extension/agreement.ttl",
        "whomet ontology --format brat --output annotation/",
    ],
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--format", type=click.Choice(FORMATS), help="Export the whole ontology.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the export to this file or folder; brat's three files need a folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--check",
    "checked",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Check a Turtle file that extends the ontology; repeatable.",
)
@click.pass_context
def command(
    context: click.Context,
    name: str | None,
    format: str | None,
    output: Path | None,
    as_json: bool,
    checked: tuple[Path, ...],
) -> None:
    """Show what can be annotated: classes, roles, attributes.

    Without NAME, lists all classes. With the name of a class, shows its roles and attributes and
    their form in the graph. With the name of a role, attribute or property, shows its definition
    and the classes that have it.
    """
    if checked:
        if name is not None or format is not None:
            raise click.UsageError("--check takes only files; omit NAME and --format", context)
        context.exit(_check(checked, as_json))
    if format is not None and (name is not None or as_json):
        other = "--json" if name is None else f"'{name}'"
        raise click.UsageError(f"--format exports the whole ontology; omit {other}", context)
    if output is not None and format is None:
        raise click.UsageError(f"--output needs --format, one of {', '.join(FORMATS)}", context)
    vocabulary = _vocabulary()
    if format is not None:
        _export(format, vocabulary, output)
    elif name is None:
        _all(vocabulary, as_json)
    elif name in vocabulary.entities or name in vocabulary.events:
        _class(vocabulary.entities.get(name) or vocabulary.events[name], as_json)
    else:
        _term(name, vocabulary, as_json)


def _check(files: tuple[Path, ...], as_json: bool) -> int:
    """Print the problems of files that extend the ontology; returns the exit code."""
    from whomet.ontology.compile import CompileError, CompileProblem, compile_ontology

    problems: tuple[CompileProblem, ...] = ()
    try:
        compile_ontology(files)
    except CompileError as error:
        problems = error.problems
    if as_json:
        print_json({"ok": not problems, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        found = plural(len(problems), "fault") if problems else "no fault"
        click.echo(f"{plural(len(files), 'file')}: {found}.")
    return 1 if problems else 0


def _vocabulary() -> Vocabulary:
    from whomet.ontology.active_vocabulary import load_vocabulary

    chosen = settings()
    return load_vocabulary(chosen.extensions, chosen.cache)


def _export(format: str, vocabulary: Vocabulary, output: Path | None) -> None:
    from whomet.ontology.exports import export

    files = export(format, vocabulary, settings().extensions)
    if output is None:
        for name, text in files.items():
            click.echo(f"# {name}\n\n{text}" if len(files) > 1 else text, nl=False)
        return
    if len(files) > 1 and output.exists() and not output.is_dir():
        raise click.UsageError(
            f"{output} is a file, but {format} has {len(files)} files; expected a folder",
            click.get_current_context(),
        )
    if len(files) > 1:
        output.mkdir(parents=True, exist_ok=True)
    _write(files, output)


def _write(files: Mapping[str, str], output: Path) -> None:
    for name, text in files.items():
        path = output / name if output.is_dir() else output
        write(path, lambda stream, text=text: stream.write(text))  # type: ignore[misc]


def _all(vocabulary: Vocabulary, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "entities": [asdict(entity) for entity in vocabulary.entities.values()],
                "events": [asdict(event) for event in vocabulary.events.values()],
            }
        )
        return
    rows = [[entity.name, "entity", entity.definition] for entity in vocabulary.entities.values()]
    for event in vocabulary.events.values():
        kind = "state" if event.lasting else "event"
        rows.append([event.name, kind, event.definition])
    print_table(["CLASS", "KIND", "DEFINITION"], rows)
    click.echo("\nTry: whomet ontology Meeting")


def _class(found: EntityClass | EventClass, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
        return
    _title(found.name, found.definition)
    click.echo(f"In the graph: (:{':'.join(found.labels)})\n")
    roles = getattr(found, "roles", {})
    if roles:
        rows = [[r.key, _count(r), _arrow(r), r.definition] for r in roles.values()]
        print_table(["ROLE", "COUNT", "IN THE GRAPH", "DEFINITION"], rows)
        click.echo()
    attributes = getattr(found, "attributes", {})
    if attributes:
        print_table(
            ["ATTRIBUTE", "VALUES", "DEFINITION"],
            [[a.key, _values(a), a.definition] for a in attributes.values()],
        )


def _term(name: str, vocabulary: Vocabulary, as_json: bool) -> None:
    """Print every role, attribute, relationship or property with this name."""
    uses = list(_usages(vocabulary))
    found = [use for use in uses if use.name == name]
    if not found:
        known = [*(use.name for use in uses), *vocabulary.entities, *vocabulary.events]
        hint = suggest(name, known, 1)
        listed = ", ".join([*vocabulary.entities, *vocabulary.events])
        hint = hint or f"; expected one of {listed}, or one of their roles"
        raise click.UsageError(
            f"Unknown class, role or attribute '{name}'{hint}", click.get_current_context()
        )
    if as_json:
        print_json([{"of": use.of, **asdict(use.term)} for use in found])
        return
    meanings: dict[str, list[_Usage]] = {}
    for use in found:
        meanings.setdefault(use.term.iri, []).append(use)
    for number, places in enumerate(meanings.values()):
        if number:
            click.echo()
        _title(name, places[0].term.definition)
        rows = [[use.of, use.what, use.graph] for use in places]
        print_table(["OF", "VALUES", "IN THE GRAPH"], rows)


def _usages(vocabulary: Vocabulary) -> Iterator[_Usage]:
    seen: set[tuple[str, str]] = set()
    attributes: set[str] = set()
    for cls in vocabulary.events.values():
        for role in cls.roles.values():
            of = EVERY_EVENT if role.common else cls.name
            if (of, role.key) not in seen:
                what = f"{_count(role)} of {', '.join(role.range)}"
                yield _Usage(role.key, of, what, _arrow(role), role)
            seen.add((of, role.key))
        for attribute in cls.attributes.values():
            yield _Usage(attribute.key, cls.name, _values(attribute), attribute.key, attribute)
            attributes.add(attribute.iri)
    for attribute in vocabulary.common_attributes.values():
        yield _Usage(attribute.key, EVERY_EVENT, _values(attribute), attribute.key, attribute)
        attributes.add(attribute.iri)
    for link in vocabulary.links:
        targets = f"to {', '.join(link.targets)}"
        arrow = f"-[:{link.relationship}]->"
        yield _Usage(link.key or link.relationship, ", ".join(link.sources), targets, arrow, link)
    roles = {r.relationship for cls in vocabulary.events.values() for r in cls.roles.values()}
    for found in vocabulary.properties:
        if found.iri not in attributes:
            owners = set(found.owners)
            if roles <= owners:
                owners = {EVERY_ROLE, *(owners - roles)}
            yield _Usage(found.name, ", ".join(sorted(owners)), found.datatype, found.name, found)


def _title(name: str, definition: str) -> None:
    click.echo(f"{click.style(name, bold=True)}: {definition}")


def _arrow(role: Role) -> str:
    return f"-[:{role.relationship}]->" if role.outgoing else f"<-[:{role.relationship}]-"


def _values(attribute: Attribute) -> str:
    return ", ".join(attribute.values) or "any text"


def _count(role: Role) -> str:
    least, most = role.min_count, role.max_count
    if most is None:
        return f"{least} or more"
    return str(most) if least == most else f"{least} to {most}"
