"""Who is on record: what `who.rq` tells one by one, put together and counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from whomet.ontology.names import fold
from whomet.ontology.vocabulary import default_vocabulary

Solution = dict[str, Node]
Facts = dict[str, set[Any]]


def who(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each other name and position of each that is asked for, with the counts."""
    found: dict[Node, Facts] = defaultdict(lambda: defaultdict(set))
    events: dict[Node, dict[Node, Solution]] = defaultdict(dict)
    for told in solutions:
        for name, value in told.items():
            if value is not None and name != "of":
                found[told["of"]][name].add(value)
        if told.get("event") is not None:
            events[told["of"]][told["event"]] = told
    for of, facts in found.items():
        if facts["brief"] and _is_asked(facts, asked):
            yield from _rows(of, facts, events[of])


def _is_asked(facts: Facts, asked: Mapping[str, Any]) -> bool:
    classes = {_class(name) for name in map(str, facts["class"])}
    of_entity = asked["position"], asked["organization"], asked["name"]
    if classes == {"Source"}:
        return asked["class"] in (None, "Source") and not any(of_entity)
    entity = default_vocabulary().entities[next(iter(classes & set(default_vocabulary().entities)))]
    return (
        (asked["class"] is None or asked["class"] in entity.labels)
        and (asked["position"] is None or asked["position"] in facts["position"])
        and (asked["organization"] is None or asked["organization"] in facts["organization"])
        and (asked["name"] is None or any(_fits(str(n), asked["name"]) for n in facts["label"]))
    )


def _class(iri: str) -> str:
    return iri.rpartition("#")[2]


def _fits(name: str, search: str) -> bool:
    """Whether all words that are searched for, `+("one") +(tw*)`, are words of a name."""
    words = re.findall(r"\w+", fold(name))
    for word, end in re.findall(r'\("?([^"*]+)"?(\*?)\)', search):
        if not any(w.startswith(word) if end else w == word for w in words):
            return False
    return True


def _rows(of: Node, facts: Facts, events: Mapping[Node, Solution]) -> Iterator[Solution]:
    kinds = [_class(str(told["kind"])) for told in events.values()]
    classes = {_class(str(name)) for name in facts["class"]} & {
        "Source",
        *default_vocabulary().entities,
    }
    counted: Solution = {
        "row": of,
        "name": next(iter(facts["name"])),
        "class": Literal(next(iter(classes))),
        "meetings": Literal(kinds.count("Meeting")),
        "visits": Literal(kinds.count("Visit")),
        "briefs": Literal(len(facts["brief"])),
    }
    if classes == {"Source"}:
        days = sorted(map(str, facts["published"]))
        counted |= {"first": Literal(days[0]), "last": Literal(days[-1])}
    else:
        counted["id"] = next(iter(facts["id"]))
        begun = sorted(
            (told for told in events.values() if told.get("begin") is not None),
            key=lambda told: tuple(str(told.get(k) or "") for k in ("begin", "eventId", "when")),
        )
        if begun:
            ends = {"first": begun[0].get("when"), "last": begun[-1].get("when")}
            counted |= {side: when for side, when in ends.items() if when is not None}
    several = [
        *({"also": x} for x in facts["other"]),
        *({"positions": x} for x in facts["position"]),
    ]
    yield from ({**counted, **more} for more in several or [{}])
