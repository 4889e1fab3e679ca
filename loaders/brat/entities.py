"""The entities of a standoff file: text-bounds, settings, and the relations PartOf and Equiv.

Relations that give an event a role are in `events.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from whomet.loaders.annotation.grouping import Groups
from whomet.loaders.annotation.marks import default_name, made_key, marked_quotes
from whomet.loaders.brat.conversion import KEY, Conversion, Data
from whomet.loaders.brat.notes import Setting
from whomet.loaders.brat.standoff import TextBound, Word
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.records import Span

_IDENTITY = (KEY, "ref", "name")
_MARKED = ("type",)
PART = "part_of"
QUOTE = "quote"


def entities_of(conversion: Conversion) -> dict[str, Data]:
    """The entities by key, each with its class, name and quotes; links come by `link_entities`."""
    groups = _grouped(conversion)
    names = [default_name(conversion.name_of(bound) for bound in group) for group in groups]
    found: dict[str, Data] = {}
    for group, name in zip(groups, names, strict=True):
        said = (conversion.given(bound.id.text, "name") for bound in group)
        called = next((setting.text for setting in said if setting is not None), name)
        made = made_key(called, group[0].type.text, conversion.vocabulary)
        key = conversion.assign_key([bound.id.text for bound in group], made)
        found[key] = _entity(conversion, ("entities", key), group, name)
    return found


def ref_of(text: str) -> str:
    """A ref as in briefs: brat's own schemes often begin with a capital."""
    scheme, colon, id = text.partition(":")
    return f"{scheme.lower()}{colon}{id}"


def _grouped(conversion: Conversion) -> list[list[TextBound]]:
    identities = {bound.id.text: {"type": bound.type.text} for bound in conversion.marks}
    for id, identity in identities.items():
        for word in _IDENTITY:
            if (setting := conversion.given(id, word)) is not None:
                identity[word] = setting.text
    for line in conversion.standoff.normalizations:
        if line.target.text in identities:
            identities[line.target.text]["ref"] = ref_of(line.ref.text)
    groups = Groups(identities)
    for first, second in _equivalent(conversion):
        types = [conversion.standoff.bounds[word.text].type.text for word in (first, second)]
        apart = groups.merge(first.text, second.text, "type") is not None
        if apart and all(type in conversion.vocabulary.entities for type in types):
            conversion.fault(
                "marks-at-odds",
                second,
                f"{first.text} and {second.text} cannot be one entity",
                f"{types[0]} and {types[1]}",
                "one type for both, or no Equiv",
            )
    groups.merge_equal("key", "type")
    groups.merge_equal("ref", "type", "key")
    groups.merge_same_words({b.id.text: [conversion.name_of(b)] for b in conversion.marks})
    return [[conversion.standoff.bounds[id] for id in group] for group in groups]


def _equivalent(conversion: Conversion) -> Iterator[tuple[Word, Word]]:
    """The pairs of text-bounds of entities that Equiv joins."""
    same = conversion.vocabulary.same_labels
    pairs = [(r.source, r.target) for r in conversion.standoff.relations if r.type.text in same]
    for line in conversion.standoff.equivalences:
        if line.type.text not in same:
            continue  # reported with the unknown relations
        pairs.extend((line.ids[0], other) for other in line.ids[1:])
    marks = {bound.id.text for bound in conversion.marks}
    reported: set[Word] = set()
    for pair in pairs:
        wrong = [word for word in pair if word.text not in marks]
        for word in set(wrong) - reported:
            reported.add(word)
            bound = conversion.standoff.bounds.get(word.text)
            if bound is None:
                conversion.unknown(word)
            elif bound.type.text in conversion.vocabulary.events or word.text in conversion.dates:
                problem = "Equiv joins something that is not a mention of an entity"
                conversion.fault(
                    "wrong-filler", word, problem, bound.type.text, "a mention of an entity"
                )
        if not wrong:
            yield pair


def _entity(conversion: Conversion, path: Path, group: list[TextBound], name: str) -> Data:
    first = group[0]
    data: Data = {"type": first.type.text}
    conversion.places[path] = first.id.position
    conversion.places[(*path, "type")] = first.type.position
    for bound in group:
        for setting in conversion.settings.get(bound.id.text, ()):
            _set(conversion, data, path, setting)
    for line in conversion.standoff.normalizations:
        if conversion.keys.get(line.target.text) == path[1]:
            conversion.set(data, path, "ref", ref_of(line.ref.text), line.ref)
    data.setdefault("name", name)
    conversion.places.setdefault((*path, "name"), first.words.position)
    _set_quotes(conversion, data, path, group)
    return data


def _set_quotes(conversion: Conversion, data: Data, path: Path, group: list[TextBound]) -> None:
    """The places that were marked and no others, and the words that a note says besides."""
    spans = {span: bound for bound in group if (span := _span(conversion, bound)) is not None}
    quotes = marked_quotes(spans, conversion.text)
    at = {conversion.text[slice(*span)]: spans[span].offsets for span in reversed(spans)}
    # A note may give the order, and words that were marked nowhere.
    for bound in group:
        for setting in conversion.settings.get(bound.id.text, ()):
            for words in setting.texts if setting.key.text == QUOTE else ():
                quote = quotes.pop(words, words) or words
                conversion.append(data, path, QUOTE, quote, at.get(words, setting.value))
    for words, quote in quotes.items():
        if quote is not None:
            conversion.append(data, path, QUOTE, quote, at[words])
        else:
            conversion.fault(
                "ignored-annotation",
                at[words],
                "a mention is marked within a longer word and is ignored",
                quoted(words),
                "whole words",
            )


def _set(conversion: Conversion, data: Data, path: Path, setting: Setting) -> None:
    word = setting.key.text
    if word == KEY:
        if setting.text != path[1]:
            fix = f"one value; the first is {quoted(str(path[1]))}"
            conversion.fault("marks-at-odds", setting.value, "key has two values", None, fix)
    elif word in _MARKED:
        conversion.fault(
            "unknown-key",
            setting.key,
            f"{word} is taken from the marked words, not from a note",
            None,
            "to remove the key",
        )
    elif word == "aliases":
        for alias in setting.texts:
            conversion.append(data, path, word, alias, setting.value, setting.key)
    elif word not in (PART, QUOTE):
        conversion.set(data, path, word, setting.text, setting.value, setting.key)


def _span(conversion: Conversion, bound: TextBound) -> Span | None:
    """The place of a mention: of several spans the longest, and the last of these."""
    spans = conversion.spans[bound.id.text]
    if not spans:
        return None
    longest = max(spans, key=lambda span: (span[1] - span[0], span))
    if len(spans) > 1:
        conversion.fault(
            "split-mention",
            bound.offsets,
            "the words of a mention are not contiguous; only the longest piece is used",
            quoted(" … ".join(conversion.text[low:high] for low, high in spans)),
            "contiguous words",
        )
    return longest


def link_entities(conversion: Conversion, entities: dict[str, Data]) -> None:
    """Set `part_of` of the entities: by PartOf, or by `part_of` in a note."""
    parts = conversion.vocabulary.part_labels
    links = [(r.source, r.target) for r in conversion.standoff.relations if r.type.text in parts]
    for source, target in links:
        key, whole = conversion.filler(source), conversion.filler(target)
        if key in entities and whole is not None:
            conversion.set(entities[key], ("entities", key), PART, whole, target)
        elif source.text not in (*conversion.standoff.bounds, *conversion.standoff.events):
            conversion.unknown(source)
        else:
            fix = "the mention of a place or an organization"
            problem = "this end of PartOf is not an entity"
            conversion.fault("wrong-filler", source, problem, quoted(source.text), fix)
    for bound in conversion.marks:
        for setting in conversion.settings.get(bound.id.text, ()):
            if setting.key.text == PART:
                key = conversion.keys[bound.id.text]
                whole = conversion.filler(Word(setting.text, setting.value.position))
                path: Path = ("entities", key)
                conversion.set(entities[key], path, PART, whole, setting.value, setting.key)
