"""Selectors: the words of the text that an annotation is about."""

from __future__ import annotations

from typing import Any

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.checking.occurrences import whole_words
from whomet.loaders.checking.values import shape
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Number, Path
from whomet.ontology.records import Span
from whomet.ontology.suggestions import nearest_words

POSITION, QUOTE = "TextPositionSelector", "TextQuoteSelector"
_READ = f"a {POSITION} or a {QUOTE}"


def spans_of(text: str, selector: object, path: Path, report: ReportFault) -> list[Span]:
    """The places that a selector means; several of one list are different ways to say one place.

    Offsets count code points, as the recommendation has it (Web Annotation Data Model, 4.2.4 and
    4.2.5). A quote that fits several places means all of them.
    """
    many = selector if isinstance(selector, list) else [selector]
    known: dict[str, tuple[dict[str, Any], Path]] = {}
    for index, item in enumerate(many):
        here = (*path, index) if isinstance(selector, list) else path
        kind = item.get("type", item.get("@type")) if isinstance(item, dict) else None
        if kind in (POSITION, QUOTE):
            known.setdefault(str(kind), (item, here))
    if not known:
        kinds = [str(i.get("type", "one without type")) for i in many if isinstance(i, dict)]
        found = quoted(", ".join(kinds)) if kinds else shape(selector)
        report("bad-selector", path, "none of the selectors is one that is read", found, _READ)
        return []
    for item, here in known.values():
        if "refinedBy" in item:
            report(
                "bad-selector",
                (*here, "refinedBy"),
                "selectors within selectors are not read",
                None,
                _READ,
            )
            return []
    quote = known.get(QUOTE)
    if POSITION in known:
        return _position(text, *known[POSITION], quote, report)
    assert quote is not None
    return _quote(text, *quote, report)


def _position(
    text: str,
    item: dict[str, Any],
    path: Path,
    quote: tuple[dict[str, Any], Path] | None,
    report: ReportFault,
) -> list[Span]:
    start, end = _offset(item.get("start")), _offset(item.get("end"))
    if start is None or end is None or not start < end <= len(text):
        found = quoted(f"{item.get('start')} to {item.get('end')}")
        fix = f"start before end, from 0 to {len(text)}, in code points"
        report("bad-offset", path, "a position must be within the text", found, fix)
        return []
    exact = None if quote is None else quote[0].get("exact")
    words = text[start:end]
    if type(exact) is not str or exact == words:
        return [(start, end)]
    assert quote is not None
    fix = quoted(exact)
    if len(places := _places(text, quote[0])) == 1:
        fix += f", at {places[0][0]} to {places[0][1]}"
    report("bad-offset", path, f"the text at {start} to {end} is different", quoted(words), fix)
    return []


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
        near = nearest_words(exact, text)
        fix = quoted(near) if near is not None else "the exact words of the text"
        report("quote-not-found", path, "these words are not in the text", quoted(exact), fix)
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
