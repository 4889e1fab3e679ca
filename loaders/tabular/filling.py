"""Filling a mapping with the rows of one brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whomet.loaders.checking.dating import HOW_LONG, RANGE_AS_PERIOD
from whomet.loaders.checking.occurrences import anywhere, has_whole_words
from whomet.loaders.documents import DateFix, Document
from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.made_ids import made_id
from whomet.loaders.parsed import Number, Path, Position, locate_in
from whomet.loaders.tabular.days import readings, spans
from whomet.loaders.tabular.mapping import FILE, PLAIN, SHEET, TableMapping, folded
from whomet.loaders.tabular.rows import DateCell, TableRow
from whomet.loaders.tabular.splitting import is_office, parts_of, without_office
from whomet.loaders.tabular.templates import Template
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.dates import as_period
from whomet.ontology.name_comparison.terms import is_field_of_work
from whomet.ontology.nouns import listed
from whomet.ontology.suggestions import nearest

Place = tuple[TableRow, str | None]


def document_of(file: str, mapping: TableMapping, rows: Sequence[TableRow]) -> Document:
    """The brief made of some rows."""
    filling = _Filling(file, mapping, rows[0])
    value = filling.fill(rows)
    constant = {k for k, t in mapping.brief.items() if t.constant is not None}

    def locate(path: Path, at_key: bool) -> Position:
        if path and path[0] in constant:
            return locate_in(mapping.root, path, at_key)
        for depth in range(len(path), 0, -1):
            if (place := filling.places.get(path[:depth])) is not None:
                return place[0].place(place[1])
        return rows[0].line, 1

    elsewhere: dict[Path, str] = dict.fromkeys(((key,) for key in constant), mapping.file)
    faults = tuple(filling.faults.values())
    keys = {"text": mapping.text, **{key: (one,) for key, one in mapping.brief.items()}}
    missing = {
        key: (rows[0].place(empty[0]), f"nothing in {' and '.join(map(quoted, empty))}")
        for key, templates in keys.items()
        if key not in value and (empty := filling.empty(templates, rows[0]))
    }
    return Document(
        value,
        locate,
        rows[0].line,
        elsewhere,
        faults,
        date_fix=_date_fix(mapping),
        ranges_are_periods=True,
        missing=missing,
    )


class _Filling:
    def __init__(self, file: str, mapping: TableMapping, first: TableRow) -> None:
        self.file = file
        self.mapping = mapping
        self.first = first
        self.faults: dict[tuple[object, ...], Fault] = {}
        self.places: dict[Path, Place] = {}
        self.values: dict[str, dict[str, dict[str, object]]] = {"entities": {}, "events": {}}
        self.taken = {*mapping.entities, *mapping.events}
        self.keys: dict[object, str] = {}
        self.sentences: dict[str, int] = {}
        self.length = 0
        self.row_read: TableRow | None = None
        self.cells_read: dict[str, str | list[str]] = {}

    def fill(self, rows: Sequence[TableRow]) -> dict[str, object]:
        brief: dict[str, object] = {}
        texts = [self.sentence(row) for row in rows]
        text = "\n".join(self.sentences)
        for key in METADATA_KEYS:
            template = self.mapping.brief.get(key)
            if template is None:
                continue
            found = self.text(template, rows[0])
            self.places[(key,)] = (rows[0], _first(template))
            if found is not None:
                by_file = key == "brief" and not {FILE, SHEET}.isdisjoint(template.columns)
                brief[key] = made_id(found) if by_file else found
            for row in rows[1:]:
                if template.columns and self.text(template, row) != found:
                    problem = f"rows of one brief have two values of {key}"
                    fix = f"{quoted(found or '')}, or rows with another key"
                    self.fault("rows-at-odds", (row, _first(template)), problem, None, fix)
        if text:
            brief["text"] = text
        self.places[("text",)] = (rows[0], _first(*self.mapping.text))
        for row, sentence in zip(rows, texts, strict=True):
            self.row(row, sentence, text)
        for section, things in self.values.items():
            if things:
                brief[section] = things
        return brief

    def sentence(self, row: TableRow) -> str:
        """The text that a row adds; equal rows add it once."""
        found = [
            self.text(t, row, as_written=True, fold=len(t.pieces) > 1) for t in self.mapping.text
        ]
        text = " ".join(piece for piece in found if piece)
        if text and text not in self.sentences:
            self.sentences[text] = self.length
            self.length += len(text) + 1
        return text

    def row(self, row: TableRow, sentence: str, text: str) -> None:
        found: dict[str, list[str]] = {}
        pending = list(self.mapping.entities)[::-1]
        waiting: set[str] = set()
        while pending:  # the larger before its part, whose key it needs
            key = pending[-1]
            above = self.mapping.entities[key].part_of or ""
            if above in self.mapping.entities and above not in (*found, *waiting):
                waiting.add(above)
                pending.append(above)
                continue
            pending.pop()
            if key not in found:
                found[key] = self.entity(key, row, text, found)
        events = [
            key
            for key, template in self.mapping.events.items()
            if template.given is None or template.given.holds(self.cell(row, template.given.column))
        ]
        made = {key: self.event_data(key, row, sentence, text) for key in events}
        for key in events:
            found[key] = [self.write_entry("events", key, made[key], row, without="quote")]
        for key in events:
            self.fillers(key, found[key][0], row, found)

    def empty(self, templates: Sequence[Template], row: TableRow) -> list[str]:
        """The columns that templates use and in which a row has nothing."""
        columns = dict.fromkeys(column for t in templates for column in t.columns)
        return [column for column in columns if not self.cell(row, column)]

    # -- entities

    def entity(
        self, key: str, row: TableRow, text: str, found: Mapping[str, list[str]]
    ) -> list[str]:
        """The keys of the entities that a row has of one template: one for each part of a cell."""
        template = self.mapping.entities[key]
        columns = [c for texts in template.texts.values() for t in texts for c in t.columns]
        lists = {c: parts for c in columns if isinstance(parts := self.cell(row, c), list)}
        if not lists:
            return self.one(key, row, None, text, found)
        count = (
            len(lists[names[0]])
            if (
                names := [
                    c for t in template.texts.get("name", ()) for c in t.columns if c in lists
                ]
            )
            else max(1, *map(len, lists.values()))
        )
        for column, parts in lists.items():
            if len(parts) > count:
                problem = f"this cell has {len(parts)} parts, and others of {key} have {count}"
                self.fault("cells-at-odds", (row, column), problem, None, "one part for each")
        return [k for part in range(count) for k in self.one(key, row, part, text, found)]

    def one(
        self, key: str, row: TableRow, part: int | None, text: str, found: Mapping[str, list[str]]
    ) -> list[str]:
        template = self.mapping.entities[key]
        data: dict[str, object] = {}
        for word, templates in template.texts.items():
            written = word == "quote"
            texts = [
                piece
                for t in templates
                for piece in self.several(t, row, part, written, word == "aliases")
            ]
            if texts:
                data[word] = (
                    list(dict.fromkeys(texts)) if word in ("quote", "aliases") else texts[0]
                )
        if "name" not in data:
            return []
        name = str(data["name"])
        if template.is_person:
            if part and (is_office(name) or is_field_of_work(name)):
                return []  # the office of the name before, or what it is for
            data["name"] = name = without_office(name)
        if "quote" not in template.texts and has_whole_words(name, text):
            data["quote"] = [name]
        above = found.get(template.part_of or "", [])
        if above:
            data["part_of"] = above[part if part is not None and part < len(above) else 0]
        return [self.write_entry("entities", key, data, row)]

    def several(
        self, template: Template, row: TableRow, part: int | None, written: bool, all_parts: bool
    ) -> list[str]:
        """The texts of a template; for aliases each part of a cell that is the whole template."""
        columns = template.columns
        if all_parts and part is None and len(columns) == 1:
            parts = self.cell(row, columns[0])
            if isinstance(parts, list):
                return [p for p in parts if p]
        found = self.text(template, row, part, as_written=written)
        return [] if found is None else [found]

    # -- events

    def event_data(self, key: str, row: TableRow, sentence: str, text: str) -> dict[str, object]:
        template = self.mapping.events[key]
        data: dict[str, object] = {}
        for word, t in template.texts.items():
            found = self.text(t, row, as_written=word == "quote")
            if found is None:
                continue
            data[word] = found
            if word == "quote":
                data[word] = self.quote(found, sentence, text)
        if "quote" not in template.texts and sentence and len(self.sentences) > 1:
            data["quote"] = self.quote(sentence, sentence, text)
        for word, parts in template.dates.items():
            longest = template.usual_days if word == "when" else None
            date = self.date(parts, row, text, longest)
            if date is not None:
                data[word] = date
        return data

    def quote(self, words: str, sentence: str, text: str) -> object:
        """The quote that means the words within the sentence of a row."""
        within = sentence.find(words)
        places = anywhere(words, text) if words else []
        if within < 0 or len(places) < 2:
            return words
        first = self.sentences[sentence] + within
        inside = [i for i, (start, _) in enumerate(places) if start >= first]
        return {"text": words, "nth": Number(inside[0] + 1 if inside else 1)}

    def date(
        self, parts: Mapping[str, Template], row: TableRow, text: str, longest: int | None
    ) -> object:
        """A date; ranges of more than `longest` days are when the event was, not how long."""
        if "" not in parts:
            found = {k: self.text(t, row, as_written=k == "phrase") for k, t in parts.items()}
            return {k: v for k, v in found.items() if v is not None} or None
        date = self.text(parts[""], row)
        written = self.text(parts[""], row, as_written=True)
        if date is None or written is None:
            period = next((p for c in parts[""].columns if (p := self.period(c))), None)
            if period is None:
                return None
            known = written is not None and written in text
            return {"phrase": written, "edtf": period} if known else {"edtf": period}
        if not any(self.converts(c, row) for c in parts[""].columns):
            return date
        if longest is not None and (period := as_period(date, longest)) != date:
            place = (row, _first(parts[""]))
            self.fault("read-as-period", place, RANGE_AS_PERIOD, quoted(written), HOW_LONG)
            date = period
        # What the mapping converts means what EDTF says, also where the cell has two readings.
        return {"phrase": written, "edtf": date} if written in text else {"edtf": date}

    def period(self, column: str) -> str | None:
        """What stands for the days that a column does not give."""
        return self.mapping.columns.get(column, PLAIN).period

    def converts(self, column: str, row: TableRow) -> bool:
        """Whether the mapping says what the cell of a column means, which else are words."""
        settings = self.mapping.columns.get(column, PLAIN)
        cell = self.cell(row, column)
        if settings.in_words and isinstance(cell, str) and not isinstance(cell, DateCell):
            return bool(readings(cell, settings.formats) or spans(cell, settings.formats))
        return bool(settings.formats) or settings.values is not None

    def fillers(self, key: str, own: str, row: TableRow, found: Mapping[str, list[str]]) -> None:
        data = self.values["events"][own]
        entities = self.mapping.entities
        for role, keys in self.mapping.events[key].roles.items():
            before = data.get(role, [])
            known = before if isinstance(before, list) else [before]
            fillers = [filler for k in keys for filler in found.get(k, ())]
            known = list(dict.fromkeys([*known, *fillers]))
            if known:
                data[role] = known[0] if len(known) == 1 else known
                names = [self.column_of("entities", k, "name") for k in keys if k in entities]
                column = names[0] if names else None
                self.places.setdefault(("events", own, role), (row, column))

    # -- keeping

    def write_entry(
        self, section: str, key: str, data: dict[str, object], row: TableRow, without: str = ""
    ) -> str:
        """The key of `data`: a new one, unless an equal entity or event has one."""
        identity = (section, repr({k: v for k, v in data.items() if k != without}))
        if section == "events":
            roles = self.mapping.events[key].roles
            entities = [k for keys in roles.values() for k in keys if k in self.mapping.entities]
            names = [self.names(k, row) for k in entities]
            identity = (section, f"{key} {names} {identity[1]}")
        if identity in self.keys:
            return self.keys[identity]
        own = key
        number = 1
        things = self.values[section]
        while own in things or (number > 1 and own in self.taken):
            number += 1
            own = f"{key}-{number}"
        self.keys[identity] = own
        things[own] = data
        path: Path = (section, own)
        self.places[path] = (row, None)
        for word in data:
            self.places[(*path, word)] = (row, self.column_of(section, key, word))
        return own

    def names(self, key: str, row: TableRow) -> list[str | None]:
        texts = self.mapping.entities[key].texts
        return [self.text(t, row) for word in ("name", "ref") for t in texts.get(word, ())]

    def column_of(self, section: str, key: str, word: str) -> str | None:
        if section == "entities":
            texts = self.mapping.entities[key].texts
            return _first(*texts.get(word, texts.get("name", ())))
        event = self.mapping.events[key]
        if word in event.dates:
            return _first(*event.dates[word].values())
        return _first(event.texts[word]) if word in event.texts else None

    # -- cells

    def text(
        self,
        template: Template,
        row: TableRow,
        part: int | None = None,
        *,
        as_written: bool = False,
        fold: bool = True,
    ) -> str | None:
        """What a template gives; None where a cell that it uses is empty.

        Line breaks and other blanks of a cell are folded, unless the cell is a text of its own.
        """
        pieces = []
        for piece in template.pieces:
            if isinstance(piece, str):
                pieces.append(piece)
                continue
            cell = self.cell(row, piece.column)
            if isinstance(cell, list):
                kept = cell if part is None else cell[part : part + 1]
                kept = [p for p in kept if p]
                converted = kept if as_written else [self.read(row, piece.column, p) for p in kept]
                found = listed(converted)
            else:
                found = cell if as_written or not cell else self.read(row, piece.column, cell)
            if not found:
                return None
            pieces.append(" ".join(found.split()) if fold else found)
        return "".join(pieces).strip() or None

    def cell(self, row: TableRow, column: str) -> str | list[str]:
        """A cell, or its parts; those of one row are read once, for there may be thousands."""
        if row is not self.row_read:
            self.row_read, self.cells_read = row, {}
        found = self.cells_read.get(column)
        if found is None:
            found = self.cells_read[column] = self._cell(row, column)
        return found

    def _cell(self, row: TableRow, column: str) -> str | list[str]:
        cell = row.cells.get(column, "")
        settings = self.mapping.columns.get(column, PLAIN)
        if not settings.split or isinstance(cell, list):
            return cell
        parts = parts_of(cell, settings.split)
        if settings.like is None or len(parts) < 2:
            return parts
        others = self.cell(row, settings.like)
        count = len(others) if isinstance(others, list) else min(len(others), 1)
        if count > 1 and count != len(parts):
            problem = f"this cell has {len(parts)} parts and {settings.like} has {count}"
            self.fault("cells-at-odds", (row, column), problem, quoted(cell), "as many parts")
        return parts if count > 1 else cell

    def read(self, row: TableRow, column: str, cell: str) -> str:
        """A cell as `columns` converts it."""
        settings = self.mapping.columns.get(column, PLAIN)
        if settings.undated and folded(cell) in settings.undated:
            return ""
        if settings.values is not None:
            if cell in settings.values:
                return settings.values[cell]
            known = list(settings.values)
            fix = nearest(cell, known) or f"one of {', '.join(known[:20])}"
            problem = f"the mapping has no value for this of {column}"
            self.fault("unknown-value", (row, column), problem, quoted(cell), fix)
        elif settings.formats and not isinstance(cell, DateCell):
            return self.day(row, column, cell, settings.formats, settings.in_words)
        return cell

    def day(
        self, row: TableRow, column: str, cell: str, formats: tuple[str, ...], in_words: bool
    ) -> str:
        """A cell as a date of one of the formats; formats that read it differently are at odds."""
        found = readings(cell, formats)
        if not found and in_words:
            found = spans(cell, formats)
            if len(found) != 1:
                return cell
        if len(found) == 1:
            return found[0]
        listed = " or ".join(formats)
        if found:
            problem = f"the formats of {column} read this as {' or '.join(found)}"
            self.fault("bad-date", (row, column), problem, quoted(cell), "one format that fits")
        else:
            problem = f"this is not a date of the form {listed}"
            self.fault("bad-date", (row, column), problem, quoted(cell), "a day of that form")
        return ""

    def fault(
        self, code: str, place: Place, problem: str, found: str | None, fix: str | None
    ) -> None:
        row, column = place
        position = row.place(column)
        fault = fault_at(self.file, position, code, problem, found, fix)
        self.faults.setdefault((code, position, problem), fault)


def _date_fix(mapping: TableMapping) -> DateFix:
    """What to do about days that can be read in two ways, or in none."""
    dates = [
        t for event in mapping.events.values() for d in event.dates.values() for t in d.values()
    ]
    columns = dict.fromkeys(column for t in dates for column in t.columns)
    column = next(iter(columns)) if len(columns) == 1 else "COLUMN"
    settings = mapping.columns.get(column, PLAIN)
    formats = '[…, "%d/%m/%Y"]' if settings.formats else '"%d/%m/%Y"'
    how = "which formats it has, all in one list" if settings.formats else "how it writes days"
    here = f"columns: {{{column}: {{format: {formats}}}}}"
    none = f"columns: {{{column}: {{undated: [TBC]}}}}"
    return DateFix(
        f"to say in the mapping {how}: {here}; or write the day as 2017-10-19",
        "a day such as 2017-10-19, or in the mapping its format,"
        f" {here}, or that it is none, {none}",
    )


def _first(*templates: Template) -> str | None:
    """The first column that some templates use."""
    return next((column for t in templates for column in t.columns), None)
