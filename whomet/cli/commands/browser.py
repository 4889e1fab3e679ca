"""`whomet browser`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command, plural
from whomet.cli.context import open_graph, settings
from whomet.cli.output import print_json, print_pairs
from whomet.progress import Progress

if TYPE_CHECKING:
    from whomet.browser import BrowserAddress, Bundle

    _Type = click.ParamType[tuple[str, int]]
else:
    _Type = click.ParamType  # it takes the type of its values since click 8.4 only

#: As in whomet.browser.serving, which --help does not import.
LOCAL = "127.0.0.1:7476"


class _Address(_Type):
    name = "address"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        host, _, port = value.rpartition(":")
        if not port.isdecimal() or int(port) > 65535:
            self.fail(f"'{value}' is neither a port nor HOST:PORT", param, ctx)
        return host or "127.0.0.1", int(port)


@click.command(
    "browser",
    cls=Command,
    examples=["whomet browser", "whomet browser --bundle for-browser/"],
)
@click.option("--no-open", "no_open", is_flag=True, help="Print the address, open nothing.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write favourites, style and guide, to be brought into Browser.",
)
@click.option(
    "--serve",
    is_flag=False,
    flag_value=LOCAL,
    type=_Address(),
    metavar="[PORT]",
    help=f"Serve the same until Ctrl-C, and open its guide; on {LOCAL} unless said.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    no_open: bool,
    bundle: Path | None,
    serve: tuple[str, int] | None,
    as_json: bool,
) -> None:
    """Open Neo4j Browser, or write what makes it know this graph.

    Opens the Browser of the local server, which is started if need be, and says what to log in
    with. --bundle writes each question as favourites with its parameters set as in its example,
    the colours, and a guide with ten first queries and a picture of all labels; its README.md
    says how to bring them in. Browser takes a guide from an address only: --serve gives it one.
    """
    if bundle is not None and serve is not None:
        raise click.UsageError("--bundle writes and --serve serves; give one of them", ctx)
    if bundle is not None:
        _write(bundle, as_json)
    elif serve is not None:
        _serve(serve, opening=not no_open, as_json=as_json)
    else:
        _open(_address(ctx), opening=not no_open, as_json=as_json)


def _write(folder: Path, as_json: bool) -> None:
    from whomet.browser import ADDRESS, write_bundle

    made = _bundle(ADDRESS)
    write_bundle(made, folder)
    if as_json:
        print_json({"bundle": folder, "files": sorted(made.files), "missing": dict(made.missing)})
        return
    click.echo(f"{plural(len(made.files), 'file')} in {folder}; {folder / 'README.md'} says how.")
    _tell_missing(made)


def _serve(address: tuple[str, int], *, opening: bool, as_json: bool) -> None:
    from whomet.browser import listening

    with listening(*address) as here:
        made = _bundle(here.address)
        page = f"{here.address}/guide.html"
        if settings().uri is None:
            _open(_address(None), opening=opening, as_json=as_json, guide=page)
        elif as_json:
            print_json({"guide": page})
        if not as_json:
            print_pairs([("guide", f":guide {page}"), ("all files", here.address)])
            _tell_missing(made)
            click.echo("Serving until Ctrl-C.")
        with suppress(KeyboardInterrupt):
            here.serve(made.files)


def _bundle(address: str) -> Bundle:
    from whomet.browser import make_bundle

    with open_graph() as graph:
        return make_bundle(graph.connect(), graph.catalogue, address)


def _tell_missing(made: Bundle) -> None:
    if made.missing:
        names = sorted({name for missing in made.missing.values() for name in missing})
        click.echo(
            f"Note: this graph does not know {', '.join(names)}, of the examples of"
            f" {plural(len(made.missing), 'question')}; what they stand for is null.",
            err=True,
        )


def _address(ctx: click.Context | None) -> BrowserAddress:
    """The way into the local server's Browser; the server is started if need be."""
    from whomet.browser import elsewhere, local_address
    from whomet.graph import server

    chosen = settings()
    if chosen.uri is not None:
        raise click.UsageError(
            f"`whomet browser` opens the Browser of the local server, and the settings name"
            f" {chosen.uri}, whose Browser may be at {elsewhere(chosen.uri)}; unset WHOMET_URI,"
            " or leave out --uri",
            ctx,
        )
    with Progress("bytes") as progress:
        return local_address(chosen, server.up(chosen, progress))


def _open(
    browser_address: BrowserAddress, *, opening: bool, as_json: bool, guide: str | None = None
) -> None:
    import webbrowser

    from whomet.browser.address import can_open

    address = (
        f"{browser_address.address}&cmd=guide&arg={guide}" if guide else browser_address.address
    )
    # Said before a window comes up over it.
    if not as_json:
        print_pairs(
            [
                ("Browser", address),
                ("user", browser_address.user),
                ("password", f"in {browser_address.password_file}"),
                ("copy it by", browser_address.copy),
            ]
        )
    opened = opening and can_open() and webbrowser.open(address)
    if as_json:
        print_json({**asdict(browser_address), "address": address, "opened": opened})
    elif opening and not opened:
        click.echo("There is no screen to open it on; open the address yourself.")
