"""`whomet doctor`."""

from __future__ import annotations

from dataclasses import asdict

import click

from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_table
from whomet.ontology.nouns import plural

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command("doctor", cls=Command, examples=["whomet doctor", "whomet doctor --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Diagnose the installation and suggest fixes.

    Checks Python, Java, the downloaded jars, folders, disk, memory, password, ports, and the
    server. Starts and changes nothing; the exit code is 1 if something must be fixed.
    """
    from whomet.graph import server

    checks = server.doctor(settings())
    failed = [check for check in checks if check.level == "fail"]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in checks]})
    else:
        rows = [[check.name, check.level, check.found] for check in checks]
        print_table(["CHECK", "STATUS", "FOUND"], rows)
        advised = [check for check in checks if check.fix]
        if advised:
            click.echo()
        for check in advised:
            click.echo(f"{click.style(check.name, fg=COLOURS[check.level])}: {check.fix}.")
        if failed:
            click.echo(f"\n{plural(len(failed), 'problem')} to fix.", err=True)
    if failed:
        ctx.exit(1)
