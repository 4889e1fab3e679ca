"""The command class of every `whomet` command: its help ends with examples that work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from whomet.ontology.suggestions import suggest


class _Exemplified(click.Command):
    """A command whose help ends with `examples`, each of which a test runs."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        super().format_epilog(ctx, formatter)


class Command(_Exemplified):
    """A command with examples in its help."""


class Group(_Exemplified, click.Group):
    """A group of commands with examples in its help; a wrong name gets the nearest right one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            hint = suggest(name, self.commands, 1) or f"; there are {', '.join(self.commands)}"
            raise click.UsageError(f"No command '{name}'{hint}", ctx)
        return super().resolve_command(ctx, args)


def plural(number: int, noun: str) -> str:
    """`1 brief`, `1,200 briefs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
