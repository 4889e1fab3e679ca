"""Suggestions where nothing has a name: entities of the graph that may have been meant, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from anyascii import anyascii

from whomet.ontology.gazetteer import KnownPlace, country_of_part, known_places, near_places
from whomet.ontology.name_comparison.other_scripts import (
    FIRST_OF_OTHER_SCRIPTS,
    in_other_script,
    latin_patterns,
    likeness,
    written_alike,
)
from whomet.ontology.name_comparison.romanization import skeleton
from whomet.ontology.name_comparison.words import formal_names
from whomet.ontology.names import fold, is_full_name, name_words, person_name
from whomet.ontology.suggestions import NAMES_IN_GRAPH, OTHER_SCRIPT, similarity
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of, escaped, sought_name
from whomet.queries.other_names import (
    is_the_same_place,
    places_named,
    places_of,
    without_article,
    written_forms,
)
from whomet.queries.spelling_likeness import spelling_likeness
from whomet.queries.titled_names import bare_name

#: A name as long as this may be somebody's initials.
_INITIALS = re.compile(r"[a-z]{2,4}")
#: Maximum number of suggestions in a message.
SUGGESTED = 3
#: Shorter words say nothing of which country a name is.
_SHORT = 5
#: What scores less than the best by more than this is left out.
_BEHIND = 15.0
#: The likeness from which a name in the same script is another transliteration of it.
_SOUNDS_ALIKE = 85.0
#: What the same letters add to the score of a name that sounds like one in another script.
_LETTERS = 25.0
#: The vowel with which a skeleton may begin.
_VOWEL = "a"
_VOWELS = ("a", "e", "i", "o", "u")
_ABJAD = re.compile("[\u0590-\u08ff]")
#: Of names that sound alike, what scores less than the best by more than this is left out.
_BEHIND_IN_SOUND = 7.0
_HALF_VOWELS = str.maketrans("yjw", "iiu")
#: The score of another place that shares a name, or is a successor.
_NEAR = 90.0
#: The score of what has the name asked for and lies in the place that is named with it.
_THERE = 130.0
#: The score of what a nickname is short for.
_NICKNAME = 95.0
#: What a name loses of which only one word agrees with a longer one.
_ONLY_ONE_WORD = 10.0
#: Words of countries that say nothing of which one it is.
_COMMON = frozenset(
    "democratic federal islamic islands kingdom north northern peoples republic saint south "
    "southern soviet state states union united western".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entity that may have been meant, and why; `form` is the name that is spelled alike."""

    name: str
    id: str
    kind: str
    reason: str
    score: float
    form: str = ""


def suggestions(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> list[Suggestion]:
    """The entities of the graph that may have been meant, the most likely first."""
    found: dict[str, Suggestion] = {}
    places = places_named(text)
    whole = country_of_part(text)
    known_as = places or ((whole,) if whole is not None else ())
    for each in (
        *_near_places(reader, text, places, accepts),
        *_initials(reader, text, accepts),
        *_nicknamed(reader, text, accepts),
        *_without_container(reader, text, accepts),
        *_in_latin(reader, text, accepts),
        *_in_other_scripts(reader, text, accepts),
        *_similar(reader, text, accepts),
    ):
        told = _as_places(each, known_as)
        known = found.get(each.id)
        if told is not None and (known is None or told.score > known.score):
            found[each.id] = told
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.name, each.id))
    return [each for each in ranked[:SUGGESTED] if each.score >= ranked[0].score - _BEHIND]


def _near_places(
    reader: Reader,
    text: str,
    places: Sequence[KnownPlace],
    accepts: Callable[[Sequence[str]], bool],
) -> Iterator[Suggestion]:
    """Places that share a name with it, its successors, and the country that it is a part of."""
    near = {
        name: reason
        for place in places
        for other, reason in near_places(place)
        for name in sorted(other.names)
    }
    if not places and (whole := country_of_part(text)) is not None:
        near = dict.fromkeys(sorted(whole.names), f"'{text}' is a part of it")
    reasons = {form: reason for name, reason in near.items() for form in written_forms(name)}
    sought = [sought_name(n, spelling, is_name=True) for n, spelling in enumerate(reasons)]
    told = list(reasons.values())
    rows = reader.read(internal("names", reader.vocabulary), {"names": sought}) if sought else []
    for row in rows:
        if row["level"] == 1 and accepts(row["labels"]):
            kind, reason = class_of(row["labels"]), told[row["order"]]
            yield Suggestion(row["name"], row["id"], kind, reason, _NEAR)


def _as_places(found: Suggestion, places: Sequence[KnownPlace]) -> Suggestion | None:
    """A suggestion for a name of known places, with its relation to them.

    None for a place that is spelled alike, but is unrelated to them, and for a person: "UN" is not
    U Nu.
    """
    if not places:
        return found
    if found.kind == "Person":
        return None
    known = places_of(found.id, found.name) or set(known_places(found.form))
    others = sorted(known.difference(places), key=lambda other: other.name)
    if not others:
        return found
    if len(others) < len(known):
        return replace(found, reason=f"also a name of the {others[0].kind} {others[0].name}")
    near = [each for place in places for each in near_places(place)]
    for other, reason in near:
        if other in others:
            return replace(found, reason=reason)
    words = {word for place in places for word in _telling(place.name)}
    for other in others:
        if words.intersection(_telling(other.name)):
            return replace(found, reason=f"another {other.kind}, {other.name}")
    return None


def _telling(name: str) -> set[str]:
    return {word for word in name_words(fold(name)) if len(word) >= _SHORT} - _COMMON


def _similar(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names that are spelled alike, also of a name in another script in Latin letters.

    A full name may also be transliterated in another way: "Mao Zedong", "Mao Tse-tung"; "Pope John
    XXIII" is none, which would be every John.
    """
    bare = bare_name(text)
    folded = fold(bare)
    latin = fold(anyascii(folded))
    reasons = {folded: ("spelled alike", NAMES_IN_GRAPH)}
    if latin and latin != folded:
        reasons[latin] = (f"spelled like '{latin}' in Latin letters", OTHER_SCRIPT)
    for written, (reason, threshold) in reasons.items():
        query = " ".join(f"{escaped(word)}~" for word in name_words(written))
        if not query:
            continue
        rows = reader.read(internal("words"), {"names": [{"order": 0, "query": query}]})
        for row in rows:
            if not accepts(row["labels"]):
                continue
            names = (row["form"], fold(row["name"]))
            kind = class_of(row["labels"])
            found = Suggestion(row["name"], row["id"], kind, reason, 0.0, row["form"])
            scores = {name: spelling_likeness(written, name, threshold) for name in names}
            one_word = {name for name in names if " " in written and " " not in name}
            score = max((scores[name] for name in names if name not in one_word), default=0.0)
            if not score and (score := max(scores.values())):
                word = written.rpartition(" ")[2].capitalize()
                score -= _ONLY_ONE_WORD if len(one_word) < len(set(names)) else 0.0
                found = replace(found, reason=f"only '{word}' agrees")
            if score:
                yield replace(found, score=score)
            if is_full_name(bare) and not any(map(in_other_script, (text, *names))):
                score = max(likeness(text, name) for name in names)
                if score >= _SOUNDS_ALIKE:
                    yield replace(found, score=score, reason=f"it sounds like '{text}'")


def _in_latin(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names in Latin letters that sound like a name in another script, or like a part of it."""
    patterns = latin_patterns(text) if in_other_script(text) else []
    query = " ".join(f"/{pattern}/" for pattern in patterns)
    if not query:
        return
    found: list[Suggestion] = []
    for row in reader.read(internal("words"), {"names": [{"order": 0, "query": query}]}):
        if accepts(row["labels"]):
            score = max(likeness(text, form) for form in (row["form"], row["name"]))
            if score >= OTHER_SCRIPT:
                reason = f"it sounds like '{text}'"
                score += _LETTERS * max(_same_letters(text, n) for n in (row["form"], row["name"]))
                kind = class_of(row["labels"])
                found.append(Suggestion(row["name"], row["id"], kind, reason, score))
    best = max((each.score for each in found), default=0.0)
    yield from (each for each in found if each.score >= best - _BEHIND_IN_SOUND)


def _latin(text: str) -> str:
    """A text in Latin letters, folded, half vowels written as vowels."""
    return fold(anyascii(text)).translate(_HALF_VOWELS)


def _same_letters(text: str, name: str) -> float:
    """How many letters a name in another script shares with a word of a name in Latin letters."""
    one, other = _latin(text), _latin(name)
    return max(similarity(one, part) for part in (other, *name_words(other))) / 100


def _in_other_scripts(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names in other scripts than Latin that sound like a name in any."""
    of_a_monarch = person_name(text).style_name
    consonants, _ = heard = _consonants(text)
    for row in reader.read(internal("other-scripts"), {"first": FIRST_OF_OTHER_SCRIPTS}):
        if of_a_monarch and _has_two_names(row["form"]):
            continue
        # An abjad shows little but consonants, and one alone is not enough: "Ali" may be "علی", and
        # "oil" is not. A word of the name must have the same one, and end in a vowel if that does.
        alone = len(consonants) <= 1 and _ABJAD.search(row["form"]) is not None
        if alone and heard not in map(_consonants, name_words(row["form"])):
            continue
        least = _SOUNDS_ALIKE if written_alike(text, row["form"]) else OTHER_SCRIPT
        if accepts(row["labels"]) and (score := likeness(text, row["form"])) >= least:
            reason = f"'{row['form']}' sounds like it"
            yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, score)


def _consonants(word: str) -> tuple[str, bool]:
    """The consonants of a word in any script, and whether it ends in a vowel."""
    latin = _latin(word)
    return skeleton(latin).removeprefix(_VOWEL), latin[-1:] in _VOWELS


def _has_two_names(name: str) -> bool:
    """Whether a person is called by given and family name, and not by style and name."""
    person = person_name(name)
    return " " in name and person.full and not person.style_name


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


def _nicknamed(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Names with what a first name is short for: "Dick Nixon" of "Richard M. Nixon"."""
    first, *others = name_words(fold(text)) or ("",)
    formal = sorted(formal_names(first)) if others else []
    queries = [" ".join(f"+{escaped(word)}" for word in (name, *others)) for name in formal]
    names = [{"order": order, "query": query} for order, query in enumerate(queries)]
    for row in reader.read(internal("words"), {"names": names}) if names else ():
        if accepts(row["labels"]):
            reason = f"{first.capitalize()} is short for {formal[row['order']].capitalize()}"
            yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, _NICKNAME)


def _without_container(
    reader: Reader, text: str, accepts: Callable[[Sequence[str]], bool]
) -> Iterator[Suggestion]:
    """Entities with the name before a comma: "Paris" of "Paris, France"; first those in it."""
    name, comma, whole = text.partition(",")
    if not (comma and name.strip() and whole.strip()):
        return
    sought = [sought_name(0, name, is_name=True)]
    rows = reader.read(internal("names", reader.vocabulary), {"names": sought})
    for row in rows:
        if row["level"] == 1 and accepts(row["labels"]):
            around = reader.read(internal("containers"), {"id": row["id"]})
            lies_in = next((each["name"] for each in around if _is_called(each, whole)), None)
            reason = f"in {lies_in}" if lies_in else f"without '{whole.strip()}'"
            score = _THERE if lies_in else _NEAR
            yield Suggestion(row["name"], row["id"], class_of(row["labels"]), reason, score)


def _is_called(place: Mapping[str, Any], text: str) -> bool:
    """Whether a place has this name, or is known to be what has it."""
    name = without_article(text)
    return fold(place["name"]) == name or is_the_same_place(name, place)
