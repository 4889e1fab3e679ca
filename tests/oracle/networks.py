"""Networks of meetings: betweenness by another library than the questions use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import networkx
from rdflib import Literal
from rdflib.term import Node

from whomet.queries.network_measures import DIGITS, measures

Solution = dict[str, Node]


def parties(solutions: Sequence[Solution]) -> dict[Node, set[Node]]:
    """Who took part in each meeting."""
    found: dict[Node, set[Node]] = defaultdict(set)
    for told in solutions:
        if told.get("person") is not None:
            found[told["meeting"]].add(told["person"])
    return found


def betweenness(meetings: Mapping[Node, set[Node]]) -> dict[Node, float]:
    """The share of pairs of others between whom the shortest chains lead through each."""
    graph = networkx.Graph()
    for people in meetings.values():
        graph.add_nodes_from(people)
        graph.add_edges_from(combinations(people, 2))
    found = networkx.betweenness_centrality(graph, normalized=True)
    return {one: round(value, DIGITS) for one, value in found.items()}


def network(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each actor and meeting, with what is counted of all."""
    meetings = parties(solutions)
    about = {told["meeting"]: told for told in solutions}
    ids = {told["person"]: str(told["personId"]) for told in solutions}
    between = betweenness(meetings)
    # Communities are those of one algorithm and seed; no other library finds the very same.
    community = measures([sorted(map(ids.__getitem__, people)) for people in meetings.values()])
    for actor in between:
        if asked["actor"] not in (None, actor):
            continue
        own = [meeting for meeting, people in meetings.items() if actor in people]
        others = Counter(x for m in own for x in meetings[m] if x != actor)
        begun = sorted(
            (str(about[m]["begin"]), str(about[m]["id"]), about[m].get("when"))
            for m in own
            if about[m].get("begin") is not None
        )
        counted: Solution = {
            "row": actor,
            "actor": actor,
            "meetings": Literal(len(own)),
            "people": Literal(len(others)),
            "weighted_degree": Literal(others.total()),
            "betweenness": Literal(between[actor]),
            "community": Literal(community[ids[actor]].community),
        }
        if begun:
            ends = {"first": begun[0][2], "last": begun[-1][2]}
            counted |= {side: when for side, when in ends.items() if when is not None}
        yield from ({**counted, "event": meeting} for meeting in own)


def strongest(
    links: Mapping[tuple[Node, Node], tuple[set[Node], set[Node]]], names: Any
) -> list[Any]:
    """The ten strongest links of somebody: the pair, and the meetings with each of the two."""

    def rank(link: Any) -> Any:
        (one, other), (first, second) = link
        sizes = len(first), len(second)
        return -min(sizes), -sum(sizes), sorted(names([one, other])), str(one), str(other)

    return sorted(links.items(), key=rank)[:10]
