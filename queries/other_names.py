"""Other names of the same: spellings with and without "the", and names of one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whomet.ontology.gazetteer import (
    KnownPlace,
    known_place_of,
    known_places,
    others_called,
    spellings,
)
from whomet.ontology.names import fold, name_words
from whomet.queries.nodes import class_of, escaped
from whomet.queries.titled_names import untitled

_ARTICLE = "the "
_COUNTRY, _CITY = "country", "city"


def variants(text: str) -> Iterator[tuple[str, str]]:
    """Other spellings of a name that mean the same, each with the reason in words.

    For a country, names that other countries share, such as "Korea", are left out.
    """
    folded = fold(text)
    if folded.startswith(_ARTICLE):
        yield folded.removeprefix(_ARTICLE), 'without "the"'
    else:
        yield _ARTICLE + folded, 'with "the"'
    written = {folded}
    if bare := untitled(text):
        yield bare, "without its title"
    places = places_named(text)
    for place in places:
        for name in sorted(place.names):
            for spelling in () if others_called(name, places) else written_forms(name):
                if spelling not in written:
                    written.add(spelling)
                    yield spelling, f"by another name of the same {place.kind}"


def names_of_the_same(name: str) -> list[str]:
    """All names, folded, of the country or city with this name, if there is exactly one."""
    known = known_places(name)
    if len(known) != 1:
        return []
    names = (each for each in sorted(known[0].names) if not others_called(each, known))
    return list(dict.fromkeys(s for each in names for s in written_forms(each)))


def same_place_by_words(text: str) -> str:
    """The full-text query for other names of the countries and cities that `text` names.

    Check hits by `is_the_same_place`: "Democratic Republic of the Congo (Zaire)" is a hit for
    "Congo-Kinshasa". Empty if `text` names no country or city.
    """
    groups = {
        " ".join(f"+{escaped(word)}" for word in name_words(name))
        for place in places_named(text)
        for name in place.names
    }
    return " ".join(f"({group})" for group in sorted(groups - {""}))


def is_the_same_place(text: str, hit: Mapping[str, Any]) -> bool:
    """Whether a hit is known as the place that `text` names, and as no other."""
    known = places_of(hit["id"], hit["name"])
    return bool(known) and known.issubset(places_named(text))


def is_another_place(text: str, hit: Mapping[str, Any]) -> bool:
    """Whether a hit for another name of a place is known to be a different place."""
    places, known = places_named(text), places_of(hit["id"], hit["name"])
    return bool(places and known) and known.isdisjoint(places)


def places_of(id: str, name: str) -> set[KnownPlace]:
    """The places of the gazetteer that an entity may be, by its id or by its shown name."""
    place = known_place_of(id)
    return {place} if place is not None else set(_of_parts(name))


def places_named(text: str) -> tuple[KnownPlace, ...]:
    """The countries and cities with this name, which may begin with "the"."""
    return known_places(text) or known_places(fold(text).removeprefix(_ARTICLE))


def without_article(text: str) -> str:
    """A folded name without "the" in front."""
    return fold(text).removeprefix(_ARTICLE)


def known_countries(text: str) -> list[KnownPlace]:
    """The countries that have exactly this name."""
    return [place for place in known_places(text) if place.kind == _COUNTRY]


def written_forms(name: str) -> Iterator[str]:
    """A folded name as briefs may write it: also "Korea, Republic of"."""
    yield name
    first, of, last = name.partition(" of ")
    if of and " of " not in last:
        yield f"{last.removeprefix(_ARTICLE)}, {first} of"
        if last.startswith(_ARTICLE):
            yield f"{last.removeprefix(_ARTICLE)}, {first} of the"


def whole_name_of_another(
    text: str, name: str, type: str, others: Sequence[Mapping[str, Any]]
) -> str | None:
    """Why words that are a part of a name must not find it; None if they may.

    They must not if they are the full name of something else: of an entity of a class that the
    parameter does not accept, of a country, or, for a place, of a city of the gazetteer.
    """
    whole = [other for other in others if other["level"] == 1]
    if whole:
        return f"the name of a {class_of(whole[0]['labels']).lower()}"
    kinds = (_COUNTRY, _CITY) if type == "place" else (_COUNTRY,)
    known = [place for place in places_named(text) if place.kind in kinds]
    if not known or any(place in known for place in _of_parts(name)):
        return None
    if type != "place":
        return f"the name of something else, {known[0].name}"
    return f"the name of {_article(known[0])}"


def known_as(text: str) -> list[str]:
    """The names of the countries, cities and unions that have this name, if any are known."""
    return [place.name for place in places_named(text)]


def all_names(text: str) -> list[str]:
    """All names, folded, of the countries, cities and unions that have this name, if but one."""
    return [
        name
        for place in places_named(text)
        for name in sorted(place.names)
        if not others_called(name, places_named(text))
    ]


def _of_parts(name: str) -> Iterator[KnownPlace]:
    for part in spellings(name):
        yield from known_places(part)


def _article(place: KnownPlace) -> str:
    named = f"{place.kind} {place.name}" if place.kind == _CITY else place.name
    return f"another place, {named}" if place.kind == _COUNTRY else f"the {named}"
