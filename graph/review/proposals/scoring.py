"""How likely two entities are one: their names, and what is known beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.proposals.profiles import Profile
from whomet.ontology.name_comparison import NameComparison, compare_names
from whomet.ontology.name_comparison.contexts import active_apart
from whomet.ontology.name_comparison.result import LIKELY
from whomet.ontology.name_comparison.words import word_of
from whomet.ontology.names import fold

#: What each person that both met adds, and each topic that they share, up to so much in all.
SHARED_PERSON, SHARED_TOPIC, MOST_SHARED = 0.08, 0.03, 0.2
#: Whoever gave ids to both, in one scheme, took them for two.
IDS_OF_ONE_SCHEME = 0.4
#: People who took part in more events than this are not evidence: they met almost everybody.
HUB = 40
#: Maximum number of names compared of each side.
_NAMES = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two entities are one, from 0 to 1, and why, the strongest reasons first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether the two are proposed as one."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the profiles compared have around them: the events of each person, and shown names."""

    events: Mapping[NodeKey, int]
    names: Mapping[NodeKey, str]


def liken(one: Profile, other: Profile, around: Surroundings) -> Likeness:
    """How likely two entities of one class are one."""
    against = _side_by_side(one, other)
    compared = _by_names(one, other)
    reasons = list(compared.reasons)
    score = compared.score
    if compared.verdict == "same":
        # The rules left them apart: two refs, or a name that several bear.
        score = 0.95
    shared, told = _shared(one, other, around)
    if compared.score > 0.35:
        score = min(score + shared, 0.99)
    reasons += told
    if against is not None:
        return Likeness(min(score, LIKELY) - 0.2, (against, *reasons))
    if one.schemes & other.schemes:
        schemes = ", ".join(sorted(one.schemes & other.schemes))
        reasons.insert(0, f"{schemes} has an id for each")
        score -= IDS_OF_ONE_SCHEME
    return Likeness(round(max(score, 0.0), 3), tuple(reasons))


def _by_names(one: Profile, other: Profile) -> NameComparison:
    """The best comparison of their names, with what is known of the countries."""
    countries = _Countries.of(one, other)
    contexts = one.context(countries.of_one), other.context(countries.of_other)
    if countries.doubtful and not _share_a_telling_word(one, other):
        # The same office in two countries is not an office in common.
        contexts = (
            replace(contexts[0], positions=frozenset()),
            replace(contexts[1], positions=frozenset()),
        )
    pairs = product(one.names[:_NAMES], other.names[:_NAMES])
    found = [
        compare_names(a, b, kind=one.kind, a_context=contexts[0], b_context=contexts[1])
        for a, b in pairs
    ]
    best = max(found, key=lambda each: each.score)
    named = {"the same country": countries.in_common}
    reasons = tuple(named.get(reason, reason) for reason in best.reasons)
    apart = active_apart(*contexts)
    if apart and not any("years lie" in reason for reason in reasons):
        reasons += (f"{apart} {'year' if apart == 1 else 'years'} apart",)
    return NameComparison(best.verdict, best.score, reasons)


@dataclass(frozen=True, slots=True)
class _Countries:
    """The countries by which two are compared, and how they have them in common, in words.

    `doubtful` says that they share none of the countries where others met them, weak evidence.
    """

    of_one: frozenset[str]
    of_other: frozenset[str]
    in_common: str = ""
    doubtful: bool = False

    @classmethod
    def of(cls, one: Profile, other: Profile) -> _Countries:
        """The countries by which two profiles are compared."""
        if one.countries and other.countries:
            both = one.countries & other.countries
            if both:
                return cls(both, both, f"the same country, {_listed(both)}")
            return cls(one.countries, other.countries)
        likely = one.likely_countries(), other.likely_countries()
        both = likely[0] & likely[1]
        doubtful = bool(likely[0] and likely[1]) and not both
        return cls(both, both, f"both are from {_listed(both)}, or were met there", doubtful)


def _share_a_telling_word(one: Profile, other: Profile) -> bool:
    """Whether the names have a word in common, as it is written, that few bear."""
    words = set(fold(one.name).split()) & set(fold(other.name).split())
    return any(len(word) > 2 and word_of(word).weight >= 1.0 for word in words)


def _listed(countries: frozenset[str]) -> str:
    return " and ".join(country.title() for country in sorted(countries)[:2])


def _side_by_side(one: Profile, other: Profile) -> str | None:
    """Why two entities are in one event or brief together, as one entity rarely is."""
    if {other.key} & one.people or {one.key} & other.people:
        return "they took part in the same event"
    both = one.briefs & other.briefs
    if both:
        return f"both are named in the brief {min(both)}"
    return None


def _shared(one: Profile, other: Profile, around: Surroundings) -> tuple[float, list[str]]:
    """What people met and topics in common add, in words."""
    added, reasons = 0.0, []
    people = sorted(
        person for person in one.people & other.people if around.events.get(person, 0) <= HUB
    )
    if people:
        names = ", ".join(around.names.get(person, person.id) for person in people[:3])
        reasons.append(f"both met {names}" + (" and others" if len(people) > 3 else ""))
        added += SHARED_PERSON * len(people)
    topics = sorted(one.topics & other.topics)
    if topics:
        names = ", ".join(around.names.get(topic, topic.id) for topic in topics[:3])
        reasons.append(f"both about {names}")
        added += SHARED_TOPIC * len(topics)
    return min(added, MOST_SHARED), reasons
