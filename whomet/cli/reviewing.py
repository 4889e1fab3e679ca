"""Proposals and the queue of decisions on a terminal: lists, keys, rules and their preview."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from whomet.cli.output import print_json, print_notice, print_wrapped
from whomet.ontology.nouns import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whomet.api import Graph
    from whomet.graph.review.proposals.deciding import Decision
    from whomet.graph.review.proposals.items import ProposedItem, ProposedSide
    from whomet.graph.review.queue import Progress, QueueItem, ReviewQueue

#: What each key does.
KEYS = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    "k": "skip",
    "z": "undo",
    "n": "note",
    "q": "quit",
}
#: Maximum characters of a sentence that are shown.
_SENTENCE = 240
_BRIEFS, _POSITIONS = 3, 4


def print_proposals(items: Sequence[ProposedItem], most: int) -> None:
    """The proposals with their reasons and a sentence of each side."""
    for item in items[:most]:
        click.echo()
        print_item(item)
    if len(items) > most:
        click.echo(f"\n… and {len(items) - most:,} more; raise --limit to see them.")


def print_item(item: QueueItem) -> None:
    """One item to decide."""
    from whomet.graph.review.proposals.items import ProposedItem

    if not isinstance(item, ProposedItem):
        print_wrapped(item.what)
        print_wrapped(item.why, 2)
        for claim in item.claims:
            click.echo(f"  {claim['id']}  {claim['when'] or 'without a date'}")
            print_wrapped(f"“{claim['quote']}”", 6)
        return
    made = item.proposal
    meetings, briefs = made.joins
    several = f", one of {made.candidates} candidates" if made.candidates > 1 else ""
    gained = [plural(n, noun) for n, noun in ((meetings, "event"), (briefs, "brief")) if n]
    head = f"{made.one.cls}: {made.one.name} / {made.other.name}"
    click.echo(click.style(head, bold=True))
    click.echo(
        f"  likeness {made.score:.2f} of 1{several}; as one, the smaller brings"
        f" {' and '.join(gained) or 'no event'}"
    )
    for reason in made.reasons:
        print_wrapped(f"· {reason}", 2, 2)
    for side in (item.one, item.other):
        _print_side(side)


def _print_side(side: ProposedSide) -> None:
    profile = side.profile
    many = f" and {len(profile.ids) - 1} more" if len(profile.ids) > 1 else ""
    years = ""
    if profile.years is not None:
        first, last = profile.years
        years = f", {first}" if first == last else f", {first}–{last}"
    click.echo(f"  {profile.ids[0]}{many}{years}")
    told = sorted(profile.positions)[:_POSITIONS]
    of = [country.title() for country in sorted(profile.countries)[:_POSITIONS]]
    if told or of:
        print_wrapped(", ".join(told + of), 6)
    if side.sentence is not None:
        text = side.sentence.text
        shown = text if len(text) <= _SENTENCE else f"{text[: _SENTENCE - 1]}…"
        source = f"{side.sentence.source}, {side.sentence.published}"
        print_wrapped(f"“{shown}”", 6)
        print_wrapped(f"{source}; the brief {side.sentence.brief}", 6)


def decide_by_keys(queue: ReviewQueue) -> None:
    """Ask about one item after the other, by one key each, until nothing is left or `q`."""
    note: str | None = None
    if queue.contradictions:
        count = plural(len(queue.contradictions), "contradiction")
        click.echo(f"{count} of decisions; `whomet review --kind contradiction` says which.")
    while True:
        item = queue.next()
        if item is None and not queue.progress.decided:
            break
        click.echo()
        if item is None:
            # The last decision can be undone as well.
            click.echo("Nothing is left to decide.")
        else:
            print_item(item)
        key = _asked(queue.progress, note, tuple(KEYS) if item is not None else ("z", "q"))
        if key == "q":
            break
        if key == "n":
            note = _line("note: ") or None
        elif key == "k":
            queue.skip()
        elif key == "z":
            _undone(queue)
        else:
            _answered(queue, KEYS[key], note)
            note = None
    progress = queue.progress
    click.echo(
        f"\n{progress.decided:,} decided, {progress.skipped:,} skipped, {progress.left:,} left."
    )
    if progress.closed:
        click.echo(f"{plural(progress.closed, 'item')} settled by other decisions meanwhile.")


def _asked(progress: Progress, note: str | None, wanted: Sequence[str]) -> str:
    """The key that was pressed, of those wanted; `q` at the end of the input."""
    done = progress.total - progress.left
    keys = " ".join(f"[{key}]{word.removeprefix(key)}" for key, word in _labels(wanted))
    told = f" (note: {note})" if note else ""
    while True:
        click.echo(f"{done:,} of {progress.total:,}{told}  {keys} ", nl=False)
        key = _key()
        click.echo(KEYS.get(key, ""))
        if key in wanted:
            return key


def _labels(keys: Sequence[str]) -> list[tuple[str, str]]:
    # "[k] skip" and "[z] undo" do not begin with their keys.
    words = {key: KEYS[key] for key in keys}
    return [(key, word if word.startswith(key) else f" {word}") for key, word in words.items()]


def _key() -> str:
    """One key: pressed on a terminal, else the first letter of a line of the input."""
    if sys.stdin.isatty():
        pressed = click.getchar().lower()
        return "q" if pressed in ("\x03", "\x04", "\x1b") else pressed
    line = sys.stdin.readline()
    return line.strip()[:1].lower() if line else "q"


def _line(prompt: str) -> str:
    click.echo(prompt, nl=False)
    return sys.stdin.readline().strip()


def _answered(queue: ReviewQueue, verdict: str, note: str | None) -> None:
    from whomet.graph.errors import GraphError
    from whomet.graph.review.proposals.deciding import AlreadyDecided

    try:
        queue.answer(verdict, note, print_notice)
    except AlreadyDecided as error:
        click.echo(str(error), err=True)
    except GraphError as error:
        click.echo(str(error), err=True)
        queue.skip()


def _undone(queue: ReviewQueue) -> None:
    last = queue.undo(print_notice)
    click.echo("Nothing to undo." if last is None else f"Undone: {last.verdict}.")


def print_rules(rules: dict[str, list[ProposedItem]], as_json: bool) -> None:
    """Every rule in words, and how many proposals it would join."""
    from whomet.graph.review.proposals.rules import RULES

    if as_json:
        print_json(
            {
                "rules": [
                    {"name": r.name, "words": r.words, "proposals": len(rules[r.name])}
                    for r in RULES
                ]
            }
        )
        return
    for rule in RULES:
        click.echo(f"{rule.name}: {rule.words}: {len(rules[rule.name]):,}")
    click.echo("See what a rule joins with --rule NAME; --apply joins it.")


def print_preview(
    name: str, items: Sequence[ProposedItem], most: int | None, as_json: bool
) -> None:
    """What a rule would join."""
    from whomet.graph.review.proposals.rules import rule

    if as_json:
        told = [item.to_json() for item in items[:most]]
        print_json({"rule": name, "proposals": len(items), "items": told})
        return
    click.echo(f"{rule(name).words}: {len(items):,}")
    for item in items[:most]:
        made = item.proposal
        ids = made.one.ids[0] + (f" and {len(made.one.ids) - 1} more" if made.one.ids[1:] else "")
        click.echo(f"  {made.one.name} ({ids}) is {made.other.name} ({made.other.ids[0]})")
        print_wrapped("; ".join(made.reasons), 6)
    if items:
        click.echo(f"Join them with `whomet review --rule {name} --apply`.")


def print_decision(made: Decision, as_json: bool) -> None:
    """What a rule joined."""
    if as_json:
        print_json(made.to_json())
        return
    count = plural(len(made.proposals), "proposal")
    click.echo(f"{count} judged {made.verdict}, by {plural(made.judgements, 'judgement')}.")
    if made.left_out:
        count = plural(len(made.left_out), "proposal")
        click.echo(f"{count} left out, because other judgements contradict.")
    if made.judgements:
        click.echo(f"`whomet review --undo {made.batch}` takes them back.")


def undo(graph: Graph, batch: str, by: str | None, as_json: bool) -> None:
    """Take a decision back: the last one of `by` where `batch` is `last`."""
    chosen = None if batch == "last" else batch
    count = graph.undo_decision(chosen, by=by, on_wait=print_notice)
    if as_json:
        print_json({"taken_back": count})
    else:
        click.echo(f"{plural(count, 'judgement')} undone.")
