"""Judgements that contradict each other by what briefs say: no fault of those who judged.

A judgement that contradicts others is refused when it is made. Later briefs can make two units one
name (a place without a container takes the only one that its name has), or give a ref the name of
a unit. Then a `different` may stand between units that other judgements and these rules join by a
chain. What is resolved (`judged_units`) follows from all briefs and judgements, in any order:

- A direct `different` beats what only follows: a rule, or a `same` of which the chain would join
  the two. Where a chain needs several, the nearer judgements, of mentions, come before the wider.
- What has become one name is one entity: a judgement of the name cannot part it.

Here the contradictions are found, to be listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entity_judgements import (
    NAME,
    SPLIT,
    EntityJudgement,
    EntityJudgements,
    parse_unit,
)
from whomet.graph.projection.event_judgements import DIFFERENT, SAME, Judgement
from whomet.graph.projection.judged_units import JudgedUnits
from whomet.graph.projection.name_usage import NameTables

#: Why two units are one without a judgement: they are one name by now, or the ref has the name.
ONE_NAME, ONLY_REF = "one name", "only ref"
#: Why two reports are one without a judgement: they have one ref.
ONE_REF = "one ref"


_Keys = Mapping[tuple[str, str], NodeKey]
#: A unit by its id of now, or the id of a report.
N = TypeVar("N")


class Link(NamedTuple):
    """That two units, or reports, are one: by a judgement, else by a rule."""

    one: str
    other: str
    judgement: EntityJudgement | Judgement | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A judgement, and the links by which its two units would be one all the same.

    `apart` says whether they are two nevertheless; `overruled` are the judgements without effect.
    A `split` contradicts the one judgement of its chain, which is about the whole name.
    """

    judgement: EntityJudgement | Judgement
    chain: tuple[Link, ...]
    apart: bool
    overruled: tuple[EntityJudgement | Judgement, ...]

    @property
    def judgements(self) -> tuple[EntityJudgement | Judgement, ...]:
        """All judgements concerned, that which parts first."""
        linked = (link.judgement for link in self.chain if link.judgement is not None)
        return (self.judgement, *dict.fromkeys(linked))

    @property
    def rests_on_refs(self) -> bool:
        """Whether a ref that carries a name, or that two reports have, is part of the chain."""
        return any(link.rule in (ONLY_REF, ONE_REF) for link in self.chain)


def entity_contradictions(judged: EntityJudgements, tables: NameTables) -> list[Contradiction]:
    """The contradictions among judgements on entities, in order of the judgements that part.

    `tables` has the tables of all names that are judged, and of those on which they depend.
    """
    keys: _Keys = {
        (made.cls, text): tables.units.placed(parse_unit(made.cls, text)).key
        for made in judged.all
        for text in made.units
    }
    links: dict[NodeKey, list[tuple[NodeKey, Link]]] = {}
    for made in judged.of_verdict(SAME):
        one, other = (keys[made.cls, text] for text in made.units)
        _add(links, one, other, Link(made.one, made.other, made))
    named: dict[NodeKey, str] = {}
    for made in judged.of_verdict(SAME, DIFFERENT):
        for text in made.units:
            named.setdefault(keys[made.cls, text], text)
    for key, text in named.items():
        for ref in tables.units.refs_by_rule(parse_unit(key.label, text)):
            _add(links, key, ref, Link(text, ref.id, rule=ONLY_REF))
    found = []
    for made in judged.of_verdict(DIFFERENT):
        one, other = (keys[made.cls, text] for text in made.units)
        path = _path(lambda key: links.get(key, ()), one, other)
        if path is not None:

            def key_of(text: str, cls: str = made.cls) -> object:
                return keys.get((cls, text), text)

            chain = _in_words(made.one, made.other, path, key_of)
            apart = not _is_one(tables.units, made)
            overruled: list[EntityJudgement | Judgement] = [] if apart else [made]
            overruled += [
                link.judgement
                for link in chain
                if isinstance(link.judgement, EntityJudgement)
                and not _is_one(tables.units, link.judgement)
            ]
            found.append(Contradiction(made, chain, apart, tuple(overruled)))
    return [*found, *_of_splits(judged, keys)]


def report_contradictions(
    judgements: Iterable[Judgement], refs: Mapping[str, str], events: Mapping[str, str]
) -> list[Contradiction]:
    """The contradictions among judgements on reports: `refs` and `events` are those of claims."""
    made = sorted(judgements, key=lambda judgement: judgement.id)
    links: dict[str, list[tuple[str, Link]]] = {}
    bearers: dict[str, set[str]] = {}
    for each in made:
        if each.verdict == SAME:
            _add(links, each.one, each.other, Link(each.one, each.other, each))
        for claim in each.pair & refs.keys():
            bearers.setdefault(refs[claim], set()).add(claim)
    of_refs: dict[str, list[tuple[str, Link]]] = {}
    for claims in bearers.values():
        for one, other in combinations(sorted(claims), 2):
            _add(of_refs, one, other, Link(one, other, rule=ONE_REF))
    found = []
    for each in made:
        if each.verdict != DIFFERENT or not each.pair <= events.keys():
            continue
        # Of two reports with one ref the judgement overrules the ref.
        shared = refs.get(each.one) if refs.get(each.one) == refs.get(each.other) else None

        def steps(claim: str, shared: str | None = shared) -> list[tuple[str, Link]]:
            by_ref = of_refs.get(claim, []) if shared is None or refs.get(claim) != shared else []
            return [*links.get(claim, ()), *by_ref]

        path = _path(steps, each.one, each.other)
        if path:
            apart = events[each.one] != events[each.other]
            chain = _in_words(each.one, each.other, path, str)
            found.append(Contradiction(each, chain, apart, () if apart else (each,)))
    return found


_Steps = Callable[[N], Iterable[tuple[N, Link]]]


def _add(links: dict[N, list[tuple[N, Link]]], one: N, other: N, made: Link) -> None:
    links.setdefault(one, []).append((other, made))
    links.setdefault(other, []).append((one, made))


def _path(steps: _Steps[N], one: N, other: N) -> list[Link] | None:
    """The fewest links from one to the other, in order; None where there are none."""
    came: dict[N, tuple[N, Link] | None] = {one: None}
    frontier = [one]
    for node in frontier:  # grows
        if other in came:
            break
        for next_one, link in steps(node):
            if next_one not in came:
                came[next_one] = node, link
                frontier.append(next_one)
    if other not in came:
        return None
    path: list[Link] = []
    at = other
    while (step := came[at]) is not None:
        at, link = step
        path.append(link)
    return path[::-1]


def _in_words(
    one: str, last: str, path: Iterable[Link], key: Callable[[str], object]
) -> tuple[Link, ...]:
    """A path, each link in its direction, with the steps between two texts that are one name."""
    found: list[Link] = []
    for link in path:
        turned = key(link.one) != key(one)
        start, end = (link.other, link.one) if turned else (link.one, link.other)
        if start != one:
            found.append(Link(one, start, rule=ONE_NAME))
        found.append(link._replace(one=start, other=end))
        one = end
    if one != last:
        found.append(Link(one, last, rule=ONE_NAME))
    return tuple(found)


def _is_one(units: JudgedUnits, made: EntityJudgement) -> bool:
    one, other = (units.unit(parse_unit(made.cls, text)) for text in made.units)
    return one == other


def _of_splits(judged: EntityJudgements, keys: _Keys) -> list[Contradiction]:
    """The splits of names of which another judgement is about the whole, by its name of now."""
    whole: dict[NodeKey, list[tuple[str, EntityJudgement]]] = {}
    for made in judged.of_verdict(SAME, DIFFERENT):
        for text in made.units:
            unit = parse_unit(made.cls, text)
            if unit.kind == NAME and not unit.part:
                whole.setdefault(keys[made.cls, text], []).append((text, made))
    return [
        Contradiction(
            made,
            (
                *([Link(made.one, text, rule=ONE_NAME)] if text != made.one else ()),
                Link(other.one, other.other, other),
            ),
            True,
            (other,),
        )
        for made in judged.of_verdict(SPLIT)
        for text, other in whole.get(keys[made.cls, made.one], ())
    ]
