"""Completions of what somebody types: for the shell, and for asking step by step."""

from __future__ import annotations

from dataclasses import dataclass

from whomet.ontology.names import fold, name_words
from whomet.ontology.search_words import as_lucene, parse_search, words
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of, escaped
from whomet.queries.parameters import NAMED_TYPES, Parameter, accepted_classes

LIMIT = 30
#: Briefs with the words somewhere, among whose titles one is looked for.
BRIEFS_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Completion:
    """A value to offer: `text` is the value, `help` what distinguishes it from others."""

    text: str
    help: str


def completions(
    reader: Reader, parameter: Parameter, typed: str, limit: int = LIMIT
) -> list[Completion]:
    """The values of a parameter that begin with what was typed so far.

    Names in the graph for parameters that name nodes, publishers, and the choices of a choice;
    nothing where any text may follow. Instead of a name that two entities share, it offers their
    ids.
    """
    if parameter.type == "choice":
        return [Completion(c, "") for c in parameter.choices if c.startswith(typed)]
    if parameter.type == "publisher":
        known = [row["source"] for row in reader.read(internal("publishers"))]
        return [Completion(s, "publisher") for s in known if fold(s).startswith(fold(typed))]
    if parameter.type not in NAMED_TYPES or parameter.type == "event":
        return []
    begun = name_words(fold(typed))
    if not begun:
        return []
    values = {
        "query": " ".join(f"+{escaped(word)}*" for word in begun),
        "classes": list(accepted_classes(parameter.type, reader.vocabulary)),
        "limit": limit,
    }
    rows = reader.read(internal("complete"), values)
    names = [row["name"] for row in rows]
    return [
        Completion(row["name"], class_of(row["labels"]))
        if names.count(row["name"]) == 1
        else Completion(row["id"], f"{class_of(row['labels'])}: {row['name']}")
        for row in rows
    ]


def brief_completions(reader: Reader, typed: str, limit: int = LIMIT) -> list[Completion]:
    """Briefs whose id begins with a text, or whose title has words that begin with its words."""
    begun = [word.folded for word in words(typed)]
    if not begun:
        return []
    search = parse_search(" ".join(f"{word}*" for word in begun))
    rows = reader.read(
        internal("complete_briefs"),
        {
            "begun": typed.strip(),
            "query": as_lucene(search),
            "limit": limit,
            "looked_at": BRIEFS_LOOKED_AT,
        },
    )
    found = [
        Completion(row["id"], f"Brief: {row['title']}")
        for row in rows
        if row["id"].startswith(typed.strip()) or _begin_all(begun, row["title"])
    ]
    return found[:limit]


def _begin_all(begun: list[str], title: str) -> bool:
    there = [word.folded for word in words(title)]
    return all(any(word.startswith(each) for word in there) for each in begun)
