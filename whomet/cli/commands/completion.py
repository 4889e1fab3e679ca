"""`whomet completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from whomet.cli.command import Command


@click.command(
    "completion",
    cls=Command,
    examples=["whomet completion bash", "whomet completion zsh", "whomet completion fish"],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a shell completion script.

    It completes commands, questions, parameters, and the names in the graph.

    bash: add  eval "$(whomet completion bash)"  to ~/.bashrc;
    zsh: add  eval "$(whomet completion zsh)"  to ~/.zshrc;
    fish: whomet completion fish > ~/.config/fish/completions/whomet.fish
    """
    from whomet.cli.app import app

    kind = get_completion_class(shell)
    assert kind is not None  # click supports all choices above
    click.echo(kind(app, {}, "whomet", "_WHOMET_COMPLETE").source())
