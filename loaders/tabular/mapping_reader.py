"""Reading the mapping beside a table.

It is checked on its own, so that a mistake in it is reported once and not for every row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from whomet.loaders.checking.values import class_meant, shape
from whomet.loaders.faults import Fault, quoted
from whomet.loaders.parsed import ParsedNode, Path
from whomet.loaders.tabular.days import is_edtf, period_of
from whomet.loaders.tabular.headers import folded_name
from whomet.loaders.tabular.mapping import (
    FILE,
    ROW,
    SHEET,
    WORDS,
    ColumnMapping,
    Condition,
    EntityTemplate,
    EventTemplate,
    Nothing,
    TableMapping,
    folded,
)
from whomet.loaders.tabular.mapping_values import MappingValues
from whomet.loaders.tabular.rows import Layout
from whomet.loaders.tabular.templates import BraceError, Field, Template, template
from whomet.ontology.brief_keys import BRIEF_KEYS, DATE_KEYS, METADATA_KEYS, REQUIRED_KEYS
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import EventClass, Vocabulary

_KEYS = (
    *("key", "encoding", "delimiter", "quotes", "skip_rows", "header", "sheet", "rows"),
    *("nothing", "only", "columns", "ignore"),
    *BRIEF_KEYS,
)
_COLUMN_KEYS = (
    *("aliases", "optional", "fill", "nothing", "split", "like", "format", "values"),
    *("undated", "period"),
)


def read_mapping(
    file: str,
    root: ParsedNode,
    vocabulary: Vocabulary,
    filled: Collection[str] = (),
    fields: Mapping[str, str] | None = None,
) -> tuple[TableMapping | None, tuple[Fault, ...]]:
    """The mapping in a parsed YAML text, or None and what is wrong with it.

    The keys in `filled` need not be there, because a profile fills them in. `fields` are those of
    the name of a file; without any a period that uses them is left out.
    """
    reader = _Reader(file, root, vocabulary, filled, fields)
    found = reader.read()
    return (None if reader.faults else found), tuple(reader.faults)


class _Reader(MappingValues):
    def __init__(
        self,
        file: str,
        root: ParsedNode,
        vocabulary: Vocabulary,
        filled: Collection[str],
        fields: Mapping[str, str] | None,
    ) -> None:
        super().__init__(file, root, vocabulary)
        self.filled = filled
        self.fields = fields
        self.aliases: dict[str, str] = {}

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
        key_columns = self.listed(value.get("key", []), ("key",))
        texts = self.listed(value.get("text", []), ("text",))
        made = TableMapping(
            self.file,
            self.root,
            tuple(self.column(c, p) for p, c in key_columns),
            Layout(),
            self.nothing(value, ()),
            self.conditions(value.get("only", {}), ("only",)),
            columns,
            {k: self.template(value[k], (k,)) for k in METADATA_KEYS if k in value},
            tuple(self.template(t, p) for p, t in texts),
            {key: self.entity(key, data) for key, data in entities.items()},
            {key: self.event(key, data) for key, data in events.items()},
            self.used,
            self.ignored(value),
        )
        # The columns that are used, and their names, are known only now.
        return replace(made, layout=self.layout(value, columns))

    def delimiter(self, value: object) -> str | None:
        if value is None or (isinstance(value, str) and len(value) == 1 and value not in '"\r\n'):
            return value
        problem, fix = "the delimiter must be one character", '";" or "\\t"'
        self.fault("bad-mapping", ("delimiter",), problem, shape(value), fix)
        return None

    def layout(self, value: Mapping[str, object], columns: Mapping[str, ColumnMapping]) -> Layout:
        encoding = self.line(value, "encoding", ())
        if encoding is not None and not _is_encoding(encoding):
            fix = "one that Python knows, such as utf-8, cp1252 or cp1256"
            problem = "this is not an encoding of text"
            self.fault("bad-mapping", ("encoding",), problem, quoted(encoding), fix)
            encoding = None
        skip = self.line(value, "skip_rows", ()) or "0"
        if not (skip.isascii() and skip.isdigit() and len(skip) < 7):
            problem, fix = "skip_rows must be a number", "the number of rows before the columns"
            self.fault("bad-mapping", ("skip_rows",), problem, quoted(skip), fix)
            skip = "0"
        quotes = self.line(value, "quotes", ())
        if quotes not in (None, "none"):
            problem = "quotes has an unknown value"
            self.fault("bad-mapping", ("quotes",), problem, quoted(quotes or ""), "none")
        optional = {name for name, found in columns.items() if found.optional or found.heading}
        return Layout(
            self.delimiter(value.get("delimiter")),
            encoding,
            int(skip),
            tuple(
                self.texts(self.listed(value.get("sheet", []), ("sheet",)), "the name of a sheet")
            ),
            self.names(),
            frozenset(self.used).difference(optional, (ROW, FILE, SHEET)),
            self.headers(value.get("header", [])),
            quotes is None,
            self.line(value, "rows", ()),
            any(found.heading for found in columns.values()),
        )

    def names(self) -> dict[str, str]:
        """Each column that is used, by its folded name and its other ones."""
        return self.aliases | {folded_name(name): name for name in self.used}

    def headers(self, value: object) -> tuple[tuple[str, ...], ...]:
        """The names of the columns, of one form of the table or of several."""
        several = isinstance(value, list) and any(isinstance(one, list) for one in value)
        forms = self.listed(value, ("header",)) if several else [(("header",), value)]
        found = [
            tuple(self.texts(self.listed(one, path), "names of columns")) for path, one in forms
        ]
        return tuple(names for names in found if names)

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

    def nothing(self, value: Mapping[str, object], path: Path, key: str = "nothing") -> Nothing:
        """The cells that mean nothing, folded; those that end with * are how such cells begin."""
        there = (*path, key)
        texts = self.listed(value.get(key, []), there)
        found = [folded(text) for text in self.texts(texts, "text such as N/A")]
        begun = tuple(text[:-1] for text in found if text.endswith("*") and text != "*")
        whole = frozenset(text for text in found if not text.endswith("*") or text == "*")
        return Nothing(whole, begun)

    def ignored(self, value: Mapping[str, object]) -> frozenset[str]:
        """The columns that are left out on purpose, as the table is read: by their own names."""
        found = self.texts(
            self.listed(value.get("ignore", []), ("ignore",)), "the name of a column"
        )
        self.aliases.update({folded_name(name): name for name in found})
        return frozenset(found)

    def columns(self, value: object) -> dict[str, ColumnMapping]:
        found = {}
        for name, data in self.mapping(value, ("columns",), "column: {split: …} lines").items():
            path: Path = ("columns", name)
            self.used.setdefault(name, path)
            settings = self.mapping(data, path, "{split: …}, {format: …} or {values: …}")
            for key in settings:
                self.known(key, (*path, key), _COLUMN_KEYS, "a column")
            marks = self.listed(settings.get("split", []), (*path, "split"))
            split = tuple(self.marks(marks))
            like = settings.get("like")
            if like is not None:
                like = self.column(like, (*path, "like"))
            forms = self.formats(settings, path)
            for alias in self.texts(
                self.listed(settings.get("aliases", []), (*path, "aliases")), "another name"
            ):
                self.aliases[folded_name(alias)] = name
            fill = self.line(settings, "fill", path)
            if fill not in (None, "down", "heading"):
                problem, fix = "fill has two values", "down or heading"
                self.fault("bad-mapping", (*path, "fill"), problem, quoted(fill or ""), fix)
            optional = self.line(settings, "optional", path)
            if optional not in (None, "true"):
                problem, fix = "optional has one value", "true"
                self.fault("bad-mapping", (*path, "optional"), problem, quoted(optional or ""), fix)
            values = None
            if "values" in settings:
                there = (*path, "values")
                given = self.mapping(settings["values"], there, "cell: value lines")
                values = {k: self.line(given, k, there) or "" for k in given}
            nothing = self.nothing(settings, path)
            found[name] = ColumnMapping(
                split,
                like,
                tuple(form for form in forms if form != WORDS),
                WORDS in forms,
                values,
                fill == "down",
                fill == "heading",
                nothing,
                optional is not None,
                self.nothing(settings, path, "undated"),
                self.period(settings, path),
            )
        return found

    def period(self, settings: Mapping[str, object], path: Path) -> str | None:
        """What stands for a day that is not given, in EDTF; it may be in the name of the file."""
        found = self.line(settings, "period", path)
        if found is None or is_edtf(found):
            return found
        here = (*path, "period")
        fix = (
            '"[2017-07..2017-09]", "{field}" of a pattern, or words such as July to September 2017'
        )
        try:
            form = template(found)
        except BraceError:
            self.fault("bad-mapping", here, "a brace is not closed", quoted(found), fix)
            return None
        if form.columns and self.fields is None:
            return None
        missing = [name for name in form.columns if name not in (self.fields or {})]
        if missing:
            problem = f"the name of the file gives no {quoted(missing[0])}, which period uses"
            named = (self.fields or {}).get("file", "")
            fix = "a name that fits a pattern of the profile"
            self.fault("bad-mapping", here, problem, quoted(named) if named else None, fix)
            return None
        text = "".join(
            (self.fields or {})[piece.column] if isinstance(piece, Field) else piece
            for piece in form.pieces
        )
        period = period_of(text)
        if period is None:
            self.fault("bad-mapping", here, "this is no period of time", quoted(text), fix)
        return period

    def marks(self, given: list[tuple[Path, object]]) -> Iterator[str]:
        """The marks between parts of a cell."""
        for path, mark in given:
            if isinstance(mark, str) and mark:
                yield mark
            else:
                self.fault("wrong-shape", path, "split is text", shape(mark), '";"')

    def formats(self, settings: Mapping[str, object], path: Path) -> tuple[str, ...]:
        there = (*path, "format")
        fix = "one such as %d/%m/%Y"
        forms = self.texts(self.listed(settings.get("format", []), there), fix)
        for form in forms:
            if form != WORDS and not _is_format(form):
                problem = "this is not a date format"
                self.fault("bad-mapping", there, problem, quoted(form), fix)
        return tuple(forms)

    def kind(self, section: str, key: str, data: object) -> str | None:
        """The class of an entity or event, None where it is not known or left to the rows."""
        path: Path = (section, key)
        if not re.fullmatch(self.vocabulary.patterns["brief"], key):
            problem, fix = "the key is not one word of letters, digits, . _ -", "one word"
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
        fix = class_meant(kind, known, self.vocabulary)
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
        return EntityTemplate(texts, part_of, kind == "Person")

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
                self.constant(texts[word], here, classes)
        usual_days = None if cls is None or cls.lasting else cls.usual_days
        return EventTemplate(texts, dates, fillers, given, usual_days)

    def constant(self, given: Template, path: Path, classes: Iterable[EventClass]) -> None:
        """Check what all rows have in common against the closed list of the attribute."""
        text, word = given.constant, str(path[-1])
        own = [c.attributes[word].values for c in classes if word in c.attributes]
        common = self.vocabulary.common_attributes.get(word)
        allowed = dict.fromkeys(
            v for values in (own or ([common.values] if common else [])) for v in values
        )
        if text and allowed and text not in allowed:
            problem = f"{word} must be one of {', '.join(allowed)}"
            fix = nearest(text, allowed) or f"one of {', '.join(allowed)}"
            self.fault("unknown-value", path, problem, quoted(text), fix)

    def date(self, value: object, path: Path) -> dict[str, Template]:
        if not isinstance(value, dict):
            return {"": self.template(value, path)}
        for key in value:
            self.known(key, (*path, key), ("phrase", "edtf"), "a date")
        return {k: self.template(v, (*path, k)) for k, v in value.items()}


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
