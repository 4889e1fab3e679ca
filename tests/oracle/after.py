"""What SPARQL 1.1 cannot say of a question: chains, and what follows from all meetings of a pair.

`AFTER[NAME]` takes the solutions of `NAME.rq`, and what is asked, and gives solutions whose
variables are the columns. Days are compared as texts, which ISO 8601 is made for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from whomet.ontology.dates import describe_side

from .listing import who as listed
from .networks import betweenness, network, parties, strongest
from .searching import search
from .tallying import tally

Solution = dict[str, Node]
LONGEST_CHAIN = 8


def bound(solutions: Sequence[Solution]) -> list[Solution]:
    """Solutions without the variables that stand for nothing."""
    return [{name: v for name, v in told.items() if v is not None} for told in solutions]


def frequency(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each meeting of each pair and unit, with what is computed over them all."""
    groups: dict[tuple[Node | None, ...], list[Solution]] = defaultdict(list)
    for told in bound(solutions):
        groups[told["who"], told["whom"], told.get("unit")].append(told)
    for (_, _, unit), meetings in groups.items():
        begun = sorted((told for told in meetings if "begin" in told), key=_order)
        computed: Solution = {"count": Literal(len(meetings)), "row": unit or Literal("")}
        if unit is not None:
            computed[asked["by"]] = unit
        if begun:
            ends = {"first": begun[0].get("when"), "last": begun[-1].get("when")}
            computed |= {side: when for side, when in ends.items() if when is not None}
        known = [told for told in begun if "end" in told]
        if len(known) > 1:
            computed["longest_gap_days"] = Literal(_longest_gap(known))
        for told in meetings:
            yield {name: told[name] for name in ("who", "whom", "event")} | computed


def _order(told: Solution) -> tuple[str, str, str]:
    return str(told["begin"]), str(told["id"]), str(told.get("when") or "")


def _longest_gap(meetings: Sequence[Solution]) -> int:
    """Days from the last possible day of all before a meeting to its first possible one."""
    gaps = [0]
    for place in range(1, len(meetings)):
        ended = max(date.fromisoformat(str(told["end"])) for told in meetings[:place])
        gaps.append((date.fromisoformat(str(meetings[place]["begin"])) - ended).days)
    return max(gaps)


def topics(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each event of each topic and who took part, with what is computed over all."""
    groups: dict[Node, list[Solution]] = defaultdict(list)
    for told in bound(solutions):
        groups[told["topic"]].append(told)
    for topic, found in groups.items():
        events = {told["event"]: told for told in found}.values()
        begun = sorted((told for told in events if "begin" in told), key=_order)
        computed: Solution = {"row": topic, "topic": topic, "count": Literal(len(events))}
        if begun:
            ends = {"first": begun[0].get("when"), "last": begun[-1].get("when")}
            computed |= {side: when for side, when in ends.items() if when is not None}
        for told in found:
            yield {name: told[name] for name in ("who", "event") if name in told} | computed


def firsts(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """The solutions numbered in order of the earliest begin, or the one of the number asked for."""
    found = bound(solutions)
    days = {(str(told.get("begin", "~")), str(told["id"])) for told in found}
    number = {day: n for n, day in enumerate(sorted(days), 1)}
    for told in found:
        n = number[str(told.get("begin", "~")), str(told["id"])]
        if asked["nth"] in (None, n):
            yield told | {"n": Literal(n)}


def co_presence(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each of the two visits, with since when and until when as EDTF.

    They overlap, so the later begins by the end of the overlap, and the earlier ends in it.
    """
    for told in bound(solutions):
        begin, begun, ended, end = (
            date.fromisoformat(str(told[side])) if side in told else None
            for side in ("from1", "from2", "to1", "to2")
        )
        sides = {
            "from": describe_side(begin, min(filter(None, (begun, end)), default=None)),
            "until": describe_side(max(filter(None, (ended, begin)), default=None), end),
        }
        shown = told | {side: Literal(when) for side, when in sides.items() if when is not None}
        yield from (shown | {"event": told[visit]} for visit in ("one", "other"))


def conflicts(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each claim of each pair of things said that disagree."""
    said: dict[tuple[Node | None, ...], dict[Node, list[Solution]]] = defaultdict(dict)
    for told in bound(solutions):
        of = (told["event"], told["kind"], told.get("role"), told.get("fault"))
        said[of].setdefault(told["claim"], []).append(told)

    def text(told: Sequence[Solution]) -> str:
        things = {t["said"] for t in told}
        names = {t: asked["names"]([t])[0] if isinstance(t, URIRef) else str(t) for t in things}
        return "; ".join(sorted(names.values()))

    for (of, kind, _, fault), claims in said.items():
        if fault is not None:
            parts = {told["said"]: told for sayings in claims.values() for told in sayings}
            order = sorted(parts, key=lambda part: _begin(parts[part]))
            against = "; ".join(dict.fromkeys(asked["names"](order)))
            pairs = [(str(of), str(fault), against, list(claims))]
        else:
            pairs = []
            sides: dict[frozenset[Node], list[list[Solution]]] = defaultdict(list)
            for told in sorted(claims.values(), key=lambda told: str(told[0]["order"])):
                sides[frozenset(t["said"] for t in told)].append(told)
            for one, other in combinations(sides.values(), 2):
                if DISAGREE[str(kind)](one, other):
                    who = [told[0]["claim"] for told in (*one, *other)]
                    pairs.append((repr(who), text(one[0]), text(other[0]), who))
        for row, says, against, who in pairs:
            for claim in who:
                yield {
                    **{name: claims[claim][0][name] for name in ("event", "about", "kind")},
                    "claim": claim,
                    "row": Literal(row),
                    "says": Literal(says),
                    "against": Literal(against),
                }


def _begin(told: Solution) -> tuple[str, str]:
    return str(told.get("begin1", "~")), str(told["part"])


Side = Sequence[Sequence[Solution]]
"""The claims that say one thing, each with what it says."""


def _no_common_day(one: Side, other: Side) -> bool:
    """Whether nothing can have begun and ended as both say."""

    def latest(*names: str) -> str:
        return max(str(side[0][0].get(name, "")) for side in (one, other) for name in names)

    def earliest(*names: str) -> str:
        return min(str(side[0][0].get(name, "~")) for side in (one, other) for name in names)

    return latest("begin1") > earliest("begin2", "end2") or latest("begin1", "end1") > earliest(
        "end2"
    )


def _apart(one: Side, other: Side) -> bool:
    """Whether no place of the one lies in a place of the other."""

    def of(side: Side, name: str) -> set[Node]:
        return {told[name] for told in side[0]}

    return not (of(one, "said") & of(other, "within") or of(other, "said") & of(one, "within"))


def _differ(one: Side, other: Side) -> bool:
    """Whether each says something that the other does not."""
    first, second = ({told["said"] for told in side[0]} for side in (one, other))
    return bool(first - second and second - first)


def _not_in_turn(one: Side, other: Side) -> bool:
    """Whether these are no plan and then its coming about: no plan told of later than that."""
    told = {
        str(side[0][0]["said"]): [str(of[0]["published"]) for of in side] for side in (one, other)
    }
    if told.keys() != {"planned", "occurred"}:
        return True
    return max(told["planned"]) > min(told["occurred"])


DISAGREE: dict[str, Callable[[Side, Side], bool]] = {
    "date": _no_common_day,
    "place": _apart,
    "participants": _differ,
    "polarity": _differ,
    "status": _not_in_turn,
}


def brokers(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each event and pair of somebody in between, with the counts."""
    solutions = bound(solutions)
    links: dict[Node, dict[tuple[Node, Node], tuple[set[Node], set[Node]]]] = defaultdict(
        lambda: defaultdict(lambda: (set(), set()))
    )
    carried: dict[Node, set[Node]] = defaultdict(set)
    for told in solutions:
        if "message" in told:
            carried[told["actor"]].add(told["message"])
        elif "side" in told:
            pair = told["one"], told["other"]
            links[told["actor"]][pair][int(str(told["side"])) - 1].add(told["event"])
    between = betweenness(parties(solutions))
    for actor in {*links, *carried}:
        counted: Solution = {
            "row": actor,
            "actor": actor,
            "links": Literal(len(links[actor])),
            "messages_carried": Literal(len(carried[actor])),
        }
        if actor in between:
            counted["betweenness"] = Literal(between[actor])
        for (one, other), meetings in strongest(links[actor], asked["names"]):
            # Pairs of the same names are two: the datatype tells them apart.
            ids = URIRef(f"urn:pair:{one},{other}")
            names = sorted(asked["names"]([one, other]))
            shown = {"between": Literal(" – ".join(names), datatype=ids)}
            yield from ({**counted, **shown, "event": event} for event in set().union(*meetings))
        yield from ({**counted, "event": message} for message in carried[actor])


def connection(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each chain, step and meeting (and place of it)."""
    in_order = bool(asked["in_order"])

    def shown(chain: Sequence[Node]) -> tuple[list[str], list[str]]:
        return asked["names"](chain), [str(one) for one in chain]

    meetings: dict[tuple[Node, Node], dict[Node, Solution]] = defaultdict(dict)
    solutions = bound(solutions)
    for told in solutions:
        if str(told["dated"]) == "true" or not in_order:
            meetings[told["who"], told["whom"]][told["event"]] = told
    chains = _chains(asked["actor"], asked["with"], meetings, in_order)
    for number, chain in enumerate(sorted(chains, key=shown), 1):
        steps = list(pairwise(chain))
        for place, (who, whom) in enumerate(steps):
            for event, told in meetings[who, whom].items():
                others = [list(meetings[step].values()) for step in steps]
                others[place] = [told]
                if in_order and not _may_follow(others):
                    continue
                found: Solution = {
                    "chain": Literal(number),
                    "step": Literal(place + 1),
                    "who": who,
                    "whom": whom,
                    "event": event,
                }
                if "when" in told:
                    found["when"] = told["when"]
                places = [t["where"] for t in solutions if t["event"] == event and "where" in t]
                yield from ({**found, "where": where} for where in places) if places else [found]


def _chains(
    begin: Node,
    end: Node,
    meetings: Mapping[tuple[Node, Node], Mapping[Node, Solution]],
    in_order: bool,
) -> list[tuple[Node, ...]]:
    """The chains of the fewest steps."""
    met: dict[Node, set[Node]] = defaultdict(set)
    for who, whom in meetings:
        met[who].add(whom)
    ways: list[tuple[Node, ...]] = [(begin,)]
    for _ in range(LONGEST_CHAIN):
        ways = [(*way, other) for way in ways for other in met[way[-1]] if other not in way]
        if in_order:
            ways = [
                way
                for way in ways
                if _may_follow([list(meetings[s].values()) for s in pairwise(way)])
            ]
        found = [way for way in ways if way[-1] == end]
        if found:
            return found
    return []


def _may_follow(steps: Sequence[Sequence[Solution]]) -> bool:
    """Whether one meeting of each step can be on the day of the one before, or later."""
    day = ""
    for meetings in steps:
        days = [
            max(day, str(told.get("begin", "")))
            for told in meetings
            if day <= str(told.get("end", "~"))
        ]
        if not days:
            return False
        day = min(days)
    return True


AFTER: dict[str, Callable[[Sequence[Solution], Mapping[str, Any]], Iterator[Solution]]] = {
    "brokers": brokers,
    "co-presence": co_presence,
    "conflicts": conflicts,
    "connection": connection,
    "firsts": firsts,
    "frequency": frequency,
    "network": network,
    "search": search,
    "tally": tally,
    "topics": topics,
    "who": listed,
}
