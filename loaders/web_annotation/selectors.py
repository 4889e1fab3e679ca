"""Selectors: the words of the text that an annotation is about."""

from __future__ import annotations

import re
from typing import Any

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.annotation.offsets import code_points
from whomet.loaders.checking.lookalikes import not_found, other_words
from whomet.loaders.checking.occurrences import whole_words
from whomet.loaders.checking.values import shape
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Number, Path
from whomet.loaders.web_annotation.terms import short_name, texts
from whomet.ontology.records import Span

POSITION, QUOTE, FRAGMENT = "TextPositionSelector", "TextQuoteSelector", "FragmentSelector"
_READ = f"a {POSITION} or a {QUOTE}"
_CHARACTERS = re.compile(r"char=(\d{1,9}),(\d{1,9})(?:;.*)?")
"""The fragment of a plain text that gives the first character and the one after the last."""

_Selector = tuple[dict[str, Any], Path]


def spans_of(text: str, selector: object, path: Path, report: ReportFault) -> list[Span]:
    """The places that a selector means; several of one list are different ways to say one place.

    Offsets count code points, as the recommendation has it (Web Annotation Data Model, 4.2.4 and
    4.2.5). A quote that fits several places means all of them.
    """
    many = selector if isinstance(selector, list) else [selector]
    known: dict[str, _Selector] = {}
    refined: list[tuple[str, _Selector]] = []
    for index, item in enumerate(many):
        if not isinstance(item, dict):
            continue
        here = (*path, index) if isinstance(selector, list) else path
        kind = next((short_name(name) for name in texts(item.get("type", item.get("@type")))), "")
        if "refinedBy" in item:
            refined.append((kind, (item, here)))
        elif kind in (POSITION, QUOTE):
            known.setdefault(kind, (item, here))
        elif kind == FRAGMENT and (found := _CHARACTERS.fullmatch(str(item.get("value")))):
            offsets = {"start": Number(found[1]), "end": Number(found[2])}
            known.setdefault(POSITION, (offsets, here))
    if POSITION in known:
        return _position(text, *known[POSITION], known.get(QUOTE), report)
    if QUOTE in known:
        return _quote(text, *known[QUOTE], report)
    if refined:
        return _refined(text, *refined[0], report)
    kinds = [str(i.get("type", "one without type")) for i in many if isinstance(i, dict)]
    found_there = quoted(", ".join(kinds)) if kinds else shape(selector)
    report("bad-selector", path, "none of the selectors is one that is read", found_there, _READ)
    return []


def _refined(text: str, kind: str, outer: _Selector, report: ReportFault) -> list[Span]:
    """The places that a selector means within those of another."""
    item, path = outer
    inner, within = item["refinedBy"], (*path, "refinedBy")
    if kind not in (POSITION, QUOTE):
        # Where an element of the page is in the text is not known, but words can be sought.
        each = inner if isinstance(inner, list) else [inner]
        quotes = [one for one in each if isinstance(one, dict) and QUOTE in str(one.get("type"))]
        if quotes:
            return spans_of(text, quotes, within, report)
        problem = f"a place within a {kind or 'selector without type'} is not known"
        report("bad-selector", within, problem, None, f"a {QUOTE} in it, or {_READ}")
        return []
    without = {key: value for key, value in item.items() if key != "refinedBy"}
    places = spans_of(text, without, path, report)
    found: list[Span] = []
    for start, end in places:
        told = report if len(places) == 1 else _unsaid
        found += [(start + a, start + b) for a, b in spans_of(text[start:end], inner, within, told)]
    if places and not found and len(places) > 1:
        problem = f"none of the {len(places)} places has what it is refined by"
        report("quote-not-found", within, problem, None, "words that are in one of them")
    return found


def _unsaid(*_: object) -> None:
    """Report nothing, where other places may have what is sought."""


def _position(
    text: str,
    item: dict[str, Any],
    path: Path,
    quote: _Selector | None,
    report: ReportFault,
) -> list[Span]:
    exact = None if quote is None else quote[0].get("exact")
    if type(exact) is str and (span := _in_units(text, item, exact)) is not None:
        return [span]
    start, end = _offset(item.get("start")), _offset(item.get("end"))
    if start is None or end is None or not start < end <= len(text):
        found = quoted(f"{item.get('start')} to {item.get('end')}")
        fix = f"start before end, from 0 to {len(text)}, in code points"
        report("bad-offset", path, "a position must be within the text", found, fix)
        return []
    words = text[start:end]
    if type(exact) is not str or exact == words:
        return [(start, end)]
    assert quote is not None
    fix = quoted(exact)
    if len(places := _places(text, quote[0])) == 1:
        fix += f", at {places[0][0]} to {places[0][1]}"
    problem = other_words(exact, words)
    report("bad-offset", path, problem, f"{quoted(words)} at {start} to {end}", fix)
    return []


def _in_units(text: str, item: dict[str, Any], exact: str) -> Span | None:
    """The span of offsets in UTF-16 units, as scripts of web pages count, if it has the words."""
    start, end = _offset(item.get("start")), _offset(item.get("end"))
    points = code_points(text)
    if isinstance(points, range) or start is None or end is None or not start < end < len(points):
        return None
    span = points[start], points[end]
    return span if text[slice(*span)] == exact != text[start:end] else None


def _quote(text: str, item: dict[str, Any], path: Path, report: ReportFault) -> list[Span]:
    exact = item.get("exact")
    if type(exact) is not str or not exact:
        found = shape(exact)
        report("bad-selector", path, f"a {QUOTE} has its words in exact", found, '"exact": "…"')
        return []
    if places := _places(text, item):
        return places
    if exact in text:
        around = quoted(f"{_text(item, 'prefix')}{exact}{_text(item, 'suffix')}")
        report(
            "quote-not-found",
            path,
            "these words do not occur between prefix and suffix",
            around,
            "the text before and after them exactly as it is",
        )
    else:
        problem, fix = not_found(exact, text)
        report("quote-not-found", path, problem, quoted(exact), fix)
    return []


def _places(text: str, item: dict[str, Any]) -> list[Span]:
    """Where the exact words occur between prefix and suffix; as whole words, if anywhere."""
    exact, prefix, suffix = (_text(item, key) for key in ("exact", "prefix", "suffix"))
    found: list[Span] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        end = start + len(exact)
        if text.startswith(suffix, end) and text.endswith(prefix, 0, start):
            found.append((start, end))
        start = text.find(exact, start + 1)
    if len(found) > 1:
        whole = set(whole_words(exact, text))
        return [span for span in found if span in whole] or found
    return found


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if type(value) is str else ""


def _offset(value: object) -> int | None:
    text = str(value) if isinstance(value, Number) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
