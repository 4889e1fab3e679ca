"""Comparison records: what is compared of two claims to decide whether they report one event.

They follow from one brief and the nodes of its mentions, and from no other brief.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

from whomet.graph.projection.elements import NodeKey, Properties, without_nulls
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates import Bounds, is_qualified, says_it_lasts, stated_bounds
from whomet.ontology.ids import brief_of, id_in_brief
from whomet.ontology.names import fold
from whomet.ontology.records import Brief, ClaimRecord
from whomet.ontology.vocabulary import EventClass, Role, Vocabulary

#: The exact first day and the exact last one, None where no end is stated.
Days = tuple[date, date | None]
#: The first and last possible day, None where open.
Span = tuple[date | None, date | None]
Within = Mapping[NodeKey, frozenset[NodeKey]]
#: Hexadecimal digits that are kept of a digest of words or fillers.
DIGITS = 32


#: A report of more combinations of main actors than this has each actor as a key instead.
MOST_COMBINATIONS = 6


class SharedKeys(NamedTuple):
    """How a report is found by others that have its blocking key and enough of its main actors.

    Two such reports share a combination of actors (`combined`); a report of too many combinations
    has its actors (`single`) as its `own` keys instead. So for any two of them, one of the keys
    `combined` and `single` of the one is an `own` key of the other.
    """

    own: tuple[str, ...]
    combined: tuple[str, ...]
    single: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonRecord:
    """One claim with everything by which it is compared with others.

    `days` are its exact first and last day, None where it has none; `span` the days within which
    it lies, None where it is undated; `bounds` what it states of a lasting state. `words` are the
    words it quotes, folded, where its class is compared by words. `blocking_key` is equal in all
    reports of one event; None where only a ref can match the claim. `fillers` are the nodes in its
    main roles, `parties` the main actors by role, where those who take part in an encounter and
    its hosts are of one role. `within` has the containers of each place according to its brief,
    `distinguishing` the attributes in which no two reports of one event differ. Reports of
    different briefs with the same `content` say exactly the same.
    """

    claim: str
    brief: str
    published: date
    cls: EventClass
    ref: str | None
    days: Days | None
    span: Span | None
    bounds: Bounds
    words: str
    blocking_key: str | None
    fillers: Mapping[str, frozenset[NodeKey]]
    parties: Mapping[str, frozenset[NodeKey]]
    places: frozenset[NodeKey]
    within: Within
    distinguishing: Mapping[str, str]
    content: str | None

    @property
    def order(self) -> tuple[date, str, str]:
        """Sorts claims by publication, then brief, then key."""
        return (self.published, self.brief, self.claim)

    def of(self, claim: str, published: date) -> ComparisonRecord:
        """The same of another claim, which has this `report_digest`."""
        return replace(self, claim=claim, brief=brief_of(claim), published=published)

    @cached_property
    def key_participants(self) -> tuple[str, ...]:
        """The main actors as strings that can be compared in the database: `role|class|id`."""
        return tuple(
            f"{role}|{node.label}|{node.id}"
            for role, nodes in self.parties.items()
            for node in sorted(nodes)
        )

    @property
    def min_shared(self) -> int:
        """How many of its `key_participants` another report of the event shares at least."""
        return min_shared_participants(self.cls)

    @cached_property
    def shared_keys(self) -> SharedKeys:
        """The keys by which it is found; see `SharedKeys`."""
        return shared_keys(self.cls, self.blocking_key, self.key_participants)

    def properties(self) -> Properties:
        """The properties of the claim's node by which other reports of the event are found."""
        if self.blocking_key is None:
            return without_nulls({"ref": self.ref})
        own = self.shared_keys.own
        return without_nulls(
            {
                "ref": self.ref,
                "blocking_key": self.blocking_key,
                "shared_key": own[0] if len(own) == 1 else None,
                "key_participants": [] if self.cls.lasting else list(self.key_participants),
            }
        )

    @property
    def several_keys(self) -> tuple[str, ...]:
        """The keys by which it is found where it has several, each a relationship MATCHED_BY."""
        own = self.shared_keys.own
        return own if len(own) > 1 else ()


def comparison_records(
    vocabulary: Vocabulary, brief: Brief, nodes: Mapping[str, NodeKey]
) -> dict[str, ComparisonRecord]:
    """The comparison record of each claim of a brief, by its key, given the nodes of mentions."""
    claims = {claim.key: claim for claim in brief.claims}
    within = _within(brief, nodes)
    return {
        claim.key: _record(vocabulary, brief, claim, claims, within, nodes)
        for claim in brief.claims
    }


def _record(
    vocabulary: Vocabulary,
    brief: Brief,
    claim: ClaimRecord,
    claims: Mapping[str, ClaimRecord],
    within: Within,
    nodes: Mapping[str, NodeKey],
) -> ComparisonRecord:
    cls = vocabulary.events[claim.type]
    days, span = _days(vocabulary, claim, claims)
    words = fold(claim.quote) if cls.by_words and not claim.whole_text else ""
    entities = {
        role: frozenset(nodes[key] for key in keys if key in nodes)
        for role, keys in claim.roles.items()
    }
    fillers = {role.key: entities.get(role.key, frozenset()) for role in cls.main_roles}
    parties = _parties(cls, entities)
    places = frozenset().union(*(entities.get(key, ()) for key in cls.keys_of("place")))
    distinguishing = {
        key: claim.attributes[key]
        for key, attribute in cls.attributes.items()
        if attribute.distinguishes and key in claim.attributes
    }
    blocking_key = _blocking_key(cls, claim, days, words, entities)
    said: object = None
    if cls.lasting:
        said = (blocking_key, _stated_dates(claim))
    elif blocking_key is not None and sum(map(len, parties.values())) >= min_shared_participants(
        cls
    ):
        destinations = [(key, sorted(fillers[key])) for key in fillers if key not in parties]
        actors = [(key, sorted(parties[key])) for key in parties]
        said = (blocking_key, days, actors, destinations)
    return ComparisonRecord(
        claim=id_in_brief(brief.id, claim.key),
        brief=brief.id,
        published=brief.published,
        cls=cls,
        ref=claim.ref,
        days=days,
        span=span,
        bounds=_certain_bounds(claim, brief.published) if cls.lasting else Bounds(),
        words=words,
        blocking_key=blocking_key,
        fillers=fillers,
        parties=parties,
        places=places,
        within=within,
        distinguishing=distinguishing,
        content=None
        if said is None
        else repr((said, sorted(places), sorted(distinguishing.items()))),
    )


def _parties(
    cls: EventClass, entities: Mapping[str, frozenset[NodeKey]]
) -> dict[str, frozenset[NodeKey]]:
    """The main actors by role; the hosts of an encounter are with those who take part in it."""
    hosts: frozenset[NodeKey] = frozenset()
    if cls.encounter:
        hosts = hosts.union(*(entities.get(key, ()) for key in cls.keys_of("host")))
    return {
        role.key: entities.get(role.key, frozenset())
        | (hosts if cls.takes_part(role) else frozenset())
        for role in key_participant_roles(cls)
    }


def _stated_dates(claim: ClaimRecord) -> list[tuple[str, str]]:
    return [(side, d.edtf) for side in DATE_KEYS if (d := getattr(claim, side)) is not None]


def _certain_bounds(claim: ClaimRecord, published: date) -> Bounds:
    """What a state must satisfy: a qualified date asks for nothing."""
    stated = {side: None if is_qualified(edtf) else edtf for side, edtf in _stated_dates(claim)}
    dates = [stated.get(side) for side in DATE_KEYS]
    bounds = stated_bounds(*dates, True)
    return bounds.lasting_on(published) if says_it_lasts(*dates) else bounds


def report_digest(
    record: ComparisonRecord, claim: ClaimRecord, fillers: Iterable[tuple[str, str, str]]
) -> str:
    """A digest of all that a claim adds to its event, and to the comparison with other claims.

    Claims with one digest differ in nothing but their ids, the days on which they were published,
    and words that are shown with each. `fillers` are, for each filler of each role, the role, the
    node or the key of the other claim, and its short name.
    """
    dates = _stated_dates(claim)
    lasts = says_it_lasts(*(dict(dates).get(side) for side in DATE_KEYS))
    said = (
        (claim.type, claim.ref, claim.status, claim.polarity, record.days, record.span),
        (record.words, dates, record.published if lasts else None),
        sorted(claim.attributes.items()),
        list(fillers),
        sorted(
            (place.id, sorted(whole.id for whole in found))
            for place, found in record.within.items()
        ),
    )
    return _digest(repr(said))


def key_participant_roles(cls: EventClass) -> list[Role]:
    """The main roles whose fillers must be identical: all but those of places."""
    return [role for role in cls.main_roles if not is_place(role)]


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
    return 2 if len(cls.main_roles) == 1 and not cls.by_words else 1


def shared_keys(
    cls: EventClass, blocking_key: str | None, key_participants: Iterable[str]
) -> SharedKeys:
    """The keys of a report with this blocking key and these `key_participants`.

    A key represents a combination of main actors that suffices for two reports to be of one event:
    two who take part in a meeting, the sender and the recipient of a message. So a day of thousands
    of reports costs each of them as much as it has reports of these.
    """
    if blocking_key is None:
        return SharedKeys((), (), ())
    if cls.lasting:
        return SharedKeys((blocking_key,), (blocking_key,), ())
    participants = sorted(key_participants)
    single = tuple(f"{blocking_key} {_digest(each)}" for each in participants)
    combined = tuple(f"{blocking_key} {_digest(repr(c))}" for c in _combinations(cls, participants))
    own = combined if len(combined) <= MOST_COMBINATIONS else single
    return SharedKeys(own, combined, single)


def _combinations(cls: EventClass, participants: list[str]) -> Iterator[tuple[str, ...]]:
    if min_shared_per_role(cls) > 1:
        return combinations(participants, min_shared_per_role(cls))
    by_role = [
        [each for each in participants if each.startswith(f"{role.key}|")]
        for role in key_participant_roles(cls)
    ]
    return product(*by_role)


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
    vocabulary: Vocabulary, claim: ClaimRecord, claims: Mapping[str, ClaimRecord]
) -> tuple[Days | None, Span | None]:
    """The exact days and the span: the claim's own, else those of the encounter it was made at."""
    if _stated_dates(claim):
        return _own_days(vocabulary, claim)
    held_at = {
        _own_days(vocabulary, claims[key])
        for role in vocabulary.events[claim.type].keys_of("occasion")
        for key in claim.roles.get(role, ())
        if vocabulary.events[claims[key].type].encounter
    }
    return held_at.pop() if len(held_at) == 1 else (None, None)


def _own_days(vocabulary: Vocabulary, claim: ClaimRecord) -> tuple[Days | None, Span | None]:
    stated = dict(_stated_dates(claim))
    lasting = vocabulary.events[claim.type].lasting
    bounds = stated_bounds(*(stated.get(side) for side in DATE_KEYS), lasting)
    if not bounds.is_dated:
        return None, None
    span = bounds.begin_earliest, bounds.end_latest
    first, last = span
    exact = first == bounds.begin_latest and (last is None or last == bounds.end_earliest)
    return (first, last) if first is not None and exact else None, span


def _blocking_key(
    cls: EventClass,
    claim: ClaimRecord,
    days: Days | None,
    words: str,
    entities: Mapping[str, frozenset[NodeKey]],
) -> str | None:
    if cls.lasting:
        # States with equal fillers are one if their dates agree or, in most classes, are equal.
        main = {role.key for role in cls.main_roles}
        fillers = [
            (role, sorted(nodes))
            for role, nodes in sorted(entities.items())
            if nodes and (role in main or not cls.dates_agree)
        ]
        dates = [] if cls.dates_agree else _stated_dates(claim)
        return f"{cls.name} {_digest(repr((fillers, dates)))}"
    if days is None or not key_participant_roles(cls):
        return None
    # The first day only: the end may be unstated.
    if not cls.by_words:
        return f"{cls.name} {days[0]}"
    return f"{cls.name} {days[0]} {_digest(words)}" if words else None


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
