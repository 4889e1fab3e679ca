"""Full text, looked for without an index: sentence by sentence, word by word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from whomet.ontology.search_words import Word, words
from whomet.ontology.sentences import sentence_around
from whomet.queries.passages import marked

Solution = dict[str, Node]
#: `+("one" OR tw*) -"three"`: the sign, then what is between brackets.
CLAUSE = re.compile(r'([+-])(?:\(((?:[^()]|\([^)]*\))*)\)|("[^"]*"|\w+\*))')
TERM = re.compile(r'"([^"]*)"|(\w+)\*')


def search(solutions: Sequence[Solution], asked: Mapping[str, Any]) -> Iterator[Solution]:
    """A solution for each name, place in the text and event of each brief that is found."""
    briefs: dict[Node, list[Solution]] = defaultdict(list)
    for told in solutions:
        briefs[told["document"]].append(told)
    for told in briefs.values():
        title, text = str(told[0]["title"]), str(told[0]["text"])
        in_title, in_text = list(words(title)), list(words(text))
        if not _fits([in_title, in_text], asked["text"]):
            continue
        terms = [t for sign, *c in CLAUSE.findall(asked["text"]) if sign == "+" for t in _terms(c)]
        yield from _rows(told, title, text, (in_title, in_text), terms)


def _terms(clause: Sequence[str]) -> list[tuple[list[str], bool]]:
    found = TERM.findall("".join(clause))
    return [((whole or begun).split(), bool(begun)) for whole, begun in found]


def _places(term: tuple[list[str], bool], found: Sequence[Word]) -> list[tuple[int, int]]:
    wanted, begun = term
    places = []
    for n in range(len(found) - len(wanted) + 1):
        here = [word.folded for word in found[n : n + len(wanted)]]
        if here == wanted or (begun and here[0].startswith(wanted[0])):
            places.append((found[n].begin, found[n + len(wanted) - 1].end))
    return places


def _fits(parts: Sequence[Sequence[Word]], searched: str) -> bool:
    for sign, *clause in CLAUSE.findall(searched):
        there = any(_places(term, part) for term in _terms(clause) for part in parts)
        if there != (sign == "+"):
            return False
    return True


def _rows(
    told: Sequence[Solution], title: str, text: str, parts: Any, terms: Any
) -> Iterator[Solution]:
    in_title, in_text = parts
    hits = sorted(
        {(n, *place) for n, term in enumerate(terms) for place in _places(term, in_text)},
        key=lambda hit: hit[1:],
    )
    spans = sorted({sentence_around(text, begin, end) for _, begin, end in hits})
    base: Solution = {name: told[0][name] for name in ("brief", "published", "source")}
    base |= {"row": told[0]["document"]}
    if hits:
        of_terms = [{n for n, b, e in hits if b >= first and e <= last} for first, last in spans]
        best = spans[of_terms.index(max(of_terms, key=len))]
        within = [hit for hit in hits if hit[1] >= best[0] and hit[2] <= best[1]]
        base["where_in_text"] = Literal(marked(text, best, within))  # type: ignore[arg-type]
    else:
        found = sorted(place for term in terms for place in _places(term, in_title))
        shown = [(None, *place) for place in found]
        base["where_in_text"] = Literal(marked(title, (0, len(title)), shown))  # type: ignore[arg-type]
    yield base
    yield from ({**base, "starts": Literal(begin), "ends": Literal(end)} for _, begin, end in hits)
    named: dict[str, Node] = {}
    events: dict[str, Node] = {}
    for one in told:
        if one.get("names") is not None:
            named[str(one["names"])] = one["names"]
        if one.get("event") is not None:
            begin, end = int(str(one["from"])), int(str(one["to"]))
            if any(begin < last and first < end for first, last in spans):
                events.setdefault(str(one["event"]).rpartition("/")[2], one["event"])
    yield from ({**base, "names": node} for node in named.values())
    yield from ({**base, "event": node} for node in events.values())
