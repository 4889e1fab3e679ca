"""YAML with positions, in which every scalar is text.

Every scalar is a string: 2017-10-19 is not a date, `no` not a boolean, 2017 not a number. What YAML
offers beyond mappings, lists and text is refused (tags), or bounded (aliases, depth). The tree is
built from parser events rather than by `compose`, whose recursion in C ends the process on a text
of a hundred thousand brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import position_at
from whomet.loaders.native.json_text import duplicate_key
from whomet.loaders.parsed import DEEPEST, ParsedNode, Position
from whomet.ontology.brief_keys import TEXT_KEYS

MOST_VALUES = 100_000
"""Values in one text; a long brief has a few thousand."""

MOST_LINES = 1_000_000
"""Lines of one text; a compressed file of a few kilobytes may hold many millions of blank ones."""

LONGEST_ALIASED = 10_000
"""Values that aliases may repeat in one text."""

_PLAIN_TAGS = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))}
)
# Line ends to YAML, but not to editors and not to the other formats: lines count line feeds.
_OTHER_LINE_ENDS = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
_MERGE = "<<"
"""The key under which a mapping takes over the keys of others (YAML 1.1)."""

_EMPTY = frozenset({"", "~"})
_SEPARATOR = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
# Blanks, comments, directives and markers, which hold no value. Only the end of a line matches a
# line feed: else a hundred blank lines would be divided in every possible way.
_NOTHING = re.compile(r"(?:---(?=\s|\Z))?(?:[^\S\n]*(?:#[^\n]*|%[^\n]*|\.\.\.[ \t\r]*)?(?:\n|\Z))*")
# A comment that may be the rest of a value: #1, #MeToo, #{row}. Where a blank or a sign follows
# the #, it is a comment as people write them.
_GOES_ON = re.compile(r"[ \t]+(#[\w{][^\n]*)")
# The same as it is sought: many blanks are not begun with one by one.
_HASH = re.compile(r"[ \t]#[\w{]")
_QUOTING = "text with : # [ ] { } , & * ! | > @ % or ` in quotes, and blanks that line up"


@lru_cache(maxsize=1)
def _loader() -> Any:
    import yaml

    # The C parser where PyYAML has it: ten times as fast.
    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def documents(text: str) -> Iterator[tuple[str, int]]:
    """The documents of a YAML text, each with the line on which it begins.

    A line that begins with `---` separates two, wherever it is (YAML 1.2.2, 9.1.2); what is
    blank or holds comments only is none.
    """
    begin, line = 0, 1
    for match in [*_SEPARATOR.finditer(text), None]:
        end = len(text) if match is None else match.start()
        piece = text[begin:end]
        if not _NOTHING.fullmatch(piece):
            yield piece, line
        line += piece.count("\n")
        begin = end


def parse(text: str, first_line: int = 1) -> ParsedNode:
    """The one document of a YAML text as a tree of nodes with places. Raises TextFault.

    An empty text gives a node whose value is None. `text` begins on `first_line` of its file.
    """
    import yaml

    if text.count("\n") > MOST_LINES:
        raise _too_many(f"{MOST_LINES} lines", "more lines", (MOST_LINES + 1, 1))
    try:
        return _Builder(text, first_line).build(yaml.parse(text, Loader=_loader()))
    except yaml.MarkedYAMLError as fault:
        raise _syntax(text, fault, first_line) from None
    except yaml.reader.ReaderError as fault:
        raise TextFault(
            "control-character",
            position_at(text, fault.position, first_line),
            "the text has a control character",
            None,
            "the text without it",
        ) from None


def warnings_of(root: ParsedNode) -> Iterator[TextFault]:
    """What to look at in a text that can be read: comments that may be the rest of a value."""
    for place, key, rest in root.cut:
        problem = f"a comment begins here, and {key} ends before it"
        fix = f"{key} in quotes if this belongs to it, or a blank after # if it is a comment"
        yield TextFault("cut-text", place, problem, quoted(rest), fix)


class _Builder:
    """From events to nodes, without recursion."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.other_line_ends = _OTHER_LINE_ENDS.search(text) is not None
        self.anchors: dict[str, ParsedNode] = {}
        self.sizes: dict[int, int] = {}  # of anchored nodes, by identity
        self.aliased = 0
        self.stack: list[tuple[ParsedNode, str | None]] = []  # open collections and their anchors
        self.pending: list[tuple[str, Position] | None] = []  # of each open mapping, its key
        self.counts: list[int] = []  # values in each open collection, repeated ones included
        self.root: ParsedNode | None = None
        self.has_hash = _HASH.search(text) is not None
        self.cut: list[tuple[Position, str, str]] = []

    def build(self, events: Any) -> ParsedNode:
        import yaml

        documents = 0
        for number, event in enumerate(events):
            kind = type(event)
            if number > MOST_VALUES:
                raise _too_many(f"{MOST_VALUES} values", "more values", self.position(event))
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent:
                self.open(event, {})
            elif kind is yaml.SequenceStartEvent:
                self.open(event, [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.close()
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise TextFault(
                        "several-documents",
                        self.position(event),
                        "a second document begins here",
                        "---",
                        "--- before each brief, at the beginning of a line",
                    )
        root = self.root or ParsedNode(None, (self.first_line, 1), {}, {})
        root.cut = tuple(self.cut)
        return root

    def scalar(self, event: Any) -> None:
        self.check_tag(event)
        plain = event.style is None or event.style == ""
        value = None if plain and event.value in _EMPTY and event.tag is None else event.value
        node = ParsedNode(value, self.position(event), {}, {})
        if self.has_hash and plain and value is not None:
            self.note_rest(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            self.sizes[id(node)] = 1
        self.put(node, 1)

    def note_rest(self, event: Any) -> None:
        """Note a comment after a text that may be the rest of it."""
        rest = _GOES_ON.match(self.text, event.end_mark.index)
        key = next((pending[0] for pending in reversed(self.pending) if pending is not None), None)
        if rest is not None and key in TEXT_KEYS and not self.awaits_key():
            place = position_at(self.text, rest.start(1), self.first_line)
            self.cut.append((place, key, rest[1].strip()))

    def open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        self.check_tag(event)
        position = self.position(event)
        if len(self.stack) >= DEEPEST:
            raise TextFault(
                "too-deep",
                position,
                f"values are nested deeper than {DEEPEST} levels",
                None,
                "a brief as the documentation shows it, which needs five",
            )
        if self.stack and self.awaits_key():
            raise self.key_is_no_text(position)
        self.stack.append((ParsedNode(value, position, {}, {}), event.anchor))
        self.pending.append(None)
        self.counts.append(1)

    def close(self) -> None:
        node, anchor = self.stack.pop()
        self.pending.pop()
        if _MERGE in node.children and isinstance(node.value, dict):
            self.merge(node, node.value)
        size = self.counts.pop()
        if anchor is not None:
            self.anchors[anchor] = node
            self.sizes[id(node)] = size
        self.put(node, size)

    def merge(self, node: ParsedNode, value: dict[str, Any]) -> None:
        """Add the keys of the mappings that `<<` names, but for those that are given."""
        merged = node.children.pop(_MERGE)
        place = node.keys.pop(_MERGE)
        del value[_MERGE]
        several = isinstance(merged.value, list)
        for other in merged.children.values() if several else (merged,):
            if not isinstance(other.value, dict):
                raise TextFault(
                    "yaml-syntax",
                    place,
                    "the key << merges mappings",
                    None,
                    "an alias of a mapping, such as <<: *name, or a list of them",
                )
            for key, child in other.children.items():
                if isinstance(key, str) and key not in node.children:
                    node.children[key] = child
                    node.keys[key] = place
                    value[key] = child.value

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            inside = any(anchor == event.anchor for _, anchor in self.stack)
            raise TextFault(
                "yaml-alias",
                self.position(event),
                f"the alias *{event.anchor} is inside its own anchor"
                if inside
                else f"the alias *{event.anchor} has no anchor before it",
                f"*{event.anchor}",
                "the value itself; text that begins with * goes in quotes",
            )
        size = self.sizes[id(node)]
        self.aliased += size
        if self.aliased > LONGEST_ALIASED:
            raise TextFault(
                "yaml-alias",
                self.position(event),
                f"aliases repeat more than {LONGEST_ALIASED} values",
                f"*{event.anchor}",
                "the values themselves, without aliases",
            )
        self.put(node, size)

    def put(self, node: ParsedNode, size: int) -> None:
        """Set a complete value where it belongs."""
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1][0]
        self.counts[-1] += size
        if isinstance(parent.value, list):
            parent.children[len(parent.value)] = node
            parent.value.append(node.value)
            return
        pending = self.pending[-1]
        if pending is None:
            if node.children or not isinstance(node.value, str):
                raise self.key_is_no_text(node.position)
            if node.value in parent.children:
                raise duplicate_key(node.value, node.position, parent.keys[node.value])
            self.pending[-1] = (node.value, node.position)
            return
        key, place = pending
        parent.children[key] = node
        parent.keys[key] = place
        assert isinstance(parent.value, dict)
        parent.value[key] = node.value
        self.pending[-1] = None

    def position(self, event: Any) -> Position:
        mark = event.start_mark
        if self.other_line_ends:
            return position_at(self.text, mark.index, self.first_line)
        return mark.line + self.first_line, mark.column + 1

    def awaits_key(self) -> bool:
        return isinstance(self.stack[-1][0].value, dict) and self.pending[-1] is None

    def key_is_no_text(self, position: Position) -> TextFault:
        return TextFault(
            "yaml-syntax", position, "a key is not a word", None, "a word, a colon and a value"
        )

    def check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            raise TextFault(
                "yaml-tag",
                self.position(event),
                "tags are not read",
                quoted(_short_tag(event.tag)),
                "the value without the tag; text that begins with ! goes in quotes",
            )


def _too_many(what: str, found: str, position: Position) -> TextFault:
    return TextFault(
        "too-large",
        position,
        f"a brief may have at most {what}",
        found,
        "one brief per file, or a .jsonl file with one brief per line",
    )


def _short_tag(tag: str) -> str:
    prefix = "tag:yaml.org,2002:"
    return "!!" + tag.removeprefix(prefix) if tag.startswith(prefix) else tag


def _syntax(text: str, fault: Any, first_line: int) -> TextFault:
    mark = fault.problem_mark or fault.context_mark
    position = position_at(text, mark.index, first_line) if mark is not None else (first_line, 1)
    message = fault.problem or "it cannot be read"
    lines = text.split("\n")
    number = position[0] - first_line
    line = lines[number] if number < len(lines) else ""
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation or line[position[1] - 1 : position[1]] == "\t":
        column = line.index("\t") + 1
        return TextFault(
            "yaml-tab",
            (position[0], column),
            "a tab is used where YAML requires spaces",
            None,
            "spaces for indentation",
        )
    found = quoted(line.strip()) if line.strip() else None
    context = fault.context_mark
    if (
        context is not None
        and (began := position_at(text, context.index, first_line)[0]) != position[0]
    ):
        message += f" ({fault.context}, which begins on line {began})"
    return TextFault("yaml-syntax", position, f"this is not YAML: {message}", found, _QUOTING)
