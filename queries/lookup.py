"""Looking up ids by name: levels are tried in order, and the first with a hit counts.

The levels: an id, ref, mention id or claim id; a whole name or alias; a whole quoted form; all
words of the text in one name. All names of one question go in one round trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from whomet.ontology.names import fold, name_words
from whomet.ontology.suggestions import NAMES_IN_GRAPH, did_you_mean, most_similar, similarity
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.parameters import accepted_classes

#: How many candidates an error lists.
LISTED = 8
NO_BRIEFS = "the graph holds no briefs yet; `whomet load` brings them in"
_LUCENE = frozenset('+-&|!(){}[]^"~*?:\\/<>=.')


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to look up for one parameter of a type that stands for nodes.

    `parameter` is its name in Python, empty for a name that stands without one.
    """

    parameter: str
    text: str
    type: str

    @property
    def given(self) -> str:
        """The name as it was given: `place` 'Syria'."""
        return f"`{self.parameter}` '{self.text}'" if self.parameter else f"'{self.text}'"

    def error(self, message: str, candidates: Sequence[str] = ()) -> QuestionError:
        """The error of this name."""
        named = [self.parameter] if self.parameter else []
        return QuestionError(message, candidates=candidates, parameters=named)

    def accepts(self, labels: Iterable[str], vocabulary: Vocabulary) -> bool:
        """Whether a node with these labels may be meant."""
        return not set(labels).isdisjoint(accepted_classes(self.type, vocabulary))


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for, and what an analyst should know about the choice."""

    id: str
    name: str
    note: str | None = None


_Hit = dict[str, Any]


def look_up(reader: Reader, wanted: Sequence[Wanted]) -> list[Found]:
    """What each name stands for; QuestionError for none and for more than one."""
    if not wanted:
        return []
    sought = [_sought(order, want) for order, want in enumerate(wanted)]
    rows = reader.read(internal("names", reader.vocabulary), {"names": sought})
    hits: list[list[_Hit]] = [[] for _ in wanted]
    others: list[list[_Hit]] = [[] for _ in wanted]
    for row in rows:
        order = row["order"]
        accepted = wanted[order].accepts(row["labels"], reader.vocabulary)
        (hits if accepted else others)[order].append(row)
    missing = [order for order, found in enumerate(hits) if not found]
    for order, row in _by_words(reader, wanted, missing):
        hits[order].append(row)
    return [
        _chosen(reader, want, _first_level(hits[order]), others[order])
        for order, want in enumerate(wanted)
    ]


def publishers(reader: Reader, text: str) -> list[str]:
    """Every spelling of the publisher `text` in the briefs; QuestionError with the nearest."""
    known = [row["source"] for row in reader.read(internal("publishers"))]
    folded = fold(text)
    same = [source for source in known if fold(source) == folded]
    if not same:
        similar = most_similar(text, known)
        hint = did_you_mean(similar) or _listed(known)
        raise QuestionError(f"no brief is published by '{text}'{hint}", candidates=similar)
    return same


def _listed(known: Sequence[str]) -> str:
    more = ", …" if len(known) > LISTED else ""
    return f"; the publishers are {', '.join(known[:LISTED])}{more}" if known else ""


def _sought(order: int, want: Wanted) -> dict[str, Any]:
    brief, _, key = want.text.rpartition("#")
    return {
        "order": order,
        "text": want.text,
        "folded": fold(want.text),
        "brief": brief or None,
        "key": key if brief else None,
    }


def _first_level(hits: Sequence[_Hit]) -> list[_Hit]:
    level = min((hit["level"] for hit in hits), default=0)
    return [hit for hit in hits if hit["level"] == level]


def _by_words(
    reader: Reader, wanted: Sequence[Wanted], missing: Sequence[int]
) -> list[tuple[int, _Hit]]:
    """Hits of the last level for the names without any."""
    queries = {
        order: " ".join(f"+{escaped(word)}" for word in name_words(fold(wanted[order].text)))
        for order in missing
        if wanted[order].type != "event"
    }
    names = [{"order": order, "query": query} for order, query in queries.items() if query]
    if not names:
        return []
    rows = reader.read(internal("words"), {"names": names})
    return [
        (row["order"], {**row, "level": 3})
        for row in rows
        if wanted[row["order"]].accepts(row["labels"], reader.vocabulary)
    ]


def escaped(word: str) -> str:
    """A word as a full-text query takes it literally."""
    return "".join(f"\\{letter}" if letter in _LUCENE else letter for letter in word)


def _chosen(reader: Reader, want: Wanted, hits: Sequence[_Hit], others: Sequence[_Hit]) -> Found:
    if not hits:
        raise _nothing(reader, want, others)
    ids = {hit["id"]: hit for hit in hits}
    if len(ids) == 1:
        # One id in several classes is one thing seen two ways; questions follow both.
        return Found(hits[0]["id"], hits[0]["name"])
    candidates = reader.read(internal("candidates", reader.vocabulary), {"ids": sorted(ids)})
    candidates = [c for c in candidates if want.accepts(c["labels"], reader.vocabulary)]
    whole = _whole(candidates)
    if whole is not None:
        rest = ", ".join(c["id"] for c in candidates if c is not whole)
        note = (
            f"'{want.text}' is taken as {_described(whole)}, "
            f"in which {rest} lies; give that id to narrow it"
        )
        return Found(whole["id"], whole["name"], note)
    listed = "; ".join(_described(candidate) for candidate in candidates[:LISTED])
    more = f"; and {len(candidates) - LISTED} more" if len(candidates) > LISTED else ""
    raise want.error(
        f"{want.given} may be any of {len(candidates)}, give the id of the one "
        f"you mean: {listed}{more}",
        [candidate["id"] for candidate in candidates],
    )


def _whole(candidates: Sequence[_Hit]) -> _Hit | None:
    """The place in which all the other candidates lie."""
    if not all("Place" in candidate["labels"] for candidate in candidates):
        return None
    for whole in candidates:
        others = [candidate for candidate in candidates if candidate is not whole]
        if all(whole["id"] in other["within"] for other in others) and not any(
            other["id"] in whole["within"] for other in others
        ):
            return whole
    return None


def class_of(labels: Sequence[str]) -> str:
    """The class among a node's labels."""
    return next((label for label in labels if label not in ("Actor", "Event")), "node")


def _described(candidate: _Hit) -> str:
    facts = [candidate["kind"] or class_of(candidate["labels"]), candidate["id"]]
    if candidate["aliases"]:
        facts.append(f"also {', '.join(candidate['aliases'])}")
    if candidate["containers"]:
        facts.append(f"in {', '.join(candidate['containers'])}")
    if candidate["first_brief"]:
        facts.append(f"first in {candidate['first_brief']}")
    return f"{candidate['name']} ({', '.join(facts)})"


def is_empty(reader: Reader) -> bool:
    """Whether the graph holds no brief."""
    return bool(reader.read(internal("empty"))[0]["empty"])


def _nothing(reader: Reader, want: Wanted, others: Sequence[_Hit]) -> QuestionError:
    """Why nothing was found, with the nearest that there is."""
    if is_empty(reader):
        return want.error(NO_BRIEFS)
    if want.type == "event":
        return want.error(
            f"no event or claim has the id '{want.text}'; "
            "the column 'event' of any answer has ids of events"
        )
    what = want.type if want.type != "entity" else "topic or other entity"
    if others:
        kind = class_of(others[0]["labels"]).lower()
        return want.error(f"{want.given} is a {kind}; give {_ARTICLE[want.type]} {what}")
    folded = fold(want.text)
    query = " ".join(f"{escaped(word)}~" for word in name_words(folded))
    rows = (
        reader.read(internal("words"), {"names": [{"order": 0, "query": query}]}) if query else []
    )
    known = {
        row["name"]: max(_likeness(folded, form) for form in (row["form"], fold(row["name"])))
        for row in rows
        if want.accepts(row["labels"], reader.vocabulary)
    }
    alike = [name for name in known if known[name] >= NAMES_IN_GRAPH]
    close = sorted(alike, key=lambda name: (-known[name], name))[:3]
    hint = did_you_mean(close) or "; look at the spelling, or give a part of the name or an id"
    return want.error(f"no {what} is called '{want.text}'{hint}", close)


def _likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 100; a likeness to one word of a name counts."""
    parts = [other, *name_words(other)]
    return max(similarity(one, part) for part in parts)


_ARTICLE = {
    "actor": "an",
    "place": "a",
    "position": "a",
    "organization": "an",
    "entity": "a",
}
