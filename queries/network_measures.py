"""Measures of the network of meetings that a question chooses: what Cypher alone cannot compute.

Two actors are tied by each meeting that both took part in. igraph computes on these ties; it comes
with the extra `analysis`. The same meetings give the same figures, on every machine: actors are
sorted by id, and the random numbers that finding communities needs begin with one seed.

The work is bounded, since it is done in the process that asks and cannot be given up midway: no
measures of more than `MOST_MEETINGS`, and no betweenness where it takes more than `MOST_STEPS`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
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
#: Maximum number of meetings whose network is measured.
MOST_MEETINGS = 50_000
#: Maximum number of actors times ties, to which the time for betweenness is proportional: some
#: seconds. Chains of meetings are followed from each actor (Brandes 2001).
MOST_STEPS = 200_000_000
_NARROW = "ask for a shorter period, a place or a topic"
#: igraph has one generator of random numbers for all threads.
_GENERATOR = Lock()


@dataclass(frozen=True, slots=True)
class Measures:
    """Of an actor: its betweenness, 0 to 1, and the number of its community, 1 for the largest.

    `betweenness` is None in a network that is too large for it.
    """

    betweenness: float | None
    community: int


def meetings_text(choosing: str, vocabulary: Vocabulary) -> str:
    """The Cypher for who took part in each meeting, to follow that which chooses the events `e`.

    One meeting more than are measured shows that there are more.
    """
    meetings = terms(vocabulary)["Meeting"]
    return "\n".join(
        [
            choosing,
            "WITH DISTINCT e, known_by",
            f"WHERE e:{meetings}",
            "WITH e, known_by",
            f"LIMIT {MOST_MEETINGS + 1}",
            "CALL (e, known_by) {",
            f"  MATCH (e){meetings.participants.from_event('r')}(x)",
            "  WHERE r.asserted AND r.known_from <= known_by",
            "  RETURN collect(DISTINCT x.id) AS people",
            "}",
            "RETURN people",
        ]
    )


def measures_within_bounds(
    meetings: Iterable[Sequence[str]],
) -> tuple[dict[str, Measures], list[str]]:
    """The measures of each actor, as far as they are computed, and notes on what is not."""
    known = list(islice(meetings, MOST_MEETINGS + 1))
    if len(known) > MOST_MEETINGS:
        return {}, [f"networks of more than {MOST_MEETINGS:,} meetings are not measured; {_NARROW}"]
    found = measures(known)
    if all(each.betweenness is not None for each in found.values()):
        return found, []
    return found, [f"a network of {len(found):,} actors is too large for `betweenness`; {_NARROW}"]


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
    betweenness: Iterable[float | None] = [None] * len(names)
    if len(names) * len(edges) <= MOST_STEPS:
        pairs = (len(names) - 1) * (len(names) - 2) / 2
        found = graph.betweenness(directed=False)
        betweenness = [round(each / pairs, DIGITS) if pairs else 0.0 for each in found]
    community = _communities(igraph, graph, [ties[edge] for edge in edges])
    return {
        name: Measures(between, part)
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


def as_parameter(found: Mapping[str, Measures]) -> dict[str, dict[str, float | int | None]]:
    """The measures as a question's Cypher takes them: `$measures[id].betweenness`."""
    return {
        id: {"betweenness": of.betweenness, "community": of.community} for id, of in found.items()
    }
