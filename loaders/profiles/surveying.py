"""Looking at files: which labels, roles, fields and columns there are in them, and how often."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from whomet.loaders.annotation.records import listed
from whomet.loaders.doccano.documents import LABELLED
from whomet.loaders.doccano.documents import OWN as DOCCANO
from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import TextFault
from whomet.loaders.files.endings import ending_of
from whomet.loaders.files.formats import TABLE
from whomet.loaders.files.source import InputSource
from whomet.loaders.inception.documents import CUSTOM, CUSTOM_SPAN, SOURCE
from whomet.loaders.label_studio.documents import MINIMAL, MINIMAL_INSTEAD, is_minimal
from whomet.loaders.prodigy.documents import OWN as PRODIGY
from whomet.loaders.profiles.profile import TASK
from whomet.loaders.tabular.headers import MOST_BEFORE
from whomet.loaders.tabular.opening import opened
from whomet.loaders.tabular.rows import Header, Layout, Passed, TableRow
from whomet.loaders.tabular.tool_exports import LONGEST_HEADER, tool_export
from whomet.ontology.exports.inception import BRIEF, PACKAGE

LABELS, ROLES, ATTRIBUTES = "labels", "roles and relations", "attributes"
FIELDS, COLUMNS = "fields of the tasks", "columns"
LARGEST = 64 << 20
#: Cells of a column that are looked at.
MOST_CELLS = 100
_BRAT_LINE = re.compile(
    r"^(?:T\d+\t(?P<type>\S+) |R\d+\t(?P<relation>\S+) |[AM]\d+\t(?P<attr>\S+) )"
)
_BRAT_ROLE = re.compile(r"(?<!\S)([^\s:]+):[TE]\d+(?!\S)")
_XMI_TAG = re.compile(r"<(?:whomet|custom):(?!Span\s)([\w.-]+)\s[^>]*\bbegin=")
_NAMED_ENTITY = "NamedEntity"
_XMI_NAMED = re.compile(
    r'<(?:[\w.-]+:NamedEntity\s[^>]*\bvalue|custom:Span\s[^>]*\blabel)="([^"]+)"'
)
_LABEL_KEYS = ("labels", "hypertextlabels", "paragraphlabels", "timeserieslabels")


@dataclass(slots=True)
class FoundNames:
    """The names in some files, by kind, with how often each occurs."""

    files: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    #: The first cells of each column of a table, or of each field of the tasks.
    cells: dict[str, list[str]] = field(default_factory=dict)
    #: Why a profile does not help: an export that another one of its tool replaces.
    unreadable: str | None = None

    def add(self, kind: str, name: str, count: int = 1) -> None:
        """Count one, or some."""
        self.kinds.setdefault(kind, Counter())[name] += count

    def add_field(self, name: str, given: object) -> None:
        """Count a field of a task, if it is plain, and keep its first values."""
        if isinstance(given, str | int) and not isinstance(given, bool) and given != "":
            self.add(FIELDS, f"{TASK}{name}")
            first = self.cells.setdefault(f"{TASK}{name}", [])
            if len(first) < MOST_CELLS:
                first.append(str(given))


def look_at(source: InputSource, format: str, found: FoundNames) -> None:
    """Count the names in a file of a format."""
    try:
        if format == TABLE:
            with source.open() as stream:
                export = tool_export(stream.readline(LONGEST_HEADER).decode("utf-8-sig", "replace"))
            if export is not None:
                found.unreadable = f"{export.problem}; use {export.instead}."
            else:
                _look_at_table(source, found)
            return
        with source.open() as stream:
            text = stream.read(LARGEST).decode("utf-8", "replace")
    except (OSError, TextFault) as error:
        raise LoaderError(f"{source.name} cannot be read ({error}).") from error
    if format == "brat":
        _look_at_brat(text, found)
    elif ending_of(source.name) == ".xmi":
        for match in _XMI_TAG.finditer(text):
            found.add(LABELS, match[1])
        for match in _XMI_NAMED.finditer(text):
            found.add(LABELS, match[1])
    else:
        look = _RECORDS.get(format)
        for value in _values(text):
            if format == "label-studio" and any(map(is_minimal, _records(value))):
                found.unreadable = f"{MINIMAL}; use {MINIMAL_INSTEAD}."
            if look is None:
                _look_at_json(value, found)
                continue
            for record in _records(value):
                look(record, found)


def _look_at_brat(text: str, found: FoundNames) -> None:
    roles: Counter[str] = Counter()
    for line in text.splitlines():
        if line.startswith("E"):
            roles.update(_BRAT_ROLE.findall(line.partition("\t")[2].partition(" ")[2]))
        elif (match := _BRAT_LINE.match(line)) is not None:
            kind = LABELS if match["type"] else ROLES if match["relation"] else ATTRIBUTES
            found.add(kind, next(filter(None, match.groups())))
    for name, count in roles.items():  # Theme2 is one more Theme, but Arg2 is not Arg1
        plain = name.rstrip("0123456789")
        found.add(ROLES, plain if plain in roles else name, count)


def _values(text: str) -> Iterator[object]:
    try:
        yield json.loads(text)
    except ValueError:
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue


def _look_at_json(value: object, found: FoundNames) -> None:
    """Labels and relations, wherever they are: the tools differ in the rest."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending += one
            continue
        if not isinstance(one, dict):
            continue
        relation = one.get("type") == "relation"
        for data in (one.get("data"), one.get("meta")):
            for key, given in data.items() if isinstance(data, dict) else ():
                if key != "text":
                    found.add_field(key, given)
        if one.get("type") in ("choices", "textarea") and isinstance(one.get("from_name"), str):
            found.add(ATTRIBUTES, str(one["from_name"]).rpartition("-")[2])
        of_span = one.get("%TYPE", CUSTOM_SPAN) == CUSTOM_SPAN
        for key, part in one.items():
            texts = part if isinstance(part, list) else [part]
            if (
                key in (*_LABEL_KEYS, "label")
                and of_span
                and all(isinstance(t, str) for t in texts)
            ):
                for text in texts:
                    found.add(ROLES if relation else LABELS, text)
            elif key == "%TYPE" and isinstance(part, str):
                # Layers of ours or made by hand; not links, arrays, tokens and sentences.
                package, _, name = part.rpartition(".")
                own = package in (PACKAGE, CUSTOM, "custom") and part != CUSTOM_SPAN
                if own and f"@{SOURCE}" in one:
                    found.add(ROLES, str(one.get("label") or one.get("value") or name))
                elif own and "begin" in one and name != BRIEF:
                    found.add(LABELS, name)
                elif name == _NAMED_ENTITY and isinstance(one.get("value"), str):
                    found.add(LABELS, str(one["value"]))
            else:
                pending.append(part)


def _records(value: object) -> Iterator[dict[str, Any]]:
    """The records in a JSON value: itself, or those that it lists."""
    if isinstance(value, dict):
        rows = next((value[key] for key in ("rows", "annotations") if key in value), None)
        is_page = isinstance(rows, list) and "text" not in value and "uri" not in value
        value = rows if is_page else [value]
    yield from (one for one in listed(value) if isinstance(one, dict))


def _look_at_doccano(record: dict[str, Any], found: FoundNames) -> None:
    for item in (one for key in LABELLED for one in listed(record.get(key))):
        if isinstance(item, list) and len(item) == 3:
            _add_text(found, LABELS, item[2])
        elif isinstance(item, dict):
            _add_text(found, LABELS, item.get("label"))
    for item in listed(record.get("relations")):
        _add_text(found, ROLES, item.get("type") if isinstance(item, dict) else None)
    _look_at_fields(record, {*DOCCANO, "text", "data"}, found)


def _look_at_prodigy(record: dict[str, Any], found: FoundNames) -> None:
    if record.get("answer", "accept") != "accept":
        return
    for kind, key in ((LABELS, "spans"), (ROLES, "relations")):
        for item in listed(record.get(key)):
            _add_text(found, kind, item.get("label") if isinstance(item, dict) else None)
    _look_at_fields(record, {*PRODIGY, "text"}, found)


def _look_at_hypothesis(row: dict[str, Any], found: FoundNames) -> None:
    for tag in listed(row.get("tags")):
        name, equals, _ = str(tag).partition("=")
        _add_text(found, ROLES if equals else LABELS, name)


_RECORDS: Mapping[str, Callable[[dict[str, Any], FoundNames], None]] = {
    "doccano": _look_at_doccano,
    "prodigy": _look_at_prodigy,
    "hypothesis": _look_at_hypothesis,
}


def _add_text(found: FoundNames, kind: str, name: object) -> None:
    if isinstance(name, str) and name.strip():
        found.add(kind, name.strip())


def _look_at_fields(record: dict[str, Any], own: Collection[str], found: FoundNames) -> None:
    """What a record says of its text, beside what the tool says itself."""
    meta = record.get("meta")
    for data in (record, meta if isinstance(meta, dict) else {}):
        for key, given in data.items():
            if not key.startswith("_") and (data is meta or key not in own):
                found.add_field(key, given)


def _names_of_columns(source: InputSource) -> frozenset[str]:
    """The names of the columns where rows such as a title come before them, else nothing.

    Such rows have fewer cells than the others.
    """
    raw = Layout(headers=(tuple(f"#{n}" for n in range(1, 257)),), required=frozenset("\0"))
    filled: list[list[str]] = []
    with source.open() as stream:
        table = opened(source, stream, raw, Passed())
        for row in islice(table.rows, 0 if table.varies else MOST_BEFORE):
            if isinstance(row, TableRow):
                filled.append([str(cell) for cell in row.cells.values() if cell])
    most = max(map(len, filled), default=0)
    first = next((n for n, row in enumerate(filled) if len(row) > max(1, most / 2)), 0)
    return frozenset(filled[first]) if first else frozenset()


def _look_at_table(source: InputSource, found: FoundNames) -> None:
    layout = Layout(required=_names_of_columns(source))
    with source.open() as stream:
        for row in opened(source, stream, layout, Passed()).rows:
            if isinstance(row, Header):
                found.kinds.setdefault(COLUMNS, Counter()).update(dict.fromkeys(row.columns, 0))
            elif isinstance(row, TableRow):
                for column, cell in row.cells.items():
                    if cell:
                        found.add(COLUMNS, column)
                        first = found.cells.setdefault(column, [])
                        if len(first) < MOST_CELLS and isinstance(cell, str):
                            first.append(cell)
