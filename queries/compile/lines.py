"""Keeps what Jinja loses: the source line of each line, and the indentation of a call.

Marks in the text of a template, which pass through rendering like any other text, say both. They
are control characters, which no Cypher has.
"""

from __future__ import annotations

import re

from jinja2.ext import Extension

_LINE, _LINE_END, _INDENT, _INDENT_END, _DEDENT = "\x01\x02\x03\x04\x05"
_OPENING = re.compile(r"\{\{|\{%|\{#")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MARK = re.compile(
    f"{_LINE}(?P<origin>[^{_LINE_END}]*){_LINE_END}"
    f"|{_INDENT}(?P<indent>[0-9]+){_INDENT_END}"
    f"|(?P<dedent>{_DEDENT})"
    "|(?P<newline>\n)"
    f"|(?P<text>[^\n{_LINE}{_INDENT}{_DEDENT}]+)"
)


class Marks(Extension):
    """Puts the marks into each template as it is read."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with its marks; no line is added or taken away."""
        return marked(source, name or "")


def marked(source: str, name: str) -> str:
    """`source` with a mark at each line of text and around each expression."""
    made = []
    inside: str | None = None
    for number, line in enumerate(source.split("\n"), start=1):
        text = inside is None and not line.lstrip().startswith(("{%", "{#"))
        line, inside = _line(line, inside)
        made.append(f"{_LINE}{name}:{number}{_LINE_END}{line}" if text else line)
    return "\n".join(made)


def _line(line: str, inside: str | None) -> tuple[str, str | None]:
    """A line with its expressions marked, and the end of the tag that it leaves open."""
    depth = len(line) - len(line.lstrip(" "))
    parts: list[str] = []
    at = 0
    while True:
        if inside is None:
            opening = _OPENING.search(line, at)
            if opening is None:
                break
            mark = f"{_INDENT}{depth}{_INDENT_END}" if opening[0] == "{{" else ""
            parts += [line[at : opening.start()], mark, opening[0]]
            inside, at = _CLOSING[opening[0]], opening.end()
        else:
            end = line.find(inside, at)
            if end < 0:
                break
            parts += [line[at : end + 2], _DEDENT if inside == "}}" else ""]
            inside, at = None, end + 2
    return "".join([*parts, line[at:]]), inside


def settled(text: str) -> tuple[str, list[tuple[str, int]]]:
    """A rendered text without its marks and indented as its calls are, and each line's origin."""
    lines: list[str] = [""]
    origins: list[tuple[str, int]] = [("", 1)]
    depths: list[int] = []
    begun = placed = False
    for found in _MARK.finditer(text):
        if found["newline"]:
            lines.append("")
            origins.append(origins[-1])
            begun = placed = False
        elif found["origin"] is not None:
            name, _, number = found["origin"].rpartition(":")
            if not placed:
                origins[-1] = name, int(number)
            placed = True
        elif found["indent"]:
            depths.append(int(found["indent"]))
        elif found["dedent"]:
            depths.pop()
        else:
            if not begun:
                lines[-1] = " " * (sum(depths) if len(lines) > 1 else 0)
                begun = True
            lines[-1] += found["text"]
    return "\n".join(line.rstrip() for line in lines), origins
