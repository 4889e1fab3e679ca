"""The text of a task, and the places of regions in it: plain text, HTML, or paragraphs.

Label Studio 1.x: a region of Text has offsets in UTF-16 units. One of HyperText has an XPath and an
offset within that text node, and `globalOffsets` in the text of the page, where <br> counts as one.
One of Paragraphs has the number of a paragraph and an offset within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from whomet.loaders.annotation.offsets import code_points
from whomet.loaders.parsed import Number
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.records import Span

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_USUAL = ("text", "html", "dialogue", "paragraphs", "content", "body")
_SAID = ("text", "utterance", "content", "message", "phrase", "sentence")
"""Where a paragraph has what is said; the export does not say which it is."""
_OUTER_TAGS = frozenset(("html", "body"))
_OUTER = re.compile(r"(?:/html\[1\])?(?:/body\[1\])?")
"""What XPaths begin with in some versions: the elements around the page."""


@dataclass(slots=True)
class TaskText:
    """The text of a task. `key` is that of the data that has it, None where there is none.

    `starts` are offsets, in UTF-16 units, of what regions count from: an XPath of a text node, or
    the number of a paragraph. `valid` is false where the data is not text.
    """

    key: str | None
    text: str
    valid: bool = True
    starts: dict[str, int] = field(default_factory=dict)
    points: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        self.points = code_points(self.text)

    @property
    def units(self) -> int:
        """The length, in the units of the offsets."""
        return len(self.points) - 1

    def count_as(self, values: Sequence[dict[str, Any]]) -> None:
        """Count offsets in the way in which each region has the text that it gives.

        The front end counts UTF-16 units. Scripts that make regions count code points, and there
        are files whose line breaks became CR LF afterwards.
        """
        if self.starts:
            return
        usual = self.points
        for points in self._ways():
            self.points = points
            if all(self.agrees(value) for value in values):
                return
        self.points = usual

    def _ways(self) -> Iterator[Sequence[int]]:
        """The offsets in code points of each way of counting, the usual one first."""
        usual = self.points
        yield usual
        yield range(len(self.text) + 1)
        yield [p for p in usual if p == 0 or self.text[p - 1 : p + 1] != "\r\n"]

    def agrees(self, value: dict[str, Any]) -> bool:
        """Whether the text at the place of a region is the one that it gives, if it gives one."""
        span, given = self.span(value), value.get("text")
        if span is None or type(given) is not str:
            return span is not None
        return _collapsed(given) == _collapsed(self.text[slice(*span)])

    def span(self, value: dict[str, Any]) -> Span | None:
        """The place of a region; None where it is not in the text."""
        for start, end in (self._in_parts(value), _whole(value)):
            if start is not None and end is not None and start < end <= self.units:
                return self.points[start], self.points[end]
        return None

    def _in_parts(self, value: dict[str, Any]) -> tuple[int | None, int | None]:
        ends = []
        for side in ("start", "end"):
            within = _offset(value.get(f"{side}Offset"))
            first = self.starts.get(_OUTER.sub("", str(value.get(side)), count=1))
            ends.append(None if within is None or first is None else first + within)
        return ends[0], ends[1]


def _whole(value: dict[str, Any]) -> tuple[int | None, int | None]:
    overall = value.get("globalOffsets")
    given = overall if isinstance(overall, dict) else value
    return _offset(given.get("start")), _offset(given.get("end"))


def task_text(data: dict[str, Any], items: Sequence[object]) -> TaskText:
    """The text that the regions in `items` are of: `text`, or what else the task has."""
    others = [k for k in data if k not in METADATA_KEYS and isinstance(data[k], (str, list))]
    others = [k for k in others if type(data[k]) is not Number]
    usual = [key for key in _USUAL if key in data]
    key = usual[0] if usual else others[0] if len(others) == 1 else None
    if key is None:
        return TaskText(None, "", False)
    found = data[key]
    if isinstance(found, list):
        return _paragraphs(key, found)
    if type(found) is not str:
        return TaskText(key, "", False)
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if "hypertextlabels" not in kinds and not (key == "html" and "labels" not in kinds):
        return TaskText(key, found)
    page = _Page()
    page.feed(found)
    page.close()
    return TaskText(key, "".join(page.pieces), True, page.starts)


def _paragraphs(key: str, found: list[Any]) -> TaskText:
    """`author: text` of each paragraph on a line; the author may be called name or speaker."""
    text = ""
    starts: dict[str, int] = {}
    for number, paragraph in enumerate(found):
        said = paragraph
        if isinstance(paragraph, dict):
            said = next((paragraph[key] for key in _SAID if key in paragraph), None)
        if type(said) is not str:
            return TaskText(key, "", False)
        names = (
            (paragraph.get(k) for k in ("author", "speaker", "name")) if said != paragraph else ()
        )
        name = next((n for n in names if type(n) is str and n), None)
        text += ("\n" if number else "") + (f"{name}: " if name else "")
        starts[str(number)] = len(text.encode("utf-16-le")) // 2
        text += said
    return TaskText(key, text, True, starts)


class _Page(HTMLParser):
    """The text nodes of a page, as the browser counts them, and the XPath of each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.starts: dict[str, int] = {}
        self._units = 0
        self._path: list[str] = []
        self._counts: list[dict[str, int]] = [{}]

    def _number(self, name: str) -> int:
        counts = self._counts[-1]
        counts[name] = counts.get(name, 0) + 1
        return counts[name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _OUTER_TAGS:
            return
        step = f"{tag}[{self._number(tag)}]"
        if tag == "br":
            self._add("\n")
        if tag not in _VOID:
            self._path.append(step)
            self._counts.append({})

    def handle_endtag(self, tag: str) -> None:
        names = [step.partition("[")[0] for step in self._path]
        if tag in names:
            while self._path and self._path.pop().partition("[")[0] != tag:
                self._counts.pop()
            self._counts.pop()

    def handle_data(self, data: str) -> None:
        path = "/".join(["", *self._path, f"text()[{self._number('text()')}]"])
        self.starts[path] = self._units
        self._add(data)

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self._units += len(text.encode("utf-16-le", "surrogatepass")) // 2


def _collapsed(text: str) -> str:
    """`text` as Label Studio may give it: blanks run together, line breaks as a backslash and n."""
    return " ".join(text.replace("\\n", "\n").split())


def _offset(value: object) -> int | None:
    text = str(value).removesuffix(".0") if isinstance(value, (Number, str)) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
