"""Base classes of the `whomet` commands, whose help ends with examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from whomet.ontology.suggestions import suggest


class _WithExamples(click.Command):
    """A command whose help ends with `examples`; a test runs each of them."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        super().format_epilog(ctx, formatter)


class Command(_WithExamples):
    """A command with examples in its help."""


class Group(_WithExamples, click.Group):
    """A command group with examples in its help, and suggestions for unknown commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            expected = f"; expected one of {', '.join(self.commands)}"
            hint = suggest(name, self.commands, 1) or expected
            raise click.UsageError(f"Unknown command '{name}'{hint}", ctx)
        return super().resolve_command(ctx, args)
