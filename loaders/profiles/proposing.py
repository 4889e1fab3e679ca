"""Proposing a profile: what the names that there are in some files most likely mean."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from whomet.loaders.annotation.marks import DATE, key_names
from whomet.loaders.brat.names import BINARY, PART_OF
from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import Fault
from whomet.loaders.files.finding import find
from whomet.loaders.files.formats import TABLE, TABLES
from whomet.loaders.profiles.profile import TASK, Profile
from whomet.loaders.profiles.recognising import recognised_preset
from whomet.loaders.profiles.surveying import (
    ATTRIBUTES,
    COLUMNS,
    FIELDS,
    LABELS,
    ROLES,
    FoundNames,
    look_at,
)
from whomet.loaders.tabular.cell_warnings import is_list
from whomet.loaders.web_annotation.terms import TermNames
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.exports.brat import role_names
from whomet.ontology.suggestions import ONE_WORD, nearest
from whomet.ontology.vocabulary import Vocabulary

#: How days are commonly written; where several fit, the first is proposed.
FORMATS = (
    *("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%y"),
    *("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"),
)

#: What annotation schemes call words that say when; they are no class of the ontology.
DATE_LABELS = frozenset(("date", "time", "timex", "timex3", "datetime"))


def proposal(paths: Iterable[str | Path], format: str, vocabulary: Vocabulary) -> str:
    """A profile in YAML for the files in `paths`, with comments on what was found and is missing.

    Raises LoaderError where there are no files of the format.
    """
    found = FoundNames()
    format = TABLE if format in TABLES else format
    preset: tuple[str, Profile, str] | None = None
    for source in find(paths, None, format, tables=True):
        if isinstance(source, Fault):
            continue
        if found.files == 0 and format == TABLE:
            known = recognised_preset(source, vocabulary)
            preset = None if known is None else (*known, source.stem)
        found.files += 1
        if preset is None:
            look_at(source, format, found)
            if found.unreadable is not None:
                raise LoaderError(f"{source.name}: {found.unreadable}")
    if not found.files:
        raise LoaderError(f"There are no files of the format {format} here; name others.")
    if preset is None:
        return "\n".join(_lines(found, format, vocabulary)) + "\n"
    name, profile, stem = preset
    return "\n".join(_extension(profile, name, stem, found)) + "\n"


def _extension(preset: Profile, name: str, stem: str, found: FoundNames) -> Iterator[str]:
    """A profile that adds to one of the package what files do not say."""
    yield f"# {found.files:,} found; the first has the columns of {name}, a profile of the package."
    yield f"extends: {name}"
    table = preset.table.value if preset.table is not None else {}
    fits = any(one.match(stem) is not None for one in preset.patterns.get("file", ()))
    missing = []
    for key in ("source", "published"):
        default = preset.defaults.get(key)
        from_rows = isinstance(table, dict) and key in table
        if not from_rows and not fits and (default is None or default.columns):
            missing.append(key)
    if missing:
        yield "# Neither the rows nor the name of the file say this:"
        yield "defaults:"
        yield from (f"  {key}: TODO  # {_WANTED[key]}" for key in missing)


_WANTED = {"source": "who published them", "published": "the day, such as 2017-10-19"}


def _lines(found: FoundNames, format: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"# A proposal for files of the format {format}: {found.files:,} found, with these"
    for kind, names in found.kinds.items():
        yield f"# {kind}:"
        yield from (f"#   {count:>7,}  {name}" for name, count in names.most_common())
    yield "# Put something in the place of each TODO, save this as NAME.yaml, and use it with"
    yield "#   whomet check --profile NAME.yaml FILES"
    yield "#   whomet load --profile NAME.yaml FILES"
    yield "defaults:"
    yield '  brief: "{file}-{number}"'
    patterns: dict[str, str] = {}
    for key, todo in _TODO.items():
        yield f"  {key}: {_default(key, found, vocabulary, patterns) or todo}"
    yield "  language: en"
    if patterns:
        yield "patterns:"
        yield from (f"  {name}: {_quoted(text)}" for name, text in patterns.items())
    else:
        yield "# patterns:"
        yield '#   file: "{place}-{year:4}{month:2}{day:2}"'
    if COLUMNS in found.kinds:
        yield from _table(found.kinds[COLUMNS], found.cells)
        return
    meanings = {
        name: meaning
        for kind, names in found.kinds.items()
        if kind in (LABELS, ROLES, ATTRIBUTES)
        for name in sorted(names)
        if (meaning := _meaning(name, kind, vocabulary, format)) != name
    }
    yield "map:" if any(meanings.values()) else "map: {}"
    for name, meaning in meanings.items():
        if meaning is not None:
            yield f"  {json.dumps(name, ensure_ascii=False)}: {meaning}"
    rest = sorted(name for name, meaning in meanings.items() if meaning is None)
    yield "# Nothing of ours has these names: map them, or leave them out here."
    yield f"ignore: {json.dumps(rest, ensure_ascii=False)}"


_TODO = {
    "source": "TODO  # who published the texts",
    "published": "TODO  # the day, such as 2017-10-19, or fields of a pattern",
}


def _default(
    key: str, found: FoundNames, vocabulary: Vocabulary, patterns: dict[str, str]
) -> str | None:
    """Where a key of the brief most likely comes from among the fields of the tasks."""
    fields = [name.removeprefix(TASK) for name in found.kinds.get(FIELDS, ())]
    if key in fields:
        return f'"{{{TASK}{key}}}"  # each task says it'
    meant = [name for name in fields if key in vocabulary.meant(name, "brief", METADATA_KEYS)]
    if not meant:
        return None
    field = f"{TASK}{meant[0]}"
    cells = found.cells.get(field, [])
    if key != "published" or _all_fit(cells, "%Y-%m-%d"):
        return _quoted(f"{{{field}}}")
    for form, written in _DAYS.items():
        if cells and all(re.fullmatch(form, cell.strip()) for cell in cells):
            patterns[field] = written
            return '"{year}-{month}-{day}"'
    return f"{_quoted(f'{{{field}}}')}  # as 2017-10-19; otherwise by a pattern over it"


#: Days of fields that a pattern can take apart, and that pattern.
_DAYS = {
    r"\d{4}-\d\d-\d\dT.+": "{year:4}-{month:2}-{day:2}T{time}",
    r"\d{4}-\d\d-\d\d .+": "{year:4}-{month:2}-{day:2} {time}",
    r"\d\d\.\d\d\.\d{4}": "{day:2}.{month:2}.{year:4}",
    r"\d{8}": "{year:4}{month:2}{day:2}",
}
_ANY_CASE = frozenset(("doccano", "prodigy"))
"""Formats in which our names are read in any case."""


def _meaning(name: str, kind: str, vocabulary: Vocabulary, format: str) -> str | None:
    """What a name most likely means: itself, if it is one of ours, or None."""
    if kind == LABELS:
        known = [*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels]
        if name in known or (format in _ANY_CASE and name.lower() in map(str.lower, known)):
            return name
        if name.lower() in DATE_LABELS:
            return DATE
        meant = vocabulary.meant(name, "classes", [*vocabulary.entities, *vocabulary.events])
        return next(iter(meant), None) or nearest(name, known, ONE_WORD)
    if kind == ROLES:
        roles = role_names(vocabulary)
        if name in roles or name in (PART_OF, "Equiv"):
            return name
        if format in _ANY_CASE and name.lower() in map(str.lower, key_names(vocabulary)):
            return name
        if format == "hypothesis" and name in TermNames(vocabulary).properties:
            return name
        plain = name.removesuffix("-Arg")  # as in ACE
        near = _role_meant(plain, vocabulary) or nearest(plain, roles, ONE_WORD)
        role = roles.get(near or "")
        return near if role is None else role.key
    if format == "label-studio":
        keys = {"edtf", *(key for cls in vocabulary.entities.values() for key in cls.keys)}
        keys |= {key for cls in vocabulary.events.values() for key in cls.keys}
        return name if name in keys else nearest(name, keys, ONE_WORD)
    known = [a.brat for a in vocabulary.common_attributes.values()]
    known += [a.brat for cls in vocabulary.events.values() for a in cls.attributes.values()]
    if name in known or name in BINARY:
        return name
    near = nearest(name, known, ONE_WORD)
    return near.lower() if near is not None else None


def _role_meant(name: str, vocabulary: Vocabulary) -> str | None:
    """The key that another word for it means, that of every event before that of some."""
    classes = vocabulary.events.values()
    keys = {key for cls in classes for key in cls.keys}
    meant = vocabulary.meant(name, "events", keys)
    common = (key for key in meant if all(key in cls.keys for cls in classes))
    return next(common, next(iter(meant), None))


def _table(columns: Counter[str], cells: Mapping[str, list[str]]) -> Iterator[str]:
    """A mapping in which each column has its place, to be completed by hand."""
    listed = [name for name in columns if not name.startswith("#")]
    taken: list[str] = []

    def column(words: str) -> str | None:
        found = next(
            (c for c in listed if c not in taken and re.search(words, c, re.IGNORECASE)), None
        )
        taken.extend([] if found is None else [found])
        return found

    with_days = (name for name in listed if _holds_days(cells.get(name, [])))
    day = column("date|day|when") or next(with_days, None)
    taken.extend([] if day is None else [day])
    place = column(r"where|place|city|location|venue")
    topic = column(r"about|topic|subject|purpose")
    person = column(
        "minister|official|visitor|president|leader|secretary|commissioner|senator|host|lobbyist"
    ) or column("name|person|representative|who|guest|participant|attendee|member")
    other = column(
        "organi[sz]|entity|met|with|whom|individual|guest|participant|attendee|person|name"
    )
    kind = "Organization" if re.search("organi[sz]|entity", other or "organi", re.I) else "Person"
    yield "table:"
    rows = max(columns.values(), default=0)
    settings = dict(_settings(day, [place, topic, person, other], cells))
    for spare in listed:
        if columns[spare] < rows and spare not in (day, person, other, *settings):
            settings[spare] = "{optional: true}  # empty in some rows"
    if settings:
        yield "  columns:"
        yield from (f"    {_quoted(name)}: {words}" for name, words in settings.items())
    for actor in filter(None, (person, other)):
        one_each = [part for cell in cells.get(actor, ()) for part in cell.split(";")]
        several = [cell for cell in one_each if is_list(cell, of_person=False)]
        if several:
            yield f"  # {_quoted(actor)} may list several names, as in {_quoted(several[0])}."
            yield '  # If it does, add split: [";", ",", " and "] to its settings above.'
    yield '  brief: "{file}-{row}"'
    yield "  text:  # each line is left out where its cell is empty"
    yield from (f"    - {_quoted(f'{name}: {{{name}}};')}" for name in listed)
    yield "  entities:"
    entities = [("one", "Person", person), ("other", kind, other)]
    entities += [(k, c, n) for k, c, n in (("at", "Place", place), ("on", "Topic", topic)) if n]
    for key, cls, name in entities:
        field_of = f"{{{name}}}" if name is not None else "TODO"
        yield f"    {key}: {{type: {cls}, name: {_quoted(field_of)}}}"
    yield "  events:"
    when = f", when: {_quoted(f'{{{day}}}')}" if day is not None else ""
    where = f"{', place: at' if place else ''}{', topic: on' if topic else ''}"
    yield f"    met: {{type: Meeting, participant: [one, other]{where}{when}}}"


def _settings(
    day: str | None, others: Iterable[str | None], cells: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """How columns are read, by their first cells: days of a format, lists of names."""
    if day is not None:
        given = cells.get(day, [])
        words = list(dict.fromkeys(cell.strip() for cell in given if not _HAS_DAY.search(cell)))
        with_days = [cell for cell in given if _HAS_DAY.search(cell)]
        fitting = [form for form in FORMATS if _all_fit(with_days, form)]
        if fitting:
            also = f", or {' or '.join(fitting[1:])}: look" if fitting[1:] else ""
            undated = f", undated: {json.dumps(words, ensure_ascii=False)}" if words else ""
            form = _quoted(fitting[0])
            yield day, f"{{format: {form}{undated}}}  # as the days are written{also}"
    for name in others:
        if name is not None and any(";" in cell for cell in cells.get(name, [])):
            yield name, '{split: ";"}'


_HAS_DAY = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|spring|summer|autumn|winter)",
    re.IGNORECASE,
)
"""What a cell has that says when, however roughly; other words say no day."""


_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
"""A day and a time that need no format."""


def _holds_days(cells: Sequence[str]) -> bool:
    """Whether the cells of a column that have a number are days of one format."""
    with_days = [cell for cell in cells if any(map(str.isdigit, cell))]
    return any(_all_fit(with_days, form) for form in FORMATS) or (
        bool(with_days) and all(map(_ISO_TIME.fullmatch, with_days))
    )


def _all_fit(cells: Sequence[str], form: str) -> bool:
    try:
        return bool([datetime.strptime(cell.strip(), form) for cell in cells])
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
