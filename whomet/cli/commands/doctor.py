"""`whomet doctor`."""

from __future__ import annotations

from dataclasses import asdict

import click

from whomet.cli.command import Command, plural
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_table

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command("doctor", cls=Command, examples=["whomet doctor", "whomet doctor --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check everything that can be wrong, and say how to put it right.

    Looks at Python, Java, the fetched jars, folders, disk, memory, password, ports, and the
    server. Starts nothing and changes nothing; ends with 1 when something must be put right.
    """
    from whomet.graph import server

    checks = server.doctor(settings())
    failed = [check for check in checks if check.level == "fail"]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in checks]})
    else:
        rows = [[check.name, check.level, check.found] for check in checks]
        print_table(["CHECK", "IS", "FOUND"], rows)
        advised = [check for check in checks if check.fix]
        if advised:
            click.echo()
        for check in advised:
            click.echo(f"{click.style(check.name, fg=COLOURS[check.level])}: {check.fix}.")
        if failed:
            click.echo(f"\n{plural(len(failed), 'thing')} to put right.", err=True)
    if failed:
        ctx.exit(1)
