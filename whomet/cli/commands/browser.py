"""`whomet browser`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph, settings
from whomet.cli.output import print_json, print_pairs
from whomet.ontology.nouns import plural
from whomet.progress import Progress

if TYPE_CHECKING:
    from whomet.browser import BrowserAddress, Bundle

    _Type = click.ParamType[tuple[str, int]]
else:
    _Type = click.ParamType  # it takes the type of its values since click 8.4 only

#: Repeated from whomet.browser.serving so that --help does not import it.
LOCAL = "127.0.0.1:7476"


class _Address(_Type):
    name = "address"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        host, _, port = value.rpartition(":")
        if not port.isdecimal() or int(port) > 65535:
            self.fail(f"'{value}' is invalid; expected a port or HOST:PORT", param, ctx)
        return host or "127.0.0.1", int(port)


@click.command(
    "browser",
    cls=Command,
    examples=["whomet browser", "whomet browser --bundle for-browser/"],
)
@click.option("--no-open", "no_open", is_flag=True, help="Print the address without opening it.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write favourites, a style sheet and a guide for Browser to this folder.",
)
@click.option(
    "--serve",
    is_flag=False,
    flag_value=LOCAL,
    type=_Address(),
    metavar="[PORT]",
    help=f"Serve the same files until Ctrl-C, and open the guide; the default is {LOCAL}.",
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
    """Open Neo4j Browser, or write favourites and a guide for it.

    Opens the Browser of the local server, starting the server if necessary, and prints the login.
    --bundle writes the questions as favourites with the parameters of their examples, the class
    colours, and a guide with ten starter queries and a schema diagram; its README.md explains how
    to import them. Browser loads a guide only from a web address, which --serve provides.
    """
    if bundle is not None and serve is not None:
        raise click.UsageError("--bundle and --serve exclude each other; omit one of them", ctx)
    if bundle is not None:
        _write(bundle, as_json)
    elif serve is not None:
        _serve(serve, opening=not no_open, as_json=as_json)
    else:
        _open(_address(ctx), opening=not no_open, as_json=as_json)


def _write(folder: Path, as_json: bool) -> None:
    from whomet.browser import DEFAULT_ADDRESS, write_bundle

    bundle = _bundle(DEFAULT_ADDRESS)
    write_bundle(bundle, folder)
    if as_json:
        print_json(
            {"bundle": folder, "files": sorted(bundle.files), "missing": dict(bundle.missing)}
        )
        return
    files = plural(len(bundle.files), "file")
    click.echo(f"Wrote {files} to {folder}; {folder / 'README.md'} explains how to import them.")
    _warn_missing(bundle)


def _serve(address: tuple[str, int], *, opening: bool, as_json: bool) -> None:
    from whomet.browser import bundle_server

    with bundle_server(*address) as here:
        bundle = _bundle(here.address)
        page = f"{here.address}/guide.html"
        if settings().uri is None:
            _open(_address(None), opening=opening, as_json=as_json, guide=page)
        elif as_json:
            print_json({"guide": page})
        if not as_json:
            print_pairs([("guide", f":guide {page}"), ("all files", here.address)])
            _warn_missing(bundle)
            click.echo("Serving until Ctrl-C.")
        with suppress(KeyboardInterrupt):
            here.serve(bundle.files)


def _bundle(address: str) -> Bundle:
    from whomet.browser import make_bundle

    with open_graph() as graph:
        return make_bundle(graph.connect(), graph.catalogue, address)


def _warn_missing(bundle: Bundle) -> None:
    if bundle.missing:
        names = sorted({name for missing in bundle.missing.values() for name in missing})
        click.echo(
            f"Note: this graph does not contain {', '.join(names)}, which the examples of"
            f" {plural(len(bundle.missing), 'question')} use; those parameters are null.",
            err=True,
        )


def _address(ctx: click.Context | None) -> BrowserAddress:
    """The address of the local server's Browser; starts the server if necessary."""
    from whomet.browser import local_address, remote_browser_address
    from whomet.graph import server

    chosen = settings()
    if chosen.uri is not None:
        raise click.UsageError(
            f"`whomet browser` opens the Browser of the local server, but the settings name"
            f" {chosen.uri}, whose Browser may be at {remote_browser_address(chosen.uri)};"
            " unset WHOMET_URI, or omit --uri",
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
    # Printed before a browser window covers the terminal.
    if not as_json:
        print_pairs(
            [
                ("Browser", address),
                ("user", browser_address.user),
                ("password", f"in {browser_address.password_file}"),
                ("copy it with", browser_address.copy),
            ]
        )
    opened = opening and can_open() and webbrowser.open(address)
    if as_json:
        print_json({**asdict(browser_address), "address": address, "opened": opened})
    elif opening and not opened:
        click.echo("No display to open it on; open the address in a web browser.")
