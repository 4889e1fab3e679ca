"""The mapping beside a table: a brief with `{column}` where a row fills it in.

It is checked on its own, so that a mistake in it is reported once and not for every row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from whomet.loaders.checking.values import shape
from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.parsed import ParsedNode, Path, locate_in
from whomet.loaders.tabular.rows import Cell, Layout
from whomet.loaders.tabular.templates import BraceError, Template, template
from whomet.ontology.brief_keys import BRIEF_KEYS, DATE_KEYS, METADATA_KEYS, REQUIRED_KEYS
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

_KEYS = (
    *("key", "encoding", "delimiter", "skip_rows", "header", "sheet", "nothing", "only", "columns"),
    *BRIEF_KEYS,
)
_COLUMN_KEYS = ("aliases", "fill", "nothing", "split", "format", "values")
MOST_KEYS = 200
ROW, FILE = "row", "file"
"""Fields of each row besides its columns: its number, and the name of its file."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the cells of a column are read: split, as dates of some formats, by a list of values.

    Cells in `nothing` (folded) are empty; with `fill` an empty cell takes that of the row above.
    """

    split: str | None = None
    formats: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    fill: bool = False
    nothing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntityTemplate:
    """An entity that each row may have: texts by key, and the keys it may be part of."""

    texts: Mapping[str, tuple[Template, ...]]
    part_of: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows with a certain cell in a column, or without `cells` with any."""

    column: str
    cells: frozenset[str] | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether a row with this cell is one of them."""
        if self.cells is None:
            return cell not in ("", [])
        return isinstance(cell, str) and folded(cell) in self.cells


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """An event that each row may have: `given` says which rows have it."""

    texts: Mapping[str, Template]
    dates: Mapping[str, Mapping[str, Template]]
    roles: Mapping[str, tuple[str, ...]]
    given: Condition | None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A complete mapping."""

    file: str
    root: ParsedNode
    key: tuple[str, ...]
    layout: Layout
    nothing: frozenset[str]
    only: tuple[Condition, ...]
    columns: Mapping[str, ColumnMapping]
    brief: Mapping[str, Template]
    text: tuple[Template, ...]
    entities: Mapping[str, EntityTemplate]
    events: Mapping[str, EventTemplate]
    used: Mapping[str, Path]

    def without(self, known: Iterable[str]) -> tuple[Fault, ...]:
        """A fault for each column that it uses and that is not among `known`."""
        names = list(known)
        return tuple(
            fault_at(
                self.file,
                locate_in(self.root, path, False),
                "unknown-column",
                "the table has no such column",
                quoted(column),
                nearest(column, names) or f"one of {', '.join(names[:20])}",
            )
            for column, path in self.used.items()
            if column not in names and column not in (ROW, FILE)
        )


def read_mapping(
    file: str, root: ParsedNode, vocabulary: Vocabulary, filled: Collection[str] = ()
) -> tuple[TableMapping | None, tuple[Fault, ...]]:
    """The mapping in a parsed YAML text, or None and what is wrong with it.

    The keys in `filled` need not be there, because a profile fills them in.
    """
    reader = _Reader(file, root, vocabulary, filled)
    found = reader.read()
    return (None if reader.faults else found), tuple(reader.faults)


class _Reader:
    def __init__(
        self, file: str, root: ParsedNode, vocabulary: Vocabulary, filled: Collection[str]
    ) -> None:
        self.file = file
        self.filled = filled
        self.root = root
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []
        self.used: dict[str, Path] = {}
        self.aliases: dict[str, str] = {}

    def fault(
        self,
        code: str,
        path: Path,
        problem: str,
        found: str | None,
        fix: str | None,
        key: bool = False,
    ) -> None:
        place = locate_in(self.root, path, key)
        self.faults.append(fault_at(self.file, place, code, problem, found, fix))

    def read(self) -> TableMapping | None:
        value = self.mapping(self.root.value, (), "column: … lines")
        for key in value:
            self.known(key, (key,), _KEYS, "a mapping")
        for key in REQUIRED_KEYS:
            if key not in value and key not in self.filled:
                self.fault("missing-key", (), f"the key {key} is missing", None, f"{key}: …")
        columns = self.columns(value.get("columns", {}))
        entities = self.mapping(value.get("entities", {}), ("entities",), "key: {type: …} lines")
        events = self.mapping(value.get("events", {}), ("events",), "key: {type: …} lines")
        self.kinds = {
            key: self.kind(section, key, data)
            for section, things in (("entities", entities), ("events", events))
            for key, data in things.items()
        }
        for key in entities.keys() & events.keys():
            problem, fix = f"an entity also has the key {key}", "another key for the event"
            self.fault("key-used-twice", ("events", key), problem, None, fix, True)
        return TableMapping(
            self.file,
            self.root,
            tuple(self.column(c, p) for p, c in self.listed(value.get("key", []), ("key",))),
            self.layout(value),
            self.nothing(value, ()),
            self.conditions(value.get("only", {}), ("only",)),
            columns,
            {k: self.template(value[k], (k,)) for k in METADATA_KEYS if k in value},
            tuple(self.template(t, p) for p, t in self.listed(value.get("text", []), ("text",))),
            {key: self.entity(key, data) for key, data in entities.items()},
            {key: self.event(key, data) for key, data in events.items()},
            self.used,
        )

    # -- parts

    def delimiter(self, value: object) -> str | None:
        if value is None or (isinstance(value, str) and len(value) == 1 and value not in '"\r\n'):
            return value
        problem, fix = "the delimiter must be one character", '";" or "\\t"'
        self.fault("bad-mapping", ("delimiter",), problem, shape(value), fix)
        return None

    def layout(self, value: Mapping[str, object]) -> Layout:
        encoding = self.line(value, "encoding", ())
        if encoding is not None and not _is_encoding(encoding):
            fix = "one that Python knows, such as utf-8, cp1252 or cp1256"
            problem = "this is not an encoding of text"
            self.fault("bad-mapping", ("encoding",), problem, quoted(encoding), fix)
            encoding = None
        skip = self.line(value, "skip_rows", ()) or "0"
        if not (skip.isascii() and skip.isdigit() and len(skip) < 7):
            problem, fix = "skip_rows is the number of rows before the columns", "a number"
            self.fault("bad-mapping", ("skip_rows",), problem, quoted(skip), fix)
            skip = "0"
        return Layout(
            self.delimiter(value.get("delimiter")),
            encoding,
            int(skip),
            self.line(value, "sheet", ()),
            self.aliases,
            self.texts(self.listed(value.get("header", []), ("header",)), "names of columns"),
        )

    def conditions(self, value: object, path: Path) -> tuple[Condition, ...]:
        """The rows that are meant: `column: [cells]`, or columns that are not empty."""
        if not isinstance(value, dict):
            texts = self.texts(self.listed(value, path), "the name of a column")
            return tuple(Condition(self.column(name, path)) for name in texts)
        found = []
        for name, cells in self.mapping(value, path, "column: [cell, …] lines").items():
            here = (*path, name)
            texts = self.texts(self.listed(cells, here), "one cell or several")
            found.append(Condition(self.column(name, here), frozenset(map(folded, texts))))
        return tuple(found)

    def nothing(self, value: Mapping[str, object], path: Path) -> frozenset[str]:
        """The cells that mean nothing, folded."""
        there = (*path, "nothing")
        texts = self.listed(value.get("nothing", []), there)
        return frozenset(folded(text) for text in self.texts(texts, "text such as N/A"))

    def texts(self, found: list[tuple[Path, object]], fix: str) -> list[str]:
        right = []
        for path, text in found:
            if isinstance(text, str) and text.strip():
                right.append(text)
            else:
                self.fault("wrong-shape", path, "this must be text", shape(text), fix)
        return right

    def columns(self, value: object) -> dict[str, ColumnMapping]:
        found = {}
        for name, data in self.mapping(value, ("columns",), "column: {split: …} lines").items():
            path: Path = ("columns", name)
            self.used.setdefault(name, path)
            settings = self.mapping(data, path, "{split: …}, {format: …} or {values: …}")
            for key in settings:
                self.known(key, (*path, key), _COLUMN_KEYS, "a column")
            split = self.line(settings, "split", path)
            forms = self.formats(settings, path)
            for alias in self.texts(
                self.listed(settings.get("aliases", []), (*path, "aliases")), "another name"
            ):
                self.aliases[" ".join(alias.split())] = name
            fill = self.line(settings, "fill", path)
            if fill not in (None, "down"):
                problem, fix = "fill has one value", "down"
                self.fault("bad-mapping", (*path, "fill"), problem, quoted(fill or ""), fix)
            values = None
            if "values" in settings:
                there = (*path, "values")
                given = self.mapping(settings["values"], there, "cell: value lines")
                values = {k: self.line(given, k, there) or "" for k in given}
            nothing = self.nothing(settings, path)
            found[name] = ColumnMapping(split, forms, values, fill == "down", nothing)
        return found

    def formats(self, settings: Mapping[str, object], path: Path) -> tuple[str, ...]:
        there = (*path, "format")
        fix = "one such as %d/%m/%Y"
        forms = self.texts(self.listed(settings.get("format", []), there), fix)
        for form in forms:
            if not _is_format(form):
                problem = "this is not a date format"
                self.fault("bad-mapping", there, problem, quoted(form), fix)
        return tuple(forms)

    def kind(self, section: str, key: str, data: object) -> str | None:
        """The class of an entity or event, None where it is not known or left to the rows."""
        path: Path = (section, key)
        if not re.fullmatch(self.vocabulary.patterns["brief"], key):
            problem, fix = "a key is one word of letters, digits, . _ -", "one word"
            self.fault("bad-key", path, problem, quoted(key), fix, True)
        fields = self.mapping(data, path, "{type: …}")
        kind = fields.get("type")
        known = self.vocabulary.entities if section == "entities" else self.vocabulary.events
        if not isinstance(kind, str):
            fix = f"type: one of {', '.join(known)}"
            if "type" not in fields or kind is None:
                self.fault("missing-key", path, f"{key} has no type", None, fix, True)
            else:
                self.fault("wrong-shape", (*path, "type"), "type is text", shape(kind), fix)
            return None
        if kind in known or "{" in kind:
            return kind if kind in known else None
        what = "entity" if section == "entities" else "event"
        fix = nearest(kind, known) or f"one of {', '.join(known)}"
        self.fault(
            "unknown-type", (*path, "type"), f"this is not a type of {what}", quoted(kind), fix
        )
        return None

    def entity(self, key: str, data: object) -> EntityTemplate:
        path: Path = ("entities", key)
        kind = self.kinds.get(key)
        cls = self.vocabulary.entities.get(kind or "")
        known = (
            cls.keys
            if cls
            else tuple({k for c in self.vocabulary.entities.values() for k in c.keys})
        )
        texts: dict[str, tuple[Template, ...]] = {}
        part_of = None
        fields = data if isinstance(data, dict) else {}
        if "name" not in fields and isinstance(data, dict):
            self.fault("missing-key", path, f"{key} has no name", None, 'name: "{column}"', True)
        for word, value in fields.items():
            here = (*path, word)
            if not self.known(word, here, known, f"an entity of type {kind or '…'}"):
                continue
            if word == "part_of":
                part_of = self.reference(value, here)
            elif word in ("quote", "aliases"):
                texts[word] = tuple(self.template(t, p) for p, t in self.listed(value, here))
            else:
                texts[word] = (self.template(value, here),)
        return EntityTemplate(texts, part_of)

    def event(self, key: str, data: object) -> EventTemplate:
        path: Path = ("events", key)
        kind = self.kinds.get(key)
        cls = self.vocabulary.events.get(kind or "")
        classes = [cls] if cls else list(self.vocabulary.events.values())
        roles = {name for c in classes for name in c.roles} | {self.vocabulary.source.key}
        known = (*dict.fromkeys(name for c in classes for name in c.keys), "if")
        texts: dict[str, Template] = {}
        dates: dict[str, dict[str, Template]] = {}
        fillers: dict[str, tuple[str, ...]] = {}
        given = None
        for word, value in (data if isinstance(data, dict) else {}).items():
            here = (*path, word)
            if not self.known(word, here, known, f"an event of type {kind or '…'}"):
                continue
            if word == "if":
                if isinstance(value, dict):
                    given = next(iter(self.conditions(value, here)), None)
                else:
                    given = Condition(self.column(value, here))
            elif word in roles:
                keys = [self.reference(k, p) for p, k in self.listed(value, here)]
                fillers[word] = tuple(k for k in keys if k is not None)
            elif word in DATE_KEYS:
                dates[word] = self.date(value, here)
            else:
                texts[word] = self.template(value, here)
        return EventTemplate(texts, dates, fillers, given)

    def date(self, value: object, path: Path) -> dict[str, Template]:
        if not isinstance(value, dict):
            return {"": self.template(value, path)}
        for key in value:
            self.known(key, (*path, key), ("phrase", "edtf"), "a date")
        return {k: self.template(v, (*path, k)) for k, v in value.items()}

    # -- values

    def mapping(self, value: object, path: Path, fix: str) -> dict[str, object]:
        if isinstance(value, dict):
            if len(value) > MOST_KEYS:
                problem = f"there are more than {MOST_KEYS} keys"
                self.fault("too-large", path, problem, str(len(value)), "fewer")
                return {}
            return value
        self.fault("wrong-shape", path, "this must be a mapping", shape(value), fix)
        return {}

    def listed(self, value: object, path: Path) -> list[tuple[Path, object]]:
        if isinstance(value, list):
            return [((*path, index), item) for index, item in enumerate(value)]
        return [(path, value)]

    def line(self, values: Mapping[str, object], key: str, path: Path) -> str | None:
        value = values.get(key)
        if key not in values or (isinstance(value, str) and value):
            return value if isinstance(value, str) else None
        self.fault("wrong-shape", (*path, key), f"{key} is text", shape(value), "one text")
        return None

    def template(self, value: object, path: Path) -> Template:
        if isinstance(value, str) and value.strip():
            try:
                found = template(value.strip())
            except BraceError:
                problem, fix = "a brace is not closed or not opened", "{column}, or {{ for a brace"
                self.fault("bad-mapping", path, problem, quoted(value), fix)
                return Template(())
            for column in found.columns:
                self.used.setdefault(column, path)
            return found
        self.fault("wrong-shape", path, "this must be text", shape(value), 'text with "{column}"')
        return Template(())

    def column(self, value: object, path: Path) -> str:
        if isinstance(value, str) and value:
            self.used.setdefault(value, path)
            return value
        self.fault("wrong-shape", path, "this is the name of a column", shape(value), "one text")
        return ""

    def reference(self, value: object, path: Path) -> str | None:
        if isinstance(value, str) and value in self.kinds:
            return value
        near = nearest(value, self.kinds) if isinstance(value, str) else None
        problem = "nothing in the mapping has this key"
        fix = near or "a key of its entities or events"
        self.fault("unknown-reference", path, problem, shape(value), fix)
        return None

    def known(self, key: str, path: Path, known: Iterable[str], what: str) -> bool:
        names = list(known)
        if key in names:
            return True
        fix = nearest(key, names) or f"one of {', '.join(names)}"
        self.fault("unknown-key", path, f"{what} has no key {quoted(key)}", None, fix, True)
        return False


def folded(cell: str) -> str:
    """A cell as it is compared with those that mean nothing."""
    return " ".join(cell.split()).casefold()


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name).name) and "x".encode(name) != b""
    except (LookupError, UnicodeError, TypeError):
        return False


def _is_format(text: str) -> bool:
    try:
        datetime.strptime(datetime(2017, 10, 19).strftime(text), text)
    except (ValueError, re.error):
        return False
    return "%Y" in text or "%y" in text
