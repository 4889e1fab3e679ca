"""What annotation tools have in common: marked words, what is said of them, links between them.

A reader of such a tool's format gathers `Mark`s; `sections` makes of them the entities and events
of a brief as the native format has them, so that its checks are those of any brief.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from whomet.loaders.checking.occurrences import anywhere
from whomet.loaders.checking.problems import Path
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Number
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.exports.brat import role_names
from whomet.ontology.names import fold
from whomet.ontology.records import Span
from whomet.ontology.vocabulary import Vocabulary

DATE = "Date"
"""The class of marked words that say when."""

Note = Callable[[str, Path, str, str | None, str | None], None]
"""Notes a fault: code, place in the file, what is wrong, what was found, what would be right."""

#: Keys of values that may refer to a mark of class Date.
_DATE_REFERENCES = (*DATE_KEYS, "relative_to")


class Reference(str):
    """The id of a mark, or the key of what it marks, where one thing refers to another."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One value of one key of a brief's entity or event, and its place in the file.

    A `value` is text, a `Reference`, or a date as a mapping.
    """

    key: str
    value: object
    place: Path


@dataclass(slots=True)
class Mark:
    """Words that were marked as something. Without spans it stands for the text as a whole.

    `ids` are what references lead to; `key` that of the thing in the brief, where one was given.
    """

    ids: tuple[str, ...]
    type: str
    place: Path
    spans: list[Span] = field(default_factory=list)
    key: str | None = None
    said: list[Said] = field(default_factory=list)

    def first(self, key: str) -> str | None:
        """The first text that is said under `key`."""
        found = (said.value for said in self.said if said.key == key)
        return next((value for value in found if type(value) is str), None)


@dataclass(frozen=True, slots=True)
class Sections:
    """Entities and events as a native brief has them; `places` leads from their paths to ours."""

    entities: dict[str, object]
    events: dict[str, object]
    places: dict[Path, Path]


def sections(text: str, marks: Sequence[Mark], vocabulary: Vocabulary, note: Note) -> Sections:
    """The entities and events that `marks` make, in the order of the marks."""
    return _Conversion(text, vocabulary, note).convert(marks)


def readable_key(name: str) -> str:
    """A key for what has this name: `kim-jong-un`. Empty where the name has no letter or digit."""
    return "-".join(re.findall(r"\w+", fold(name)))


def key_names(vocabulary: Vocabulary) -> dict[str, str]:
    """The keys of a brief by the names that tools show: those of brat, as Participant."""
    named = {
        name: role.key if role else name.lower() for name, role in role_names(vocabulary).items()
    }
    attributes = [*vocabulary.common_attributes.values()]
    attributes += [a for cls in vocabulary.events.values() for a in cls.attributes.values()]
    return {**{a.brat: a.key for a in attributes}, **named, "PartOf": "part_of"}


class _Conversion:
    def __init__(self, text: str, vocabulary: Vocabulary, note: Note) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.note = note
        self.lists = {"aliases", vocabulary.source.key}
        self.lists.update(key for cls in vocabulary.events.values() for key in cls.roles)
        self.keys: dict[str, str] = {}
        self.dates: dict[str, Mark] = {}
        self.places: dict[Path, Path] = {}

    def convert(self, marks: Sequence[Mark]) -> Sections:
        self.dates = {id: mark for mark in marks if mark.type == DATE for id in mark.ids}
        events = [mark for mark in marks if mark.type in self.vocabulary.events]
        others = [m for m in marks if m.type != DATE and m.type not in self.vocabulary.events]
        groups = self.groups(others)
        taken: set[str] = set()
        named = [*((g, "entities") for g in groups), *(([mark], "events") for mark in events)]
        # Keys that were given come first, so that a made one is never in their way.
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

    def groups(self, marks: Sequence[Mark]) -> list[list[Mark]]:
        """The marks of each entity: by key, else by ref, else by name, else by their words."""
        known: dict[tuple[str, str, str], list[Mark]] = {}
        found: list[list[Mark]] = []
        order = {id(mark): number for number, mark in enumerate(marks)}
        for mark in sorted(marks, key=self.strength):
            names = list(self.identities(mark))
            # Two who have a key, or a ref, each of their own are two, whatever their names.
            telling = [name for name in names if name[0] == names[0][0]]
            if telling and telling[0][0] == "words":
                telling += [("name", mark.type, words) for _, _, words in telling]
            group = next((known[name] for name in telling if name in known), None)
            if group is None:
                group = []
                found.append(group)
            group.append(mark)
            for name in names:
                known.setdefault(name, group)
        for group in found:
            group.sort(key=lambda mark: order[id(mark)])
        return sorted(found, key=lambda group: order[id(group[0])])

    def identities(self, mark: Mark) -> Iterator[tuple[str, str, str]]:
        """What tells of which entity a mark is, the strongest first."""
        if mark.key is not None:
            yield "key", "", mark.key
        for key in ("ref", "name"):
            if (value := mark.first(key)) is not None:
                yield key, mark.type, value
        for start, end in mark.spans:
            yield "words", mark.type, self.text[start:end]

    def strength(self, mark: Mark) -> int:
        kind = next(self.identities(mark), ("words",))[0]
        return ("key", "ref", "name", "words").index(kind)

    def key(self, group: list[Mark], taken: set[str]) -> str:
        given = next((mark.key for mark in group if mark.key is not None), None)
        if given is not None:
            return given
        name = group[0].type
        if name not in self.vocabulary.events:
            name = next((n for mark in group if (n := mark.first("name"))), "")
            name = name or max(self.quotes(group), key=len, default=group[0].type)
        key = base = readable_key(name) or group[0].type.lower()
        number = 1
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key)
        return key

    # -- what a brief says of them

    def entity(self, key: str, group: list[Mark]) -> dict[str, object]:
        path: Path = ("entities", key)
        self.places[path] = group[0].place
        data: dict[str, object] = {"type": group[0].type}
        for mark in group:
            if mark.type != group[0].type:
                self.note("marks-at-odds", mark.place, f"{key} is marked as two classes",
                          quoted(mark.type), group[0].type)  # fmt: skip
            self.say(path, mark, data)
        if quotes := self.quotes(group):
            data["quote"] = quotes
            data.setdefault("name", max(quotes, key=len))
            at = (mark.place for mark in group for _ in mark.spans)
            self.places[(*path, "quote")] = next(at)
            for mark in group:
                for start, end in mark.spans:
                    number = quotes.index(self.text[start:end])
                    self.places.setdefault((*path, "quote", number), mark.place)
        return data

    def event(self, key: str, mark: Mark) -> dict[str, object]:
        path: Path = ("events", key)
        self.places[path] = mark.place
        data: dict[str, object] = {"type": mark.type}
        stretches = {self.text[start:end] for start, end in mark.spans}
        if len(stretches) > 1:
            self.note("wrong-shape", mark.place, "an event is marked at one place",
                      f"{len(mark.spans)} places", "one stretch of words")  # fmt: skip
        elif len(mark.spans) > 1:
            self.note("quote-ambiguous", mark.place,
                      f"the words of this event stand in the text {len(mark.spans)} times",
                      quoted(stretches.pop()),
                      "more of the words around them, or their position")  # fmt: skip
        elif mark.spans:
            data["quote"] = self.quote(mark)
        self.say(path, mark, data)
        return data

    def quotes(self, group: list[Mark]) -> list[str]:
        found = (self.text[start:end] for mark in group for start, end in mark.spans)
        return list(dict.fromkeys(found))

    def quote(self, mark: Mark) -> object:
        """The words of an event, with their number where they stand more than once."""
        (span,) = mark.spans
        words = self.text[slice(*span)]
        places = anywhere(words, self.text)
        if span not in places:
            self.note("bad-offset", mark.place, "an event is marked within a word",
                      quoted(words), "whole words")  # fmt: skip
        elif len(places) > 1:
            return {"text": words, "nth": Number(places.index(span) + 1)}
        return words

    def say(self, path: Path, mark: Mark, data: dict[str, object]) -> None:
        for said in mark.said:
            value = self.value(said)
            here: Path = (*path, said.key)
            if said.key in self.lists and said.key not in data:
                data[said.key] = []
            before = data.get(said.key)
            if said.key in self.lists and isinstance(before, list):
                self.places[(*here, len(before))] = said.place
                before.append(value)
            elif said.key not in data:
                data[said.key] = value
            elif before != value:
                shown, first = (
                    quoted(str(found.get("phrase", found) if isinstance(found, dict) else found))
                    for found in (value, before)
                )
                self.note("marks-at-odds", said.place, f"{said.key} is said twice", shown,
                          f"{first}, as it was said first")  # fmt: skip
            self.places.setdefault(here, said.place)

    def value(self, said: Said) -> object:
        if isinstance(said.value, dict):
            return {
                key: str(self.value(Said(key, value, said.place)))
                if isinstance(value, Reference)
                else value
                for key, value in said.value.items()
            }
        if not isinstance(said.value, Reference):
            return said.value
        date = self.dates.get(said.value)
        if date is None or said.key not in _DATE_REFERENCES:
            return self.keys.get(said.value, said.value.removeprefix("#"))
        found: dict[str, object] = {}
        if date.spans:
            start, end = date.spans[0]
            found["phrase"] = self.text[start:end]
        for more in date.said:
            found[more.key] = self.value(more)
        return found
