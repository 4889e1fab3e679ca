"""What is known beside a name, in the forms in which people give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from whomet.ontology.names import fold

_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_COUNTRY = ("country", "countries", "nationality", "citizenship", "origin", "from", "place")
_ORGANIZATION = ("organization", "organizations", "organisation", "employer", "party", "group")
_POSITION = ("position", "positions", "office", "title", "role", "job")
_BORN = ("born", "birth", "birth_year", "year_of_birth", "birthdate", "date_of_birth", "dob")
_DIED = ("died", "death", "death_year", "year_of_death", "date_of_death")
_ACTIVE = ("active", "active_years", "years", "year", "date", "day", "when", "since", "until",
           "from_year", "to_year", "start", "end", "first", "last", "published")  # fmt: skip
_LANGUAGE = ("language", "lang")
#: Maximum difference of two statements of one birth, in years: calendars and memories differ.
BORN_WITHIN = 1
#: A career is rarely longer than this.
CAREER = 60
#: A bare surname with the same country is taken for the same person within this many years.
NEAR = 8


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a name. `born` and `died` are years, `active` the first and last year.

    Countries are keys of one country whatever its name; organizations and positions are folded.
    """

    countries: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    positions: frozenset[str] = frozenset()
    born: frozenset[int] = frozenset()
    died: frozenset[int] = frozenset()
    active: tuple[int, int] | None = None
    language: str | None = None


def context_of(given: Mapping[str, object] | Context | None) -> Context:
    """The context that a mapping gives; unknown keys and empty values say nothing.

    A value may be one thing or a list: a country by any of its names, a year as a number, a date
    or words that hold one ("1961", "1950/1956", "born 1961-05-03").
    """
    if isinstance(given, Context):
        return given
    values = {fold(str(key)).replace(" ", "_"): value for key, value in (given or {}).items()}
    active = sorted(_years(values, _ACTIVE))
    languages = _texts(values, _LANGUAGE)
    return Context(
        frozenset(map(country_key, _texts(values, _COUNTRY))),
        frozenset(map(fold, _texts(values, _ORGANIZATION))),
        frozenset(map(fold, _texts(values, _POSITION))),
        frozenset(_years(values, _BORN)),
        frozenset(_years(values, _DIED)),
        (active[0], active[-1]) if active else None,
        languages[0] if languages else None,
    )


@lru_cache(maxsize=4096)
def country_key(name: str) -> str:
    """One key for all names of a country: "USSR", "Soviet Union"; a name not known is its own."""
    from whomet.ontology.gazetteer.gazetteer import COUNTRY
    from whomet.ontology.gazetteer.known_names import known_places

    folded = fold(name)
    words = folded.split()
    # Lists of countries have "korea-south" for South Korea.
    for text in (name, folded, " ".join([*words[1:], *words[:1]])):
        found = sorted(place.name for place in known_places(text) if place.kind == COUNTRY)
        if found:
            return fold(found[0])
    return folded


def born_apart(a: Context, b: Context) -> int | None:
    """How many years at least lie between two births, None where one is not known."""
    return min((abs(x - y) for x in a.born for y in b.born), default=None)


def active_apart(a: Context, b: Context) -> int | None:
    """How many years lie between what two did, 0 where they overlap, None where not known."""
    if a.active is None or b.active is None:
        return None
    return max(0, a.active[0] - b.active[1], b.active[0] - a.active[1])


def impossible(a: Context, b: Context) -> str | None:
    """Why these cannot be contexts of one person, if so."""
    apart = born_apart(a, b)
    if apart is not None and apart > BORN_WITHIN:
        return f"born {apart} years apart"
    apart = min((abs(x - y) for x in a.died for y in b.died), default=None)
    if apart is not None and apart > BORN_WITHIN:
        return f"died {apart} years apart"
    for one, other in ((a, b), (b, a)):
        if one.active is None:
            continue
        if other.born and one.active[1] < min(other.born):
            return f"active in {one.active[1]}, before the other was born"
        if other.died and one.active[0] > max(other.died) + 1:
            return f"active in {one.active[0]}, after the other had died"
    apart = active_apart(a, b)
    if apart is not None and apart > CAREER:
        return f"{apart} years lie between what they did"
    return None


def _texts(values: Mapping[str, object], keys: Iterable[str]) -> list[str]:
    found: list[str] = []
    for key in keys:
        value = values.get(key)
        each = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        found += [str(item).strip() for item in each if item is not None and str(item).strip()]
    return found


def _years(values: Mapping[str, object], keys: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for key in keys:
        value = values.get(key)
        for item in value if isinstance(value, list | tuple | set | frozenset) else (value,):
            if isinstance(item, date):
                found.add(item.year)
            elif isinstance(item, int | float | str):
                found.update(map(int, _YEAR.findall(str(item))))
            elif isinstance(item, Mapping):
                found |= _years({"it": list(item.values())}, ("it",))
    return found
