"""The lines of a standoff file, with the position of every word.

The form is that of brat 1.3 (https://brat.nlplab.org/standoff.html, and annotation.py of its
server). Ids may be in any order; lines that are not annotation and begin with # are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.parsed import Position
from whomet.ontology.records import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line and its place."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class TextBound:
    """`T1 Person 0 7 Bagheri`: words of the text, in one stretch or in several."""

    id: Word
    type: Word
    offsets: Word
    spans: tuple[Span, ...]
    words: Word


@dataclass(frozen=True, slots=True)
class EventLine:
    """`E1 Meeting:T4 Participant:T1 Participant2:T2`: its trigger, and who fills which role."""

    id: Word
    type: Word
    trigger: Word
    roles: tuple[tuple[Word, Word], ...]


@dataclass(frozen=True, slots=True)
class RelationLine:
    """`R1 PartOf Arg1:T1 Arg2:T2`, from the first to the second."""

    id: Word
    type: Word
    source: Word
    target: Word


@dataclass(frozen=True, slots=True)
class EquivalenceLine:
    """`* Equiv T1 T2 T3`: all are one."""

    type: Word
    ids: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AttributeLine:
    """`A1 Format E1 InPerson`, or `M1 Negation E1` without a value."""

    id: Word
    name: Word
    target: Word
    value: Word | None


@dataclass(frozen=True, slots=True)
class NormalizationLine:
    """`N1 Reference T1 wikidata:Q649 Moscow`."""

    id: Word
    target: Word
    ref: Word


@dataclass(frozen=True, slots=True)
class NoteLine:
    """`#1 AnnotatorNotes T1 name=Mohammad Bagheri`."""

    target: Word
    text: Word


@dataclass(slots=True)
class Standoff:
    """All lines of a file by their kind, in order; `unread` are the ids of lines with an error."""

    lines: tuple[str, ...]
    bounds: dict[str, TextBound] = field(default_factory=dict)
    events: dict[str, EventLine] = field(default_factory=dict)
    relations: list[RelationLine] = field(default_factory=list)
    equivalences: list[EquivalenceLine] = field(default_factory=list)
    attributes: list[AttributeLine] = field(default_factory=list)
    normalizations: list[NormalizationLine] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    faults: list[TextFault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


MOST_LINES = 500_000
MOST_FAULTS = 1000
"""Lines that are not standoff, of which no more are reported."""

NOTES = "AnnotatorNotes"
EQUIV = "Equiv"
ALIAS = "Alias"
"""A relation of many corpora that says less than Equiv: that two names may mean the same."""

_FORMS = {
    "T": re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)"),
    "E": re.compile(r"(E\d+)\t(\S+):(T\d+)((?: +\S+:[TE]\d+)*) *"),
    "R": re.compile(r"(R\d+)\t(\S+) \w+:([TE]\d+) \w+:([TE]\d+)\s*"),
    "*": re.compile(r"(\*)\t(\S+)((?: +[TE]\d+){2,})\s*"),
    "A": re.compile(r"([AM]\d+)\t(\S+) ([TE]\d+)(?: +(\S+))?\s*"),
    "N": re.compile(r"(N\d+)\t\S+ ([TE]\d+) (\S+)(?:\t.*)?"),
    "#": re.compile(r"(#\d+)\t(\S+) (\S+)(?:\t(.*))?"),
}
_EXAMPLES = {
    "T": "T1⇥Person 0 7⇥Bagheri",
    "E": "E1⇥Meeting:T4 Participant:T1 Participant2:T2",
    "R": "R1⇥PartOf Arg1:T1 Arg2:T2",
    "*": "*⇥Equiv T1 T2",
    "A": "A1⇥Format E1 InPerson",
    "N": "N1⇥Reference T1 wikidata:Q649⇥Moscow",
    "#": "#1⇥AnnotatorNotes T1⇥name=Mohammad Bagheri",
}
_EXAMPLES["M"] = _EXAMPLES["A"]
_FORMS["M"] = _FORMS["A"]
_COMMENT = re.compile(r"#(?!\d+\t)")
_ARGUMENT = re.compile(r"(\S+):(\S+)")
_LONGEST_OFFSET = 9


def parse(text: str) -> Standoff:
    """The parsed lines of `text`; lines with an error are in `faults`."""
    if text.count("\n") > MOST_LINES:
        problem = f"a file of standoff may have at most {MOST_LINES} lines"
        raise TextFault(
            "too-large", (MOST_LINES + 1, 1), problem, "more lines", "one text per file"
        )
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    found = Standoff(lines)
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or _COMMENT.match(line):
            continue
        form = _FORMS.get(line[0])
        match = form.fullmatch(line) if form is not None else None
        if match is None:
            if len(found.faults) < MOST_FAULTS:
                found.faults.append(_unreadable(line, number))
            found.unread.add(line.split()[0])
            continue
        id = match[1]
        if id != "*" and seen.setdefault(id, number) != number:
            problem = f"another line has the id {id}"
            before = f"first on line {seen[id]}"
            fix = f"a unique id, such as {id[0]}{_free(seen, id[0])}"
            found.faults.append(TextFault("duplicate-key", (number, 1), problem, before, fix))
            continue
        _add(found, match, number)
    return found


def _add(found: Standoff, match: re.Match[str], number: int) -> None:
    def word(group: int) -> Word:
        return Word(match[group], (number, match.start(group) + 1))

    id = word(1)
    match id.text[0]:
        case "T":
            offsets = word(3)
            if any(len(part) > _LONGEST_OFFSET for part in re.findall(r"\d+", offsets.text)):
                spans: tuple[Span, ...] = ()
            else:
                pairs = (pair.split() for pair in offsets.text.split(";"))
                spans = tuple((int(start), int(end)) for start, end in pairs)
            found.bounds[id.text] = TextBound(id, word(2), offsets, spans, word(4))
        case "E":
            roles = tuple(_pairs(match, 4, number))
            found.events[id.text] = EventLine(id, word(2), word(3), roles)
        case "R":
            found.relations.append(RelationLine(id, word(2), word(3), word(4)))
        case "*":
            start = match.start(3)
            ids = re.finditer(r"[TE]\d+", match[3])
            words = (Word(one[0], (number, start + one.start() + 1)) for one in ids)
            found.equivalences.append(EquivalenceLine(word(2), tuple(words)))
        case "A" | "M":
            value = word(4) if match[4] is not None else None
            found.attributes.append(AttributeLine(id, word(2), word(3), value))
        case "N":
            found.normalizations.append(NormalizationLine(id, word(2), word(3)))
        case _ if match[2] == NOTES and match[4] is not None:
            found.notes.append(NoteLine(word(3), word(4)))
        case _ if match[2] != NOTES:
            problem = "a note of this kind is not read"
            place = (number, match.start(2) + 1)
            shown = quoted(match[2])
            found.faults.append(TextFault("ignored-annotation", place, problem, shown, NOTES))


def _pairs(match: re.Match[str], group: int, number: int) -> Iterator[tuple[Word, Word]]:
    start = match.start(group) + 1
    for pair in _ARGUMENT.finditer(match[group]):
        role = Word(pair[1], (number, start + pair.start(1)))
        yield role, Word(pair[2], (number, start + pair.start(2)))


def _free(seen: dict[str, int], letter: str) -> int:
    return 1 + max(int(id[1:]) for id in seen if id[0] == letter)


def _unreadable(line: str, number: int) -> TextFault:
    kind = line[0] if line[0] in _FORMS else None
    if kind is None:
        problem, column = "this is not a line of standoff", 1
        fix = "T1, E1, R1, A1, N1, #1 or * and a tab, or # and a blank for a comment"
    else:
        head = re.match(r"\S+", line)
        column = 1 if head is None else head.end() + 1
        problem = "this line does not have the form that brat writes"
        fix = f"{_EXAMPLES[kind]} (⇥ is a tab)"
    return TextFault("brat-syntax", (number, min(column, len(line))), problem, None, fix)
