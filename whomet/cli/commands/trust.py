"""`whomet trust`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command
from whomet.cli.output import print_json
from whomet.ontology.nouns import plural

if TYPE_CHECKING:
    from whomet.graph.trust import FolderContent


@click.command(
    "trust",
    cls=Command,
    examples=["whomet trust .", "whomet trust --list", "whomet trust --remove ."],
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@click.option("--list", "as_list", is_flag=True, help="List the trusted folders.")
@click.option("--remove", is_flag=True, help="Stop trusting the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context, folder: Path | None, as_list: bool, remove: bool, as_json: bool
) -> None:
    """Let the whomet.toml of a folder name extensions and questions.

    A whomet.toml in the current folder is ignored until then. Look at the files first: an extension
    decides what briefs may say, a question is run on your graph. When whomet.toml or a file that it
    names changes, trust ends. Addresses, passwords and other settings in that file are never used.
    """
    from whomet.graph import trust

    if as_list == (folder is not None) or (as_list and remove):
        raise click.UsageError("Name a folder, or use --list", ctx)
    if folder is None:
        _list(as_json)
        return
    folder = folder.parent if folder.name == trust.FILE_NAME and folder.is_file() else folder
    if remove:
        was_trusted = trust.distrust(folder)
        if as_json:
            print_json({"folder": folder.resolve(), "was_trusted": was_trusted})
        else:
            click.echo("Trusted no longer." if was_trusted else "It was not trusted.")
        return
    content = trust.trust(folder)
    if as_json:
        print_json({"folder": content.folder, "files": dict(content.digests)})
    else:
        _print(content)


def _print(content: FolderContent) -> None:
    from whomet.graph.trust import FOLDER_KEYS

    click.echo(f"Trusted {content.folder} with {plural(len(content.digests), 'file')}:")
    for name in content.digests:
        click.echo(f"  {name}")
    other = [key for key in content.values if key not in FOLDER_KEYS]
    if other:
        click.echo(f"Not used from its whomet.toml: {', '.join(other)}.")


def _list(as_json: bool) -> None:
    from whomet.graph.trust import standing, trusted_folders

    rows = [(found.folder, standing(found.folder)) for found in trusted_folders()]
    if as_json:
        print_json(
            [
                {"folder": folder, "trusted": now.trusted, "changed": now.changed}
                for folder, now in rows
            ]
        )
        return
    if not rows:
        click.echo("No folder is trusted.")
    for folder, now in rows:
        changed = f" (changed since: {', '.join(now.changed)})" if now.changed else ""
        click.echo(f"{folder}{changed}")
