"""`whomet review`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from whomet.cli.command import Command, plural
from whomet.cli.context import open_graph
from whomet.cli.output import (
    print_json,
    print_notice,
    print_table,
    treat_sigterm_as_interrupt,
    write,
)

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.projection import Judgement
    from whomet.graph.review.items import ReviewItem
    from whomet.graph.review.judging import JudgementResult

Pair = tuple[str, str]
KINDS = {
    "unmerged": "Reports compatible with others that were not merged with them",
    "near": "Reports with only one disagreement",
    "joined": "Events whose reports name different actors",
    "ambiguous": "Names with more than one ref",
    "long": "Names in use for more than 30 years",
}
#: Items printed per kind by default.
SHOWN = 20


@click.command(
    "review",
    cls=Command,
    examples=[
        "whomet review",
        "whomet review --kind near --json",
        "whomet review --judgements",
        "whomet review --export judgements.jsonl",
    ],
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(list(KINDS)),
    help="Only this kind; repeatable.",
)
@click.option("--same", nargs=2, metavar="A B", help="Decide that two reports are about one event.")
@click.option("--different", nargs=2, metavar="A B", help="Decide that they are about two events.")
@click.option("--forget", nargs=2, metavar="A B", help="Revoke a decision.")
@click.option("--note", metavar="TEXT", help="The reason, with --same or --different.")
@click.option("--judgements", is_flag=True, help="List the decisions.")
@click.option(
    "--export",
    "export_to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the decisions as JSON lines; - is standard output.",
)
@click.option(
    "--import",
    "import_from",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Store the decisions of such a file.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"List at most this many per kind; by default {SHOWN}, and all with --json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    kinds: tuple[str, ...],
    same: Pair | None,
    different: Pair | None,
    forget: Pair | None,
    note: str | None,
    judgements: bool,
    export_to: Path | None,
    import_from: Path | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List uncertain matches of reports, and record decisions.

    Uncertain matches are never merged, but listed here with their evidence. A decision is about
    two claims or events, given by the ids in the list. It overrides all rules, and remains when
    their briefs are corrected, or retracted and loaded again.
    """
    decisions = {"same": same, "different": different, "forget": forget}
    chosen = [(verb, pair) for verb, pair in decisions.items() if pair]
    exchanged = [path for path in (export_to, import_from) if path is not None]
    if len(chosen) + judgements + len(exchanged) > 1:
        raise click.UsageError(
            "give only one of --same, --different, --forget, --judgements, --export and --import"
        )
    if note and not (same or different):
        raise click.UsageError("--note needs --same or --different")
    if (chosen or exchanged) and (kinds or limit):
        raise click.UsageError("--kind and --limit apply to the list, not to a decision")
    with open_graph() as graph:
        if chosen:
            treat_sigterm_as_interrupt()
            [(verb, pair)] = chosen
            if verb == "forget":
                judged = graph.forget(*pair, on_wait=print_notice)
            else:
                judged = graph.judge(*pair, verb, note=note, on_wait=print_notice)
            _print_judged(judged, as_json)
        elif export_to is not None:
            _export(graph, export_to)
        elif import_from is not None:
            treat_sigterm_as_interrupt()
            _import(graph, import_from, as_json)
        elif judgements:
            _print_judgements(graph.judgements(), as_json)
        else:
            _print_items(graph.review(*kinds), limit, as_json)


def _export(graph: Graph, path: Path) -> None:
    def produce(stream: TextIO) -> None:
        count = graph.export_judgements(stream)
        click.echo(f"{plural(count, 'judgement')} in {path}.", err=to_stdout)

    to_stdout = str(path) == "-"
    write(None if to_stdout else path, produce)


def _import(graph: Graph, path: Path, as_json: bool) -> None:
    from whomet.graph.review.exchange import JudgementFaults

    try:
        done = graph.import_judgements(path, on_wait=print_notice)
    except JudgementFaults as error:
        if as_json:
            print_json({"ok": False, "faults": list(error.faults)})
        else:
            for fault in error.faults:
                click.echo(fault, err=True)
            click.echo(f"{plural(len(error.faults), 'fault')}; nothing was imported.", err=True)
        click.get_current_context().exit(1)
    if as_json:
        print_json({"ok": True, **done.to_json()})
        return
    click.echo(f"{plural(done.new, 'new judgement')}, {done.unchanged:,} in the graph already.")
    if done.waiting:
        click.echo(f"{plural(done.waiting, 'judgement')} about claims that are not in the graph.")


def _print_judged(judged: JudgementResult, as_json: bool) -> None:
    if as_json:
        print_json(judged.to_json())
        return
    made, (one, other) = judged.judgement, judged.events
    decided = f"{made.one} and {made.other} are judged {made.verdict}"
    click.echo(f"{decided}." if judged.kept else f"Revoked: {decided}.")
    if one is None or other is None:
        click.echo("One of the two is not in the graph; the decision applies once it is.")
    elif one == other:
        click.echo(f"Both report the event {one}.")
    else:
        click.echo(f"They report two events: {one} and {other}.")


def _print_judgements(found: list[Judgement], as_json: bool) -> None:
    if as_json:
        from whomet.graph.review.judging import judgement_json

        print_json({"judgements": [judgement_json(made) for made in found]})
    elif found:
        rows = [
            [made.one, made.verdict, made.other, made.by, str(made.on or ""), made.note or ""]
            for made in found
        ]
        print_table(("claim", "is", "claim", "by", "on", "note"), rows)
    else:
        click.echo("There are no decisions yet.")


def _print_items(items: list[ReviewItem], limit: int | None, as_json: bool) -> None:
    by_kind = {kind: [item for item in items if item.kind == kind] for kind in KINDS}
    if as_json:
        chosen = [item for found in by_kind.values() for item in found[:limit]]
        print_json({"items": [item.to_json() for item in chosen]})
        return
    if not items:
        click.echo("There is nothing to review.")
        return
    for kind, found in by_kind.items():
        if not found:
            continue
        click.echo(click.style(f"{KINDS[kind]}: {len(found):,}", bold=True))
        most = limit or SHOWN
        for item in found[:most]:
            _print_item(item)
        if len(found) > most:
            click.echo(f"\n… and {len(found) - most:,} more; raise --limit to see them.")
        click.echo()
    if by_kind["unmerged"] or by_kind["near"] or by_kind["joined"]:
        click.echo("Decide with `whomet review --same A B` or `--different A B`.")


def _print_item(item: ReviewItem) -> None:
    click.echo(f"\n{item.what}\n  {item.why}")
    for claim in item.claims:
        click.echo(f"  {claim['id']}  {_when(claim)}\n      “{_short(str(claim['quote']))}”")
        click.echo(f"      {claim['source']}, {claim['published']}; the event {claim['event']}")


def _when(claim: dict[str, Any]) -> str:
    parts = [claim["when"] or "without a date"]
    parts += [claim["status"]] if claim["status"] != "occurred" else []
    parts += ["denied"] if claim["polarity"] == "denied" else []
    return ", ".join(parts)


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
