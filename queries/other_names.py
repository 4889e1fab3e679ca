"""Other readings of a name: its other spellings, and suggestions where nothing is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from whomet.ontology.gazetteer import KnownPlace, known_places, spellings
from whomet.ontology.name_comparison.other_scripts import (
    FIRST_OF_OTHER_SCRIPTS,
    in_other_script,
    latin_patterns,
    likeness,
)
from whomet.ontology.names import fold, name_words
from whomet.ontology.names.titles import without_titles
from whomet.ontology.suggestions import NAMES_IN_GRAPH, OTHER_SCRIPT, SHORT_NAMES, similarity
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of, escaped

_ARTICLE = "the "
#: A name as long as this may be somebody's initials.
_INITIALS = re.compile(r"[a-z]{2,4}")
#: Maximum number of suggestions in a message.
SUGGESTED = 3
#: One letter of a short word makes another word of it.
_SHORT = 5
_COUNTRY, _CITY = "country", "city"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entity that may have been meant, and why."""

    name: str
    id: str
    kind: str
    reason: str
    score: float


def variants(text: str) -> Iterator[tuple[str, str]]:
    """Other spellings of a name that mean the same, each with the reason in words."""
    folded = fold(text)
    if folded.startswith(_ARTICLE):
        yield folded.removeprefix(_ARTICLE), 'without "the"'
    else:
        yield _ARTICLE + folded, 'with "the"'
    written = {folded}
    if bare := untitled(text):
        yield bare, "without its title"
    for place in known_places(text):
        for name in sorted(place.names):
            for spelling in _written(name):
                if spelling not in written:
                    written.add(spelling)
                    yield spelling, f"by another name of the same {place.kind}"


def untitled(text: str) -> str:
    """A name without its titles; empty if it has none, or nothing else."""
    found = without_titles(text)
    return " ".join(found.words) if found.titles else ""


def names_of_the_same(name: str) -> list[str]:
    """All names of the country or city that has this name, if there is but one; folded."""
    known = known_places(name)
    if len(known) != 1:
        return []
    return list(dict.fromkeys(s for each in sorted(known[0].names) for s in _written(each)))


def known_countries(text: str) -> list[KnownPlace]:
    """The countries that have exactly this name."""
    return [place for place in known_places(text) if place.kind == _COUNTRY]


def _written(name: str) -> Iterator[str]:
    """A folded name as briefs may write it: also "Korea, Republic of"."""
    yield name
    first, of, last = name.partition(" of ")
    if of and " of " not in last:
        yield f"{last.removeprefix(_ARTICLE)}, {first} of"


def whole_name_of_another(
    text: str, name: str, type: str, others: Sequence[Mapping[str, Any]]
) -> str | None:
    """Why words that are a part of a name do not find it; None if they may.

    They are the full name of another thing: one in the graph of a class that the parameter does
    not take, or a country or, for a place, a city of the gazetteer.
    """
    whole = [other for other in others if other["level"] == 1]
    if whole:
        return f"the name of a {class_of(whole[0]['labels']).lower()}"
    kinds = (_COUNTRY, _CITY) if type == "place" else (_COUNTRY,)
    known = [place for place in known_places(text) if place.kind in kinds]
    if not known or any(place in known for place in _of_parts(name)):
        return None
    return f"the name of {_article(known[0])}"


def _of_parts(name: str) -> Iterator[KnownPlace]:
    for part in spellings(name):
        yield from known_places(part)


def _article(place: KnownPlace) -> str:
    named = f"{place.kind} {place.name}" if place.kind == _CITY else place.name
    return f"another place, {named}" if place.kind == _COUNTRY else f"the {named}"


def suggestions(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> list[Suggestion]:
    """The entities of the graph that may have been meant, the most likely first."""
    found: dict[str, Suggestion] = {}
    for each in (
        *_similar(reader, text, accepts),
        *_initials(reader, text, accepts),
        *_in_latin(reader, text, accepts),
        *_in_other_scripts(reader, text, accepts),
    ):
        known = found.get(each.id)
        if known is None or each.score > known.score:
            found[each.id] = each
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.name, each.id))
    return ranked[:SUGGESTED]


def _similar(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names that are spelled alike, also of a name in another script in Latin letters."""
    folded, latin = fold(text), fold(anyascii(text))
    reasons = {folded: ("spelled alike", NAMES_IN_GRAPH)}
    if latin and latin != folded:
        reasons[latin] = (f"spelled like '{latin}' in Latin letters", OTHER_SCRIPT)
    for written, (reason, threshold) in reasons.items():
        if len(written) <= _SHORT:
            threshold = SHORT_NAMES
        query = " ".join(f"{escaped(word)}~" for word in name_words(written))
        if not query:
            continue
        rows = reader.read(internal("words"), {"names": [{"order": 0, "query": query}]})
        for row in rows:
            if not accepts(row["labels"]):
                continue
            score = max(_likeness(written, form) for form in (row["form"], fold(row["name"])))
            if score >= threshold:
                yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, score)


def _in_latin(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names in Latin letters that sound like a name in another script, or like a part of it."""
    patterns = latin_patterns(text) if in_other_script(text) else []
    query = " ".join(f"/{pattern}/" for pattern in patterns)
    if not query:
        return
    for row in reader.read(internal("words"), {"names": [{"order": 0, "query": query}]}):
        if accepts(row["labels"]):
            score = max(likeness(text, form) for form in (row["form"], row["name"]))
            if score >= OTHER_SCRIPT:
                reason = f"it sounds like '{text}'"
                yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, score)


def _in_other_scripts(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names in other scripts than Latin that sound like a name in any."""
    for row in reader.read(internal("other-scripts"), {"first": FIRST_OF_OTHER_SCRIPTS}):
        if accepts(row["labels"]) and (score := likeness(text, row["form"])) >= OTHER_SCRIPT:
            reason = f"'{row['form']}' sounds like it"
            yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, score)


def _initials(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names of which the text has the initials: "JFK" of "John F. Kennedy"."""
    letters = fold(text).replace(".", "").replace(" ", "")
    if not _INITIALS.fullmatch(letters):
        return
    words = " ".join(f"{letter}[^ ]*" for letter in letters)
    rows = reader.read(internal("initials"), {"first": letters[0], "pattern": words})
    for row in rows:
        if accepts(row["labels"]):
            reason = f"its initials are {letters.upper()}"
            yield Suggestion(
                row["name"], row["id"], class_of(row["labels"]), reason, NAMES_IN_GRAPH
            )


def _likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 100; a likeness to one word of a name counts."""
    parts = [other, *name_words(other)]
    return max(similarity(one, part) for part in parts)
