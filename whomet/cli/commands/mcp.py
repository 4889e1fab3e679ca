"""`whomet mcp`."""

from __future__ import annotations

import click

from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.ontology.extras import require


@click.command("mcp", cls=Command, examples=["whomet mcp < /dev/null"])
def command() -> None:
    """Offer the questions as tools to a language model.

    Speaks MCP on standard input and output. One read-only tool for each question, and `show`.
    Every row has the quotes and briefs that it rests on. A client starts this command itself:
    `{"command": "whomet", "args": ["mcp"]}`.
    """
    require("mcp", "`whomet mcp`")
    import asyncio

    from whomet.serving.mcp import serve_stdio

    asyncio.run(serve_stdio(settings()))
