"""Decisions of `whomet review`, made and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from whomet.cli.output import print_json, print_notice, print_table
from whomet.ontology.ids import is_id_in_brief

if TYPE_CHECKING:
    from whomet.api import Graph
    from whomet.graph.projection import EntityJudgement, Judgement
    from whomet.graph.review.entity_judging import EntityJudgementResult
    from whomet.graph.review.event_judging import JudgementResult

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: `pairs` by verb (same, different, unsure, forget), a split, or an alias."""

    pairs: dict[str, Pair]
    split: str | None
    at: date | None
    alias: Pair | None
    by: str | None
    note: str | None
    cls: str | None

    @property
    def count(self) -> int:
        """How many decisions were given; one is expected at most."""
        return len(self.pairs) + (self.split is not None) + (self.alias is not None)

    def check(self) -> None:
        """UsageError if what was given does not belong together."""
        if (self.split is None) != (self.at is None):
            raise click.UsageError("--split and --at must be given together")
        if self.by and (not self.count or "forget" in self.pairs):
            raise click.UsageError("--by needs a decision")

    def make(self, graph: Graph) -> JudgementResult | EntityJudgementResult:
        """Store the decision, or take one back."""
        by, note, cls = self.by, self.note, self.cls
        if self.split is not None and self.at is not None:
            return graph.split_name(
                self.split, self.at, by=by, note=note, cls=cls, on_wait=print_notice
            )
        if self.alias is not None:
            return graph.add_alias(*self.alias, by=by, note=note, cls=cls, on_wait=print_notice)
        [(verb, pair)] = self.pairs.items()
        if verb == "forget":
            return graph.forget(*pair, on_wait=print_notice)
        return graph.judge(*pair, verb, by=by, note=note, cls=cls, on_wait=print_notice)


def print_judged(judged: JudgementResult | EntityJudgementResult, as_json: bool) -> None:
    from whomet.graph.projection import Judgement

    if as_json:
        print_json(judged.to_json())
        return
    made = judged.judgement
    if not isinstance(made, Judgement):
        _print_entities(made, judged.kept, judged.entities)
        return
    one, other = judged.events
    decided = f"{made.one} and {made.other} are judged {made.verdict}"
    click.echo(f"{decided}." if judged.kept else f"Revoked: {decided}.")
    pairs = zip((made.one, made.other), judged.events, strict=True)
    missing = [claim for claim, event in pairs if event is None]
    if missing:
        _print_missing(missing, judged.kept)
    elif one == other:
        click.echo(f"Both report the event {one}.")
    else:
        click.echo(f"They report two events: {one} and {other}.")


def _print_entities(made: EntityJudgement, kept: bool, entities: tuple[str | None, ...]) -> None:
    decided = f"{made.one} and {made.other} are judged {made.verdict}" if made.other else str(made)
    click.echo(f"{decided}." if kept else f"Revoked: {decided}.")
    mentions = [unit for unit in (made.one, made.other) if unit and is_id_in_brief(unit)]
    if kept and mentions:
        click.echo(
            f"Only this mention: {', '.join(mentions)}. To decide about a name in all briefs,"
            f" future ones included, give {made.cls.lower()}:NAME."
        )
    found = list(dict.fromkeys(entity for entity in entities if entity is not None))
    if None in entities and made.other:
        units = zip(made.units, entities, strict=True)
        _print_missing([unit for unit, entity in units if entity is None], kept)
    elif len(found) == 1:
        which = "Both are" if made.other else "It is"
        click.echo(f"{which} the {made.cls} {found[0]}.")
    elif found:
        listed = " and ".join(found)
        click.echo(f"They are {len(found)}: {listed}.")


def _print_missing(missing: Sequence[str], kept: bool) -> None:
    """Say what a decision is about that no brief in the graph names, and what that means."""
    names = " and ".join(missing)
    no_brief = f"No brief in the graph mentions {names}"
    if kept:
        click.echo(f"{no_brief}; the decision applies once one does.")
    else:
        click.echo(f"{no_brief}, so nothing else changes.")


def print_judgements(found: list[Judgement | EntityJudgement], as_json: bool) -> None:
    from whomet.graph.projection import Judgement

    if as_json:
        from whomet.graph.review.exchange import any_judgement_json

        print_json({"judgements": [any_judgement_json(made) for made in found]})
        return
    if not found:
        click.echo("There are no decisions yet.")
        return
    claims = [made for made in found if isinstance(made, Judgement)]
    if claims:
        rows = [[made.one, made.verdict, made.other, *_who_and_why(made)] for made in claims]
        print_table(("claim", "is", "claim", "by", "on", "note"), rows)
    entities = [made for made in found if not isinstance(made, Judgement)]
    if entities:
        if claims:
            click.echo()
        others = [made.other or made.alias or str(made.day) for made in entities]
        rows = [
            [made.cls, made.one, made.verdict, other, *_who_and_why(made)]
            for made, other in zip(entities, others, strict=True)
        ]
        print_table(("class", "entity", "is", "entity", "by", "on", "note"), rows)


def _who_and_why(made: Judgement | EntityJudgement) -> list[str]:
    return [made.by, str(made.on or ""), made.note or ""]
