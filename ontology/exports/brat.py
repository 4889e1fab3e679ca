"""The configuration of brat: annotation.conf, visual.conf, kb_shortcuts.conf.

The form is that of brat's own reader (server/src/projectconfig.py of brat 1.3): a line is a type,
indented by a blank for each level of the hierarchy, then its arguments; `!` marks a type that only
groups others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.colors import DATE, NEUTRAL, class_colors, role_color
from whomet.ontology.vocabulary import Attribute, EntityClass, EventClass, Role, Vocabulary

#: The roles of the dates of an event, whose fillers are text-bounds of type Date.
DATE_ROLES = tuple(key.capitalize() for key in DATE_KEYS)
MADE = "# Made by `whomet ontology --format brat`; do not edit."
ROOT = "Event"
#: The letters of a label where brat has no room for more.
SHORT = (3, 4)


def brat(vocabulary: Vocabulary) -> dict[str, str]:
    """The text of each file, by its name."""
    return {
        "annotation.conf": _annotation(vocabulary),
        "visual.conf": _visual(vocabulary),
        "kb_shortcuts.conf": _shortcuts(vocabulary),
    }


def value_name(value: str) -> str:
    """A value of an attribute as brat writes it, which takes no blanks: in-person is InPerson."""
    parts = filter(None, re.split(r"[\W_]+", value))
    return "".join(part[0].upper() + part[1:] for part in parts)


def role_names(vocabulary: Vocabulary) -> dict[str, Role | None]:
    """The names of all roles in order; those of dates have no `Role`."""
    roles = {role.brat: role for cls in vocabulary.events.values() for role in cls.roles.values()}
    return {**roles, **dict.fromkeys(DATE_ROLES), vocabulary.source.brat: vocabulary.source}


def _annotation(vocabulary: Vocabulary) -> str:
    lines = [
        MADE,
        "",
        "[entities]",
        "",
        *_tree(vocabulary.entities, {}),
        DATE,
        "",
        "[relations]",
        "",
        *(
            f"Equiv\tArg1:{name}, Arg2:{name}, <REL-TYPE>:symmetric-transitive"
            for name in vocabulary.entities
        ),
        *(
            f"PartOf\tArg1:{cls.name}, Arg2:{cls.name}"
            for cls in vocabulary.entities.values()
            if cls.contained
        ),
        "# A mention may stand inside a longer one.",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "",
        "[events]",
        "",
        *_tree(
            vocabulary.events,
            {name: _arguments(vocabulary, cls) for name, cls in vocabulary.events.items()},
        ),
        "",
        "[attributes]",
        "",
        *_attributes(vocabulary),
    ]
    return _text(lines)


def _tree(
    classes: Mapping[str, EntityClass] | Mapping[str, EventClass], arguments: Mapping[str, str]
) -> Iterator[str]:
    """The lines of the classes, each below the class or super-label that it belongs to."""
    paths = {tuple(label for label in cls.labels if label != ROOT) for cls in classes.values()}
    order = {name: number for number, name in enumerate(classes)}
    nodes = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    first = {
        node: min(order[path[-1]] for path in paths if path[: len(node)] == node) for node in nodes
    }

    def below(parent: tuple[str, ...]) -> Iterator[str]:
        children = [n for n in nodes if n[:-1] == parent]
        for node in sorted(children, key=lambda n: (first[n], n)):
            name = node[-1]
            mark = "" if name in classes else "!"
            yield f"{' ' * len(parent)}{mark}{name}\t{arguments.get(name, '')}".rstrip()
            yield from below(node)

    return below(())


def _arguments(vocabulary: Vocabulary, cls: EventClass) -> str:
    arguments = [f"{role.brat}{_count(role)}:{'|'.join(role.range)}" for role in cls.roles.values()]
    times = [f"{name}?:{DATE}" for name in DATE_ROLES]
    source = f"{vocabulary.source.brat}*:{'|'.join(vocabulary.source.range)}"
    return ", ".join([*arguments, *times, source])


def _count(role: Role) -> str:
    """How many: brat has no sign for "at least two", and takes one or more for it."""
    if role.max_count is None:
        return "+" if role.min_count else "*"
    if role.min_count == role.max_count:
        return "" if role.max_count == 1 else f"{{{role.max_count}}}"
    if (role.min_count, role.max_count) == (0, 1):
        return "?"
    return f"{{{role.min_count}-{role.max_count}}}"


def _attributes(vocabulary: Vocabulary) -> Iterator[str]:
    for attribute in vocabulary.common_attributes.values():
        yield _attribute(attribute.brat, ["<EVENT>"], attribute.values)
    owners: dict[str, list[str]] = {}
    values: dict[str, dict[str, None]] = {}
    free: list[str] = []
    for cls in vocabulary.events.values():
        for attribute in cls.attributes.values():
            if attribute.values:
                owners.setdefault(attribute.brat, []).append(cls.name)
                values.setdefault(attribute.brat, {}).update(dict.fromkeys(attribute.values))
            else:
                free.append(_free(cls, attribute))
    for name, classes in owners.items():
        yield _attribute(name, classes, values[name])
    yield from free


def _attribute(name: str, classes: Iterable[str], values: Iterable[str]) -> str:
    return f"{name}\tArg:{'|'.join(classes)}, Value:{'|'.join(map(value_name, values))}"


def _free(cls: EventClass, attribute: Attribute) -> str:
    return (
        f"# {attribute.brat} of {cls.name} takes any text, for which brat has no attribute:"
        f" write {attribute.key}=… in the note of the event."
    )


def _visual(vocabulary: Vocabulary) -> str:
    colors = class_colors(vocabulary)
    types = [*vocabulary.entities, DATE, *vocabulary.events]
    roles = role_names(vocabulary)
    labels = {name: cls.label for name, cls in vocabulary.entities.items()}
    labels |= {name: cls.label for name, cls in vocabulary.events.items()}
    labels |= {name: role.label for name, role in roles.items() if role and name not in labels}
    names = list(dict.fromkeys((*types, *roles, *_attribute_names(vocabulary), "PartOf", "Equiv")))
    drawing: dict[str, list[str]] = {
        name: [f"bgColor:{colors[name].background}", f"fgColor:{colors[name].text}"]
        for name in types
    }
    for name, role in roles.items():
        color = role_color(vocabulary, role) if role else NEUTRAL
        drawing.setdefault(name, []).append(f"color:{color}")
    lines = [
        MADE,
        "",
        "[labels]",
        "",
        *(_labels(name, labels.get(name, name), names) for name in names),
        "",
        "[drawing]",
        "",
        "SPAN_DEFAULT\tfgColor:black, bgColor:white, borderColor:darken",
        "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5",
        *(f"{name}\t{', '.join(how)}" for name, how in drawing.items()),
    ]
    return _text(lines)


def _attribute_names(vocabulary: Vocabulary) -> Iterator[str]:
    yield from (attribute.brat for attribute in vocabulary.common_attributes.values())
    for cls in vocabulary.events.values():
        yield from (attribute.brat for attribute in cls.attributes.values() if attribute.values)


def _labels(name: str, label: str, names: Iterable[str]) -> str:
    """A type, its label, and a beginning of three or four letters that no other type has."""
    others = [other for other in names if other != name]
    short = next(
        (
            name[:length]
            for length in SHORT
            if length < len(name) - 1
            and not any(other.startswith(name[:length]) for other in others)
        ),
        "",
    )
    full = label[:1].upper() + label[1:].replace("|", "/")
    return " | ".join(filter(None, (name, full, short)))


def _shortcuts(vocabulary: Vocabulary) -> str:
    """A letter for each type, then for each role that has one left: a key means one thing."""
    types = [*vocabulary.entities, DATE, *vocabulary.events]
    taken: dict[str, str] = {}
    for name in dict.fromkeys([*types, *role_names(vocabulary)]):
        letters = name.upper() + (ascii_uppercase if name in types else "")
        letter = next((one for one in letters if one not in taken), None)
        if letter is not None:
            taken[letter] = name
    return _text([MADE, "", *(f"{letter}\t{name}" for letter, name in taken.items())])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
