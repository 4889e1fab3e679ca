"""Briefs that are right, and every way in which shapes can know that one is not.

Everything is chosen by `choose`, one of a sequence: Hypothesis in the property test, a seeded
random number elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from whomet.ontology.vocabulary import EventClass, Role, Vocabulary

T = TypeVar("T")
Data = dict[str, Any]


class Choose(Protocol):
    """One of several."""

    def __call__(self, several: Sequence[T], /) -> T: ...


NAMES = ("Mara Quill", "Ángel de la Cruz", " Springfield ", "خامنه‌ای علی", "Ben-Gurion 2")


def right(choose: Choose, vocabulary: Vocabulary) -> Data:
    """A brief without fault: two entities of each class, and some events of any class."""
    entities: Data = {}
    for name in vocabulary.entities:
        for number in (1, 2):
            entities[f"{name.lower()}{number}"] = {"type": name, "name": choose(NAMES)}
    for key, entity in entities.items():
        if choose((True, False, False)):
            entity["ref"] = choose(("wikidata:Q1", "x:a/b#c", "geo.names+1:ü"))
        if choose((True, False, False)):
            entity["aliases"] = choose(("One", ["One", "Two words"]))
        if choose((True, False, False)):
            entity["quote"] = choose(
                ("They", ["met", "there"], _numbered(choose, (1, "2", [1, 2])))
            )
        elif choose((True, False, False)):
            entity["quote"] = ["They", _numbered(choose, (2, ["2"])), {"text": "met"}]
        if "kind" in vocabulary.entities[entity["type"]].keys and choose((True, False)):
            entity["kind"] = "city"
        if (
            vocabulary.entities[entity["type"]].contained
            and key.endswith("1")
            and choose((True, False))
        ):
            entity["part_of"] = f"{key[:-1]}2"
    kinds = [choose(list(vocabulary.events)) for _ in range(choose((0, 1, 2, 3, 4)))]
    events = {f"e{number}": kind for number, kind in enumerate(kinds)}
    brief: Data = {
        "brief": choose(("2017-10-19-damascus", "größe.1_a-b", "क्षेत्र")),
        "source": choose(("Example Digest", " Digest ")),
        "published": "2017-10-19",
        "text": "They met there that day.",
        "entities": entities,
        "events": {key: _event(choose, vocabulary, key, events) for key in events},
    }
    if choose((True, False)):
        brief["title"] = "A meeting"
    if choose((True, False)):
        brief["language"] = choose(("en", "fa", "ar-SY", "zh-Hant-TW"))
    if choose((True, False)):
        brief["url"] = choose(("https://example.org/1?a=b", "HTTP://example.org"))
    return brief


def _event(choose: Choose, vocabulary: Vocabulary, key: str, events: Mapping[str, str]) -> Data:
    cls = vocabulary.events[events[key]]
    event: Data = {"type": cls.name}
    for role in cls.roles.values():
        able = fitting(vocabulary, role, {k: kind for k, kind in events.items() if k != key})
        wanted = choose((0, 0, 1, 2)) if not role.min_count else choose((0, 1)) + role.min_count
        count = min(wanted, len(able), role.max_count or 9)
        if count:
            first = choose(range(len(able)))
            fillers = [able[(first + n) % len(able)] for n in range(count)]
            event[role.key] = fillers[0] if count == 1 and choose((True, False)) else fillers
    for attribute in cls.attributes.values():
        if choose((True, False)):
            event[attribute.key] = choose(attribute.values or ("any text",))
    for attribute in vocabulary.common_attributes.values():
        if choose((True, False, False, False)):
            event[attribute.key] = choose(attribute.values)
    if choose((True, False, False)):
        event["source"] = choose(("person1", ["organization1", "delegation2"]))
    if choose((True, False, False)):
        event["note"] = "as told"
    if choose((True, False, False)):
        event["ref"] = f"event:{key}"
    if choose((True, False, False)):
        event["quote"] = choose(("They met", {"text": "met"}, _numbered(choose, (1, 2, "2"))))
    if choose((True, False, False)):
        event["when"] = choose(("2017-10-18", "2017"))
    return event


def _numbered(choose: Choose, numbers: Sequence[object]) -> Data:
    """A quote of words that occur in the text twice, in "there" and "that"."""
    return {"text": "th", "nth": choose(numbers)}


def fitting(vocabulary: Vocabulary, role: Role, events: Mapping[str, str]) -> list[str]:
    """The keys that may fill a role."""
    entities = [
        f"{name.lower()}{n}" for name in vocabulary.entities for n in (1, 2) if name in role.range
    ]
    return [*entities, *(key for key, kind in events.items() if kind in role.range)]


def _an_event(choose: Choose, vocabulary: Vocabulary, brief: Data) -> tuple[Data, EventClass]:
    """One of the brief's events, made where it has none, with its class."""
    events = brief["events"]
    if not events:
        events["e0"] = _event(choose, vocabulary, "e0", {"e0": choose(list(vocabulary.events))})
    event = events[choose(list(events))]
    cls = vocabulary.events.get(event.get("type")) if isinstance(event.get("type"), str) else None
    if cls is None:  # damaged before
        event["type"] = choose(list(vocabulary.events))
        cls = vocabulary.events[event["type"]]
    return event, cls


def _an_entity(choose: Choose, brief: Data) -> Data:
    entity: Data = brief["entities"][choose(list(brief["entities"]))]
    return entity


def _role(choose: Choose, cls: EventClass, able: Callable[[Role], bool]) -> Role | None:
    roles = [role for role in cls.roles.values() if able(role)]
    return choose(roles) if roles else None


def bad_nth(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """No whole number from 1, and for an event more than one."""
    wrong = (0, -1, 1.5, True, None, "", "first", "02", "+1", "٢", {"n": 1}, 10**9, [1, 2])
    if choose((True, False)):
        _an_event(choose, vocabulary, brief)[0]["quote"] = _numbered(choose, wrong)
    else:
        numbers = (*wrong[:-1], [1, 0], ["2", "second"], [None])
        quote = _numbered(choose, numbers)
        _an_entity(choose, brief)["quote"] = choose((quote, ["They", quote]))


def missing_key(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """No id, source, day, text, type or name, or a quote without its words."""
    where = choose(("brief", "entity", "event", "quote"))
    if where == "brief":
        brief.pop(choose(("brief", "source", "published", "text")), None)
    elif where == "entity":
        _an_entity(choose, brief).pop(choose(("type", "name")), None)
    elif where == "quote":
        thing = choose((_an_entity(choose, brief), _an_event(choose, vocabulary, brief)[0]))
        thing["quote"] = {"nth": 1}
    else:
        _an_event(choose, vocabulary, brief)[0].pop("type")


def bad_id(choose: Choose, _: Vocabulary, brief: Data) -> None:
    """An id of more than one word, or with signs."""
    brief["brief"] = choose(
        ("two words", "a/b", "a#b", "a…b", "a:b", "x\u200by", "(1)", "a\u00a0b")
    )


def bad_published(choose: Choose, _: Vocabulary, brief: Data) -> None:
    """No day, or none that exists."""
    days = ("2017-02-30", "2017-10", "19 October", "20171019", "2017-10-19Z", "0000-01-01")
    brief["published"] = choose((*days, "2017-10-19T25:00:00", "-2017-10-19", "2017-10-19+02:00"))


def bad_language(choose: Choose, _: Vocabulary, brief: Data) -> None:
    """No language tag."""
    brief["language"] = choose(("English language", "e", "en_GB", "فارسی", "en-"))


def bad_url(choose: Choose, _: Vocabulary, brief: Data) -> None:
    """No web address."""
    brief["url"] = choose(
        ("example.org", "ftp://example.org", "https://", "https:// x", "http://a b")
    )


def unknown_key(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A key that nothing has, or that another class of entities has."""
    where = choose(("brief", "entity", "other class", "quote"))
    if where == "brief":
        brief[choose(("date", "author"))] = "x"
    elif where == "entity":
        _an_entity(choose, brief)[choose(("colour", "participant", "note"))] = "person1"
    elif where == "quote":
        thing = choose((_an_entity(choose, brief), _an_event(choose, vocabulary, brief)[0]))
        thing["quote"] = {"text": "They", choose(("number", "n")): 1}
    else:
        key = choose(("part_of", "kind"))
        lacking = [name for name, cls in vocabulary.entities.items() if key not in cls.keys]
        brief["entities"][f"{choose(lacking).lower()}1"][key] = "place1"


def unknown_type(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A class that does not exist, is abstract, or is one of the other kind."""
    if choose((True, False)):
        names = ("Actor", "Entity", "Meeting", "person", "Robot", "Claim", "Name", "Brief")
        _an_entity(choose, brief)["type"] = choose(names)
    else:
        names = ("Event", "State", "Person", "meeting", "Party", "Claim", "RoleAssertion")
        _an_event(choose, vocabulary, brief)[0]["type"] = choose(names)


def unknown_role(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A key that events do not have, or only those of another class."""
    event, cls = _an_event(choose, vocabulary, brief)
    others = {r.key: r for c in vocabulary.events.values() for r in c.roles.values()}
    more = {a.key: a.values for c in vocabulary.events.values() for a in c.attributes.values()}
    keys = [key for key in (*others, *more, "name", "aliases", "flavour") if key not in cls.keys]
    key = choose(keys)
    event[key] = (
        choose(fitting(vocabulary, others[key], {}) or ["e0"]) if key in others else "phone"
    )


def unknown_value(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A value that is not in the list."""
    event, cls = _an_event(choose, vocabulary, brief)
    closed = [a.key for a in cls.attributes.values() if a.values]
    event[choose((*closed, *vocabulary.common_attributes))] = choose(
        ("sure", "Phone", "denied?", "kind")
    )


def missing_role(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A role that the class asks for, not given."""
    event, cls = _an_event(choose, vocabulary, brief)
    role = _role(choose, cls, lambda role: role.min_count > 0)
    if role is not None:
        event.pop(role.key, None)


def too_many_fillers(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """Two where one is allowed."""
    event, cls = _an_event(choose, vocabulary, brief)
    able = {key: data.get("type") for key, data in brief["events"].items() if data is not event}
    kinds = {key: kind for key, kind in able.items() if isinstance(kind, str)}
    role = _role(choose, cls, lambda r: r.max_count == 1 and len(fitting(vocabulary, r, kinds)) > 1)
    if role is not None:
        event[role.key] = fitting(vocabulary, role, kinds)[:2]


def unknown_reference(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """The key of nothing."""
    if choose((True, False)):
        brief["entities"]["place1"]["part_of"] = choose(("nowhere", "Place2"))
    else:
        event, cls = _an_event(choose, vocabulary, brief)
        event[choose((*cls.roles, "source"))] = choose(("nobody", ["nobody"], ["Mara Quill"]))


def wrong_filler(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """Something of another class."""
    if choose((True, False, False)):
        inside = choose([name for name, cls in vocabulary.entities.items() if cls.contained])
        other = choose([name for name in vocabulary.entities if name != inside])
        brief["entities"][f"{inside.lower()}1"]["part_of"] = f"{other.lower()}1"
        return
    event, cls = _an_event(choose, vocabulary, brief)
    role = choose((*cls.roles.values(), vocabulary.source))
    kinds = {
        **{key: data.get("type") for key, data in brief["entities"].items()},
        **{key: data.get("type") for key, data in brief["events"].items() if data is not event},
    }
    wrong = [key for key, kind in kinds.items() if kind not in role.range]
    if wrong:
        event[role.key] = choose((choose(wrong), [choose(wrong)]))


def bad_ref(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """No scheme:id."""
    thing = choose((_an_entity(choose, brief), _an_event(choose, vocabulary, brief)[0]))
    thing["ref"] = choose(("Q1", "Wikidata:Q1", "wikidata:", "wikidata:Q 1", ":1", "1x:a"))


def empty_value(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A text of blanks."""
    _text(choose, vocabulary, brief, choose(("", " ", "\n")))


def not_text(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """A number, or yes or no."""
    _text(choose, vocabulary, brief, choose((5, 1.5, True, False)))


def wrong_shape(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """Two texts for one, or keys instead of a text."""
    one_text = (choose(("x", "One")), "y")
    _text(choose, vocabulary, brief, choose((list(one_text), {"text": "x"})), single=True)


def _text(
    choose: Choose, vocabulary: Vocabulary, brief: Data, value: object, single: bool = False
) -> None:
    where = choose(("brief", "entity", "event"))
    if where == "brief":
        keys = ("brief", "title", "source", "published", "language", "url", "text")
        brief[choose(keys)] = value
    elif where == "entity":
        entity = _an_entity(choose, brief)
        several = ("aliases", "quote")
        entity[choose(("name", "ref", *(several * (not single))))] = value
        if "kind" in entity:
            entity["kind"] = value
    else:
        event, cls = _an_event(choose, vocabulary, brief)
        keys = (*cls.attributes, *vocabulary.common_attributes, "ref", "note")
        event[choose((*keys, *(("quote",) * (not single))))] = value


def few_fillers(choose: Choose, vocabulary: Vocabulary, brief: Data) -> None:
    """Fewer than advised, or the same one twice: a warning."""
    event, cls = _an_event(choose, vocabulary, brief)
    role = _role(choose, cls, lambda role: role.advised_count > 0)
    if role is None:
        return
    event.pop(role.key, None)
    if role.min_count:
        filler = choose(fitting(vocabulary, role, {}))
        event[role.key] = choose((filler, [filler], [filler, filler], [f" {filler}", filler]))


Damage = Callable[[Choose, Vocabulary, Data], None]

#: The faults that shapes know too, by their codes.
INSIDE: Mapping[str, Damage] = {
    "missing-key": missing_key,
    "bad-id": bad_id,
    "bad-published": bad_published,
    "bad-language": bad_language,
    "bad-url": bad_url,
    "unknown-key": unknown_key,
    "unknown-type": unknown_type,
    "unknown-role": unknown_role,
    "unknown-value": unknown_value,
    "missing-role": missing_role,
    "too-many-fillers": too_many_fillers,
    "unknown-reference": unknown_reference,
    "wrong-filler": wrong_filler,
    "bad-ref": bad_ref,
    "empty-value": empty_value,
    "not-text": not_text,
    "wrong-shape": wrong_shape,
    "few-fillers": few_fillers,
    "bad-nth": bad_nth,  # but for numbers beyond the last occurrence, which TEXT is about
}

FILES = "says that a file cannot be read, before there is a brief"
TEXT = "says where words stand in the text, which shapes do not search"
TIME = "says what words or EDTF mean as a date, which shapes do not read"
KEYS = "says how a key or a value is written, which is gone in RDF"
CIRCLE = "follows a path back to where it began, which SHACL Core cannot compare"
SET = "says that a set is given twice or is not needed, which RDF does not tell apart"

#: The faults that no shape can know, and why.
OUTSIDE: Mapping[str, str] = {
    **dict.fromkeys(
        "no-such-path no-briefs not-a-file unreadable unknown-format damaged-archive too-large "
        "too-many-faults too-many-warnings unread-file empty-file not-utf8 binary "
        "control-character lone-surrogate yaml-syntax yaml-tab yaml-tag yaml-alias too-deep "
        "duplicate-key several-documents json-syntax annotates-nothing".split(),
        FILES,
    ),
    **dict.fromkeys(
        "guessed-encoding blank-rows unnamed-column unused-column unused-field repeated-column "
        "other-rows hidden-rows short-rows undated-row list-in-name lines-in-name "
        "month-first read-as-period "
        "cut-word utf-16-offsets broken-cell "
        "bad-profile ignored-by-profile untrusted-profile unknown-sheet "
        "no-mapping bad-mapping unknown-column table-syntax cells-at-odds rows-at-odds "
        "bad-offset bad-selector marks-at-odds ignored-annotation no-companion brat-syntax "
        "split-mention bad-cas xml-syntax xml-doctype missing-extra broken-loader "
        "internal-error no-brief skipped-task no-claims-left".split(),
        "is of a file in another format, before there is a brief",
    ),
    **dict.fromkeys(["empty-list", "bad-key", "key-used-twice", "too-long", "bad-name"], KEYS),
    **dict.fromkeys(["quote-not-found", "quote-ambiguous", "covered-quote", "shared-quote"], TEXT),
    **dict.fromkeys(
        "phrase-not-found bad-date unresolved-date contradicting-dates date-circle "
        "after-publication".split(),
        TIME,
    ),
    **dict.fromkeys(["self-reference", "part-of-cycle", "during-cycle"], CIRCLE),
    **dict.fromkeys(["duplicate-filler", "unused-entity"], SET),
    **dict.fromkeys(
        ["single-word-name", "same-entity", "same-event"], "says what identity makes of names"
    ),
    **dict.fromkeys(["cut-text", "curly-quotes"], "is of how people write, not of what is valid"),
    "duplicate-brief": "compares the briefs of one run, each of which may be right",
}
