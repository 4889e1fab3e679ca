"""The quotes of entities: the words that name each, and the occurrences that are its mentions.

A plain quote means every place where its words occur as whole words and not inside a longer
mention. `{text: …, nth: 2}`, or `nth: [1, 3]`, means these occurrences and no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.lookalikes import not_found
from whomet.loaders.checking.occurrences import anywhere, whole_words
from whomet.loaders.checking.quoting import KEYS, number_of, times
from whomet.loaders.checking.values import text_of, text_of_item, texts_of, unknown_key
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.records import Mention, Span


@dataclass(slots=True)
class EntityQuotes:
    """The quotes of one entity: `surfaces` in the order written; of them, those without `nth` are
    `plain`. `exact` are the places that `nth` gives.
    """

    surfaces: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    exact: list[Span] = field(default_factory=list)


class QuoteReader:
    """Reads the quotes of all entities of a brief, which share the words of its text."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.owner: dict[tuple[str, int | None], str] = {}
        self.numbered: dict[str, str] = {}

    def read(self, key: str, value: object) -> EntityQuotes:
        """The quotes of one entity that are in the text; a problem for each of the others."""
        path: Path = ("entities", key, "quote")
        found = EntityQuotes()
        if isinstance(value, dict):
            self._numbered(key, value, path, found)
            return found
        if not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
            for here, surface in texts_of(value, path, self.context.problems):
                self._plain(key, surface, here, found)
            return found
        for index, item in enumerate(value):
            here = (*path, index)
            if isinstance(item, dict):
                self._numbered(key, item, here, found)
            elif type(item) is not str:
                text_of_item(item, here, self.context.problems)
            elif (words := text_of(item, here, self.context.problems)) is not None:
                self._plain(key, words, here, found)
        return found

    def _plain(self, key: str, surface: str, path: Path, found: EntityQuotes) -> None:
        if surface in found.plain:
            return
        if self.context.text and not self._stands(surface, path):
            return
        found.plain.append(surface)
        if surface not in found.surfaces:
            found.surfaces.append(surface)
        other = self.owner.setdefault((surface, None), key)
        if other == key:
            other = self.numbered.get(surface, key)
        self._note_shared(key, other, surface, path)

    def _numbered(
        self, key: str, value: dict[str, object], path: Path, found: EntityQuotes
    ) -> None:
        """A quote as `{text, nth}`; without nth it is a plain one."""
        context = self.context
        for word in value:
            if word not in KEYS:
                unknown_key(word, (*path, word), KEYS, "a quote", context.problems)
        if "text" not in value:
            context.problems.add(
                "missing-key", path, "the quote has no text", None, "{text: …, nth: 2}"
            )
            return
        surface = text_of(value["text"], (*path, "text"), context.problems)
        if surface is None:
            return
        if "nth" not in value:
            self._plain(key, surface, (*path, "text"), found)
            return
        numbers = self._numbers(value["nth"], (*path, "nth"))
        if not numbers or not context.text:
            return
        places = anywhere(surface, context.text)
        if not places:
            self._not_found(surface, (*path, "text"))
            return
        for number, here in numbers:
            if number > len(places):
                context.problems.add(
                    "bad-nth",
                    here,
                    f"these words occur in the text {times(len(places))}",
                    f"nth: {number}",
                    f"nth: 1{f' to {len(places)}' if len(places) > 1 else ''}",
                )
            elif places[number - 1] in found.exact:
                problem = "this occurrence is given twice; it counts once"
                context.problems.add("duplicate-filler", here, problem, f"nth: {number}", "it once")
            else:
                found.exact.append(places[number - 1])
                other = self.owner.setdefault((surface, number), key)
                if other == key:
                    other = self.owner.get((surface, None), key)
                self._note_shared(key, other, surface, path)
        self.numbered.setdefault(surface, key)
        if surface not in found.surfaces:
            found.surfaces.append(surface)

    def _numbers(self, value: object, path: Path) -> list[tuple[int, Path]]:
        if not isinstance(value, list):
            number = number_of(self.context, value, path)
            return [] if number is None else [(number, path)]
        if not value:
            self.context.problems.add(
                "empty-list", path, "nth is an empty list", None, "to give a number or remove nth"
            )
        numbers = ((number_of(self.context, n, (*path, i)), i) for i, n in enumerate(value))
        return [(number, (*path, index)) for number, index in numbers if number is not None]

    def _note_shared(self, key: str, other: str, surface: str, path: Path) -> None:
        if other != key:
            self.context.problems.add(
                "shared-quote",
                path,
                f"{other} quotes the same words; they count as mentions of both",
                quoted(surface),
                "words that name one of them alone, or {text: …, nth: 2}",
            )

    def _stands(self, surface: str, path: Path) -> bool:
        if surface in self.context.places:
            return True
        found = whole_words(surface, self.context.text)
        if found:
            self.context.places[surface] = found
            return True
        self._not_found(surface, path)
        return False

    def _not_found(self, surface: str, path: Path) -> None:
        problem, fix = not_found(surface, self.context.text)
        if surface in self.context.text:
            problem = "these words occur in the text only within longer words"
        self.context.problems.add("quote-not-found", path, problem, quoted(surface), fix)


def spans_of(
    quotes: Mapping[str, EntityQuotes], places: Mapping[str, Sequence[Span]]
) -> dict[str, tuple[Span, ...]]:
    """The mentions of each entity. `places` are those of the plain quotes as whole words."""
    exact = {span for found in quotes.values() for span in found.exact}
    outer = _outermost(places, exact)
    return {
        key: tuple(
            sorted({*found.exact, *(s for words in found.plain for s in outer.get(words, ()))})
        )
        for key, found in quotes.items()
    }


def _outermost(
    places: Mapping[str, Sequence[Span]], exact: set[Span]
) -> Mapping[str, Sequence[Span]]:
    """The places of each surface that are not inside a longer mention."""
    if len(places) + bool(exact) < 2:
        return places
    found = [(start, -end, surface) for surface, spans in places.items() for start, end in spans]
    found += [(start, -end, "") for start, end in exact]
    outermost: dict[str, list[Span]] = {surface: [] for surface in places}
    found.sort()
    reached = -1
    last: Span | None = None
    for start, minus_end, surface in found:
        span = (start, -minus_end)
        if -minus_end > reached:  # otherwise it is inside one that begins earlier or is longer
            reached = -minus_end
            last = span
        elif span != last:
            continue
        if surface:
            outermost[surface].append(span)
    return outermost


def written_quotes(mentions: Sequence[Mention], text: str) -> dict[str, list[object]]:
    """The quotes by which a brief says its mentions again, by the keys of the entities.

    They are plain where that means the same mentions, else with `nth`.
    """
    places = {surface: whole_words(surface, text) for m in mentions for surface in m.surfaces}
    own: dict[tuple[str, str], list[Span]] = {(m.key, s): [] for m in mentions for s in m.surfaces}
    for mention in mentions:
        for start, end in mention.spans:
            own[mention.key, text[start:end]].append((start, end))
    numbered: set[tuple[str, str]] = set()
    while True:
        exact = {span for one in numbered for span in own[one]}
        plain = {surface: places[surface] for _, surface in own.keys() - numbered}
        outer = _outermost(plain, exact)
        wrong = {
            (key, surface)
            for key, surface in own.keys() - numbered
            if own[key, surface] and list(outer[surface]) != own[key, surface]
        }
        if not wrong:
            break
        numbered |= wrong
    return {
        m.key: [
            _numbered_quote(surface, own[m.key, surface], text)
            if (m.key, surface) in numbered
            else surface
            for surface in m.surfaces
        ]
        for m in mentions
    }


def _numbered_quote(surface: str, spans: Sequence[Span], text: str) -> object:
    places = anywhere(surface, text)
    numbers = [places.index(span) + 1 for span in spans]
    return {"text": surface, "nth": numbers[0] if len(numbers) == 1 else numbers}
