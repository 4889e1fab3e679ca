"""`whomet review`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph
from whomet.cli.deciding import Decision, print_judged, print_judgements
from whomet.cli.output import (
    print_json,
    print_notice,
    print_wrapped,
    treat_sigterm_as_interrupt,
    write,
)
from whomet.ontology.nouns import plural

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.review.proposals.items import ProposedItem
    from whomet.graph.review.review_item import ReviewItem

Pair = tuple[str, str]
KINDS = {
    "contradiction": "Decisions that contradict each other since later briefs came",
    "unmerged": "Reports compatible with others that were not merged with them",
    "near": "Reports with only one disagreement",
    "joined": "Events whose reports name different actors",
    "ambiguous": "Names with more than one ref",
    "long": "Names in use for more than 30 years",
    "likely": "People, organizations and places that are likely duplicates",
}
#: Items printed per kind by default.
SHOWN = 20


@click.command(
    "review",
    cls=Command,
    examples=[
        "whomet review",
        "whomet review --kind near --json",
        "whomet review --kind likely --class Person",
        "whomet review --rule one-word",
        'whomet review --same "Government of Syria" "Syrian Arab Republic" --by Mara',
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
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="CLASS",
    help="For proposals: only this class; repeatable. For a decision: the class meant.",
)
@click.option(
    "--about",
    metavar="NAME",
    help="Only what concerns this name or id; without --kind, its likely duplicates.",
)
@click.option(
    "--decide",
    "by_keys",
    is_flag=True,
    help="Decide one after the other with single keys: same, different, unsure, skip, undo.",
)
@click.option("--rules", is_flag=True, help="List the rules for many, and how many each joins.")
@click.option("--rule", metavar="NAME", help="Show what a rule joins; with --apply, join it.")
@click.option("--apply", "applied", is_flag=True, help="Join what --rule shows.")
@click.option(
    "--undo",
    "undone",
    is_flag=False,
    flag_value="last",
    metavar="[BATCH]",
    help="Undo your last decision on likely duplicates, or that of this batch.",
)
@click.option(
    "--same", nargs=2, metavar="A B", help="Decide that two reports, or two entities, are one."
)
@click.option("--different", nargs=2, metavar="A B", help="Decide that they are two.")
@click.option(
    "--unsure", nargs=2, metavar="A B", help="Do not ask again about this pair; changes nothing."
)
@click.option(
    "--split", metavar="NAME", help="Decide that one name stands for two entities; needs --at."
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y"]),
    metavar="DAY",
    help="The first day of the second entity, with --split.",
)
@click.option(
    "--alias", nargs=2, metavar="A NAME", help="Give an entity another name by which it is found."
)
@click.option(
    "--forget",
    nargs=2,
    metavar="A B",
    help="Revoke a decision; B may be the day of a split, or an alias.",
)
@click.option("--by", metavar="WHO", help="Who decides; by default the user of this computer.")
@click.option("--note", metavar="TEXT", help="The reason of a decision.")
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
@click.option("--skip-faulty", is_flag=True, help="With --import, skip the lines with mistakes.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"List at most this many per kind; by default {SHOWN}, and all with --json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    kinds: tuple[str, ...],
    classes: tuple[str, ...],
    about: str | None,
    by_keys: bool,
    rules: bool,
    rule: str | None,
    applied: bool,
    undone: str | None,
    same: Pair | None,
    different: Pair | None,
    unsure: Pair | None,
    split: str | None,
    at: datetime | None,
    alias: Pair | None,
    forget: Pair | None,
    by: str | None,
    note: str | None,
    judgements: bool,
    export_to: Path | None,
    import_from: Path | None,
    skip_faulty: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List what is uncertain, and record decisions.

    Uncertain matches of reports, and likely duplicates of people, organizations and places, are
    never merged, but listed here with their evidence. A decision is about two claims or events, or
    two entities, given by name or by an id, ref or mention (brief#key). It overrides all rules,
    and remains when their briefs are corrected, or retracted and loaded again. With --decide one
    key decides each; several reviewers can do so at once.
    """
    from whomet.cli import reviewing

    ways = [by_keys, rules, rule is not None, undone is not None]
    if sum(ways) > 1:
        raise click.UsageError("give only one of --decide, --rules, --rule and --undo")
    if applied and rule is None:
        raise click.UsageError("--apply needs --rule")
    if by_keys and as_json:
        raise click.UsageError("--decide asks on a terminal; --json lists what there is to decide")
    pairs = {"same": same, "different": different, "unsure": unsure, "forget": forget}
    decision = Decision(
        {verb: pair for verb, pair in pairs.items() if pair},
        split,
        at.date() if at is not None else None,
        alias,
        None if by_keys or applied or undone else by,
        note,
        classes[0] if len(classes) == 1 else None,
    )
    decision.check()
    exchanged = [path for path in (export_to, import_from) if path is not None]
    if decision.count + judgements + len(exchanged) > 1:
        raise click.UsageError(
            "give only one of --same, --different, --unsure, --split, --alias, --forget,"
            " --judgements, --export and --import"
        )
    if note and (forget or not (decision.count or applied)):
        raise click.UsageError("--note needs a decision")
    if about and (decision.count or exchanged or judgements or rules or rule or undone):
        raise click.UsageError("--about applies to the list and to --decide")
    if classes and kinds and "likely" not in kinds:
        raise click.UsageError("--class applies to likely duplicates and to decisions")
    if skip_faulty and import_from is None:
        raise click.UsageError("--skip-faulty needs --import")
    if (decision.count or exchanged) and (kinds or limit):
        raise click.UsageError("--kind and --limit apply to the list, not to a decision")
    with open_graph() as graph:
        if by_keys:
            treat_sigterm_as_interrupt()
            queue = graph.review_queue(*kinds, about=about, classes=classes, by=by)
            reviewing.decide_by_keys(queue)
        elif rules:
            reviewing.print_rules(graph.bulk_rules(), as_json)
        elif rule is not None and applied:
            treat_sigterm_as_interrupt()
            made = graph.decide_by_rule(rule, by=by, note=note, on_wait=print_notice)
            reviewing.print_decision(made, as_json)
        elif rule is not None:
            reviewing.print_preview(rule, graph.proposals_by_rule(rule), limit, as_json)
        elif undone is not None:
            treat_sigterm_as_interrupt()
            reviewing.undo(graph, undone, by, as_json)
        elif decision.count:
            treat_sigterm_as_interrupt()
            print_judged(decision.make(graph), as_json)
        elif export_to is not None:
            _export(graph, export_to)
        elif import_from is not None:
            treat_sigterm_as_interrupt()
            _import(graph, import_from, skip_faulty, as_json)
        elif judgements:
            print_judgements(graph.judgements(), as_json)
        else:
            _print_all(graph, kinds, classes, about, limit, as_json)


def _export(graph: Graph, path: Path) -> None:
    def produce(stream: TextIO) -> None:
        count = graph.export_judgements(stream)
        click.echo(f"{plural(count, 'judgement')} in {path}.", err=to_stdout)

    to_stdout = str(path) == "-"
    write(None if to_stdout else path, produce)


def _import(graph: Graph, path: Path, skip_faulty: bool, as_json: bool) -> None:
    from whomet.graph.review.exchange import JudgementFaults

    try:
        done = graph.import_judgements(path, skip_faulty=skip_faulty, on_wait=print_notice)
    except JudgementFaults as error:
        if as_json:
            print_json({"ok": False, "faults": list(error.faults)})
        else:
            for fault in error.faults:
                click.echo(fault, err=True)
            click.echo(f"{plural(len(error.faults), 'fault')}; nothing was imported.", err=True)
        click.get_current_context().exit(1)
    if as_json:
        print_json({"ok": not done.faults, **done.to_json()})
        click.get_current_context().exit(1 if done.faults else 0)
    for fault in done.faults:
        click.echo(fault, err=True)
    click.echo(f"{plural(done.new, 'new judgement')}, {done.unchanged:,} in the graph already.")
    if done.waiting:
        click.echo(f"{plural(done.waiting, 'judgement')} about what is not in the graph.")
    if done.faults:
        click.echo(f"{plural(len(done.faults), 'line')} left out.", err=True)
        click.get_current_context().exit(1)


def _print_all(
    graph: Graph,
    kinds: tuple[str, ...],
    classes: tuple[str, ...],
    about: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    wanted = kinds or (("likely",) if about or classes else tuple(KINDS))
    proposed = graph.proposals(*classes, about=about) if "likely" in wanted else []
    others = [kind for kind in wanted if kind != "likely"]
    items = graph.review(*others, about=about) if others else []
    if about and not proposed and not items and not as_json:
        listed = " or ".join(f"'{kind}'" for kind in wanted)
        more = "" if others else "; `whomet review` lists uncertain matches of reports"
        click.echo(f"There is nothing of kind {listed} to review about '{about}'{more}.")
        return
    _print_items(items, proposed, limit, as_json)


def _print_items(
    items: list[ReviewItem], proposed: list[ProposedItem], limit: int | None, as_json: bool
) -> None:
    by_kind = {kind: [item for item in items if item.kind == kind] for kind in KINDS}
    if as_json:
        chosen = [item.to_json() for found in by_kind.values() for item in found[:limit]]
        chosen += [item.to_json() for item in proposed[:limit]]
        print_json({"items": chosen})
        return
    if not items and not proposed:
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
    if proposed:
        from whomet.cli import reviewing

        click.echo(click.style(f"{KINDS['likely']}: {len(proposed):,}", bold=True))
        reviewing.print_proposals(proposed, limit or SHOWN)
        click.echo("\nDecide with `whomet review --decide`, or many at once by `--rules`.")


def _print_item(item: ReviewItem) -> None:
    click.echo()
    print_wrapped(item.what)
    print_wrapped(item.why, 2)
    for sentence in item.chain:
        print_wrapped(f"· {sentence}", 2)
    if item.advice:
        click.echo("  do one of:")
    for command in item.advice:
        click.echo(f"      {command}")
    for claim in item.claims:
        click.echo(f"  {claim['id']}  {_when(claim)}")
        print_wrapped(f"“{_short(str(claim['quote']))}”", 6)
        print_wrapped(f"{claim['source']}, {claim['published']}; the event {claim['event']}", 6)


def _when(claim: dict[str, Any]) -> str:
    parts = [claim["when"] or "without a date"]
    parts += [claim["status"]] if claim["status"] != "occurred" else []
    parts += ["denied"] if claim["polarity"] == "denied" else []
    return ", ".join(parts)


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
