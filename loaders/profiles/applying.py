"""A profile at work: on the vocabulary that a reader sees, and on each brief that it makes.

Readers know names by the vocabulary alone. So they are given one in which the names of the profile
exist beside ours, and what they make is then renamed, which holds for every format.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, fault_at, missing_key, quoted
from whomet.loaders.files.source import InputSource
from whomet.loaders.made_ids import made_id
from whomet.loaders.parsed import Locate, Path, Position
from whomet.loaders.profiles.profile import PART, TASK, Profile
from whomet.loaders.tabular.templates import Field, Template
from whomet.ontology.brief_keys import BRIEF_KEYS, METADATA_KEYS
from whomet.ontology.vocabulary import Vocabulary

_NAME_CODES = frozenset({"unknown-type", "unknown-role", "unknown-key", "unknown-value"})
_LEFT_OUT = frozenset({"ignored-annotation", "unused-field", "unknown-role"})
"""What a reader tells of a name that it does not know, and leaves out itself."""
Values = dict[str, object]


def with_names(vocabulary: Vocabulary, profile: Profile) -> Vocabulary:
    """A vocabulary with the names of the profile beside those that they mean."""
    if not profile.map:
        return vocabulary
    entities, events = dict(vocabulary.entities), dict(vocabulary.events)
    for name, target in profile.map.items():
        if target in vocabulary.entities:
            entities[name] = vocabulary.entities[target]
        elif target in vocabulary.events:
            events[name] = vocabulary.events[target]
    dates = {name for name, target in profile.map.items() if target in vocabulary.date_labels}
    same = {name for name, target in profile.map.items() if target in vocabulary.same_labels}
    parts = {name for name, target in profile.map.items() if target == PART}
    keys = vocabulary.date_roles.values()
    times = {name: target for name, target in profile.map.items() if target in keys}
    for name, cls in events.items():
        aliases = {
            alias: replace(cls.roles[target], brat=alias)
            for alias, target in profile.map.items()
            if target in cls.roles
        }
        events[name] = replace(cls, roles={**cls.roles, **aliases}) if aliases else cls
    said = repr(sorted(profile.map.items()))
    digest = hashlib.sha256(f"{vocabulary.digest} {said}".encode()).hexdigest()
    return replace(
        vocabulary,
        entities=entities,
        events=events,
        date_labels=vocabulary.date_labels | dates,
        same_labels=vocabulary.same_labels | same,
        part_labels=vocabulary.part_labels | parts,
        date_roles={**vocabulary.date_roles, **times},
        digest=digest,
    )


def with_companions(source: InputSource, profile: Profile) -> InputSource:
    """The source, beside which there seems to be an empty NAME.meta.yaml if there is none."""

    def beside(name: str) -> InputSource | None:
        found = source.beside(name)
        if found is not None or not name.endswith(".meta.yaml") or not profile.defaults:
            return found
        if (other := source.beside(f"{name.removesuffix('.yaml')}.yml")) is not None:
            return other
        # Defaults fill in what it does not say.
        return _in_memory(profile.file, b"{}\n")

    table = None if profile.table is None else (profile.table_file, profile.table)
    filled = frozenset(profile.defaults)
    return replace(
        source,
        beside=beside,
        filled=filled,
        table=table,
        annotators=profile.annotators,
        fields=_fields_of(source, profile),
    )


def _fields_of(source: InputSource, profile: Profile) -> dict[str, str]:
    """What the patterns find in the name and the path of a file."""
    path = PurePosixPath(source.name.replace("\\", "/"))
    fields = {"file": source.stem, "folder": path.parent.name}
    for subject, text in (("file", source.stem), ("path", str(path))):
        for one in profile.patterns.get(subject, ()):
            if (found := one.match(text)) is not None:
                fields.update(found)
                break
    return fields


def _in_memory(name: str, data: bytes) -> InputSource:
    def open_data() -> AbstractContextManager[IO[bytes]]:
        return nullcontext(BytesIO(data))

    return InputSource(name, None, open_data, len(data))


class AppliedProfile:
    """A profile on the briefs of one file, the source of which it has made (`with_companions`)."""

    def __init__(self, profile: Profile, source: InputSource, vocabulary: Vocabulary) -> None:
        self.profile = profile
        self.vocabulary = vocabulary
        self.source = source
        self.stem = source.stem
        self.number = 0
        self.own = profile.ignore | profile.map.keys()
        self.task_fields = frozenset(quoted(name) for name in profile.task_fields)
        self.fields = source.fields

    def document(self, document: Document) -> Document:
        """The document with the names of the vocabulary, and what it does not say filled in."""
        faults = tuple(fault for fault in document.faults if not self.is_ignored(fault))
        by_reader = Counter(
            name
            for fault in document.faults
            for name in (self.profile.ignore if fault.code in _LEFT_OUT else ())
            if _is_about(fault, name)
        )
        if not isinstance(document.value, dict):
            return replace(document, faults=(*faults, *self.told(by_reader, document.line)))
        if document.value and not any(key in document.value for key in BRIEF_KEYS):
            return document  # no brief, which defaults would only hide
        own = dict(document.value)
        if document.made_id and "brief" in self.profile.defaults:
            del own["brief"]
        value, locate, left_out = self.value(own, document.locate, document.fields)
        told = self.told(left_out + by_reader, document.line)
        return replace(document, value=value, locate=locate, faults=(*faults, *told))

    def value(
        self, value: Mapping[str, object], locate: Locate, task: Mapping[str, str]
    ) -> tuple[Values, Locate, Counter[str]]:
        """The plain value of a brief, its places, and how often each ignored name was left out."""
        self.number += 1
        made: Values = dict(value)
        left_out: Counter[str] = Counter()
        before: dict[Path, Path] = {}
        gone: set[str] = set()
        sections: dict[str, Values] = {}
        for section in ("entities", "events") if self.own else ():
            found = made.get(section)
            if isinstance(found, dict):
                sections[section] = self.section(section, found, left_out, gone, before)
        self.resort(sections)
        for events in sections.values():
            for key, data in events.items():
                if isinstance(data, dict) and gone:
                    events[key] = _without(data, gone)
        made.update(sections)
        self.fill(made, task)

        def locate_before(path: Path, at_key: bool = False) -> Position:
            known = (p for depth in range(len(path), 0, -1) if (p := path[:depth]) in before)
            first = next(known, None)
            return locate(path if first is None else before[first] + path[len(first) :], at_key)

        return made, locate_before if before else locate, left_out

    def section(
        self,
        section: str,
        found: Mapping[str, object],
        left_out: Counter[str],
        gone: set[str],
        before: dict[Path, Path],
    ) -> Values:
        made: Values = {}
        for key, data in found.items():
            if not isinstance(data, dict):
                made[key] = data
                continue
            kind = data.get("type")
            if isinstance(kind, str) and kind in self.profile.ignore:
                left_out[kind] += 1
                gone.add(key)
                continue
            made[key] = self.renamed((section, key), data, left_out, before)
        return made

    def renamed(
        self, path: Path, data: Values, left_out: Counter[str], before: dict[Path, Path]
    ) -> Values:
        """An entity or event with its type, roles, attributes and values renamed."""
        names = self.profile.map
        if (
            self.own.isdisjoint(data)
            and data.get("type") not in names
            and not any(isinstance(given, str) and given in names for given in data.values())
        ):
            return data
        made: Values = {}
        for word, given in data.items():
            if word in self.profile.ignore:
                left_out[word] += 1
                continue
            ours = names.get(word, word)
            if isinstance(given, str) and given in names and word not in ("name", "quote", "ref"):
                given = names[given]
            if ours != word:
                before[(*path, ours)] = (*path, word)
            if ours in made and made[ours] != given:
                given = [*_listed(made[ours]), *_listed(given)]
            made[ours] = given
        return made

    def resort(self, sections: dict[str, Values]) -> None:
        """Put what a reader took for an entity among the events, if its class is one of events."""
        entities = sections.get("entities", {})
        moved = [
            key
            for key, data in entities.items()
            if isinstance(data, dict) and data.get("type") in self.vocabulary.events
        ]
        for key in moved:
            data = entities.pop(key)
            if isinstance(data, dict):
                data.pop("name", None)
                quotes = data.get("quote")
                if isinstance(quotes, list) and len(quotes) == 1:
                    data["quote"] = quotes[0]
            sections.setdefault("events", {}).setdefault(key, data)

    def fill(self, made: Values, task: Mapping[str, str]) -> None:
        """Fill in the keys of the brief that it does not have."""
        text = made.get("text")
        fields = {**self.fields, "number": str(self.number)}
        for name, given in task.items():
            fields[f"{TASK}{name}"] = given
            for one in self.profile.patterns.get(f"{TASK}{name}", ()):
                if (found := one.match(given.strip())) is not None:
                    fields.update(found)
                    break
        if isinstance(text, str):
            line = text.lstrip().partition("\n")[0].strip()
            for one in self.profile.patterns.get("text", ()):
                if (found := one.match(line)) is not None:
                    fields.update(found)
                    break
        for key in METADATA_KEYS:
            default = self.profile.defaults.get(key)
            # Readers of files with one brief call it after its file where nothing else is said.
            said = made.get(key)
            by_file = key == "brief" and said == self.stem
            if default is not None and (by_file or said in (None, "")):
                filled = _filled(default, fields)
                if filled is not None:
                    made[key] = made_id(filled) if key == "brief" else filled

    def explained(self, fault: Fault) -> Fault:
        """A fault about a missing key, and which name of the file would have given it."""
        if (key := missing_key(fault)) in self.profile.defaults:
            patterns = [p for s in ("file", "path") for p in self.profile.patterns.get(s, ())]
            names = " or ".join(quoted(one.text) for one in patterns)
            named = f"a file called {names}, or " if names else ""
            fix = f"{named}{key}: … in the defaults of the profile"
            return replace(fault, found=fault.found or quoted(self.stem), fix=fix)
        return fault

    def told(self, left_out: Counter[str], line: int) -> tuple[Fault, ...]:
        """A warning for each ignored name."""
        return tuple(
            fault_at(
                self.source.name,
                (line, 1),
                "ignored-by-profile",
                f"{quoted(name)} is left out, as the profile says",
                "once" if count == 1 else f"{count} times",
            )
            for name, count in sorted(left_out.items())
        )

    def is_ignored(self, fault: Fault) -> bool:
        """Whether a fault is about a name that the profile ignores, or a field that it uses."""
        if fault.code == "unused-field" and fault.found in self.task_fields:
            return True
        known = fault.code in _NAME_CODES or fault.code in _LEFT_OUT
        return known and any(_is_about(fault, name) for name in self.profile.ignore)


def _is_about(fault: Fault, name: str) -> bool:
    """Whether a fault is about a name, or a role of that name with the number of a filler."""
    if fault.found == quoted(name):
        return True
    own = fault.name or ""
    return own.startswith(name) and (own == name or own[len(name) :].isdecimal())


def _filled(template: Template, fields: Mapping[str, str]) -> str | None:
    pieces = []
    for piece in template.pieces:
        text = fields.get(piece.column, "") if isinstance(piece, Field) else piece
        if not text:
            return None
        pieces.append(text)
    return "".join(pieces)


def _without(data: Values, gone: Iterable[str]) -> Values:
    """An entity or event without references to what was left out."""
    lost = set(gone)
    made: Values = {}
    for word, given in data.items():
        if (
            isinstance(given, str)
            and given in lost
            and word not in ("type", "name", "quote", "ref")
        ):
            continue
        if isinstance(given, list) and word not in ("aliases", "quote"):
            given = [one for one in given if not (isinstance(one, str) and one in lost)]
            if not given:
                continue
        made[word] = given
    return made


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
