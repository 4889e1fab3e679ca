"""Pairs of entities worth comparing, by blocking on keys of their names: never all pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whomet.graph.review.proposals.profiles import Profile, years_apart
from whomet.ontology.name_comparison.blocking import blocking_keys
from whomet.ontology.name_comparison.contexts import CAREER, NEAR

#: A block of more is compared only with those of the same country, then with its neighbours.
LARGEST_BLOCK = 60
#: In a block that is too large, each is compared with this many that follow alphabetically.
NEIGHBOURS = 12
#: Maximum number of names of each that become keys.
_NAMES = 4


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """The pairs of these profiles, all of one class, to compare: by their places, each once."""
    seeking: dict[str, list[int]] = {}
    found_by: dict[str, list[int]] = {}
    for number, profile in enumerate(profiles):
        for key in _keys(profile, seeks=True):
            seeking.setdefault(key, []).append(number)
        for key in _keys(profile, seeks=False):
            found_by.setdefault(key, []).append(number)
    size = len(profiles)
    seen: set[int] = set()
    for key, seekers in seeking.items():
        for one, other in _in_block(seekers, found_by[key], profiles):
            low, high = (one, other) if one < other else (other, one)
            pair = low * size + high
            if low != high and pair not in seen:
                seen.add(pair)
                if _may_be_one(profiles[low], profiles[high]):
                    yield low, high


def _keys(profile: Profile, *, seeks: bool) -> set[str]:
    found: set[str] = set()
    for name in profile.names[:_NAMES]:
        keys = blocking_keys(name, profile.kind)
        found |= keys.seeks if seeks else keys.found_by
    return found


def _in_block(
    seekers: Sequence[int], found: Sequence[int], profiles: Sequence[Profile]
) -> Iterable[tuple[int, int]]:
    if len(seekers) * len(found) <= LARGEST_BLOCK**2:
        return ((one, other) for one in seekers for other in found)
    return _in_large_block(seekers, found, profiles)


def _in_large_block(
    seekers: Sequence[int], found: Sequence[int], profiles: Sequence[Profile]
) -> Iterator[tuple[int, int]]:
    """Pairs of a block that is too large: of the same country, near each other in order.

    In order of names those are near that have most in common, in order of years those that one
    word may join.
    """
    searching = set(seekers)
    by_country: dict[str, list[int]] = {}
    for number in dict.fromkeys((*seekers, *found)):
        for country in profiles[number].likely_countries() or ("",):
            by_country.setdefault(country, []).append(number)
    for members in by_country.values():
        members.sort(key=lambda n: (profiles[n].names[0].lower(), profiles[n].years or (0, 0), n))
        for place, one in enumerate(members):
            for other in members[place + 1 : place + 1 + NEIGHBOURS]:
                if one in searching or other in searching:
                    yield one, other


def _may_be_one(one: Profile, other: Profile) -> bool:
    """Whether anything that is quickly seen keeps two apart."""
    apart = years_apart(one, other)
    if apart is not None and apart > CAREER:
        return False
    if not (one.is_one_word or other.is_one_word):
        return True
    if apart is not None and apart > NEAR:
        return False
    if not one.likely_countries().isdisjoint(other.likely_countries()):
        return True
    return bool(
        one.people & other.people
        or one.organizations & other.organizations
        or one.offices & other.offices
        or one.topics & other.topics
    )
