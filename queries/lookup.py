"""Looking up ids by name: levels are tried in order, and the first with a hit counts.

The levels: an id, ref, mention id or claim id; a full name or alias; a full quoted form; the same
with or without "the", or by another name of the same country or city ("USSR", "Москва"); all words
of the text in one name, if that name alone has them and they are not the full name of something
else ("China" is not "Republic of China"). All names of one question go in one round trip a level.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from whomet.ontology.names import fold, name_words
from whomet.ontology.nouns import with_article
from whomet.ontology.suggestions import did_you_mean, most_similar
from whomet.ontology.vocabulary import Vocabulary
from whomet.queries.errors import Choice, QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of, escaped, sought_name
from whomet.queries.parameters import accepted_classes

#: Maximum number of candidates that an error lists.
LISTED = 8
NO_BRIEFS = "the graph holds no briefs yet; `whomet load` brings them in"
_WHOLE, _QUOTED, _WORDS = 1, 2, 3
#: As many briefs of a text are counted at most.
_MOST_IN_TEXTS = 100
_LINKING = frozenset({"an", "and", "of", "the"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to look up for one parameter of a type that names nodes.

    `parameter` is its name in Python, empty for a name without one.
    """

    parameter: str
    text: str
    type: str

    @property
    def given(self) -> str:
        """The name as it was given: `place` 'Syria'."""
        return f"`{self.parameter}` '{self.text}'" if self.parameter else f"'{self.text}'"

    def error(
        self, message: str, candidates: Sequence[str] = (), choices: Sequence[Choice] = ()
    ) -> QuestionError:
        """The error of this name."""
        named = [self.parameter] if self.parameter else []
        return QuestionError(
            message, candidates=candidates, parameters=named, choices=choices, sought=self.text
        )

    def accepts(self, labels: Iterable[str], vocabulary: Vocabulary) -> bool:
        """Whether a node with these labels may be meant."""
        return not set(labels).isdisjoint(accepted_classes(self.type, vocabulary))


@dataclass(frozen=True, slots=True)
class Found:
    """What a name refers to, and what an analyst should know about the choice.

    `kind` is its class; `how` says how it was found, if not by its id or its shown name.
    """

    id: str
    name: str
    kind: str
    how: str | None = None
    note: str | None = None


_Hit = dict[str, Any]


class _Names:
    """What is called by texts or has them as ids; each text is looked for once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rows: dict[str, list[_Hit]] = {}

    def look_for(self, texts: Iterable[str]) -> None:
        """Look for texts in one round trip."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if not new:
            return
        self._rows.update((text, []) for text in new)
        sought = [sought_name(order, text) for order, text in enumerate(new)]
        query = internal("names", self._reader.vocabulary)
        for row in self._reader.read(query, {"names": sought}):
            self._rows[new[row["order"]]].append(row)

    def hits(
        self, wanted: Sequence[Wanted], sought: Sequence[tuple[int, str, str | None]]
    ) -> Iterator[tuple[bool, int, _Hit]]:
        """Whether the parameter takes the class, for which name, and the hit.

        Each of `sought` is a text to look for, for the name with this number; `how` says why.
        """
        self.look_for(text for _, text, _ in sought)
        for order, text, how in sought:
            for row in self._rows[text]:
                accepted = wanted[order].accepts(row["labels"], self._reader.vocabulary)
                yield accepted, order, {**row, "how": how or _how(row, text), "sought": text}


def look_up(reader: Reader, wanted: Sequence[Wanted]) -> list[Found]:
    """What each name refers to; QuestionError for none and for more than one."""
    results = look_up_each(reader, wanted)
    for result in results:
        if isinstance(result, QuestionError):
            raise result
    return [result for result in results if isinstance(result, Found)]


def look_up_each(reader: Reader, wanted: Sequence[Wanted]) -> list[Found | QuestionError]:
    """What each name refers to, or the error of one that refers to nothing or to several."""
    names = _Names(reader)
    hits, others = _hits(reader, names, wanted)
    first = [_first_level(found) for found in hits]
    _add_longer_names(reader, wanted, first)
    chosen = [
        _chosen(reader, want, first[order], others[order]) for order, want in enumerate(wanted)
    ]
    return _with_longer_names(reader, wanted, _with_same_places(names, wanted, chosen))


def entities_named(reader: Reader, text: str) -> dict[str, list[str]]:
    """The ids of all entities to which a name or id may refer, by class.

    QuestionError names the nearest if there is none.
    """
    want = Wanted("", text, "entity")
    [hits], [others] = _hits(reader, _Names(reader), [want])
    if not hits:
        raise _nothing(reader, want, others)
    found: dict[str, list[str]] = {}
    for hit in _first_level(hits):
        cls = reader.vocabulary.class_of(hit["labels"]) or class_of(hit["labels"])
        found.setdefault(cls, []).append(hit["id"])
    return {cls: sorted(set(ids)) for cls, ids in found.items()}


def _hits(
    reader: Reader, names: _Names, wanted: Sequence[Wanted]
) -> tuple[list[list[_Hit]], list[list[_Hit]]]:
    """For each name what it may refer to, and what has it in a class that is not accepted."""
    if not wanted:
        return [], []
    hits: list[list[_Hit]] = [[] for _ in wanted]
    others: list[list[_Hit]] = [[] for _ in wanted]
    written = [(order, want.text, None) for order, want in enumerate(wanted)]
    # With those that `_with_same_places` asks for, which is a round trip less.
    names.look_for(chain((want.text for want in wanted), _other_names_of_places(wanted)))
    for accepted, order, hit in names.hits(wanted, written):
        (hits if accepted else others)[order].append(hit)
    for order, hit in _by_former_ids(reader, names, wanted, hits):
        hits[order].append(hit)
    missing = [order for order, found in enumerate(hits) if not found]
    if missing:
        from whomet.queries.other_names import is_another_place, variants

        sought = [
            (order, text, how)
            for order in missing
            if wanted[order].type != "event"
            for text, how in variants(wanted[order].text)
        ]
        for accepted, order, hit in names.hits(wanted, sought):
            if not accepted or hit["level"] == 0:
                continue
            if not is_another_place(wanted[order].text, hit):
                hits[order].append(hit)
        _add_by_words(reader, wanted, missing, hits)
    return hits, others


def _other_names_of_places(wanted: Iterable[Wanted]) -> Iterator[str]:
    """All names of the places that are wanted by a name of theirs."""
    for want in wanted:
        if want.type == "place":
            from whomet.queries.other_names import names_of_the_same

            yield from names_of_the_same(want.text)


def _with_same_places(
    names: _Names, wanted: Sequence[Wanted], chosen: Sequence[Found | QuestionError]
) -> list[Found | QuestionError]:
    """Places with a note on those in the graph that are the same by another name, as Peking is."""
    from whomet.queries.other_names import is_another_place, names_of_the_same

    result = list(chosen)
    sought = [
        (order, name, None)
        for order, found in enumerate(result)
        if isinstance(found, Found) and wanted[order].type == "place"
        for name in names_of_the_same(found.name)
    ]
    same: dict[int, dict[str, str]] = {}
    for accepted, order, hit in names.hits(wanted, sought):
        found = result[order]
        assert isinstance(found, Found)
        if accepted and hit["level"] == _WHOLE and not is_another_place(found.name, hit):
            same.setdefault(order, {})[hit["id"]] = hit["name"]
    asked = {found.id for found in result if isinstance(found, Found)}
    for order, called in same.items():
        found = result[order]
        assert isinstance(found, Found)
        others = [f"{name} ({id})" for id, name in sorted(called.items()) if id not in asked]
        if others:
            told = f"{', '.join(others)} may be the same place as {found.name}; ask for both"
            result[order] = _noted(found, told)
    return result


def _add_longer_names(reader: Reader, wanted: Sequence[Wanted], hits: Sequence[list[_Hit]]) -> None:
    """To several, of which one is of one brief alone, as "Assad", add all who have these words.

    Which of them is meant has to be said in any case.
    """
    ids = [{hit["id"] for hit in found} for found in hits]
    texts = {
        order: want.text
        for order, want in enumerate(wanted)
        if len(ids[order]) > 1 and any("#" in id for id in ids[order])
    }
    for order, hit in _by_words(reader, wanted, texts):
        if hit["id"] not in ids[order]:
            hits[order].append(hit)


def _with_longer_names(
    reader: Reader, wanted: Sequence[Wanted], chosen: Sequence[Found | QuestionError]
) -> list[Found | QuestionError]:
    """What is of one brief alone, as "Gandhi", with a note on the names that have all its words."""
    result = list(chosen)
    texts = {
        order: wanted[order].text
        for order, found in enumerate(result)
        if isinstance(found, Found) and "#" in found.id and "#" not in wanted[order].text
    }
    longer: dict[int, list[str]] = {}
    for order, hit in _by_words(reader, wanted, texts):
        found = result[order]
        assert isinstance(found, Found)
        if hit["id"] != found.id:
            longer.setdefault(order, []).append(f"{hit['name']} ({hit['id']})")
    for order, names in longer.items():
        found = result[order]
        assert isinstance(found, Found)
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        told = f"{found.name} ({found.id}) is of one brief; not asked for: "
        result[order] = _noted(found, f"{told}{', '.join(names[:LISTED])}{more}")
    return result


def _noted(found: Found, note: str) -> Found:
    return replace(found, note=f"{found.note}; {note}" if found.note else note)


def _add_by_words(
    reader: Reader, wanted: Sequence[Wanted], missing: Sequence[int], hits: list[list[_Hit]]
) -> None:
    """Add hits by words for names without any, then by their words without titles.

    A name of two countries ("Congo") by which one was found may be that of the other. A place is
    also sought by words of its other names: "Congo-Kinshasa" in "Democratic … Congo (Zaire)".
    """
    from whomet.queries.other_names import (
        is_the_same_place,
        known_countries,
        same_place_by_words,
        untitled,
        without_article,
    )

    texts = {
        order: without_article(wanted[order].text)
        for order in missing
        if wanted[order].type != "event"
    }
    shared = {
        order: hits[order][0]["level"]
        for order, text in texts.items()
        if hits[order] and len(known_countries(text)) > 1
    }
    sought = {order: text for order, text in texts.items() if not hits[order] or order in shared}
    for order, hit in _by_words(reader, wanted, sought):
        hits[order].append({**hit, "level": shared.get(order, _WORDS)})
    bare = {order: untitled(texts[order]) for order in sought if not hits[order]}
    for order, hit in _by_words(reader, wanted, {o: text for o, text in bare.items() if text}):
        hits[order].append({**hit, "how": "without its title, by a part of its name"})
    places = {o: same_place_by_words(text) for o, text in sought.items() if not hits[o]}
    for order, hit in _by_query(reader, wanted, places):
        if is_the_same_place(texts[order], hit):
            hits[order].append({**hit, "how": "by another name of the same place"})


def _by_former_ids(
    reader: Reader, names: _Names, wanted: Sequence[Wanted], hits: Sequence[Sequence[_Hit]]
) -> Iterator[tuple[int, _Hit]]:
    """Hits for ids that nothing bears any more: what they became."""
    ids = [n for n, found in enumerate(hits) if not found and ":" in wanted[n].text]
    if not ids:
        return
    from whomet.queries.former_ids import heirs

    found = [(n, text, cls) for n in ids for cls, text in heirs(reader, wanted[n].text)]
    sought = [(n, text, "by an earlier id") for n, text, _ in found]
    classes = {(n, text, cls) for n, text, cls in found}
    for accepted, order, hit in names.hits(wanted, sought):
        if accepted and any((order, hit["sought"], label) in classes for label in hit["labels"]):
            yield order, {**hit, "level": 0}


def _how(hit: _Hit, text: str) -> str | None:
    """How a name was found as given, if not by an id or the name that is shown."""
    if hit["level"] == 0 or fold(hit["name"]) == fold(text):
        return None
    return "as quoted in a brief" if hit["level"] == _QUOTED else "by another of its names"


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


def _first_level(hits: Sequence[_Hit]) -> list[_Hit]:
    level = min((hit["level"] for hit in hits), default=0)
    return [hit for hit in hits if hit["level"] == level]


def _by_words(
    reader: Reader, wanted: Sequence[Wanted], texts: Mapping[int, str]
) -> list[tuple[int, _Hit]]:
    """Hits of the last level for the names with these numbers, by these texts."""
    named = {order: name_words(fold(text)) for order, text in texts.items()}
    queries = {
        order: " ".join(f"+{escaped(word)}" for word in words)
        for order, words in named.items()
        if any(map(_tells, words))
    }
    return _by_query(reader, wanted, queries)


def _tells(word: str) -> bool:
    """Whether a word of a name tells whose it is: "and" does not, nor does a letter."""
    return word not in _LINKING and (len(word) > 1 or not word.isascii())


def _by_query(
    reader: Reader, wanted: Sequence[Wanted], queries: Mapping[int, str]
) -> list[tuple[int, _Hit]]:
    """Hits of the last level for the names with these numbers, by full-text queries."""
    names = [{"order": order, "query": query} for order, query in queries.items() if query]
    if not names:
        return []
    rows = reader.read(internal("words"), {"names": names})
    return [
        (row["order"], {**row, "level": _WORDS, "how": "by a part of its name"})
        for row in rows
        if wanted[row["order"]].accepts(row["labels"], reader.vocabulary)
    ]


def _chosen(
    reader: Reader, want: Wanted, hits: Sequence[_Hit], others: Sequence[_Hit]
) -> Found | QuestionError:
    if not hits:
        return _nothing(reader, want, others)
    ids = {hit["id"]: hit for hit in hits}
    if len(ids) == 1:
        hit = hits[0]
        if hit["level"] == _WORDS:
            from whomet.queries.other_names import whole_name_of_another

            refusal = whole_name_of_another(want.text, hit["name"], want.type, others)
            if refusal is not None:
                return want.error(
                    f"{want.given} is {refusal}; did you mean '{hit['name']}' "
                    f"({class_of(hit['labels'])}, {hit['id']}), whose name has these words?",
                    [hit["name"]],
                )
        # One id in several classes is one thing seen two ways; questions follow both.
        return Found(hit["id"], hit["name"], class_of(hit["labels"]), hit["how"])
    candidates = reader.read(internal("candidates", reader.vocabulary), {"ids": sorted(ids)})
    candidates = [c for c in candidates if want.accepts(c["labels"], reader.vocabulary)]
    from whomet.queries.likely_choices import choice_of, review_hint, with_likely_ones

    whole = _whole(candidates)
    if whole is not None:
        rest = ", ".join(c["id"] for c in candidates if c is not whole)
        note = (
            f"'{want.text}' is taken as {_described(choice_of(whole, reader.vocabulary))}, "
            f"in which {rest} lies; give that id to narrow it"
        )
        hit = ids[whole["id"]]
        return Found(whole["id"], whole["name"], class_of(whole["labels"]), hit["how"], note)
    exact = fold(want.text)
    # First those that are known beyond one brief, of which there may be hundreds.
    candidates.sort(key=lambda c: ("#" in c["id"], fold(c["name"]) != exact, c["id"]))
    made = with_likely_ones(reader, [choice_of(each, reader.vocabulary) for each in candidates])
    listed = "; ".join(_described(choice, ids[choice.id]["how"]) for choice in made[:LISTED])
    more = f"; and {len(made) - LISTED} more" if len(made) > LISTED else ""
    return want.error(
        f"{want.given} may be any of {len(made)}, give the id of the one "
        f"you mean: {listed}{more}{review_hint(want.text, made)}",
        [choice.id for choice in made],
        made,
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


def _described(choice: Choice, how: str | None = None) -> str:
    facts = (*choice.facts, how) if how else choice.facts
    return f"{choice.name} ({', '.join(facts)})"


def is_empty(reader: Reader) -> bool:
    """Whether the graph holds no brief."""
    return count_briefs(reader) == 0


def count_briefs(reader: Reader) -> int:
    """How many briefs the graph holds."""
    return int(reader.read(internal("size"))[0]["briefs"])


def _nothing(reader: Reader, want: Wanted, others: Sequence[_Hit]) -> QuestionError:
    """Why nothing was found, with what may have been meant."""
    if is_empty(reader):
        return want.error(NO_BRIEFS)
    if want.type == "event":
        return want.error(
            f"no event or claim has the id '{want.text}'; "
            "the column 'event' of any answer has ids of events"
        )
    from whomet.queries.other_names import all_names, known_as, suggestions, without_article

    if (office := _office(reader, want)) is not None:
        return want.error(office)
    meant = suggestions(reader, want.text, lambda labels: want.accepts(labels, reader.vocabulary))
    named = [f"'{each.name}' ({each.kind}, {each.id}, {each.reason})" for each in meant]
    hint = f"; did you mean {' or '.join(named)}?" if named else ""
    names = list(dict.fromkeys(each.name for each in meant))
    if others:
        kind = with_article(class_of(others[0]["labels"]).lower())
        right = f"give {with_article(want.type)}"
        return want.error(f"{want.given} is {kind}; {right}{hint}", names)
    nothing = "nothing" if want.type == "entity" else f"no {want.type}"
    known = known_as(want.text)
    itself = [fold(name) for name in known] == [without_article(want.text)]
    said = f"{nothing} is called '{want.text}'"
    if known:
        other = "another of its names" if itself else f"another name of {' or '.join(known)}"
        said += f", nor by {other}"
    telling = any(map(_tells, name_words(fold(want.text))))
    in_texts = _in_texts(reader, [want.text, *all_names(want.text)]) if telling else None
    if in_texts is not None:
        hint = f"{hint} {in_texts}" if hint else f"; {in_texts}"
    elif not hint:
        hint = "; look at the spelling, or give a part of the name or an id"
        hint = "; no brief has it in its text either" if known else hint
    return want.error(f"{said}{hint}", names)


def _in_texts(reader: Reader, names: Sequence[str]) -> str | None:
    """How many briefs have any of these names in their text, and what finds them; None if none."""
    from whomet.ontology.search_words import as_lucene, parse_search

    phrases = {f'"{name.replace(chr(34), " ")}"': None for name in names}
    queries = {as_lucene(parse_search(phrase)): phrase for phrase in reversed(phrases)}
    told = [phrase for query, phrase in reversed(queries.items()) if query]
    rows = reader.read(
        internal("texts-with"), {"queries": [as_lucene(parse_search(phrase)) for phrase in told]}
    )
    if not rows:
        return None
    briefs = {id for row in rows for id in row["briefs"]}
    count = "1 brief has" if len(briefs) == 1 else f"{len(briefs)} briefs have"
    most = max(len(row["briefs"]) for row in rows) >= _MOST_IN_TEXTS
    text = " OR ".join(told[row["number"]] for row in rows)
    command = shlex.join(["whomet", "ask", "search", "--text", text])
    at_least = "at least " if most else ""
    return f"{at_least}{count} it in the text: `{command}`"


def _office(reader: Reader, want: Wanted) -> str | None:
    """What to ask instead of an office where the name of a person is wanted; None if it is none."""
    from whomet.ontology.names.titles import is_office

    classes = accepted_classes(want.type, reader.vocabulary)
    if "Person" not in classes or "Position" in classes or not is_office(want.text):
        return None
    from whomet.queries.other_names import without_article

    said = f"{want.given} is an office, and no brief calls a person so"
    [position] = look_up_each(reader, [Wanted("", without_article(want.text), "position")])
    if isinstance(position, QuestionError):
        return f"{said}; give the name of who held it"
    command = f"whomet ask positions --position {shlex.quote(position.name)}"
    return f"{said}; `{command}` says who held it"
