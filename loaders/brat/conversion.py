"""The shared state of converting one standoff file to a brief."""

from __future__ import annotations

from collections.abc import Collection

from whomet.loaders.brat.names import type_names
from whomet.loaders.brat.notes import Setting, settings_of
from whomet.loaders.brat.standoff import Standoff, TextBound, Word
from whomet.loaders.checking.lookalikes import other_words
from whomet.loaders.checking.occurrences import anywhere
from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.parsed import Path, Position
from whomet.ontology.records import Span
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

Data = dict[str, object]
"""An entity or event as the native format has it."""

KEY = "key"
"""The setting of a note that gives an entity or event its key in the brief."""


class Conversion:
    """The text and the lines of a brief, the settings in its notes, and the faults found so far.

    `taken` are the keys that the brief has elsewhere. Offsets count `shift` more than in the text.
    `spans` are those of each text-bound, empty if its offsets are wrong; `triggers` the events of
    each trigger; `dates` the text-bounds of dates, `marks` those of entities, and `lone` those of
    events without an E line. `keys` by id are filled in as entities and events get their keys,
    `places` of values and `key_places` of their keys by path.
    """

    def __init__(
        self,
        standoff: Standoff,
        text: str,
        vocabulary: Vocabulary,
        taken: Collection[str] = (),
        shift: int = 0,
    ) -> None:
        self.standoff = standoff
        self.text = text
        self.vocabulary = vocabulary
        self.shift = shift
        self.faults: list[TextFault] = []
        self.places: dict[Path, Position] = {}
        self.key_places: dict[Path, Position] = {}
        self.keys: dict[str, str] = {}
        self.taken = {*taken, *standoff.events}
        self.triggers: dict[str, list[str]] = {}
        for event in standoff.events.values():
            self.triggers.setdefault(event.trigger.text, []).append(event.id.text)
        self.spans = {id: self._placed(bound) for id, bound in standoff.bounds.items()}
        self.dates: dict[str, TextBound] = {}
        self.marks: list[TextBound] = []
        self.lone: list[TextBound] = []
        for bound in standoff.bounds.values():
            self._sort(bound)
        self.settings: dict[str, list[Setting]] = {}
        self.free: dict[str, Word] = {}
        self._read_notes()
        every = (setting for settings in self.settings.values() for setting in settings)
        self.taken.update(setting.text for setting in every if setting.key.text == KEY)

    def fault(
        self,
        code: str,
        at: Word,
        problem: str,
        found: str | None = None,
        fix: str | None = None,
        name: str | None = None,
    ) -> None:
        """Add a fault at the position of a word; a `name` that is not known is that of `Fault`."""
        self.faults.append(TextFault(code, at.position, problem, found, fix, name))

    # -- what is marked

    def _sort(self, bound: TextBound) -> None:
        name = bound.type.text
        if bound.id.text in self.triggers:
            return
        if name in type_names(self.vocabulary):
            near: str | None = name
        else:
            near = nearest(name, type_names(self.vocabulary))
        if near in self.vocabulary.date_labels:
            self.dates[bound.id.text] = bound
            if name != near:
                self.fault("unknown-type", bound.type, "this is not a type", quoted(name), near)
        elif near in self.vocabulary.events:
            self.lone.append(bound)
        else:
            self.marks.append(bound)  # the check of the brief reports an unknown type

    def _placed(self, bound: TextBound) -> tuple[Span, ...]:
        """The spans of a text-bound; those separated only by white space are joined."""
        end_of_text = len(self.text)
        spans: list[Span] = []
        for low, high in sorted(bound.spans):
            start, end = low - self.shift, high - self.shift
            if not 0 <= start < end <= end_of_text:
                spans.clear()
                break
            if spans and not self.text[spans[-1][1] : start].strip():
                start, end = spans[-1][0], max(end, spans[-1][1])
                spans.pop()
            spans.append((start, end))
        if not spans:
            problem = "these offsets are outside the text"
            fix = f"start before end, from {self.shift} to {end_of_text + self.shift}"
            self.fault("bad-offset", bound.offsets, problem, quoted(bound.offsets.text), fix)
            return ()
        there = self.words_at(tuple(spans))
        if there == " ".join(bound.words.text.split()):
            return tuple(spans)
        fix = quoted(bound.words.text)
        places = anywhere(bound.words.text, self.text) if bound.words.text.strip() else []
        if len(places) == 1:
            start, end = (place + self.shift for place in places[0])
            fix += f", at {start} {end}"
        problem = other_words(bound.words.text, there)
        self.fault("bad-offset", bound.offsets, problem, quoted(there), fix)
        return ()

    def words_at(self, spans: tuple[Span, ...]) -> str:
        """The words of some spans on one line."""
        return " ".join(" ".join(self.text[start:end] for start, end in spans).split())

    def name_of(self, bound: TextBound) -> str:
        """The name of what a text-bound marks: its words."""
        words = self.words_at(self.spans[bound.id.text]) or " ".join(bound.words.text.split())
        return words or bound.type.text

    # -- what is said of it

    def _read_notes(self) -> None:
        for note in self.standoff.notes:
            target = self.target(note.target)
            if target is None:
                continue
            free, settings = settings_of(note.text)
            self.settings.setdefault(target, []).extend(settings)
            if free is None:
                continue
            if target in self.standoff.events:
                before = self.free.get(target)
                self.free[target] = free if before is None else Word(
                    f"{before.text} {free.text}", before.position
                )  # fmt: skip
            else:
                self.fault(
                    "ignored-annotation", free,
                    "only notes about events are kept; this one is ignored",
                    quoted(free.text), "name=…, or another key and its value",
                )  # fmt: skip

    def target(self, word: Word) -> str | None:
        """The id that a line refers to; for the trigger of an event, the event."""
        id = word.text
        own = self.triggers.get(id, ())
        if len(own) == 1:
            return own[0]
        if own:
            problem = f"{id} is the trigger of several events"
            self.fault("unknown-reference", word, problem, None, " or ".join(own))
        elif id in self.standoff.events or id in self.standoff.bounds:
            return id
        else:
            self.unknown(word)
        return None

    def unknown(self, word: Word) -> None:
        """Add the fault that no line has an id."""
        if word.text in self.standoff.unread:
            return  # that line has an error of its own
        known = [*self.standoff.bounds, *self.standoff.events]
        same = [id for id in known if id[0] == word.text[0]]
        fix = f"one of {', '.join(same[:8])}{' …' * (len(same) > 8)}" if same else "a line with it"
        self.fault("unknown-reference", word, "no line has this id", quoted(word.text), fix)

    def given(self, id: str, key: str) -> Setting | None:
        """The setting `key` in the notes of `id`, if there is one."""
        return next((s for s in self.settings.get(id, ()) if s.key.text == key), None)

    def assign_key(self, ids: list[str], made: str) -> str:
        """Give an entity or event its key: the one in its notes, else one like `made`."""
        given = next((found for id in ids if (found := self.given(id, KEY))), None)
        key = made if given is None else given.text
        if given is not None and key in self.keys.values():
            problem = "this key is used twice"
            self.fault("duplicate-key", given.value, problem, quoted(key), "a unique key")
            given = None
        number = 1
        while given is None and key in self.taken and key != ids[0]:
            number += 1
            key = f"{made}-{number}"
        self.taken.add(key)
        self.keys.update(dict.fromkeys(ids, key))
        return key

    def filler(self, word: Word) -> str | None:
        """The key of what an id refers to, or the id itself, which the check then reports."""
        id = word.text
        if len(self.triggers.get(id, ())) > 1:
            self.target(word)
            return None
        if id in self.standoff.unread:
            return None
        own = self.triggers.get(id, [id])[0]
        return self.keys.get(own, own)

    def set(
        self, data: Data, path: Path, key: str, value: object, at: Word, named: Word | None = None
    ) -> None:
        """Set one value of an entity or event; a fault if it has a different one already."""
        before = data.setdefault(key, value)
        self._place((*path, key), at, named)
        if before != value:
            shown = quoted(value) if isinstance(value, str) else "another one"
            other = (
                f"one value; the first is {quoted(before)}" if isinstance(before, str) else "one"
            )
            self.fault("marks-at-odds", at, f"{key} has two values", shown, other)

    def append(
        self, data: Data, path: Path, key: str, value: object, at: Word, named: Word | None = None
    ) -> None:
        """Append a value to a list of an entity or event."""
        values = data.setdefault(key, [])
        assert isinstance(values, list)
        self._place((*path, key), at, named)
        self.places[(*path, key, len(values))] = at.position
        values.append(value)

    def _place(self, path: Path, at: Word, named: Word | None) -> None:
        self.places.setdefault(path, at.position)
        self.key_places.setdefault(path, (named or at).position)

    def locate(self, path: Path, at_key: bool = False) -> Position:
        """The position of a value, or its key, in the file, or else of what it is in."""
        places = self.key_places if at_key else self.places
        for depth in range(len(path), -1, -1):
            if (place := places.get(path[:depth]) or self.places.get(path[:depth])) is not None:
                return place
        return 1, 1
