"""Group the mentions of one word, so that a review asks about each group once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whomet.graph.review.proposals.profiles import Profile, taken_together
from whomet.ontology.name_comparison.contexts import NEAR
from whomet.ontology.names import person_name


def grouped(profiles: Iterable[Profile]) -> list[Profile]:
    """The profiles, with those of the same word and country that are near in time merged into one.

    Two profiles of one brief are never merged, nor two whose years are too far apart for one
    person. Profiles of unknown country are merged where all others of the word are of one country.
    """
    whole: list[Profile] = []
    words: dict[tuple[str, str], list[Profile]] = {}
    for profile in profiles:
        if profile.is_one_word:
            key = person_name(profile.name, profile.language).key
            words.setdefault((profile.cls, key), []).append(profile)
        else:
            whole.append(profile)
    for mentions in words.values():
        for group in _of_one_country(mentions):
            whole += map(taken_together, _near(group))
    return whole


def _of_one_country(mentions: Sequence[Profile]) -> Iterator[list[Profile]]:
    groups: list[tuple[set[str], list[Profile]]] = []
    unknown: list[Profile] = []
    for mention in mentions:
        countries = mention.likely_countries()
        if not countries:
            unknown.append(mention)
            continue
        joined = [group for group in groups if not group[0].isdisjoint(countries)]
        for group in joined:
            groups.remove(group)
        groups.append(
            (
                set(countries).union(*(group[0] for group in joined)),
                [each for group in joined for each in group[1]] + [mention],
            )
        )
    if len(groups) == 1:
        groups[0][1].extend(unknown)
    elif unknown:
        yield unknown
    for _, members in groups:
        yield members


def _near(mentions: Sequence[Profile]) -> Iterator[list[Profile]]:
    """The mentions in groups whose years are near enough for one word to be one person."""
    ordered = sorted(mentions, key=lambda mention: (mention.years or (0, 0), mention.ids))
    groups: list[list[Profile]] = []
    briefs: list[set[str]] = []
    for mention in ordered:
        number = len(groups) - 1
        while number >= 0 and not briefs[number].isdisjoint(mention.briefs):
            number -= 1
        if number < 0 or _span(groups[number][0], mention) > NEAR:
            groups.append([])
            briefs.append(set())
            number = len(groups) - 1
        groups[number].append(mention)
        briefs[number] |= mention.briefs
    yield from groups


def _span(first: Profile, last: Profile) -> int:
    if first.years is None or last.years is None:
        return 0
    return last.years[1] - first.years[0]
