"""From annotations of Hypothesis to documents, one for each page.

Each is rewritten as a Web Annotation (W3C) whose tags are read like those of any other. Its place
is found by its words, between those before and after: the offsets are those of the page as the
browser had it, not of our text. Read are the results of `/api/search` (API 1.0), and the export of
the client, which has the same annotations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from whomet.loaders.annotation.records import whole_number
from whomet.loaders.checking.occurrences import anywhere
from whomet.loaders.checking.values import shape
from whomet.loaders.documents import Document
from whomet.loaders.faults import Fault, TextFault, fault_at, quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.hypothesis.pages import pages_of
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Path, Position
from whomet.loaders.web_annotation.documents import AnnotationFile
from whomet.loaders.web_annotation.selectors import POSITION, QUOTE
from whomet.ontology.nouns import counted
from whomet.ontology.vocabulary import Vocabulary

_ROWS = ("rows", "annotations")
_NAMES = {"brief": "id", "source": "publisher"}


def documents(source: InputSource, stream: IO[bytes], vocabulary: Vocabulary) -> Iterator[Document]:
    """A brief for each page. Raises TextFault: it is not JSON."""
    text = whole_text(stream)
    value = json_text.parse(text)
    above: Path = ()
    rows = value
    if isinstance(value, dict):
        above = tuple(key for key in _ROWS if key in value)[:1]
        rows = value[above[0]] if above else None
    if not isinstance(rows, list):
        raise TextFault(
            "wrong-shape",
            (1, 1),
            "results of a search are an object",
            shape(value),
            '{"rows": […]}',
        )
    positions = json_text.JsonPositions(text)
    faults: list[Fault] = []
    kept: list[tuple[int, dict[str, Any]]] = []
    if isinstance(value, dict) and (there := _total(value)) > len(rows):
        held = counted(len(rows), "annotation", "annotations")
        problem = f"the search found {there:,} annotations, and the file holds {held}"
        fix = "all of them: limit=200 in the address, and search_after for those that follow"
        place = positions(("total",))
        faults.append(fault_at(source.name, place, "ignored-annotation", problem, None, fix))
    for index, row in enumerate(rows):
        if why := _why_not(row):
            place = positions((*above, index))
            faults.append(fault_at(source.name, place, "ignored-annotation", f"{why} is not read"))
            continue
        kept.append((index, row))
        if type(row.get("text")) is str and row["text"].strip():
            faults.append(_unread_text(source.name, positions((*above, index, "text")), row))
    pages = pages_of(source, faults)
    if pages is None:
        yield Document(None, lambda *_: (1, 1), faults=tuple(faults))
        return
    rows_of: dict[str, list[int]] = {}
    for index, row in kept:
        rows_of.setdefault(str(row["uri"]), []).append(index)
    # Each page is a brief: one that is not there, or at fault, does not keep out the others.
    yield from map(_refused, pages.wrong.values())
    for address, indices in rows_of.items():
        if address not in pages.found and address not in pages.wrong:
            place = positions((*above, indices[0], "uri"))
            yield _refused(pages.missing(source.name, place, address, len(indices)))
    kept = [(index, row) for index, row in kept if str(row["uri"]) in pages.found]
    addresses = [address for address in rows_of if address in pages.found]
    if not kept and faults:
        yield Document(None, lambda *_: (1, 1), faults=tuple(faults))
    if not kept:
        return
    texts = {address: page.values.get("text") for address, page in pages.found.items()}
    spots = {index: _place_of(row, texts.get(str(row["uri"]))) for index, row in kept}
    placed = {str(row["uri"]) for index, row in kept if spots[index].is_found}
    items = []
    read: list[tuple[int, dict[str, Any]]] = []
    for index, row in kept:
        place_of = spots[index]
        # Where none is found, the text is that of another page, which refuses the brief.
        if place_of.is_orphan and str(row["uri"]) in placed:
            place = positions((*above, index, "target"))
            problem = "the words of an annotation are not in the text of its page"
            fix = "the text of the page as it was annotated"
            words = quoted(place_of.words)
            faults.append(fault_at(source.name, place, "ignored-annotation", problem, words, fix))
            continue
        read.append((index, row))
        items.append(_annotation(row, place_of))
        if place_of.others:
            problem = "the words occur more than once between the same words; the first are marked"
            fix = "prefix and suffix that say which"
            place = positions((*above, index, "target"))
            faults.append(fault_at(source.name, place, "ignored-annotation", problem, None, fix))
    items += [_brief(address, pages.found[address].values) for address in addresses]

    def position(path: Path) -> Position:
        """The place of what became the item `path` of the Web Annotations."""
        number = path[1] if len(path) > 1 and isinstance(path[1], int) else None
        if number is None or number >= len(read):
            return (1, 1)
        row = read[number][0]
        return positions((*above, row, *(("tags",) if "body" in path else ())))

    page = {"items": items}
    made = AnnotationFile(source.name, json.dumps(page), page, vocabulary, position)
    for number, document in enumerate(made.documents()):
        more = tuple(faults) if number == 0 else ()
        yield Document(
            document.value, document.locate, document.line, faults=(*more, *document.faults)
        )


def _refused(fault: Fault) -> Document:
    """A page that is not read."""
    return Document(None, lambda *_: (fault.line, fault.column), fault.line, faults=(fault,))


def _unread_text(file: str, place: Position, row: dict[str, Any]) -> Fault:
    problem = "the comment of an annotation is not read, only its tags"
    return fault_at(file, place, "ignored-annotation", problem, quoted(row["text"]))


def _why_not(row: object) -> str | None:
    """What an annotation is that is not read."""
    if not isinstance(row, dict) or type(row.get("uri")) is not str:
        return "an annotation without uri"
    if row.get("references"):
        return "a reply to an annotation"
    if row.get("hidden") is True:
        return "an annotation that its moderators have hidden"
    if not row.get("tags"):
        return "an annotation without tags"
    return None


def _total(value: dict[str, Any]) -> int:
    """How many annotations a search found, if its results say so."""
    return whole_number(value.get("total")) or 0


@dataclass(frozen=True, slots=True)
class _PlaceOf:
    """Where in our text an annotation is: a selector, and whether other places fit as well.

    `words` are those that it quotes; without any it is about the page.
    """

    words: str = ""
    selector: dict[str, Any] | None = None
    others: bool = False

    @property
    def is_found(self) -> bool:
        return self.selector is not None and self.selector["type"] == POSITION

    @property
    def is_orphan(self) -> bool:
        return self.selector is not None and bool(self.words) and not self.is_found


def _place_of(row: dict[str, Any], text: object) -> _PlaceOf:
    quote = _quote(row)
    if quote is None:
        return _PlaceOf()
    selector, others = _selector(quote, text if type(text) is str else "")
    return _PlaceOf(str(quote.get("exact") or ""), selector, others)


def _annotation(row: dict[str, Any], place: _PlaceOf) -> dict[str, Any]:
    """An annotation of Hypothesis as a Web Annotation."""
    tags = [tag for tag in row["tags"] if type(tag) is str] if isinstance(row["tags"], list) else []
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
    target: dict[str, Any] = {"source": row["uri"]}
    if place.selector is not None:
        target["selector"] = place.selector
    return {"id": row.get("id"), "type": "Annotation", "body": bodies, "target": target}


def _quote(row: dict[str, Any]) -> dict[str, Any] | None:
    targets = row.get("target")
    for target in targets if isinstance(targets, list) else ():
        selectors = target.get("selector") if isinstance(target, dict) else None
        for selector in selectors if isinstance(selectors, list) else ():
            if isinstance(selector, dict) and selector.get("type") == QUOTE:
                return selector
    return None


def _selector(quote: dict[str, Any], text: str) -> tuple[dict[str, Any], bool]:
    """The place in our text of words between those before and after.

    Blanks and line breaks are those of the page, not of the text. Also, whether other places fit
    as well.
    """
    exact, before, after = (str(quote.get(k) or "") for k in ("exact", "prefix", "suffix"))
    places = anywhere(exact, text) if exact else []
    if not places and (words := exact.split()):
        found = re.finditer(r"\s+".join(map(re.escape, words)), text)
        places = [match.span() for match in found]
    if not places:
        return {"type": QUOTE, "exact": exact}, False
    left, right = "".join(before.split())[::-1], "".join(after.split())

    def fits(span: tuple[int, int]) -> int:
        own = "".join(text[max(0, span[0] - 80) : span[0]].split())[::-1]
        return _shared(left, own) + _shared(right, "".join(text[span[1] : span[1] + 80].split()))

    fitting = [fits(place) for place in places]
    start, end = places[fitting.index(max(fitting))]
    others = fitting.count(max(fitting)) > 1
    return {"type": POSITION, "start": Number(start), "end": Number(end)}, others


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    count = 0
    for count, (a, b) in enumerate(zip(one, other, strict=False), 1):
        if a != b:
            return count - 1
    return count


def _brief(address: str, values: dict[str, object]) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "whomet:Brief"}
    for key, value in values.items():
        body[f"whomet:{_NAMES.get(key, key)}"] = value
    return {"type": "Annotation", "body": body, "target": address}
