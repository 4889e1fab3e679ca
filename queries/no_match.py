"""The error of a name by which nothing was found: whom it may mean, and which texts have it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from whomet.ontology.names import fold, name_words
from whomet.ontology.nouns import counted, with_article
from whomet.queries.errors import QuestionError
from whomet.queries.internal_queries import Reader, internal
from whomet.queries.name_suggestions import suggestions
from whomet.queries.nodes import class_of
from whomet.queries.other_names import all_names, known_as, without_article
from whomet.queries.wanted_names import Hit, Wanted, is_distinctive

#: As many briefs of a text are counted at most.
_MOST_IN_TEXTS = 100


def no_match(reader: Reader, want: Wanted, others: Sequence[Hit]) -> QuestionError:
    """The error of a name by which nothing was found, with suggestions."""
    if want.type == "event":
        return want.error(
            f"no event or claim has the id '{want.text}'; "
            "the column 'event' of any answer has ids of events"
        )
    meant = suggestions(reader, want.text, lambda labels: want.accepts(labels, reader.vocabulary))
    named = [f"'{each.name}' ({each.kind}, {each.id}, {each.reason})" for each in meant]
    hint = f"; did you mean {' or '.join(named)}?" if named else ""
    names = list(dict.fromkeys(each.name for each in meant))
    if others:
        kind = with_article(class_of(others[0]["labels"]).lower())
        right = f"give {with_article(want.type)}"
        return want.error(f"{want.given} is {kind}; {right}{hint}", names)
    known = known_as(want.text)
    itself = [fold(name) for name in known] == [without_article(want.text)]
    said = want.none_called
    if known:
        other = "another of its names" if itself else f"another name of {' or '.join(known)}"
        said += f", nor by {other}"
    distinctive = any(map(is_distinctive, name_words(fold(want.text))))
    in_texts = _in_texts(reader, [want.text, *all_names(want.text)]) if distinctive else None
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
    told = {query: phrase for query, phrase in reversed(queries.items()) if query}
    rows = reader.read(internal("texts-with"), {"queries": list(told)})
    if not rows:
        return None
    briefs = {id for row in rows for id in row["briefs"]}
    count = counted(len(briefs), "brief has", "briefs have")
    most = max(len(row["briefs"]) for row in rows) >= _MOST_IN_TEXTS
    shown = list(told.values())
    text = " OR ".join(shown[row["number"]] for row in rows)
    command = shlex.join(["whomet", "ask", "search", "--text", text])
    at_least = "at least " if most else ""
    return f"{at_least}{count} it in the text: `{command}`"
