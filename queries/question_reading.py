"""Reads a question from its file, `queries/library/NAME.cypher`.

A file starts with its header, comment lines with TOML, and continues in Cypher, into which terms of
the vocabulary and macros of `queries/parts` are inserted (`queries/sources.py`):

    // title = "Meetings"
    // question = "Which meetings took place?"
    // why = "…"
    // parameters = ["actor", "since", "limit"]      common ones by name, own ones defined
    // example = 'whomet ask meetings --actor "Bagheri"'
    // caveats = ["…"]                               optional
    // needs_one_of = ["event", "actor"]             optional: at least one must be given
    // counts = "gap"                                optional: count the rows by this column first
    // entry = "{who} met {whom}"                    optional: what a calendar calls a row
    // entries.medium.phone = "{who} called {whom}"  optional: of rows in which a column is this
    // edges = ["who", "whom"]                       optional: columns of actors that it links
    // groups = "community"                          optional: the column that groups these
    // anchors = ["actor", "place"]                  optional: given one, only its events matter
    // reach = "events"                              optional: more of these matters than its rows
    // parameter.topic.many = true                   optional: it may be given several times
    // parameter.kind.left_out = ["meeting"]         optional: choices whose rows the default lacks
    // passages = true                               optional: rows are briefs, found by $text
    // network = true                                optional: it uses $measures of its meetings
    //
    // [parameter.level]                        an own one, or other help for a common one
    // type = "choice"
    // …
    //
    // [columns]
    // "participants[]" = "who took part"            [] marks a list
    // year = {meaning = "the year", by = "year"}    only in answers with --by year

The companions of columns, which are for programs, need no meaning: `NAME_id` (`NAME_ids` of a list)
and the four bounds of a date. Nor is `all_rows` a column of the answer where it has no meaning: a
Cypher that finds all rows whatever the limit says in each how many they are, and they are not
counted again.

A comment line `// rows` separates the part that chooses the events `e` from the part that makes
rows of them. A question about a period must have it, so that the events that are left out for lack
of a date can be counted. Nothing here opens a connection.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from whomet.ontology.suggestions import suggest
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary
from whomet.queries.cypher_tokens import Token, returned_columns, tokens, used_parameters
from whomet.queries.errors import CatalogueError
from whomet.queries.parameters import COMMON, MANY_TYPES, TYPES, Parameter
from whomet.queries.question import (
    ALL_ROWS,
    EVENT,
    EVIDENCE,
    MEASURES,
    REACHES,
    ROWS,
    ROWS_MARK,
    Column,
    Question,
)
from whomet.queries.read_only import reading_faults
from whomet.queries.sources import LIBRARY, QuestionText, question_text

ENTRY_COLUMN = re.compile(r"\{(\w+)\}")
_COMPANIONS = (
    Column("begin_earliest", "the first day on which it may have begun; null if not known"),
    Column("begin_latest", "the last day on which it may have begun; null if not known"),
    Column("end_earliest", "the first day on which it may have ended; null if not known"),
    Column("end_latest", "the last day on which it may have ended; null if not known"),
    Column("between_one_ids", "id of the first of each pair in between", many=True),
    Column("between_other_ids", "id of the other one", many=True),
    Column("countries", "in how many countries: the outermost places of these"),
    Column(
        "attributed_to_steps",
        "the step of each in the chain; who has one says it together",
        many=True,
    ),
    Column("starts", "where the words found begin in the text, in code points", many=True),
    Column("ends", "where they end", many=True),
)
_EVIDENCE_COLUMNS = (
    Column("event", "id of the event"),
    Column("briefs", "the brief of each claim about it", many=True),
    Column("quotes", "the words of each claim, in the same order", many=True),
)


def read_question(
    path: Path,
    vocabulary: Vocabulary | None = None,
    cache: Path | None = None,
    *,
    fresh: bool = False,
) -> Question:
    """Read and check one question file; CatalogueError says what is wrong, with file and line.

    `words`, `cache` and `fresh` are those of `question_text`.
    """
    text = question_text(path, vocabulary or default_vocabulary(), cache, fresh=fresh)
    question = _Reader(text).read()
    text.write_entry()
    return question


def _with_companions(columns: list[Column], returned: Sequence[str]) -> list[Column]:
    """The columns with the companions that the Cypher returns, where it returns them."""
    declared = {column.name: column for column in columns}
    others = {column.name: replace(column, companion=True) for column in _COMPANIONS}
    made = list(columns)
    for place, name in enumerate(returned):
        whose, _, kind = name.rpartition("_")
        if name in declared:
            continue
        if whose in declared and kind == ("ids" if declared[whose].many else "id"):
            whom = "each of " if declared[whose].many else ""
            companion = Column(name, f"id of {whom}{whose}", declared[whose].many, companion=True)
        elif name in others:
            companion = others[name]
        else:
            continue
        made.insert(place, companion)
    return made


class _Reader:
    """Reads one file as a Question."""

    def __init__(self, source: QuestionText) -> None:
        self.source = source
        lines = source.text.split("\n")
        size = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
        self.header = [line[2:].removeprefix(" ") for line in lines[:size]]
        self.cypher = "\n".join(lines[size:]).strip("\n") + "\n"
        skipped = next((n for n, line in enumerate(lines[size:]) if line.strip()), 0)
        self.first_line = size + skipped + 1

    def fail(self, line: int, message: str, column: int | None = None) -> NoReturn:
        path, line = self.source.place(line)
        # A column is that of the file only where nothing was compiled.
        place = (
            f"{path}:{line}"
            if column is None or self.source.origins
            else (f"{path}:{line}:{column}")
        )
        raise CatalogueError(f"{place}: {message}")

    def line_of(self, *starts: str) -> int:
        """The header line of the first of these keys that occurs, else the first line."""
        bare = [line.replace('"', "").replace("'", "") for line in self.header]
        for start in starts:
            for number, line in enumerate(bare, start=1):
                if line == start or line.startswith((f"{start} ", f"{start}=", f"{start}.")):
                    return number
        return 1

    def read(self) -> Question:
        data = self.parse()
        known = {
            *("title", "question", "why", "parameters", "parameter", "columns", "example"),
            *("caveats", "needs_one_of", "counts", "entry", "entries", "network"),
            *("passages", "edges", "groups", "anchors", "reach"),
        }
        for key in data:
            if key not in known:
                hint = suggest(key, known) or f"; known are {', '.join(sorted(known))}"
                self.fail(self.line_of(key, f"[{key}]"), f"unknown field '{key}'{hint}")
        parameters = self.parameters(data)
        found = list(tokens(self.cypher, self.first_line))
        if self.source.path.parent != LIBRARY:
            self.check_reading(found)
        network = self.flag(data, "network")
        self.check_parameters(parameters, found, network)
        columns = self.columns(data, found, parameters)
        self.check_rows_mark(parameters)
        needs, anchors = (
            self.parameters_named(data, key, parameters) for key in ("needs_one_of", "anchors")
        )
        caveats = [*self.words(data, "caveats"), *(p.caveat for p in parameters if p.caveat)]
        return Question(
            name=self.source.path.stem,
            title=self.text(data, "title"),
            question=self.text(data, "question"),
            why=self.text(data, "why"),
            parameters=tuple(parameters),
            columns=tuple(columns),
            example=self.text(data, "example"),
            cypher=self.cypher,
            path=self.source.path,
            places=tuple(
                self.source.place(self.first_line + n) for n in range(self.cypher.count("\n"))
            ),
            caveats=tuple(caveats),
            needs_one_of=needs,
            counts=self.column_named(data, "counts", columns),
            entry=self.entry(data, columns),
            entries=self.entries(data, columns),
            edges=self.edges(data, columns),
            groups=self.column_named(data, "groups", columns),
            anchors=anchors,
            reach=self.reach(data),
            network=network,
            passages=self.flag(data, "passages"),
        )

    def parse(self) -> dict[str, Any]:
        if not self.header:
            self.fail(1, "no header; start the file with '// title = \"…\"'")
        try:
            return tomllib.loads("\n".join(self.header))
        except tomllib.TOMLDecodeError as error:
            reason, _, at = str(error).partition(" (at line ")
            line = int(at.split(",")[0]) if at[:1].isdigit() else len(self.header)
            self.fail(line, f"the header is not TOML: {reason}; put texts between quotation marks")

    def text(self, data: Mapping[str, Any], key: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(self.line_of(key), f"'{key}' is missing; add // {key} = \"…\" to the header")
        return value.strip()

    def parameters_named(
        self, data: Mapping[str, Any], key: str, parameters: Sequence[Parameter]
    ) -> tuple[str, ...]:
        names = self.words(data, key)
        for name in names:
            if name not in {parameter.name for parameter in parameters}:
                self.fail(
                    self.line_of(key), f"{key} names '{name}', which is not among the parameters"
                )
        return tuple(names)

    def column_named(
        self, data: Mapping[str, Any], field: str, columns: Sequence[Column]
    ) -> str | None:
        name = data.get(field)
        if name is not None:
            self.check_columns(field, [name], columns)
        return name

    def reach(self, data: Mapping[str, Any]) -> str:
        found = str(data.get("reach", ROWS))
        if found not in REACHES:
            known = ", ".join(REACHES)
            self.fail(self.line_of("reach"), f"'reach' is '{found}'; expected one of {known}")
        if found != ROWS and "anchors" not in data:
            self.fail(self.line_of("reach"), "'reach' says how far anchors reach; add anchors")
        return found

    def edges(self, data: Mapping[str, Any], columns: Sequence[Column]) -> tuple[str, ...]:
        names = self.words(data, "edges")
        self.check_columns("edges", names, columns)
        line, known = self.line_of("edges"), {column.name: column for column in columns}
        for name in names:
            id = f"{name}_ids" if known[name].many else f"{name}_id"
            if name != EVENT and id not in known:
                self.fail(line, f"edges names '{name}', which has no ids; return '{id}' too")
        if names and EVENT not in known:
            self.fail(line, f"edges need the column '{EVENT}'; return it")
        if EVENT in names and (names[0] == EVENT or names[-1] != EVENT):
            self.fail(line, f"'{EVENT}' comes last in edges, after a column of actors")
        return tuple(names)

    def entry(self, data: Mapping[str, Any], columns: Sequence[Column]) -> str | None:
        if "entry" not in data:
            return None
        text = self.text(data, "entry")
        self.check_columns("entry", ENTRY_COLUMN.findall(text), columns)
        return text

    def entries(
        self, data: Mapping[str, Any], columns: Sequence[Column]
    ) -> Mapping[str, Mapping[str, str]]:
        found = data.get("entries", {})
        if not isinstance(found, dict) or not all(
            isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values())
            for texts in found.values()
        ):
            self.fail(self.line_of("entries"), 'write entries as entries.COLUMN.VALUE = "…"')
        for column, texts in found.items():
            named = [name for text in texts.values() for name in ENTRY_COLUMN.findall(text)]
            self.check_columns("entries", [column, *named], columns)
        return found

    def check_columns(self, field: str, names: Sequence[str], columns: Sequence[Column]) -> None:
        known = {column.name for column in columns}
        for name in names:
            if name not in known:
                self.fail(self.line_of(field), f"{field} names '{name}', which is not a column")

    def words(self, data: Mapping[str, Any], key: str) -> list[str]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(self.line_of(key), f"'{key}' must be a list of texts: {key} = [\"…\"]")
        return value

    def flag(self, data: Mapping[str, Any], key: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.fail(self.line_of(key), f"'{key}' must be true or false")
        return value

    def parameters(self, data: Mapping[str, Any]) -> list[Parameter]:
        if "parameters" not in data:
            self.fail(1, "'parameters' is missing; add // parameters = [\"…\"], or [] for none")
        names = self.words(data, "parameters")
        own = data.get("parameter", {})
        if not isinstance(own, dict) or not all(isinstance(item, dict) for item in own.values()):
            self.fail(self.line_of("parameter"), "define parameters as tables: [parameter.NAME]")
        for name in own:
            if name not in names:
                self.fail(
                    self.line_of(f"[parameter.{name}]"),
                    f"parameter '{name}' is defined but not listed; add it to 'parameters'",
                )
        line = self.line_of("parameters")
        for name in names:
            if names.count(name) > 1:
                self.fail(line, f"parameter '{name}' is listed twice; keep one")
            if name not in own and name not in COMMON:
                hint = suggest(name, COMMON) or f"; define it: [parameter.{name}]"
                self.fail(line, f"parameter '{name}' is not a common one{hint}")
        return [self.parameter(name, own.get(name, {})) for name in names]

    def parameter(self, name: str, given: Mapping[str, Any]) -> Parameter:
        line = self.line_of(f"[parameter.{name}]", "parameters")
        allowed = {"type", "help", "default", "required", "choices", "many", "left_out"}
        for key in given:
            if key not in allowed:
                self.fail(line, f"parameter '{name}' has an unknown field '{key}'")
        base = COMMON.get(name)
        if base is None:
            for key in ("type", "help"):
                if not isinstance(given.get(key), str):
                    self.fail(line, f"parameter '{name}' has no '{key}'; add it")
            base = Parameter(name, given["type"], given["help"], sets=(name,))
        own_choices = not given.keys().isdisjoint({"choices", "default"})
        made = replace(
            base,
            **{key: value for key, value in given.items() if key not in ("choices", "left_out")},
            choices=tuple(given.get("choices", base.choices)),
            left_out=tuple(given.get("left_out", () if own_choices else base.left_out)),
            sets=base.sets or (name,),
        )
        if made.type == "flag" and made.default is None:
            made = replace(made, default=False)
        self.check_parameter(made, line)
        return made

    def check_parameter(self, made: Parameter, line: int) -> None:
        if made.type not in TYPES:
            hint = suggest(made.type, TYPES) or f"; known are {', '.join(TYPES)}"
            self.fail(line, f"parameter '{made.name}' has the unknown type '{made.type}'{hint}")
        if (made.type == "choice") != bool(made.choices):
            self.fail(line, f"parameter '{made.name}': 'choices' goes with type 'choice' alone")
        if made.choices and made.default not in (None, *made.choices):
            self.fail(line, f"parameter '{made.name}': the default is not among its choices")
        if not set(made.left_out) <= {*made.choices} - {made.default}:
            self.fail(
                line, f"parameter '{made.name}': 'left_out' lists choices other than the default"
            )
        if not isinstance(made.many, bool) or (made.many and made.type not in MANY_TYPES):
            self.fail(
                line,
                f"parameter '{made.name}': 'many' is true or false, and goes with "
                f"{', '.join(sorted(MANY_TYPES))}",
            )
        expected = {"flag": bool, "integer": int}.get(made.type, str)
        if made.default is not None and type(made.default) is not expected:
            self.fail(line, f"parameter '{made.name}': the default is not of type '{made.type}'")
        if not isinstance(made.required, bool) or (made.required and made.default is not None):
            self.fail(
                line, f"parameter '{made.name}': 'required' is true or false, and has no default"
            )

    def check_reading(self, found: list[Token]) -> None:
        for fault in reading_faults(self.cypher, found, self.first_line):
            self.fail(fault.line, fault.message, fault.column)

    def check_parameters(
        self, parameters: Sequence[Parameter], found: list[Token], network: bool
    ) -> None:
        used = used_parameters(found)
        settable = {name for parameter in parameters for name in parameter.sets}
        if network:
            settable.add(MEASURES)
            if MEASURES not in used:
                self.fail(
                    self.line_of("network"),
                    f"the Cypher does not use ${MEASURES}; use it or remove 'network'",
                )
        for name, line in used.items():
            if name not in settable:
                self.fail(
                    line, f"parameter '{name}' is used but not declared; add it to 'parameters'"
                )
        line = self.line_of("parameters")
        for parameter in parameters:
            for name in parameter.sets:
                if name not in used:
                    self.fail(
                        line,
                        f"parameter '{parameter.name}' is declared, but the Cypher does not use "
                        f"${name}; use it or remove it",
                    )

    def column(self, key: str, value: object, parameters: Sequence[Parameter]) -> Column:
        line = self.line_of(key, f"{key}[]")
        only_with = None
        if isinstance(value, dict):
            conditions = [item for item in value.items() if item[0] != "meaning"]
            choices = {p.name: p.choices for p in parameters}
            if len(conditions) != 1 or conditions[0][1] not in choices.get(conditions[0][0], ()):
                self.fail(
                    line,
                    f"column '{key}' must name a parameter and one of its choices: "
                    '{meaning = "…", by = "year"}',
                )
            value, only_with = value.get("meaning"), conditions[0]
        if not isinstance(value, str) or not value.strip():
            self.fail(line, f"column '{key}' has no meaning; write it in words")
        return Column(key.removesuffix("[]"), value, key.endswith("[]"), only_with=only_with)

    def columns(
        self, data: Mapping[str, Any], found: list[Token], parameters: Sequence[Parameter]
    ) -> list[Column]:
        given = data.get("columns")
        if not isinstance(given, dict) or not given:
            self.fail(self.line_of("columns"), "'[columns]' is missing; add each column's meaning")
        columns = [self.column(key, value, parameters) for key, value in given.items()]
        line, returned = returned_columns(found)
        if not returned:
            self.fail(self.first_line, "the Cypher returns nothing; end it with RETURN …")
        if ALL_ROWS not in {column.name for column in columns}:
            returned = [name for name in returned if name != ALL_ROWS]
        columns = _with_companions(columns, returned)
        if tuple(returned[-3:]) == EVIDENCE:
            columns += [c for c in _EVIDENCE_COLUMNS if c.name not in {o.name for o in columns}]
        declared = [column.name for column in columns]
        for name in returned:
            if name not in declared:
                self.fail(
                    line, f"column '{name}' is returned but not declared; add it to [columns]"
                )
        for name in declared:
            if name not in returned:
                self.fail(
                    self.line_of(name, f"{name}[]"),
                    f"column '{name}' is declared but not returned; return it or remove it",
                )
        if declared != returned:
            self.fail(line, f"columns come as {', '.join(returned)}; declare them in that order")
        return columns

    def check_rows_mark(self, parameters: Sequence[Parameter]) -> None:
        names = {parameter.name for parameter in parameters}
        # Without `undated` the period is not one of events.
        of_period = not names.isdisjoint({"since", "until"}) and (
            "undated" in names or ROWS_MARK in self.cypher
        )
        marks = sum(line == ROWS_MARK for line in self.cypher.split("\n"))
        if of_period != (marks == 1):
            self.fail(
                self.first_line,
                f"a question about a period has one line '{ROWS_MARK}' where the events are "
                f"chosen and the rows begin, others have none; found {marks}",
            )
