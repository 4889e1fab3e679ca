"""Finding the one place of the text that an event quotes."""

from __future__ import annotations

from dataclasses import dataclass

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.lookalikes import not_found
from whomet.loaders.checking.occurrences import anywhere
from whomet.loaders.checking.values import shape, text_of, unknown_key
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.records import Span

KEYS = frozenset(("text", "nth"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of an event in the text; `whole_text` where it quotes nothing."""

    span: Span
    whole_text: bool


def anchor_of(context: CheckContext, value: object, path: Path) -> Anchor:
    """The place that a `quote` refers to; the whole text if there is an error in it."""
    whole = Anchor((0, len(context.text)), True)
    nth: int | None = None
    if isinstance(value, dict):
        for key in value:
            if key not in KEYS:
                unknown_key(key, (*path, key), KEYS, "a quote", context.problems)
        if "text" not in value:
            context.problems.add(
                "missing-key", path, "the quote has no text", None, "{text: …, nth: 2}"
            )
            return whole
        if "nth" in value:
            nth = number_of(context, value["nth"], (*path, "nth"))
            if nth is None:
                return whole
        path = (*path, "text")
        value = value["text"]
    elif isinstance(value, list):
        context.problems.add(
            "wrong-shape",
            path,
            "this event has several quotes",
            shape(value),
            "one stretch of the text",
        )
        return whole
    quote = text_of(value, path, context.problems)
    if quote is None or not context.text:
        return whole
    places = anywhere(quote, context.text)
    if not places:
        _not_found(context, quote, path)
        return whole
    if nth is not None:
        if nth > len(places):
            context.problems.add(
                "bad-nth",
                (*path[:-1], "nth"),
                f"these words occur in the text {times(len(places))}",
                f"nth: {nth}",
                f"nth: 1{f' to {len(places)}' if len(places) > 1 else ''}",
            )
            return whole
        return Anchor(places[nth - 1], False)
    if len(places) > 1:
        context.problems.add(
            "quote-ambiguous",
            path,
            f"these words occur in the text {times(len(places))}",
            quoted(quote),
            f"{{text: …, nth: 1}} (to {len(places)}), or more of the words around them",
        )
    return Anchor(places[0], False)


def number_of(context: CheckContext, value: object, path: Path) -> int | None:
    """The number of an occurrence, from 1; None, and a problem, where it is none."""
    if isinstance(value, str) and context.tables.patterns["nth"].fullmatch(value):
        return int(value)
    context.problems.add(
        "bad-nth", path, "nth counts from 1", shape(value), "a whole number such as 2"
    )
    return None


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _not_found(context: CheckContext, quote: str, path: Path) -> None:
    problem, fix = not_found(quote, context.text)
    context.problems.add("quote-not-found", path, problem, quoted(quote), fix)
