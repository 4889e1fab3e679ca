"""`whomet token`: who else may use what `whomet serve` serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from whomet.cli.command import Command, Group
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_table

if TYPE_CHECKING:
    from whomet.serving.tokens import TokenStore

#: Repeated from whomet.serving.tokens so that --help does not import it; a test compares.
ROLES = ("viewer", "reviewer", "loader")


@click.group(
    "token",
    cls=Group,
    examples=[
        "whomet token add analysts",
        "whomet token add nightly --role loader",
        "whomet token list",
    ],
)
def command() -> None:
    """Make, list and revoke the tokens of `whomet serve`.

    A viewer reads, a reviewer decides what is one and what is two, a loader loads briefs; a token
    may have several roles. Only hashes of tokens are kept.
    """


@command.command(
    "add",
    cls=Command,
    examples=[
        "whomet token add visitors --role viewer",
        "whomet token add guest --days 7",
    ],
)
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    default=("viewer",),
    show_default=True,
    help="What the token allows; repeatable.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="Refuse it after this number of days.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(name: str, roles: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """Make a token and print it, this once."""
    secret = _store().add(name, roles, days)
    if as_json:
        print_json({"name": name, "roles": list(roles), "token": secret})
        return
    click.echo(secret)
    click.echo(f"The token of {name}: it is not shown again.", err=True)


@command.command("list", cls=Command, examples=["whomet token list --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List the tokens by name, without what they are."""
    tokens = _store().all()
    if as_json:
        print_json(
            {
                "tokens": [
                    {
                        "name": token.name,
                        "roles": list(token.roles),
                        "created": token.created,
                        "expires": token.expires,
                    }
                    for token in tokens
                ]
            }
        )
    elif tokens:
        rows = [
            (token.name, ", ".join(token.roles), token.created, token.expires or "never")
            for token in tokens
        ]
        print_table(("name", "roles", "created", "expires"), rows)
    else:
        click.echo("There are no tokens yet; `whomet token add NAME` makes one.")


@command.command("revoke", cls=Command, examples=["whomet token revoke analysts"])
@click.argument("name")
def revoke(name: str) -> None:
    """Refuse a token from now on, and end its sessions."""
    token = _store().revoke(name)
    click.echo(f"Revoked the token of {token.name}.")


def _store() -> TokenStore:
    from whomet.serving.tokens import TokenStore

    return TokenStore.of_home(settings().home)
