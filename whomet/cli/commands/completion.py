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
    """Print what makes a shell complete names.

    Of commands, questions, parameters, and of whom and what the graph holds.

    bash: put  eval "$(whomet completion bash)"  into ~/.bashrc;
    zsh: put  eval "$(whomet completion zsh)"  into ~/.zshrc;
    fish: whomet completion fish > ~/.config/fish/completions/whomet.fish
    """
    from whomet.cli.app import app

    kind = get_completion_class(shell)
    assert kind is not None  # those above come with click
    click.echo(kind(app, {}, "whomet", "_WHOMET_COMPLETE").source())
