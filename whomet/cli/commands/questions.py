"""`whomet questions`."""

from __future__ import annotations

from dataclasses import asdict

import click

from whomet.cli.command import Command
from whomet.cli.context import settings
from whomet.cli.output import print_json, print_pairs


@click.command("questions", cls=Command, examples=["whomet questions", "whomet questions --json"])
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with parameters and columns.")
def command(as_json: bool) -> None:
    """List the questions that can be asked."""
    from whomet.api import catalogue_of

    questions = catalogue_of(settings()).questions()
    if not as_json:
        print_pairs([(question.name, question.question) for question in questions])
        click.echo("\nTry: whomet ask who-met-whom --help")
        return
    print_json(
        [
            {
                "name": question.name,
                "title": question.title,
                "question": question.question,
                "why": question.why,
                "parameters": [
                    {
                        key: value
                        for key, value in asdict(parameter).items()
                        if key not in ("sets", "caveat")
                    }
                    for parameter in question.parameters
                ],
                "columns": [asdict(column) for column in question.columns],
                "caveats": list(question.caveats),
                "example": question.example,
            }
            for question in questions
        ]
    )
