"""The vocabulary says what the design says, in its order, and opens without rdflib."""

from __future__ import annotations

import subprocess
import sys

import pytest

from whomet.ontology.brief_keys import BRIEF_KEYS
from whomet.ontology.errors import OntologyError
from whomet.ontology.vocabulary import (
    Attribute,
    EventClass,
    Role,
    Vocabulary,
    default_vocabulary,
    folded_key,
)

ACTOR = ("Person", "Organization", "Delegation")
ENTITY = (*ACTOR, "Position", "Place", "Topic")
EVENTS = ("Visit", "Meeting", "Message", "Statement", "Tenure", "Affiliation")
HELD_AT = ("Visit", "Meeting")
PLACE = ("Place",)

# class, key, relationship with its direction (> from the event), fillers, least, most, main
ROLES = [
    ("Visit", "visitor", "<VISITED", ACTOR, 1, None, True),
    ("Visit", "leader", "<LED", ACTOR, 0, 1, False),
    ("Visit", "host", "<HOSTED", ACTOR, 0, None, False),
    ("Visit", "destination", ">TO", PLACE, 1, None, True),
    ("Visit", "origin", ">FROM", PLACE, 0, 1, False),
    ("Meeting", "participant", "<ATTENDED", ACTOR, 1, None, True),
    ("Meeting", "host", "<HOSTED", ACTOR, 0, None, False),
    ("Message", "sender", "<SENT", ACTOR, 1, None, True),
    ("Message", "recipient", ">ADDRESSED_TO", ACTOR, 0, None, True),
    ("Message", "carrier", "<CARRIED", ACTOR, 0, None, False),
    ("Message", "delivered_at", ">DELIVERED_AT", HELD_AT, 0, 1, False),
    ("Message", "reply_to", ">REPLIES_TO", ("Message",), 0, 1, False),
    ("Statement", "speaker", "<MADE", ACTOR, 1, None, True),
    ("Statement", "addressee", ">SAID_TO", ACTOR, 0, None, False),
    ("Statement", "said_at", ">SAID_AT", HELD_AT, 0, 1, False),
    ("Tenure", "holder", "<HELD", ("Person",), 1, 1, True),
    ("Tenure", "position", ">AS", ("Position",), 1, 1, True),
    ("Tenure", "organization", ">IN", ("Organization",), 0, 1, True),
    ("Affiliation", "member", "<MEMBER", ACTOR, 1, None, True),
    ("Affiliation", "group", ">OF", ("Organization", "Delegation"), 1, 1, True),
    *(
        (event, *common)
        for event in EVENTS
        for common in (
            ("place", ">AT", PLACE, 0, None, False),
            ("topic", ">CONCERNS", ENTITY, 0, None, False),
            ("during", ">PART_OF", EVENTS, 0, None, False),
        )
    ),
]
ATTRIBUTES = {
    "Visit": {},
    "Meeting": {"format": ("in-person", "phone", "video", "written")},
    "Message": {"form": ("written", "oral", "letter", "phone")},
    "Statement": {"quotation": ("direct", "indirect")},
    "Tenure": {},
    "Affiliation": {
        "kind": ("member", "head", "part", "branch", "owned", "parent", "ally", "other")
    },
}
COMMON = {
    "certainty": (("certain", "probable", "possible"), "certain"),
    "polarity": (("affirmed", "denied"), "affirmed"),
    "status": (("occurred", "planned", "cancelled"), "occurred"),
}
LINKS = {
    "JUDGES": (("Judgement",), ("Claim",)),
    "STATES": (("Brief",), ("Claim",)),
    "ABOUT": (("Claim",), EVENTS),
    "MATCHED_BY": (("Claim",), ("Claim",)),
    "ATTRIBUTED_TO": (("Claim",), ACTOR),
    "MENTIONS": (("Brief",), ENTITY),
    "NAMED": (ENTITY, ("Name",)),
    "WITHIN": (("Organization", "Place"), ("Organization", "Place")),
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return default_vocabulary()


def _row(event: str, role: Role) -> tuple[object, ...]:
    relationship = (">" if role.outgoing else "<") + role.relationship
    counts = (role.min_count, role.max_count)
    return (event, role.key, relationship, role.range, *counts, role.main)


def test_roles_are_those_of_the_design(vocabulary: Vocabulary) -> None:
    found = [_row(e, role) for e, cls in vocabulary.events.items() for role in cls.roles.values()]
    assert sorted(map(repr, found)) == sorted(map(repr, ROLES))


def test_classes_in_order(vocabulary: Vocabulary) -> None:
    assert tuple(vocabulary.entities) == ENTITY
    assert tuple(vocabulary.events) == EVENTS
    assert tuple(vocabulary.system_classes) == ("Brief", "Claim", "Name", "Judgement")


def test_node_labels(vocabulary: Vocabulary) -> None:
    for name, entity in vocabulary.entities.items():
        assert entity.labels == (("Actor", name) if name in ACTOR else (name,))
        assert entity.contained == (name in ("Place", "Organization"))
    for name, event in vocabulary.events.items():
        assert event.labels == ("Event", name)
        assert event.lasting == (name in ("Tenure", "Affiliation"))
    everything = {*ENTITY, *EVENTS, "Actor", "Event", "Brief", "Claim", "Name", "Judgement"}
    assert set(vocabulary.labels()) == everything


def test_attributes(vocabulary: Vocabulary) -> None:
    for name, event in vocabulary.events.items():
        assert {a.key: a.values for a in event.attributes.values()} == ATTRIBUTES[name]
        assert all(a.default is None for a in event.attributes.values())
    common = vocabulary.common_attributes
    assert {k: (a.values, a.default) for k, a in common.items()} == COMMON


def test_attribution_and_other_links(vocabulary: Vocabulary) -> None:
    assert _row("Claim", vocabulary.source)[1:4] == ("source", ">ATTRIBUTED_TO", ACTOR)
    found = {
        link.relationship: (tuple(sorted(link.sources)), tuple(sorted(link.targets)))
        for link in vocabulary.links
    }
    assert found == {k: (tuple(sorted(a)), tuple(sorted(b))) for k, (a, b) in LINKS.items()}


def test_relationship_types(vocabulary: Vocabulary) -> None:
    expected = {row[2][1:] for row in ROLES} | set(LINKS)
    assert vocabulary.relationship_types() == tuple(sorted(expected))


def test_keys_of_an_entity_and_of_an_event(vocabulary: Vocabulary) -> None:
    assert vocabulary.entities["Place"].keys == (
        "type", "name", "ref", "aliases", "kind", "part_of", "quote",
    )  # fmt: skip
    assert vocabulary.entities["Person"].keys == ("type", "name", "ref", "aliases", "quote")
    for event in vocabulary.events.values():
        wanted = {"type", "quote", "ref", "when", "start", "end", "source", "note"}
        assert set(event.keys) == {*wanted, *event.roles, *event.attributes, *COMMON}
        assert len(set(event.keys)) == len(event.keys)


def test_advice(vocabulary: Vocabulary) -> None:
    advised = {
        (name, role.key): role.advised_count
        for name, event in vocabulary.events.items()
        for role in event.roles.values()
        if role.advised_count
    }
    assert advised == {("Meeting", "participant"): 2, ("Message", "recipient"): 1}


def test_everything_has_words_for_people(vocabulary: Vocabulary) -> None:
    for event in vocabulary.events.values():
        words_for: list[EventClass | Role | Attribute] = [event]
        words_for += [*event.roles.values(), *event.attributes.values()]
        for told in words_for:
            assert told.label
            assert told.definition.endswith(".")
            assert told.iri.startswith(vocabulary.namespace)
        for constrained in words_for[1:]:
            assert not isinstance(constrained, EventClass)
            assert constrained.hint.endswith(".")
            assert constrained.brat


def test_constraints_and_indexes(vocabulary: Vocabulary) -> None:
    unique = dict(vocabulary.unique_constraints())
    assert unique == {
        **dict.fromkeys((*ENTITY, *EVENTS, "Brief", "Claim", "Judgement"), "id"),
        "Name": "folded",
    }
    plain = {(i.label, i.properties) for i in vocabulary.indexes if not i.fulltext}
    assert plain == {
        *((event, ("span", "span_from")) for event in EVENTS),
        ("Brief", ("source",)),
        ("Brief", ("published",)),
        ("Claim", ("shared_key",)),
        ("Claim", ("ref",)),
    }
    assert [(i.label, i.properties) for i in vocabulary.indexes if i.fulltext] == [
        ("Brief", ("words",)),
        ("Name", ("folded",)),
    ]


def test_looking_up(vocabulary: Vocabulary) -> None:
    assert vocabulary.event("Meeting").name == "Meeting"
    assert vocabulary.entity("Place").name == "Place"
    assert [r.key for r in vocabulary.event("Visit").main_roles] == ["visitor", "destination"]
    assert [r.key for r in vocabulary.roles_between("Message", "Meeting")] == [
        "delivered_at",
        "during",
    ]
    with pytest.raises(OntologyError, match="Unknown event type 'meting'; did you mean 'Meeting'"):
        vocabulary.event("meting")
    with pytest.raises(
        OntologyError, match="Unknown entity type 'Meeting'; expected one of Person,"
    ):
        vocabulary.entity("Meeting")


def test_a_vocabulary_is_a_value(vocabulary: Vocabulary) -> None:
    default_vocabulary.cache_clear()
    again = default_vocabulary()
    assert again is not vocabulary
    assert again == vocabulary
    assert hash(again) == hash(vocabulary)


def test_it_opens_without_rdflib() -> None:
    code = (
        "import sys; from whomet.ontology.vocabulary import default_vocabulary; "
        "default_vocabulary(); "
        "sys.exit(bool({'rdflib', 'pyshacl', 'yaml', 'jsonschema'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


FUNCTIONS = {
    "participant": "visitor leader participant sender recipient carrier speaker addressee"
    " holder organization member group",
    "host": "host",
    "place": "place",
    "destination": "destination",
    "topic": "topic",
    "whole": "during",
    "occasion": "delivered_at said_at",
    "": "origin reply_to position",
}


def test_every_role_says_what_its_filler_is_to_the_event() -> None:
    events = default_vocabulary().events.values()
    roles = {role.key: role for cls in events for role in cls.roles.values()}
    assert {key: role.function for key, role in roles.items()} == {
        key: function for function, keys in FUNCTIONS.items() for key in keys.split()
    }
    assert [cls.name for cls in events if cls.encounter] == ["Meeting"]
    meeting, visit = default_vocabulary().events["Meeting"], default_vocabulary().events["Visit"]
    assert meeting.takes_part(meeting.roles["host"])
    assert not visit.takes_part(visit.roles["host"])


@pytest.mark.parametrize("section", ["brief", "entities", "events", "classes"])
def test_another_word_is_no_key_that_it_could_be_taken_for(section: str) -> None:
    """A synonym of a key must not be a key of the same things: it would never be asked for."""
    vocabulary = default_vocabulary()
    known: list[set[str]] = {
        "brief": [set(BRIEF_KEYS)],
        "entities": [set(cls.keys) for cls in vocabulary.entities.values()],
        "events": [set(cls.keys) for cls in vocabulary.events.values()],
        "classes": [set(map(folded_key, [*vocabulary.entities, *vocabulary.events]))],
    }[section]
    words = vocabulary.synonyms[section]
    assert words
    for word, keys in words.items():
        assert word == folded_key(word)
        if section != "classes":
            asked = [of for of in known if word not in of and not of.isdisjoint(keys)]
            assert asked, (word, keys)
        else:
            assert word not in known[0], word
