"""Looking up ids by name: levels are tried in order, and the first with a hit counts.

The levels: an id, ref, mention id or claim id; a full name or alias; a full quoted form; the same
with or without "the", or by another name of the same country or city ("USSR", "Москва"); all words
of the text in one name, if that name alone has them and they are not the full name of something
else ("China" is not "Republic of China"). All names of one question go in one round trip a level.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from whomet.ontology.ids import brief_and_key, is_unresolved
from whomet.ontology.names import fold, name_words
from whomet.ontology.suggestions import did_you_mean, most_similar
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.nodes import class_of, escaped, sought_name
from whomet.queries.parameters import accepted_classes
from whomet.queries.wanted_names import LISTED, Found, Hit, Wanted, is_distinctive

NO_BRIEFS = "the graph holds no briefs yet; `whomet load` brings them in"
_WHOLE, _QUOTED, _WORDS = 1, 2, 3


class _Names:
    """Nodes by name or id; each text is looked up once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rows: dict[str, list[Hit]] = {}

    def look_for(self, texts: Iterable[str] = (), spellings: Iterable[str] = ()) -> None:
        """Look up texts, and spellings of names, which are no ids, in one round trip."""
        asked = {**dict.fromkeys(spellings, True), **dict.fromkeys(texts, False)}
        new = [text for text in asked if text not in self._rows]
        if not new:
            return
        self._rows.update((text, []) for text in new)
        sought = [sought_name(n, text, is_name=asked[text]) for n, text in enumerate(new)]
        query = internal("names", self._reader.vocabulary)
        for row in self._reader.read(query, {"names": sought}):
            self._rows[new[row["order"]]].append(row)

    def hits(
        self, wanted: Sequence[Wanted], sought: Sequence[tuple[int, str, str | None]]
    ) -> Iterator[tuple[bool, int, Hit]]:
        """For each hit: whether its class is accepted, the number of the name, and the hit.

        Each of `sought` is the number of a name, a text to look up for it, and `how` the text was
        derived, None for the name itself.
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

    QuestionError with suggestions if there is none.
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
) -> tuple[list[list[Hit]], list[list[Hit]]]:
    """For each name the hits of accepted classes, and the hits of other classes."""
    if not wanted:
        return [], []
    hits: list[list[Hit]] = [[] for _ in wanted]
    others: list[list[Hit]] = [[] for _ in wanted]
    written = [(order, want.text, None) for order, want in enumerate(wanted)]
    # With those that `_with_same_places` asks for, which is a round trip less.
    names.look_for((want.text for want in wanted), _other_names_of_places(wanted))
    for accepted, order, hit in names.hits(wanted, written):
        (hits if accepted else others)[order].append(hit)
    for order, hit in _by_former_ids(reader, names, wanted, hits):
        hits[order].append(hit)
    missing = [order for order, found in enumerate(hits) if not found]
    if missing:
        from whomet.queries.other_names import is_another_place, variants
        from whomet.queries.titled_names import may_be_another_monarch

        sought = [
            (order, text, how)
            for order in missing
            if wanted[order].type != "event"
            for text, how in variants(wanted[order].text)
        ]
        names.look_for(spellings=(text for _, text, _ in sought))
        for accepted, order, hit in names.hits(wanted, sought):
            if not accepted or hit["level"] == 0:
                continue
            text = wanted[order].text
            if not is_another_place(text, hit):
                hits[order].append({**hit, "unsure": may_be_another_monarch(text, hit)})
        _add_by_words(reader, wanted, missing, hits)
    return hits, others


def _other_names_of_places(wanted: Iterable[Wanted]) -> Iterator[str]:
    """All other names of the places that are given by name."""
    for want in wanted:
        if want.type == "place":
            from whomet.queries.other_names import names_of_the_same

            yield from names_of_the_same(want.text)


def _with_same_places(
    names: _Names, wanted: Sequence[Wanted], chosen: Sequence[Found | QuestionError]
) -> list[Found | QuestionError]:
    """Add notes on entities that may be the same place under another name, as Peking is."""
    from whomet.queries.other_names import is_another_place, names_of_the_same

    result = list(chosen)
    sought = [
        (order, name, None)
        for order, found in enumerate(result)
        if isinstance(found, Found) and wanted[order].type == "place"
        for name in names_of_the_same(found.name)
    ]
    names.look_for(spellings=(name for _, name, _ in sought))
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


def _add_longer_names(reader: Reader, wanted: Sequence[Wanted], hits: Sequence[list[Hit]]) -> None:
    """Add all entities with the words of a name to its hits, if one of several is unresolved.

    Such a name, as "Assad", is ambiguous in any case.
    """
    from whomet.queries.titled_names import bare_name

    ids = [{hit["id"] for hit in found} for found in hits]
    texts = {
        order: bare_name(want.text)
        for order, want in enumerate(wanted)
        if len(ids[order]) > 1 and any(map(is_unresolved, ids[order]))
    }
    for order, hit in _by_words(reader, wanted, texts):
        if hit["id"] not in ids[order]:
            hits[order].append(hit)


def _with_longer_names(
    reader: Reader, wanted: Sequence[Wanted], chosen: Sequence[Found | QuestionError]
) -> list[Found | QuestionError]:
    """Add notes on the names with all words of a name that is unresolved, as "Gandhi"."""
    from whomet.queries.titled_names import bare_name

    result = list(chosen)
    texts = {
        order: bare_name(wanted[order].text)
        for order, found in enumerate(result)
        if isinstance(found, Found)
        and is_unresolved(found.id)
        and brief_and_key(wanted[order].text) is None
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
    reader: Reader, wanted: Sequence[Wanted], missing: Sequence[int], hits: list[list[Hit]]
) -> None:
    """Add hits by words for names without any, then by their words without titles.

    Those of a name behind a title that may be of somebody else are unsure.
    A name that two countries share ("Congo") may mean either, even if one was found by it. A place
    is also looked up by words of its other names: "Congo-Kinshasa" in "Democratic … Congo (Zaire)".
    """
    from whomet.ontology.names.titles import is_office
    from whomet.queries.other_names import (
        is_the_same_place,
        known_countries,
        same_place_by_words,
        without_article,
    )
    from whomet.queries.titled_names import behind_title, may_be_another_monarch, untitled

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
    found = _by_words(reader, wanted, {o: text for o, text in bare.items() if text})
    people = {order for order, hit in found if "Person" in hit["labels"]}
    for order, hit in found:
        if order in people and "Person" not in hit["labels"]:
            continue
        unsure = may_be_another_monarch(wanted[order].text, hit, by_words=True)
        how = "without its title, by a part of its name"
        hits[order].append({**hit, "how": how, "unsure": unsure})
    titled = {o: behind_title(wanted[o].text) for o in sought if not hits[o]}
    names = {order: found for order, found in titled.items() if found is not None}
    for order, hit in _by_words(reader, wanted, {o: name for o, (name, _) in names.items()}):
        if "Person" in hit["labels"] and not is_office(hit["form"]):
            hits[order].append({**hit, "how": names[order][1], "unsure": True})
    places = {o: same_place_by_words(text) for o, text in sought.items() if not hits[o]}
    for order, hit in _by_query(reader, wanted, places):
        if is_the_same_place(texts[order], hit):
            hits[order].append({**hit, "how": "by another name of the same place"})


def _by_former_ids(
    reader: Reader, names: _Names, wanted: Sequence[Wanted], hits: Sequence[Sequence[Hit]]
) -> Iterator[tuple[int, Hit]]:
    """Hits for ids that no entity has any more: what they became."""
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


def _how(hit: Hit, text: str) -> str | None:
    """How a name was found, if not by an id or the name that is shown."""
    if hit["level"] == 0 or fold(hit["name"]) == fold(text):
        return None
    return "as quoted in a brief" if hit["level"] == _QUOTED else "by another of its names"


def publishers(reader: Reader, text: str) -> list[str]:
    """All spellings of a publisher in the briefs; QuestionError suggests similar ones."""
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


def _first_level(hits: Sequence[Hit]) -> list[Hit]:
    level = min((hit["level"] for hit in hits), default=0)
    return [hit for hit in hits if hit["level"] == level]


def _by_words(
    reader: Reader, wanted: Sequence[Wanted], texts: Mapping[int, str]
) -> list[tuple[int, Hit]]:
    """Hits by words: for the names with these numbers, by these texts."""
    if not texts:
        return []
    from whomet.queries.titled_names import is_found_by_title

    named = {order: name_words(fold(text)) for order, text in texts.items()}
    queries = {
        order: " ".join(f"+{escaped(word)}" for word in words)
        for order, words in named.items()
        if any(map(is_distinctive, words))
    }
    return [
        (order, hit)
        for order, hit in _by_query(reader, wanted, queries)
        if not is_found_by_title(texts[order], hit)
    ]


def _by_query(
    reader: Reader, wanted: Sequence[Wanted], queries: Mapping[int, str]
) -> list[tuple[int, Hit]]:
    """Hits by words: for the names with these numbers, by these full-text queries."""
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
    reader: Reader, want: Wanted, hits: Sequence[Hit], others: Sequence[Hit]
) -> Found | QuestionError:
    if not hits:
        return _nothing(reader, want, others)
    ids = {hit["id"]: hit for hit in hits}
    if len(ids) == 1:
        hit = hits[0]
        if hit.get("unsure"):
            told = f"'{hit['name']}' ({class_of(hit['labels'])}, {hit['id']}, {hit['how']})"
            return want.error(f"{want.none_called}; did you mean {told}?", [hit["name"]])
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
    from whomet.queries.candidates import choose_among

    return choose_among(reader, want, ids)


def is_empty(reader: Reader) -> bool:
    """Whether the graph holds no brief."""
    return count_briefs(reader) == 0


def count_briefs(reader: Reader) -> int:
    """How many briefs the graph holds."""
    return int(reader.read(internal("size"))[0]["briefs"])


def _nothing(reader: Reader, want: Wanted, others: Sequence[Hit]) -> QuestionError:
    """The error of a name by which nothing was found."""
    if is_empty(reader):
        return want.error(NO_BRIEFS)
    if (office := _office(reader, want)) is not None:
        return want.error(office)
    from whomet.queries.no_match import no_match

    return no_match(reader, want, others)


def _office(reader: Reader, want: Wanted) -> str | None:
    """What to ask instead of an office or a title where a person is wanted; None if it is none."""
    from whomet.ontology.names.titles import is_office, title_alone

    classes = accepted_classes(want.type, reader.vocabulary)
    if "Person" not in classes or "Position" in classes:
        return None
    from whomet.queries.other_names import without_article

    office = without_article(want.text) if is_office(want.text) else ""
    name = office or title_alone(want.text)
    if not name:
        return None
    kind = "an office" if office else "a title or an office"
    said = f"{want.given} is {kind}, and no person in the briefs has that name"
    [position] = look_up_each(reader, [Wanted("", name, "position")])
    if isinstance(position, QuestionError):
        return f"{said}; give the name of who held it"
    command = f"whomet ask positions --position {shlex.quote(position.name)}"
    return f"{said}; `{command}` says who held it"
