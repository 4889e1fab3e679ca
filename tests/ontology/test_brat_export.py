"""brat's configuration, read by the grammar of brat's own reader: whole, and right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from whomet.ontology.brief_keys import DATE_ROLES
from whomet.ontology.exports import export
from whomet.ontology.exports.brat import value_name
from whomet.ontology.vocabulary import Role, Vocabulary

# server/src/projectconfig.py of brat 1.3, rule by rule.
SECTION = re.compile(r"\s*\[(.*)\]\s*")
LINE = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
LABELS_LINE = re.compile(r"(\s*)([^\t]+)(?:\t(.*))?")
ARGUMENT = re.compile(r"(\S*?):(\S*)")
REPEATED = re.compile(r"(\S+?)(\{\S+\}|\?|\*|\+|)")
STORED = re.compile(r"[a-zA-Z0-9_-]+")
RESERVED = re.compile(
    r"<(ANY|ENTITY|RELATION|EVENT|NONE|EMPTY|REL-TYPE|URL|URLBASE|UNICODE|GLYPH-POS|DEFAULT|NORM"
    r"|OVERLAP|OVL-TYPE|INHERIT)>"
)
MANY = 1 << 30


@dataclass
class Node:
    """A line of a section: a type, whether it only groups others, its arguments and children."""

    terms: list[str]
    unused: bool
    arguments: dict[str, tuple[int, int, list[str]]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.terms[0]

    def all(self) -> list[Node]:
        return [self, *(node for child in self.children for node in child.all())]


def read(text: str) -> dict[str, list[Node]]:
    """The sections of a configuration; asserts what brat would warn of or fail at."""
    lines: dict[str, list[str]] = {"general": []}
    section = "general"
    for line in text.split("\n"):
        found = SECTION.fullmatch(line)
        if found:
            section = found[1]
            lines.setdefault(section, [])
        else:
            lines[section].append(line)
    return {name: hierarchy(name, told) for name, told in lines.items()}


def hierarchy(section: str, lines: list[str]) -> list[Node]:
    roots: list[Node] = []
    last: dict[int, Node] = {}
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        assert all(RESERVED.fullmatch(one) for one in re.findall(r"<.*?>", line)), line
        form = LABELS_LINE if section == "labels" else LINE
        found = form.fullmatch(line)
        assert found, line
        indent, terms, arguments = found.groups()
        node = parse_node(terms, arguments or "")
        depth = len(indent)
        if depth:
            last[depth - 1].children.append(node)
        else:
            roots.append(node)
        last[depth] = node
    return roots


def parse_node(text: str, arguments: str) -> Node:
    terms = [term.strip() for term in text.split("|")]
    assert all(terms), text
    unused = any(term.startswith("!") for term in terms)
    node = Node([term.removeprefix("!") for term in terms], unused)
    assert STORED.fullmatch(node.name) or node.name == "<OVERLAP>", node.name
    for argument in filter(None, (one.strip() for one in arguments.split(","))):
        found = ARGUMENT.fullmatch(argument)
        assert found, argument
        key, types = found.groups()
        if RESERVED.fullmatch(key):
            node.special[key] = types
            continue
        repeated = REPEATED.fullmatch(key)
        assert repeated, key
        key, sign = repeated.groups()
        assert key not in node.arguments, key
        least, most = count(sign)
        assert most == 1 or not key[-1].isdigit(), key
        assert all(types.split("|")), argument
        node.arguments[key] = least, most, types.split("|")
    return node


def count(sign: str) -> tuple[int, int]:
    if sign.startswith("{"):
        least, _, most = sign[1:-1].partition("-")
        return int(least), int(most or least)
    return {"": (1, 1), "?": (0, 1), "*": (0, MANY), "+": (1, MANY)}[sign]


@pytest.fixture
def files(vocabulary: Vocabulary) -> Mapping[str, str]:
    return export("brat", vocabulary)


@pytest.fixture
def annotation(files: Mapping[str, str]) -> dict[str, list[Node]]:
    return read(files["annotation.conf"])


def _flat(nodes: list[Node]) -> dict[str, Node]:
    every = [node for root in nodes for node in root.all()]
    assert len({node.name for node in every}) == len(every)
    return {node.name: node for node in every}


def test_every_section_is_there(annotation: dict[str, list[Node]]) -> None:
    assert not annotation.pop("general")
    assert list(annotation) == ["entities", "relations", "events", "attributes"]


def test_every_class_can_be_annotated(
    vocabulary: Vocabulary, annotation: dict[str, list[Node]]
) -> None:
    entities, events = _flat(annotation["entities"]), _flat(annotation["events"])
    assert {n for n, node in entities.items() if not node.unused} == {*vocabulary.entities, "Date"}
    assert {n for n, node in entities.items() if node.unused} == {"Actor"}
    assert {n for n, node in events.items() if not node.unused} == set(vocabulary.events)
    # brat keeps one table of types for both.
    assert not entities.keys() & events.keys()


def test_a_class_stands_below_the_one_above_it(
    extended: Vocabulary, annotation: dict[str, list[Node]]
) -> None:
    shown = read(export("brat", extended)["annotation.conf"])
    actor = shown["entities"][0]
    assert [node.name for node in actor.children] == ["Person", "Organization", "Delegation"]
    assert [node.name for node in actor.children[0].children] == ["Diplomat"]
    assert [node.name for node in _flat(shown["events"])["Meeting"].children] == ["Summit"]


def test_every_role_has_its_fillers_and_how_many(
    vocabulary: Vocabulary, annotation: dict[str, list[Node]]
) -> None:
    events = _flat(annotation["events"])
    for name, cls in vocabulary.events.items():
        expected = {
            **{role.brat: _bounds(role) for role in cls.roles.values()},
            **{time: (0, 1, ["Date"]) for time in DATE_ROLES},
            vocabulary.source.brat: _bounds(vocabulary.source),
        }
        assert events[name].arguments == expected
    assert not any(node.arguments for node in _flat(annotation["entities"]).values())


def _bounds(role: Role) -> tuple[int, int, list[str]]:
    # Without an upper bound brat knows "one or more" and no "two or more".
    least = min(role.min_count, 1) if role.max_count is None else role.min_count
    return least, MANY if role.max_count is None else role.max_count, list(role.range)


def test_a_role_that_takes_two_at_the_most(vocabulary: Vocabulary) -> None:
    from dataclasses import replace

    from whomet.ontology.exports.brat import _count

    role = vocabulary.events["Meeting"].roles["participant"]
    for least, most in ((0, 1), (1, 1), (2, 2), (0, 2), (2, 5), (0, None), (3, None)):
        sign = _count(replace(role, min_count=least, max_count=most))
        expected = _bounds(replace(role, min_count=least, max_count=most))[:2]
        assert count(sign) == expected


def test_every_attribute_has_its_values(
    vocabulary: Vocabulary, files: Mapping[str, str], annotation: dict[str, list[Node]]
) -> None:
    attributes = _flat(annotation["attributes"])
    for attribute in vocabulary.common_attributes.values():
        shown = attributes.pop(attribute.brat).arguments
        assert shown["Arg"][2] == ["<EVENT>"]
        assert shown["Value"][2] == [value_name(value) for value in attribute.values]
    owned = [
        (cls, attribute)
        for cls in vocabulary.events.values()
        for attribute in cls.attributes.values()
    ]
    for cls, attribute in owned:
        if attribute.values:
            shown = attributes[attribute.brat].arguments
            assert cls.name in shown["Arg"][2]
            assert {value_name(value) for value in attribute.values} <= set(shown["Value"][2])
        else:
            assert f"{attribute.key}=… in the note" in files["annotation.conf"]
    assert attributes.keys() == {a.brat for _, a in owned if a.values}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("phone", "Phone"),
        ("in-person", "InPerson"),
        ("hand_shake", "HandShake"),
        ("on foot, or by sea|air", "OnFootOrBySeaAir"),
        ("en español", "EnEspañol"),
    ],
)
def test_names_of_values(value: str, name: str) -> None:
    assert value_name(value) == name


def test_relations(vocabulary: Vocabulary, annotation: dict[str, list[Node]]) -> None:
    # brat takes several lines of one relation, one for each pair of types.
    pairs = [
        (node.name, node.arguments["Arg1"][2], node.arguments["Arg2"][2])
        for node in annotation["relations"]
    ]
    contained = [c.name for c in vocabulary.entities.values() if c.contained]
    assert pairs == [
        *(("Equiv", [name], [name]) for name in vocabulary.entities),
        *(("PartOf", [name], [name]) for name in contained),
        ("<OVERLAP>", ["<ENTITY>"], ["<ENTITY>"]),
    ]
    assert annotation["relations"][0].special == {"<REL-TYPE>": "symmetric-transitive"}
    assert annotation["relations"][-1].special == {"<OVL-TYPE>": "<ANY>"}


def test_everything_has_a_label_and_types_and_roles_a_colour(
    vocabulary: Vocabulary, files: Mapping[str, str], annotation: dict[str, list[Node]]
) -> None:
    visual = read(files["visual.conf"])
    labels, drawing = _flat(visual["labels"]), _flat(visual["drawing"])
    types = {
        n for s in ("entities", "events") for n, t in _flat(annotation[s]).items() if not t.unused
    }
    roles = {r for node in _flat(annotation["events"]).values() for r in node.arguments}
    attributes = set(_flat(annotation["attributes"]))
    assert labels.keys() == types | roles | attributes | {"PartOf", "Equiv"}
    assert all(len(node.terms) in (2, 3) for node in labels.values())
    shortest = [node.terms[-1] for node in labels.values() if len(node.terms) == 3]
    assert len(set(shortest)) == len(shortest) > len(labels) / 2
    for name in types:
        assert {"bgColor", "fgColor"} <= drawing[name].arguments.keys()
    for name in roles:
        assert "color" in drawing[name].arguments
    for node in drawing.values():
        for _, (_, _, values) in node.arguments.items():
            # brat turns a hyphen into a comma here, and takes one value.
            assert len(values) == 1
            assert "-" not in values[0] or values == ["triangle-5"]
    assert {"SPAN_DEFAULT", "ARC_DEFAULT"} <= drawing.keys()


def test_every_type_has_a_key_of_its_own(
    files: Mapping[str, str], annotation: dict[str, list[Node]]
) -> None:
    shortcuts: dict[str, str] = {}
    for line in files["kb_shortcuts.conf"].splitlines():
        if line.strip() and not line.startswith("#"):
            key, name = re.split(r"[ \t]+", line.strip())
            assert key not in shortcuts
            shortcuts[key] = name
    assert all(re.fullmatch("[A-Z]", key) for key in shortcuts)
    types = {
        n for s in ("entities", "events") for n, t in _flat(annotation[s]).items() if not t.unused
    }
    roles = {r for node in _flat(annotation["events"]).values() for r in node.arguments}
    assert types <= set(shortcuts.values()) <= types | roles
    assert len(set(shortcuts.values())) == len(shortcuts)
