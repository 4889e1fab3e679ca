"""What is known of an entity besides its name, as far as it helps to identify it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from whomet.graph.projection.elements import NodeKey
from whomet.graph.projection.entities import is_ref
from whomet.ontology.ids import is_unresolved
from whomet.ontology.name_comparison import Context
from whomet.ontology.names import person_name

#: The class of people, by which compare_names decides how to read a name.
PERSON = "Person"


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity, or several mentions of one word that are taken together, and what is known of it.

    `ids` are the entities, one but for mentions of one word. `kind` is the class that names are
    compared by: Person, Organization, Place or another. `names` are the whole names that it goes
    by, the shown one first. `countries` are those that it is of: the origin of visits, the country
    in the name of an office or organization; `met_in` those where others met it. `people` are those
    whom it met, `encounters` the events. `positions` are as written. `years` are those of its
    events, else of its briefs. `events` and `briefs` say how much a decision about it joins.
    """

    cls: str
    kind: str
    ids: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    countries: frozenset[str] = frozenset()
    met_in: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    positions: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    people: frozenset[NodeKey] = frozenset()
    encounters: frozenset[str] = frozenset()
    topics: frozenset[NodeKey] = frozenset()
    years: tuple[int, int] | None = None
    languages: frozenset[str] = frozenset()
    events: int = 0
    briefs: frozenset[str] = frozenset()

    @property
    def key(self) -> NodeKey:
        """The first of its entities."""
        return NodeKey(self.cls, self.ids[0])

    @property
    def is_fragment(self) -> bool:
        """Whether it is a mention, or several, of a name that identifies nobody."""
        return all(map(is_unresolved, self.ids))

    @property
    def is_one_word(self) -> bool:
        """Whether it is a person of whom only a word is known."""
        if self.kind != PERSON or not self.is_fragment:
            return False
        return not person_name(self.name, self.language).full

    @property
    def language(self) -> str | None:
        """The language of its briefs, if they have one only."""
        return next(iter(self.languages)) if len(self.languages) == 1 else None

    @property
    def schemes(self) -> frozenset[str]:
        """The schemes of its refs."""
        keys = (NodeKey(self.cls, id) for id in self.ids)
        return frozenset(key.id.partition(":")[0] for key in keys if is_ref(key))

    def likely_countries(self) -> frozenset[str]:
        """The countries that it is of; where none is known, those where others met it."""
        return self.countries or self.met_in

    def context(self, countries: frozenset[str]) -> Context:
        """The context for compare_names, with these countries."""
        return Context(
            countries=countries,
            organizations=self.organizations,
            positions=self.offices,
            active=self.years,
            language=self.language,
        )


def taken_together(profiles: Iterable[Profile]) -> Profile:
    """Several mentions of one word as one, the first giving the name."""
    return reduce(_with, profiles)


def _with(one: Profile, other: Profile) -> Profile:
    years = [year for each in (one, other) if each.years for year in each.years]
    return replace(
        one,
        ids=(*one.ids, *other.ids),
        names=tuple(dict.fromkeys((*one.names, *other.names))),
        countries=one.countries | other.countries,
        met_in=one.met_in | other.met_in,
        organizations=one.organizations | other.organizations,
        positions=one.positions | other.positions,
        offices=one.offices | other.offices,
        people=one.people | other.people,
        encounters=one.encounters | other.encounters,
        topics=one.topics | other.topics,
        years=(min(years), max(years)) if years else None,
        languages=one.languages | other.languages,
        events=one.events + other.events,
        briefs=one.briefs | other.briefs,
    )


def years_apart(one: Profile, other: Profile) -> int | None:
    """How many years lie between what two did, 0 where they overlap, None where not known."""
    if one.years is None or other.years is None:
        return None
    return max(0, one.years[0] - other.years[1], other.years[0] - one.years[1])


def entities(profiles: Iterable[Profile]) -> Iterator[NodeKey]:
    """The entities of some profiles."""
    return (NodeKey(profile.cls, id) for profile in profiles for id in profile.ids)
