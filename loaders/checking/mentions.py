"""Checking the entities of a brief, and finding their mentions in the text."""

from __future__ import annotations

from whomet.loaders.checking.classes import class_named
from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.entity_quotes import EntityQuotes, QuoteReader, spans_of
from whomet.loaders.checking.rules import EntityRules
from whomet.loaders.checking.values import (
    line_of,
    note_quotes,
    reference_of,
    shape,
    texts_of,
    unknown_key,
)
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.names import fold, is_full_name
from whomet.ontology.records import Mention, Span
from whomet.ontology.suggestions import nearest


def mentions_of(context: CheckContext) -> tuple[Mention, ...]:
    """The entities as records, in the order written."""
    quotes: dict[str, EntityQuotes] = {}
    reader = QuoteReader(context)
    for key, data in context.entities.items():
        if isinstance(data, dict):
            quoted_words = reader.read(key, data["quote"]) if "quote" in data else EntityQuotes()
            quotes[key] = quoted_words
        else:
            context.problems.add(
                "wrong-shape",
                ("entities", key),
                f"{key} must be a mapping",
                shape(data),
                "{type: …, name: …}",
            )
    spans_by_key = spans_of(quotes, context.places)
    mentions = []
    for key, data in context.entities.items():
        if isinstance(data, dict):
            own = tuple(quotes[key].surfaces)
            spans = spans_by_key[key]
            if own and not spans and context.text:
                _note_covered(context, key)
            mention = _entity(context, key, data, own, spans)
            if mention is not None:
                mentions.append(mention)
    _check_containment(context, mentions)
    _note_same(context, mentions)
    return tuple(mentions)


def _table(context: CheckContext, key: str, data: dict[str, object]) -> EntityRules | None:
    tables = context.tables
    kind = context.classes.get(key)
    if kind is not None:
        return tables.entities[kind]
    return class_named(context, "entity", key, data, tables.entities, tables.events)


def _entity(
    context: CheckContext,
    key: str,
    data: dict[str, object],
    surfaces: tuple[str, ...],
    spans: tuple[Span, ...],
) -> Mention | None:
    """The entity with its mentions in the text; None if there is an error in it."""
    problems = context.problems
    table = _table(context, key, data)
    path: Path = ("entities", key)
    name = ref = kind = part_of = None
    aliases: tuple[str, ...] = ()
    if table is not None:
        for word in data:
            if word not in table.keys:
                what = f"an entity of type {table.cls.name}"
                meant = context.tables.vocabulary.meant(word, "entities", table.keys)
                unknown_key(word, (*path, word), table.keys, what, problems, meant=meant)
    if "name" in data:
        name = line_of(data["name"], (*path, "name"), problems)
        note_quotes(name, (*path, "name"), problems)
    else:
        problems.add(
            "missing-key",
            path,
            f"the entity {key} has no name",
            None,
            "name: the name it is known by",
            at_key=True,
        )
    if "ref" in data:
        pattern, reserved = context.tables.patterns["ref"], context.tables.reserved_schemes
        ref = reference_of(data["ref"], (*path, "ref"), pattern, reserved, problems)
    if "aliases" in data:
        aliases = _aliases(context, data["aliases"], (*path, "aliases"))
    if "kind" in data:
        kind = line_of(data["kind"], (*path, "kind"), problems)
    if "part_of" in data:
        part_of = _part_of(context, key, data["part_of"], table)
    if table is None or name is None:
        return None
    if table.person and ref is None and not is_full_name(name):
        problems.add(
            "single-word-name",
            (*path, "name"),
            "a person with no full name and no ref is not matched across briefs",
            quoted(name),
            "the full name, or a ref",
        )
    return Mention(key, table.cls.name, name, ref, aliases, kind, part_of, surfaces, spans)


def _aliases(context: CheckContext, value: object, path: Path) -> tuple[str, ...]:
    aliases: dict[str, None] = {}
    for here, text in texts_of(value, path, context.problems):
        alias = line_of(text, here, context.problems)
        if alias is not None:
            aliases[alias] = None
    return tuple(aliases)


def _part_of(
    context: CheckContext, key: str, value: object, table: EntityRules | None
) -> str | None:
    path: Path = ("entities", key, "part_of")
    target = line_of(value, path, context.problems)
    if target is None or table is None or not table.contained:
        return None
    if target == key:
        context.problems.add(
            "self-reference", path, f"{key} cannot be part of itself", None, "the larger one's key"
        )
        return None
    if target not in context.entities:
        same = [k for k in context.entities if context.classes[k] == table.cls.name and k != key]
        near = nearest(target, same)
        context.problems.add(
            "unknown-reference",
            path,
            "no entity has this key",
            quoted(target),
            near or "the key of an entity of this brief",
        )
        return None
    context.used.add(target)
    kind = context.classes[target]
    if kind is not None and kind != table.cls.name:
        context.problems.add(
            "wrong-filler",
            path,
            f"a {table.cls.name} can only be part of a {table.cls.name}",
            f"{kind} {quoted(target)}",
            f"the key of a {table.cls.name}",
        )
        return None
    return target


def _check_containment(context: CheckContext, mentions: list[Mention]) -> None:
    above = {m.key: m.part_of for m in mentions if m.part_of is not None}
    settled: set[str] = set()
    for start in above:
        chain: list[str] = []
        key: str | None = start
        while key is not None and key in above and key not in settled:
            if key in chain:
                circle = [*chain[chain.index(key) :], key]
                context.problems.add(
                    "part-of-cycle",
                    ("entities", key, "part_of"),
                    "places or organizations contain each other in a cycle",
                    " → ".join(circle),
                    "each part of a larger one",
                )
                break
            chain.append(key)
            key = above[key]
        settled.update(chain)


def _note_same(context: CheckContext, mentions: list[Mention]) -> None:
    """Warn of two entities of the brief that will be the same node."""
    known: dict[tuple[str, str, str | None], str] = {}
    for mention in mentions:
        identity = (
            (mention.type, fold(mention.name), mention.part_of)
            if mention.ref is None
            else (mention.type, mention.ref, None)
        )
        other = known.setdefault(identity, mention.key)
        if other != mention.key:
            context.problems.add(
                "same-entity",
                ("entities", mention.key),
                f"{other} and {mention.key} are the same {mention.type}",
                quoted(mention.ref or mention.name),
                "one of them, with the quotes of both; or refs that tell them apart",
                at_key=True,
            )


def _note_covered(context: CheckContext, key: str) -> None:
    context.problems.add(
        "covered-quote",
        ("entities", key, "quote"),
        f"the quotes of {key} occur only inside longer mentions, so it has no mention of its own",
        None,
        "words of its own, or no quote",
    )
