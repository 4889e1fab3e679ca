"""Marks of annotation tools: marked words, the properties given to them, and links between them.

A reader of a tool's format collects `Mark`s; `sections` converts them to the entities and events of
a native brief, which are then checked like those of any brief.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from whomet.loaders.annotation.grouping import Groups
from whomet.loaders.checking.occurrences import anywhere, cuts_word
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Number, Path
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.exports.brat import role_names
from whomet.ontology.names import fold
from whomet.ontology.records import Span
from whomet.ontology.vocabulary import Vocabulary

DATE = "Date"
"""The class of marked words that say when."""

ReportFault = Callable[[str, Path, str, str | None, str | None], None]
"""Reports a fault: code, path in the file, what is wrong, what was found, what was expected."""

#: Keys of values that may refer to a mark of class Date.
_DATE_REFERENCES = (*DATE_KEYS, "relative_to")


class Reference(str):
    """The id of a mark, or the key of what it marks, where one thing refers to another."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Property:
    """One value of one key of an entity or event, and its path in the file.

    A `value` is text, a `Reference`, or a date as a mapping.
    """

    key: str
    value: object
    place: Path


@dataclass(slots=True)
class Mark:
    """Words that were marked as something. Without spans it is about the text as a whole.

    `ids` are what references lead to; `key` is that of the entity or event in the brief, if given.
    """

    ids: tuple[str, ...]
    type: str
    place: Path
    spans: list[Span] = field(default_factory=list)
    key: str | None = None
    properties: list[Property] = field(default_factory=list)

    def text_of(self, key: str) -> str | None:
        """The first text given under `key`."""
        found = (given.value for given in self.properties if given.key == key)
        return next((value for value in found if type(value) is str), None)


@dataclass(frozen=True, slots=True)
class Sections:
    """Entities and events as a native brief has them.

    `places` leads from their paths in the brief to paths in the file.
    """

    entities: dict[str, object]
    events: dict[str, object]
    places: dict[Path, Path]


def sections(
    text: str,
    marks: Sequence[Mark],
    vocabulary: Vocabulary,
    report: ReportFault,
    same: Iterable[tuple[str, str]] = (),
) -> Sections:
    """The entities and events of `marks`, in their order; `same` are pairs of ids of one entity."""
    return _Conversion(text, vocabulary, report).convert(marks, same)


def without_blanks(text: str, span: Span) -> Span:
    """A span without the blanks at its ends, which are marked by accident."""
    start, end = span
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    right = len(words) - len(words.rstrip())
    return (start + left, end - right) if left + right < len(words) else span


def nearest_place(places: Mapping[Path, Path], path: Path) -> Path | None:
    """The place of `path`, or else of the nearest value that it is in."""
    above = (path[:depth] for depth in range(len(path), -1, -1))
    return next((places[one] for one in above if one in places), None)


def default_name(words: Iterable[str]) -> str:
    """The name of an entity that none is given for: its longest words, or none of no words."""
    return max(words, key=len, default="")


def made_key(name: str, type: str, vocabulary: Vocabulary) -> str:
    """The key of an entity that none is given for: `kim-jong-un`, or its class in small letters."""
    key = "-".join(re.findall(r"\w+", name)).lower()
    return key if re.fullmatch(vocabulary.patterns["brief"], key) else type.lower()


def event_quote(span: Span, text: str) -> object | None:
    """The quote of an event: its words, with their number where they occur more than once.

    None where the words are part of longer words.
    """
    words = text[slice(*span)]
    places = anywhere(words, text)
    if span not in places:
        return None
    return {"text": words, "nth": Number(places.index(span) + 1)} if len(places) > 1 else words


def marked_quotes(spans: Iterable[Span], text: str) -> dict[str, object]:
    """The quotes of an entity that was marked at `spans`: these places and no others.

    By the words, in the order of `spans`; None of words that are marked only within longer words
    while they occur elsewhere on their own, which no quote can say.
    """
    marked: dict[str, list[Span]] = {}
    for start, end in spans:
        marked.setdefault(text[start:end], []).append((start, end))
    found: dict[str, object] = {}
    for words, own in marked.items():
        places = anywhere(words, text)
        numbers = sorted({places.index(span) + 1 for span in own if span in places})
        nth = [Number(number) for number in numbers]
        found[words] = {"text": words, "nth": nth[0] if len(nth) == 1 else nth} if nth else None
    return found


def key_names(vocabulary: Vocabulary) -> dict[str, str]:
    """The keys of a brief by the names that tools show: those of brat, as Participant."""
    named = {
        name: role.key if role else name.lower() for name, role in role_names(vocabulary).items()
    }
    attributes = [*vocabulary.common_attributes.values()]
    attributes += [a for cls in vocabulary.events.values() for a in cls.attributes.values()]
    return {
        **{a.brat: a.key for a in attributes},
        **named,
        **vocabulary.date_roles,
        "PartOf": "part_of",
    }


class _Conversion:
    def __init__(self, text: str, vocabulary: Vocabulary, report: ReportFault) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.report = report
        self.lists = {"aliases", vocabulary.source.key}
        self.lists.update(key for cls in vocabulary.events.values() for key in cls.roles)
        self.keys: dict[str, str] = {}
        self.dates: dict[str, Mark] = {}
        self.places: dict[Path, Path] = {}

    def convert(self, marks: Sequence[Mark], same: Iterable[tuple[str, str]]) -> Sections:
        for mark in marks:
            mark.spans = [without_blanks(self.text, span) for span in mark.spans]
        dates = self.vocabulary.date_labels
        self.dates = {id: mark for mark in marks if mark.type in dates for id in mark.ids}
        events = [mark for mark in marks if mark.type in self.vocabulary.events]
        others = [m for m in marks if m.type not in dates and m.type not in self.vocabulary.events]
        groups = self.groups(others, same)
        taken: set[str] = set()
        named = [*((g, "entities") for g in groups), *(([mark], "events") for mark in events)]
        # Keys that are given come first, so that a made one never takes one of them.
        for group, _ in named:
            taken.update(mark.key for mark in group if mark.key is not None)
        built: dict[str, list[tuple[str, list[Mark]]]] = {"entities": [], "events": []}
        for group, section in named:
            key = self.key(group, taken)
            self.keys.update({id: key for mark in group for id in mark.ids})
            built[section].append((key, group))
        return Sections(
            {key: self.entity(key, group) for key, group in built["entities"]},
            {key: self.event(key, group[0]) for key, group in built["events"]},
            self.places,
        )

    # -- which marks are one entity

    def groups(self, marks: Sequence[Mark], same: Iterable[tuple[str, str]]) -> list[list[Mark]]:
        """The marks of each entity: by what is said to be the same, key, ref, name or words."""
        numbered = {str(number): mark for number, mark in enumerate(marks)}
        number_of = {id: number for number, mark in numbered.items() for id in mark.ids}
        groups = Groups({number: self.identity(mark) for number, mark in numbered.items()})
        for pair in same:
            one, other = (number_of.get(id) for id in pair)
            if one is not None and other is not None:
                groups.merge(one, other)
        groups.merge_equal("key")
        groups.merge_equal("ref", "type", "key")
        groups.merge_equal("name", "type", "key", "ref")
        groups.merge_same_words({number: self.words(mark) for number, mark in numbered.items()})
        return [[numbered[number] for number in group] for group in groups]

    def identity(self, mark: Mark) -> dict[str, str]:
        given = {"key": mark.key, "ref": mark.text_of("ref"), "name": mark.text_of("name")}
        return {"type": mark.type, **{k: value for k, value in given.items() if value is not None}}

    def words(self, mark: Mark) -> list[str]:
        name = mark.text_of("name")
        return [*([] if name is None else [name]), *self.quotes([mark])]

    def key(self, group: list[Mark], taken: set[str]) -> str:
        given = next((mark.key for mark in group if mark.key is not None), None)
        if given is not None:
            return given
        type = group[0].type
        name = type
        if type not in self.vocabulary.events:
            name = next((n for mark in group if (n := mark.text_of("name"))), "")
            name = name or default_name(self.quotes(group))
        key = base = made_key(fold(name), type, self.vocabulary)
        number = 1
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key)
        return key

    # -- the values of entities and events

    def entity(self, key: str, group: list[Mark]) -> dict[str, object]:
        path: Path = ("entities", key)
        self.places[path] = group[0].place
        data: dict[str, object] = {"type": group[0].type}
        for mark in group:
            if mark.type != group[0].type:
                self.report(
                    "marks-at-odds",
                    mark.place,
                    f"{key} is marked as two classes",
                    quoted(mark.type),
                    group[0].type,
                )
            self.set_properties(path, mark, data)
        if words := self.quotes(group):
            data.setdefault("name", default_name(words))
            self.quote(path, group, data)
        return data

    def quote(self, path: Path, group: list[Mark], data: dict[str, object]) -> None:
        """Set the quotes of an entity: the places that were marked, and no others."""
        here: Path = (*path, "quote")
        quotes = marked_quotes((span for mark in group for span in mark.spans), self.text)
        first = {self.text[slice(*span)]: mark for mark in reversed(group) for span in mark.spans}
        said: list[object] = []
        for words, quote in quotes.items():
            place = first[words].place
            self.places.setdefault(here, place)
            if quote is None:
                self.report(
                    "ignored-annotation",
                    place,
                    "a mention is marked within a longer word and is ignored",
                    quoted(words),
                    "whole words",
                )
            else:
                self.places[(*here, len(said))] = place
                said.append(quote)
        for mark in group:
            for span in mark.spans:
                if cuts_word(self.text, span):
                    problem = "a mention begins or ends within a word"
                    fix = "whole words, or offsets that count as the tool counts"
                    words = quoted(self.text[slice(*span)])
                    self.report("cut-word", mark.place, problem, words, fix)
        if said:
            data["quote"] = said

    def event(self, key: str, mark: Mark) -> dict[str, object]:
        path: Path = ("events", key)
        self.places[path] = mark.place
        data: dict[str, object] = {"type": mark.type}
        stretches = {self.text[start:end] for start, end in mark.spans}
        if len(stretches) > 1:
            self.report(
                "wrong-shape",
                mark.place,
                "an event must be marked at one place",
                f"{len(mark.spans)} places",
                "one stretch of words",
            )
        elif len(mark.spans) > 1:
            self.report(
                "quote-ambiguous",
                mark.place,
                f"the words of this event occur {len(mark.spans)} times in the text",
                quoted(stretches.pop()),
                "more of the words around them, or their position",
            )
        elif mark.spans:
            quote = event_quote(mark.spans[0], self.text)
            if quote is None:
                words = self.text[slice(*mark.spans[0])]
                self.report(
                    "bad-offset",
                    mark.place,
                    "an event is marked within a word",
                    quoted(words),
                    "whole words",
                )
            else:
                data["quote"] = quote
        self.set_properties(path, mark, data)
        return data

    def quotes(self, group: list[Mark]) -> list[str]:
        found = (self.text[start:end] for mark in group for start, end in mark.spans)
        return list(dict.fromkeys(found))

    def set_properties(self, path: Path, mark: Mark, data: dict[str, object]) -> None:
        keys = (
            self.vocabulary.entities[mark.type].keys
            if path[0] == "entities" and mark.type in self.vocabulary.entities
            else None
        )
        for given in mark.properties:
            if keys is not None and type(given.value) is Reference and given.key not in keys:
                problem = (
                    f"this relation leads from an entity ({mark.type}), which has no such role"
                )
                fix = "a relation from the event to who or what has the role, or PartOf or Equiv"
                self.report("unknown-role", given.place, problem, quoted(given.key), fix)
                continue
            value = self.value(given)
            here: Path = (*path, given.key)
            if given.key in self.lists and given.key not in data:
                data[given.key] = []
            before = data.get(given.key)
            if given.key in self.lists and isinstance(before, list):
                self.places[(*here, len(before))] = given.place
                before.append(value)
            elif given.key not in data:
                data[given.key] = value
            elif before != value:
                shown, first = (
                    quoted(str(found.get("phrase", found) if isinstance(found, dict) else found))
                    for found in (value, before)
                )
                self.report(
                    "marks-at-odds",
                    given.place,
                    f"{given.key} has two values",
                    shown,
                    f"{first}, as given first",
                )
            self.places.setdefault(here, given.place)

    def value(self, given: Property) -> object:
        if isinstance(given.value, dict):
            return {
                key: str(self.value(Property(key, value, given.place)))
                if isinstance(value, Reference)
                else value
                for key, value in given.value.items()
            }
        if not isinstance(given.value, Reference):
            return given.value
        date = self.dates.get(given.value)
        if date is None or given.key not in _DATE_REFERENCES:
            return self.keys.get(given.value, given.value.removeprefix("#"))
        found: dict[str, object] = {}
        if date.spans:
            start, end = date.spans[0]
            found["phrase"] = self.text[start:end]
        for more in date.properties:
            found[more.key] = self.value(more)
        return found
