"""Proposals of a graph: for all entities of some classes, or for one that is asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.proposals.decided import decided_pairs
from whomet.graph.review.proposals.entity_profiles import (
    KINDS,
    Reader,
    batches,
    read_ids,
    read_profiles,
)
from whomet.graph.review.proposals.profiles import Profile
from whomet.graph.review.proposals.proposing import Decided, Proposal, propose
from whomet.graph.review.proposals.scoring import Surroundings
from whomet.ontology.names import fold, name_words
from whomet.ontology.vocabulary import Vocabulary

# Minimum letters of a word that may have another spelling.
_FUZZY = 4
#: Maximum number of entities compared with one.
NEAREST = 400
_SIMILAR = """
CALL db.index.fulltext.queryNodes('name_words', $query) YIELD node, score
WITH node, score
ORDER BY score DESC, node.folded
LIMIT 200
MATCH (node)<-[:NAMED]-(x:{label})
WITH x.id AS id, max(score) AS score
ORDER BY score DESC, id
LIMIT $limit
RETURN id
"""
_EVENTS = """
UNWIND $ids AS id
MATCH (x:{label} {{id: id}})
RETURN id, COUNT {{ (x)-[r]-(:Event) WHERE r.asserted }} AS events
"""


def proposed_classes(vocabulary: Vocabulary) -> list[str]:
    """The classes of entities of which proposals are made: people, organizations and places."""
    return [
        name for name, cls in vocabulary.entities.items() if any(k in cls.labels for k in KINDS)
    ]


def proposals(reader: Reader, classes: Iterable[str] | None = None) -> list[Proposal]:
    """The likely duplicates in the graph; those first of which a decision joins most.

    `classes` are those of `proposed_classes` by default; OntologyError names the nearest of one
    that there is not. What was decided is not proposed again.
    The time goes with the number of entities, and with that of names that are alike.
    """
    vocabulary = reader.vocabulary
    chosen = (
        [vocabulary.entity(cls).name for cls in classes]
        if classes is not None
        else proposed_classes(vocabulary)
    )
    decided = decided_pairs(reader)
    found: list[Proposal] = []
    for cls in chosen:
        names: dict[NodeKey, str] = {}
        profiles = list(read_profiles(reader, cls, read_ids(reader, cls), names))
        found += propose(profiles, _surroundings(reader, profiles, names), decided)
    return sorted(found, key=lambda proposal: proposal.order)


def proposals_about(
    reader: Reader, cls: str, ids: Collection[str], decided: Decided | None = None
) -> list[Proposal]:
    """The proposals of which one side has an entity of these ids, all of the class `cls`.

    Candidates are found by an index of the words of names, spelled alike, so that the time does not
    depend on the size of the graph. Names in another script are not found this way.
    """
    names: dict[NodeKey, str] = {}
    own = list(read_profiles(reader, cls, sorted(ids), names))
    similar = _similar(reader, cls, {name for profile in own for name in profile.names})
    others = read_profiles(reader, cls, sorted(set(similar) - set(ids)), names)
    profiles = [*own, *others]
    around = _surroundings(reader, profiles, names)
    found = propose(profiles, around, decided_pairs(reader) if decided is None else decided)
    wanted = set(ids)
    return [
        made
        for made in found
        if not wanted.isdisjoint(made.one.ids) or not wanted.isdisjoint(made.other.ids)
    ]


def _similar(reader: Reader, cls: str, names: Iterable[str]) -> list[str]:
    words = sorted({word for name in names for word in name_words(fold(name)) if len(word) > 1})
    if not words:
        return []
    query = " ".join(f"{word} {word}~" if len(word) >= _FUZZY else word for word in words)
    rows = reader.read(_SIMILAR.replace("{label}", cls), {"query": query, "limit": NEAREST})
    return [row["id"] for row in rows]


def _surroundings(
    reader: Reader, profiles: Sequence[Profile], names: dict[NodeKey, str]
) -> Surroundings:
    events = {profile.key: profile.events for profile in profiles}
    met = set(chain.from_iterable(profile.people for profile in profiles)) - events.keys()
    for cls in sorted({key.label for key in met}):
        ids = sorted(key.id for key in met if key.label == cls)
        for batch in batches(ids):
            for row in reader.read(_EVENTS.format(label=cls), {"ids": list(batch)}):
                events[NodeKey(cls, row["id"])] = row["events"]
    return Surroundings(events, names)
