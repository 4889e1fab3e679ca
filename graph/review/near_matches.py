"""Reports that are nearly of one event, and events joined from reports whose actors differ.

Both are computed from the comparison records and their matching, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from whomet.graph.projection.comparison import (
    ComparisonRecord,
    Span,
    key_participant_roles,
    min_shared_per_role,
)
from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.event_judgements import Judgements
from whomet.graph.projection.matching import Matching, disagreements
from whomet.ontology.names import fold
from whomet.ontology.suggestions import STATED_WORDS, similarity

#: Reports may be of one event if their days are no further apart than this.
NEAR_DAYS = timedelta(days=1)
#: A report without a closed date may be of any event of its actors: so many on each side of its day
#: are compared with it.
MOST_NEAR = 3

Pair = tuple[str, str]


def near(
    comparison_records: Iterable[ComparisonRecord],
    names: Mapping[NodeKey, str],
    matched: Matching,
    judgements: Judgements,
) -> Iterator[tuple[str, Pair]]:
    """Pairs of claims with only one disagreement, and what that is, in order of the claims.

    One for each two events.
    """
    unmerged = {claim: set(others) for claim, (_, others) in matched.unmerged.items()}
    told: set[frozenset[NodeKey]] = set()
    for one, other in sorted(_pairs(comparison_records), key=lambda p: (p[0].order, p[1].order)):
        events = frozenset((matched.events[one.claim], matched.events[other.claim]))
        if len(events) == 1 or events in told:
            continue
        if other.claim in unmerged.get(one.claim, ()) or one.claim in unmerged.get(other.claim, ()):
            continue
        if other.claim in {claim for claim, _ in judgements.of(one.claim)}:
            continue
        if (why := _only_disagreement(one, other, names)) is not None:
            told.add(events)
            yield why, (one.claim, other.claim)


def joined(
    comparison_records: Iterable[ComparisonRecord], matched: Matching
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Events whose reports name different main actors: the earliest claim for each list of them.

    Not where a ref says that they are one.
    """
    by_event: dict[NodeKey, dict[tuple[str, ...], ComparisonRecord]] = {}
    for record in sorted(comparison_records, key=lambda record: record.order):
        if record.ref is None and not record.cls.lasting:
            found = by_event.setdefault(matched.events[record.claim], {})
            found.setdefault(record.key_participants, record)
    for _, reports in sorted(by_event.items()):
        if len(reports) > 1:
            claims = tuple(record.claim for record in reports.values())
            yield "joined, though the reports do not name the same actors", claims


def _pairs(
    comparison_records: Iterable[ComparisonRecord],
) -> Iterator[tuple[ComparisonRecord, ComparisonRecord]]:
    """Claims of one class in two briefs, with a common main actor, on days that may be one."""
    by_participant: dict[tuple[str, str], list[ComparisonRecord]] = {}
    for record in comparison_records:
        participants = record.key_participants
        if record.cls.lasting:
            # Who holds a position, not the position itself, which many hold.
            keys = tuple(f"{role.key}|" for role in key_participant_roles(record.cls)[:1])
            participants = tuple(p for p in participants if p.startswith(keys))
        for participant in participants:
            by_participant.setdefault((record.cls.name, participant), []).append(record)
    paired: set[Pair] = set()
    for records in by_participant.values():
        for one, other in (*_closed(records), *_loose(records)):
            first, second = sorted((one, other), key=lambda s: s.order)
            pair = (first.claim, second.claim)
            if one.brief != other.brief and pair not in paired:
                paired.add(pair)
                yield first, second


def _closed(
    records: list[ComparisonRecord],
) -> Iterator[tuple[ComparisonRecord, ComparisonRecord]]:
    """Those of which both first and last day are known, no more than a day apart."""
    dated = [(span, r) for r in records if (span := _closed_span(r)) is not None]
    dated.sort(key=lambda each: (each[0], each[1].order))
    for number, ((_, last), one) in enumerate(dated):
        for span, other in dated[number + 1 :]:
            if span[0] > last + NEAR_DAYS:
                break
            yield one, other


def _loose(
    records: list[ComparisonRecord],
) -> Iterator[tuple[ComparisonRecord, ComparisonRecord]]:
    """Each with an open side, or without a date, and the nearest on either side of its day."""
    placed = sorted(((_day(r), r.order, r) for r in records), key=lambda each: each[:2])
    for number, (_, _, one) in enumerate(placed):
        if _closed_span(one) is not None:
            continue
        for others in (reversed(placed[:number]), placed[number + 1 :]):
            found = 0
            for _, _, other in others:
                if one.brief != other.brief and _may_meet(one, other):
                    yield one, other
                    found += 1
                if found == MOST_NEAR:
                    break


def _closed_span(record: ComparisonRecord) -> tuple[date, date] | None:
    first, last = record.span or (None, None)
    return None if first is None or last is None else (first, last)


def _day(record: ComparisonRecord) -> date:
    """The day to sort by: when it began or ended or, of an undated one, was published."""
    first, last = record.span or (None, None)
    return first or last or record.published


def _may_meet(one: ComparisonRecord, other: ComparisonRecord) -> bool:
    """Whether two reports are of days no more than one apart, as far as they say."""
    return may_be_near(_possible_span(one), _possible_span(other))


def may_be_near(one: Span, other: Span) -> bool:
    """Whether two spans, which may be open, are no more than a day apart."""
    (a, b), (c, d) = one, other
    return (a is None or d is None or a <= d + NEAR_DAYS) and (
        b is None or c is None or c <= b + NEAR_DAYS
    )


def _possible_span(record: ComparisonRecord) -> Span:
    """The span; what has only a begin may have gone on for the days usual for its class."""
    first, last = record.span or (None, None)
    if first is not None and last is None and not record.cls.lasting:
        reported = max(first, record.published)
        last = reported + timedelta(min(record.cls.usual_days, (date.max - reported).days))
    return first, last


def _only_disagreement(
    one: ComparisonRecord, other: ComparisonRecord, names: Mapping[NodeKey, str]
) -> str | None:
    """The disagreement of two claims, if it is only one and not of refs; else None."""
    if one.ref is not None and other.ref is not None:
        return None
    if one.cls.lasting:
        return _states_disagree(one, other)
    against = list(disagreements(one, other))
    if len(against) != 1:
        return None
    if one.cls.by_words and one.words != other.words:
        return against[0] if similarity(one.words, other.words) >= STATED_WORDS else None
    for role in key_participant_roles(one.cls):
        mine, others = one.fillers[role.key], other.fillers[role.key]
        least = min_shared_per_role(one.cls)
        if len(mine & others) < least:
            if len(one.parties[role.key] & other.parties[role.key]) >= least:
                hosts = f"a host in one is a {role.key} in the other"
                return "; ".join((hosts, *_differences(one, other, names)))
            # With other people it is another event, unless their names may be of the same people.
            similar = _similar_names(mine - others, others - mine, names)
            return f"{similar} may be one" if similar else None
    return against[0]


def _states_disagree(one: ComparisonRecord, other: ComparisonRecord) -> str | None:
    """What keeps two reports of a state apart: one role that only one of them fills, or dates."""
    roles = {key for key in one.fillers if one.fillers[key] != other.fillers[key]}
    if not _may_meet(one, other):
        return None
    if len(roles) == 1:
        [role] = roles
        if one.fillers[role] and other.fillers[role]:
            return None
        return f"the {role} is given in one only"
    if roles or one.distinguishing != other.distinguishing:
        return None
    if one.cls.dates_agree:
        return next(disagreements(one, other), None)
    return "the dates are not the same"


def _differences(
    one: ComparisonRecord, other: ComparisonRecord, names: Mapping[NodeKey, str]
) -> Iterator[str]:
    """What two reports that do not contradict each other say differently, or only one of them."""
    mine, others = (frozenset().union(*r.parties.values()) for r in (one, other))
    if unshared := sorted(names[node] for node in mine ^ others):
        yield f"{', '.join(unshared)} {'is' if len(unshared) == 1 else 'are'} named in one only"
    if one.days != other.days:
        yield "the last day is given in one only"
    if one.places != other.places:
        in_both = one.places and other.places
        yield "one place contains the other" if in_both else "the place is given in one only"
    for key in sorted(one.distinguishing.keys() ^ other.distinguishing.keys()):
        yield f"the {key} is given in one only"


def _similar_names(
    mine: Iterable[NodeKey], others: Iterable[NodeKey], names: Mapping[NodeKey, str]
) -> str | None:
    """Two names of one class of which one has all the words of the other."""
    for one in sorted(mine):
        for other in sorted(others):
            words = [set(fold(names[node]).split()) for node in (one, other)]
            if one.label == other.label and (words[0] <= words[1] or words[1] <= words[0]):
                return f"{names[one]} and {names[other]}"
    return None
