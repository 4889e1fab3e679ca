"""Measures of the network of meetings that a question chooses: what Cypher alone cannot compute.

Two actors are tied by each meeting that both took part in. igraph computes on these ties; it comes
with the extra `analysis`. The same meetings give the same figures, on every machine: actors are
sorted by id, and the random numbers that finding communities needs begin with one seed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from threading import Lock
from typing import TYPE_CHECKING, Any

from whomet.queries.terms import terms

if TYPE_CHECKING:
    from whomet.ontology.vocabulary import Vocabulary

LIBRARY = "igraph"
SEED = 1
#: Digits after the point: beyond them, machines may differ.
DIGITS = 6
#: Parameters that choose among the rows of a network, which is that of all actors.
OF_ROWS = ("actor", "with")
#: igraph has one generator of random numbers for all threads.
_GENERATOR = Lock()


@dataclass(frozen=True, slots=True)
class Measures:
    """Of an actor: betweenness from 0 to 1, and the number of its community, 1 for the largest."""

    betweenness: float
    community: int


def meetings_text(choosing: str, vocabulary: Vocabulary) -> str:
    """The Cypher for who took part in each meeting, after that which chooses the events `e`."""
    meetings = terms(vocabulary)["Meeting"]
    return "\n".join(
        [
            choosing,
            "WITH DISTINCT e, known_by",
            f"WHERE e:{meetings}",
            f"MATCH (e){meetings.participants.from_event('r')}(x)",
            "WHERE r.asserted AND r.known_from <= known_by",
            "WITH e, collect(DISTINCT x.id) AS people",
            "RETURN people",
        ]
    )


def measures(meetings: Iterable[Sequence[str]]) -> dict[str, Measures]:
    """The measures of each actor, by id, in a network of meetings: who took part in each.

    Betweenness is the share of the pairs of other actors between whom the shortest chains of
    meetings lead through an actor, each chain counting as its part of all shortest ones.
    Communities are those of the Leiden algorithm: parts of the network with more meetings among
    them than chance would have (Traag, Waltman, van Eck 2019).
    """
    import igraph

    ties: Counter[tuple[str, str]] = Counter()
    actors: set[str] = set()
    for people in meetings:
        actors.update(people)
        ties.update(combinations(sorted(people), 2))
    names = sorted(actors)
    if not names:
        return {}
    number = {name: n for n, name in enumerate(names)}
    edges = sorted(ties)
    graph = igraph.Graph(n=len(names), edges=[(number[a], number[b]) for a, b in edges])
    pairs = (len(names) - 1) * (len(names) - 2) / 2
    betweenness = [b / pairs if pairs else 0.0 for b in graph.betweenness(directed=False)]
    community = _communities(igraph, graph, [ties[edge] for edge in edges])
    return {
        name: Measures(round(between, DIGITS), part)
        for name, between, part in zip(names, betweenness, community, strict=True)
    }


def _communities(library: Any, graph: Any, weights: Sequence[int]) -> list[int]:
    """The number of each node's community; the largest is 1, of equal ones that of the least id."""
    with _GENERATOR:
        library.set_random_number_generator(random.Random(SEED))
        try:
            found = graph.community_leiden(
                objective_function="modularity", weights=list(weights), n_iterations=-1
            )
        finally:
            library.set_random_number_generator(random)
    parts = sorted(found, key=lambda part: (-len(part), min(part)))
    numbers = {node: number for number, part in enumerate(parts, 1) for node in part}
    return [numbers[node] for node in range(graph.vcount())]


def as_parameter(found: Mapping[str, Measures]) -> dict[str, dict[str, float | int]]:
    """The measures as a question's Cypher takes them: `$measures[id].betweenness`."""
    return {
        id: {"betweenness": of.betweenness, "community": of.community} for id, of in found.items()
    }
