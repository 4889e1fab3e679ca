"""The events of a standoff file: triggers, roles, dates, attributes and notes.

Roles are the arguments of `E` lines, and the relations (`R` lines) that lead from an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from whomet.loaders.annotation.marks import event_quote
from whomet.loaders.brat.conversion import KEY, Conversion, Data
from whomet.loaders.brat.entities import ref_of
from whomet.loaders.brat.names import BINARY, PART_OF, EventNames, event_names, of_entities
from whomet.loaders.brat.notes import TOGETHER, Setting
from whomet.loaders.brat.standoff import (
    ALIAS,
    EQUIV,
    AttributeLine,
    EventLine,
    RelationLine,
    TextBound,
    Word,
)
from whomet.loaders.faults import Fix, FixKind, one_of, quoted
from whomet.loaders.parsed import Path
from whomet.ontology.brief_keys import DATE_ROLES
from whomet.ontology.colors import DATE
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

_MARKED = ("type", "quote")
_NO_NAMES = EventNames({}, {}, {}, {})


def named_events(conversion: Conversion) -> dict[str, EventLine]:
    """The events by key: their ids, or what their notes give."""
    # A text-bound with a type of event and without an E line is an event without roles.
    lone = [EventLine(bound.id, bound.type, bound.id, ()) for bound in conversion.lone]
    relations = _relations(conversion)
    events = []
    for event in (*conversion.standoff.events.values(), *lone):
        more = [(line.type, line.target) for line in relations.get(event.id.text, ())]
        events.append(replace(event, roles=(*event.roles, *more)))
    return {conversion.assign_key([event.id.text], event.id.text): event for event in events}


def _relations(conversion: Conversion) -> dict[str, list[RelationLine]]:
    """The relations that give an event a role, by its id: from it, or from its trigger."""
    standoff = conversion.standoff
    of_trigger: dict[str, list[str]] = {}
    for event in standoff.events.values():
        of_trigger.setdefault(event.trigger.text, []).append(event.id.text)
    for bound in conversion.lone:
        of_trigger.setdefault(bound.id.text, []).append(bound.id.text)
    found: dict[str, list[RelationLine]] = {}
    for line in standoff.relations:
        events = of_trigger.get(line.source.text, [line.source.text])
        known = events[0] in standoff.events or line.source.text in of_trigger
        own = line.type.text != ALIAS and line.type.text not in of_entities(conversion.vocabulary)
        if known and len(events) == 1 and own:
            found.setdefault(events[0], []).append(line)
    return found


def events_of(conversion: Conversion, named: dict[str, EventLine]) -> dict[str, Data]:
    """The events as the native format has them, once everything has its key."""
    events = {key: _Event(conversion, key, event).data for key, event in named.items()}
    ids = {event.id.text: key for key, event in named.items()}
    _note_relations(conversion, named.values())
    for line in conversion.standoff.attributes:
        target = conversion.target(line.target)
        if target in ids:
            key = ids[target]
            _attribute(conversion, named[key], events[key], ("events", key), line)
        elif target is not None:
            conversion.fault(
                "ignored-annotation",
                line.name,
                "only events have attributes; this one is ignored",
                quoted(line.name.text),
                "a note, such as kind=city",
            )
    for number in conversion.standoff.normalizations:
        target = conversion.target(number.target)
        if target in ids:
            key, ref = ids[target], ref_of(number.ref.text)
            conversion.set(events[key], ("events", key), "ref", ref, number.ref)
        elif target in conversion.dates:
            fix = "edtf=… in the note of the date"
            conversion.fault("unknown-key", number.target, "a date has no ref", None, fix)
    _note_unused(conversion, named.values())
    return events


def _names(vocabulary: Vocabulary, type: str) -> EventNames:
    return event_names(vocabulary, type) if type in vocabulary.events else _NO_NAMES


class _Event:
    """One event with its trigger, roles and notes."""

    def __init__(self, conversion: Conversion, key: str, event: EventLine) -> None:
        self.conversion = conversion
        self.path: Path = ("events", key)
        self.event = event
        self.names = _names(conversion.vocabulary, event.type.text)
        self.data: Data = {"type": event.type.text}
        conversion.places[self.path] = event.id.position
        conversion.places[(*self.path, "type")] = event.type.position
        self.quote()
        for name, target in event.roles:
            self.role(name, target)
        id = event.id.text
        for setting in conversion.settings.get(id, ()):
            self.setting(setting)
        if (words := conversion.free.get(id)) is not None:
            conversion.set(self.data, self.path, "note", words.text, words)

    def quote(self) -> None:
        conversion, trigger = self.conversion, self.event.trigger
        bound = conversion.standoff.bounds.get(trigger.text)
        if bound is None:
            conversion.unknown(trigger)
            return
        if bound.type.text not in conversion.vocabulary.events:
            if bound.type.text != self.event.type.text:  # else the check says so of the event
                name, fix = quoted(bound.type.text), self.event.type.text
                conversion.fault(
                    "unknown-type", bound.type, "this is not a type of event", name, fix
                )
        elif bound.type.text != self.event.type.text:
            conversion.fault(
                "marks-at-odds",
                self.event.type,
                f"the trigger {bound.id.text} is of another type",
                quoted(self.event.type.text),
                bound.type.text,
            )
        spans = conversion.spans[bound.id.text]
        if not spans:
            return
        # The quote of an event is contiguous: from the first marked word to the last.
        span = spans[0][0], spans[-1][1]
        conversion.places[(*self.path, "quote")] = bound.offsets.position
        quote = event_quote(span, conversion.text)
        if quote is None:
            words = quoted(conversion.text[slice(*span)])
            problem = "an event is marked within a word"
            conversion.fault("bad-offset", bound.offsets, problem, words, "whole words")
        else:
            self.data["quote"] = quote

    def role(self, name: Word, target: Word) -> None:
        conversion = self.conversion
        if self.event.type.text not in conversion.vocabulary.events:
            return
        key = self.names.role(name.text)
        if key is None:
            known = [*self.names.roles, *self.names.times]
            near = nearest(name.text, known)
            article = "an" if self.event.type.text[0] in "AEIOU" else "a"
            problem = f"{article} {self.event.type.text} has no role {quoted(name.text)}"
            fix = near or one_of(known)
            conversion.fault("unknown-role", name, problem, None, fix, name.text)
        elif key in self.names.times.values():
            self.date(key, name, target)
        elif target.text in conversion.dates:
            problem = f"a {DATE} cannot be {name.text}"
            fix = f"{', '.join(DATE_ROLES[:-1])} or {DATE_ROLES[-1]}, or somebody or something else"
            conversion.fault("wrong-filler", target, problem, quoted(target.text), fix)
        elif (filler := conversion.filler(target)) is not None:
            conversion.append(self.data, self.path, key, filler, target, name)

    def date(self, key: str, name: Word, target: Word) -> None:
        conversion = self.conversion
        bound = conversion.dates.get(target.text)
        if bound is None:
            if (
                target.text in conversion.standoff.bounds
                or target.text in conversion.standoff.events
            ):
                fix = f"the text-bound of a {DATE}"
                problem = f"{name.text} must point to a {DATE}"
                conversion.fault("wrong-filler", target, problem, quoted(target.text), fix)
            else:
                conversion.unknown(target)
            return
        value = self.date_value(bound, (*self.path, key))
        if value is not None:
            conversion.set(self.data, self.path, key, value, target, name)

    def date_value(self, bound: TextBound, path: Path) -> Data | None:
        conversion = self.conversion
        spans = conversion.spans[bound.id.text]
        if not spans:
            return None
        value: Data = {"phrase": conversion.text[spans[0][0] : spans[-1][1]]}
        conversion.places[(*path, "phrase")] = bound.words.position
        for setting in conversion.settings.get(bound.id.text, ()):
            word, at = setting.key.text, setting.value
            said: object = setting.text
            if word == "relative_to":
                said = conversion.filler(Word(setting.text, at.position))
            elif word == "phrase":
                conversion.fault(
                    "unknown-key",
                    setting.key,
                    "phrase is taken from the marked words, not from a note",
                    None,
                    "edtf",
                )
                continue
            conversion.set(value, path, word, said, at, setting.key)
        return value

    def setting(self, setting: Setting) -> None:
        conversion, word = self.conversion, setting.key.text
        if word == KEY:
            if setting.text != self.path[1]:
                fix = f"one value; the first is {quoted(str(self.path[1]))}"
                conversion.fault("marks-at-odds", setting.value, "key has two values", None, fix)
        elif word in _MARKED:
            problem = f"{word} is taken from the marked words, not from a note"
            conversion.fault("unknown-key", setting.key, problem, None, "to remove the key")
        elif word in self.names.times.values():
            date = {"edtf": setting.text}
            conversion.set(self.data, self.path, word, date, setting.value, setting.key)
        elif word in self.names.roles.values():
            at, named = setting.value, setting.key
            for text in setting.texts:
                keys = text.split(TOGETHER) if word == conversion.vocabulary.source.key else [text]
                found = (conversion.filler(Word(key.strip(), at.position)) for key in keys)
                fillers = [filler for filler in found if filler is not None]
                if fillers:
                    value = fillers if len(fillers) > 1 else fillers[0]
                    conversion.append(self.data, self.path, word, value, at, named)
        else:
            conversion.set(self.data, self.path, word, setting.text, setting.value, setting.key)


def _note_relations(conversion: Conversion, events: Iterable[EventLine]) -> None:
    """Add a fault for relations that are neither one of ours nor a role of an event."""
    standoff = conversion.standoff
    roles = {name for event in events for name, _ in event.roles}
    types = [line.type for line in standoff.relations if line.type not in roles]
    known = of_entities(conversion.vocabulary)
    for type in (*types, *(line.type for line in standoff.equivalences)):
        if type.text in known:
            continue
        if type.text == ALIAS:
            problem = "this relation does not say that two mentions are one entity; it is ignored"
            conversion.fault("ignored-annotation", type, problem, quoted(ALIAS), EQUIV)
        else:
            near = nearest(type.text, (PART_OF, EQUIV))
            names = f"{PART_OF} or {EQUIV}, or a role, from the event to who fills it"
            fix = near or Fix(names, FixKind.ALL_NAMES)
            conversion.fault("unknown-role", type, "this is not a relation", quoted(type.text), fix)


def _attribute(
    conversion: Conversion, event: EventLine, data: Data, path: Path, line: AttributeLine
) -> None:
    """Set an attribute of an event."""
    type = event.type.text
    if type not in conversion.vocabulary.events:
        return
    names = _names(conversion.vocabulary, type)
    name, value = line.name.text, line.value
    key = names.attributes.get(name)
    if key is None and name in BINARY and value is None:
        conversion.set(data, path, *BINARY[name], line.name)
        return
    if key is None:
        article = "an" if type[0] in "AEIOU" else "a"
        problem = f"{article} {type} has no attribute {quoted(name)}"
        fix = nearest(name, names.attributes) or one_of(names.attributes)
        conversion.fault("unknown-role", line.name, problem, None, fix, name)
        return
    values = names.values[key]
    if value is None or value.text not in values:
        known = ", ".join(values)
        near = nearest(value.text, values) if value is not None else None
        problem = f"{name} must be one of {known}"
        found = quoted(value.text) if value is not None else None
        conversion.fault(
            "unknown-value", value or line.name, problem, found, near or one_of(values)
        )
        return
    conversion.set(data, path, key, values[value.text], value, line.name)


def _note_unused(conversion: Conversion, events: Iterable[EventLine]) -> None:
    used = {target.text for event in events for _, target in event.roles}
    for id, bound in conversion.dates.items():
        if id not in used:
            problem = "no event has this date; it is ignored"
            fix = f"an event with it as {', '.join(DATE_ROLES[:-1])} or {DATE_ROLES[-1]}"
            conversion.fault("ignored-annotation", bound.id, problem, quoted(bound.words.text), fix)
