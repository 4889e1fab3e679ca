"""The entities of a standoff file: text-bounds that are one, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator

from whomet.loaders.annotation.grouping import Groups
from whomet.loaders.annotation.marks import default_name, made_key
from whomet.loaders.brat.marking import KEY, Data, Marking
from whomet.loaders.brat.names import PART_OF
from whomet.loaders.brat.notes import Setting
from whomet.loaders.brat.standoff import EQUIV, TextBound, Word
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path

_IDENTITY = (KEY, "ref", "name")
_MARKED = ("type", "quote")
PART = "part_of"


def entities_of(marking: Marking) -> dict[str, Data]:
    """The entities by key, each with its class, name and quotes; links come by `link_entities`."""
    groups = _grouped(marking)
    names = [default_name(marking.name_of(bound) for bound in group) for group in groups]
    found: dict[str, Data] = {}
    for group, name in zip(groups, names, strict=True):
        said = (marking.given(bound.id.text, "name") for bound in group)
        called = next((setting.text for setting in said if setting is not None), name)
        made = made_key(called, group[0].type.text, marking.vocabulary)
        key = marking.name([bound.id.text for bound in group], made)
        found[key] = _entity(marking, ("entities", key), group, name)
    return found


def ref_of(text: str) -> str:
    """A ref as briefs have it: brat's own schemes often begin with a capital."""
    scheme, colon, id = text.partition(":")
    return f"{scheme.lower()}{colon}{id}"


def _grouped(marking: Marking) -> list[list[TextBound]]:
    identities = {bound.id.text: {"type": bound.type.text} for bound in marking.marks}
    for id, identity in identities.items():
        for word in _IDENTITY:
            if (setting := marking.given(id, word)) is not None:
                identity[word] = setting.text
    for line in marking.standoff.normalizations:
        if line.target.text in identities:
            identities[line.target.text]["ref"] = ref_of(line.ref.text)
    groups = Groups(identities)
    for first, second in _equivalent(marking):
        types = [marking.standoff.bounds[word.text].type.text for word in (first, second)]
        apart = groups.merge(first.text, second.text, "type") is not None
        if apart and all(type in marking.vocabulary.entities for type in types):
            marking.fault(
                "marks-at-odds",
                second,
                f"{first.text} and {second.text} cannot be one entity",
                f"{types[0]} and {types[1]}",
                "one type for both, or no Equiv",
            )
    groups.merge_equal("key", "type")
    groups.merge_equal("ref", "type", "key")
    groups.merge_same_words({b.id.text: [marking.name_of(b)] for b in marking.marks})
    return [[marking.standoff.bounds[id] for id in group] for group in groups]


def _equivalent(marking: Marking) -> Iterator[tuple[Word, Word]]:
    """The text-bounds of entities that Equiv says are one, two and two."""
    pairs = [(r.source, r.target) for r in marking.standoff.relations if r.type.text == EQUIV]
    for line in marking.standoff.equivalences:
        pairs.extend((line.ids[0], other) for other in line.ids[1:])
    marks = {bound.id.text for bound in marking.marks}
    told: set[Word] = set()
    for pair in pairs:
        wrong = [word for word in pair if word.text not in marks]
        for word in set(wrong) - told:
            told.add(word)
            bound = marking.standoff.bounds.get(word.text)
            if bound is None:
                marking.unknown(word)
            elif bound.type.text in marking.vocabulary.events or word.text in marking.dates:
                problem = "Equiv joins mentions of entities only"
                marking.fault(
                    "wrong-filler", word, problem, bound.type.text, "a mention of an entity"
                )
        if not wrong:
            yield pair


def _entity(marking: Marking, path: Path, group: list[TextBound], name: str) -> Data:
    first = group[0]
    data: Data = {"type": first.type.text}
    marking.places[path] = first.id.position
    marking.places[(*path, "type")] = first.type.position
    for bound in group:
        for setting in marking.settings.get(bound.id.text, ()):
            _set(marking, data, path, setting)
    for line in marking.standoff.normalizations:
        if marking.keys.get(line.target.text) == path[1]:
            marking.say(data, path, "ref", ref_of(line.ref.text), line.ref)
    data.setdefault("name", name)
    marking.places.setdefault((*path, "name"), first.words.position)
    quotes: dict[str, None] = {}
    for bound in group:
        if (quote := _quote(marking, bound)) is not None and quote not in quotes:
            quotes[quote] = None
            marking.add(data, path, "quote", quote, bound.offsets)
    return data


def _set(marking: Marking, data: Data, path: Path, setting: Setting) -> None:
    word = setting.key.text
    if word == KEY:
        if setting.text != path[1]:
            fix = f"one value; the first is {quoted(str(path[1]))}"
            marking.fault("marks-at-odds", setting.value, "key has two values", None, fix)
    elif word in _MARKED:
        marking.fault(
            "unknown-key",
            setting.key,
            f"{word} is taken from the marked words, not from a note",
            None,
            "no such key",
        )
    elif word == "aliases":
        for alias in setting.texts:
            marking.add(data, path, word, alias, setting.value, setting.key)
    elif word != PART:
        marking.say(data, path, word, setting.text, setting.value, setting.key)


def _quote(marking: Marking, bound: TextBound) -> str | None:
    """The words that count as a quote: of several stretches the longest, the last of such."""
    spans = marking.spans[bound.id.text]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: (span[1] - span[0], span))
    if len(spans) > 1:
        marking.fault(
            "split-mention",
            bound.offsets,
            "the words of a mention are not contiguous; only the longest piece is used",
            quoted(" … ".join(marking.text[low:high] for low, high in spans)),
            "contiguous words",
        )
    return marking.text[start:end]


def link_entities(marking: Marking, entities: dict[str, Data]) -> None:
    """Fill in what entities are part of: by PartOf, or by `part_of` in a note."""
    links = [(r.source, r.target) for r in marking.standoff.relations if r.type.text == PART_OF]
    for source, target in links:
        key, whole = marking.filler(source), marking.filler(target)
        if key in entities and whole is not None:
            marking.say(entities[key], ("entities", key), PART, whole, target)
        elif source.text not in (*marking.standoff.bounds, *marking.standoff.events):
            marking.unknown(source)
        else:
            fix = "the mention of a place or an organization"
            problem = "PartOf leads from one entity to another"
            marking.fault("wrong-filler", source, problem, quoted(source.text), fix)
    for bound in marking.marks:
        for setting in marking.settings.get(bound.id.text, ()):
            if setting.key.text == PART:
                key = marking.keys[bound.id.text]
                whole = marking.filler(Word(setting.text, setting.value.position))
                path: Path = ("entities", key)
                marking.say(entities[key], path, PART, whole, setting.value, setting.key)
