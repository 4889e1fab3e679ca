"""Comparison records: what is compared of two claims to tell whether they report one event.

They follow from one brief and the nodes of its mentions, and from no other brief.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from whomet.graph.projection.elements import NodeKey, Properties, without_nulls
from whomet.graph.projection.events import claim_bounds
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.names import fold
from whomet.ontology.records import Brief, ClaimRecord
from whomet.ontology.vocabulary import EventClass, Role, Vocabulary

Days = tuple[date, date]
Within = Mapping[NodeKey, frozenset[NodeKey]]
#: The marks of a qualified date in EDTF, which is no exact day.
QUALIFIERS = frozenset("?~%")
#: Hexadecimal digits that are kept of a digest of words or fillers.
DIGITS = 32


@dataclass(frozen=True)
class ComparisonRecord:
    """One claim with everything by which it is compared with others.

    `days` are its exact first and last day, None where it has none; `span` the days within which
    it lies, None where a side is open. `words` are the words it quotes, folded, where its class is
    compared by words. `blocking_key` is equal in all reports of one event; None where only a ref
    can match the claim. `fillers` are the nodes in its main roles, `within` the containers of each
    place according to its brief, `distinguishing` the attributes in which no two reports of one
    event differ.
    """

    claim: str
    brief: str
    published: date
    cls: EventClass
    ref: str | None
    days: Days | None
    span: Days | None
    words: str
    blocking_key: str | None
    fillers: Mapping[str, frozenset[NodeKey]]
    places: frozenset[NodeKey]
    within: Within
    distinguishing: Mapping[str, str]

    @property
    def order(self) -> tuple[date, str, str]:
        """Sorts claims by publication, then brief, then key."""
        return (self.published, self.brief, self.claim)

    @cached_property
    def key_participants(self) -> tuple[str, ...]:
        """The main actors as strings that can be compared in the database: `role|class|id`."""
        return tuple(
            f"{role.key}|{node.label}|{node.id}"
            for role in key_participant_roles(self.cls)
            for node in sorted(self.fillers.get(role.key, ()))
        )

    @property
    def min_shared(self) -> int:
        """How many of its `key_participants` another report of the event shares at least."""
        return min_shared_participants(self.cls)

    def properties(self) -> Properties:
        """The properties of the claim's node by which other reports of the event are found."""
        if self.blocking_key is None:
            return without_nulls({"ref": self.ref})
        key_participants = [] if self.cls.lasting else list(self.key_participants)
        return without_nulls(
            {
                "ref": self.ref,
                "blocking_key": self.blocking_key,
                "key_participants": key_participants,
            }
        )


def comparison_records(
    vocabulary: Vocabulary, brief: Brief, nodes: Mapping[str, NodeKey]
) -> dict[str, ComparisonRecord]:
    """The comparison record of each claim of a brief, by its key, given the nodes of mentions."""
    claims = {claim.key: claim for claim in brief.claims}
    within = _within(brief, nodes)
    found = {}
    for claim in brief.claims:
        cls = vocabulary.events[claim.type]
        days, span = _days(vocabulary, brief.published, claim, claims)
        words = fold(claim.quote) if cls.by_words and not claim.whole_text else ""
        entities = {
            role: frozenset(nodes[key] for key in keys if key in nodes)
            for role, keys in claim.roles.items()
        }
        found[claim.key] = ComparisonRecord(
            claim=f"{brief.id}#{claim.key}",
            brief=brief.id,
            published=brief.published,
            cls=cls,
            ref=claim.ref,
            days=days,
            span=span,
            words=words,
            blocking_key=_blocking_key(cls, claim, days, words, entities),
            fillers={role.key: entities.get(role.key, frozenset()) for role in main_roles(cls)},
            places=frozenset().union(*(entities.get(key, ()) for key in cls.keys_of("place"))),
            within=within,
            distinguishing={
                key: claim.attributes[key]
                for key, attribute in cls.attributes.items()
                if attribute.distinguishes and key in claim.attributes
            },
        )
    return found


def main_roles(cls: EventClass) -> list[Role]:
    """The roles whose fillers distinguish one event of a class from another."""
    return [role for role in cls.roles.values() if role.main]


def key_participant_roles(cls: EventClass) -> list[Role]:
    """The main roles whose fillers must be identical: all but those of places."""
    return [role for role in main_roles(cls) if not is_place(role)]


def is_place(role: Role) -> bool:
    """Whether a role is filled by places only."""
    return role.range == ("Place",)


def min_shared_participants(cls: EventClass) -> int:
    """How many key participants two reports of an event share at least."""
    if cls.lasting:
        return 0
    shared = min_shared_per_role(cls)
    return shared if shared > 1 else len(key_participant_roles(cls))


def min_shared_per_role(cls: EventClass) -> int:
    """How many fillers of one main role two reports of an event share at least."""
    return 2 if len(main_roles(cls)) == 1 and not cls.by_words else 1


def _within(brief: Brief, nodes: Mapping[str, NodeKey]) -> Within:
    """For each contained entity all its containers, according to the brief."""
    parents = {mention.key: mention.part_of for mention in brief.mentions}
    found: dict[NodeKey, set[NodeKey]] = {}
    for key in parents:
        above, visited = parents[key], {key}
        while above is not None and above not in visited:
            found.setdefault(nodes[key], set()).add(nodes[above])
            visited.add(above)
            above = parents.get(above)
    return {node: frozenset(wholes) for node, wholes in found.items()}


def _days(
    vocabulary: Vocabulary,
    published: date,
    claim: ClaimRecord,
    claims: Mapping[str, ClaimRecord],
) -> tuple[Days | None, Days | None]:
    """The exact days and the span: the claim's own, else those of the encounter it was made at."""
    if any(getattr(claim, side) is not None for side in DATE_KEYS):
        return _own_days(vocabulary, published, claim)
    held_at = {
        _own_days(vocabulary, published, claims[key])
        for role in vocabulary.events[claim.type].keys_of("occasion")
        for key in claim.roles.get(role, ())
        if vocabulary.events[claims[key].type].encounter
    }
    return held_at.pop() if len(held_at) == 1 else (None, None)


def _own_days(
    vocabulary: Vocabulary, published: date, claim: ClaimRecord
) -> tuple[Days | None, Days | None]:
    bounds = claim_bounds(claim, vocabulary.events[claim.type].lasting, published)
    first, last = bounds.begin_earliest, bounds.end_latest
    if first is None or last is None:
        return None, None
    stated = (getattr(claim, side) for side in DATE_KEYS)
    qualified = any(QUALIFIERS.intersection(date.edtf) for date in stated if date is not None)
    exact = not qualified and (first, last) == (bounds.begin_latest, bounds.end_earliest)
    return (first, last) if exact else None, (first, last)


def _blocking_key(
    cls: EventClass,
    claim: ClaimRecord,
    days: Days | None,
    words: str,
    entities: Mapping[str, frozenset[NodeKey]],
) -> str | None:
    if cls.lasting:
        # States are one where all fillers and dates are equal, whatever the dates are.
        fillers = [(role, sorted(nodes)) for role, nodes in sorted(entities.items()) if nodes]
        dates = [(s, d.edtf) for s in DATE_KEYS if (d := getattr(claim, s)) is not None]
        return f"{cls.name} {_digest(repr((fillers, dates)))}"
    if days is None or not key_participant_roles(cls):
        return None
    first, last = days
    shown = f"{first}" if first == last else f"{first}/{last}"
    if not cls.by_words:
        return f"{cls.name} {shown}"
    return f"{cls.name} {shown} {_digest(words)}" if words else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def same_place(
    a: ComparisonRecord, b: ComparisonRecord, one: Iterable[NodeKey], other: Iterable[NodeKey]
) -> bool:
    """Whether a place of `one` is, contains or lies in one of `other`, according to a or b."""
    mine, others = set(one), set(other)
    return any(
        p == q or _contains(a, b, p, q) or _contains(a, b, q, p) for p in mine for q in others
    )


def _contains(a: ComparisonRecord, b: ComparisonRecord, outer: NodeKey, inner: NodeKey) -> bool:
    return any(outer in record.within.get(inner, ()) for record in (a, b))
