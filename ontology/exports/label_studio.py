"""Generates a labelling configuration for Label Studio (https://labelstud.io/tags/).

Entities, events and dates are region labels; roles are relations from the event's region to the
filler's; attributes are per-region choices, free text is a per-region text area. Classes and roles
have their brat names, attributes their keys in a brief.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.colors import DATE, NEUTRAL, class_colors, role_color
from whomet.ontology.exports.brat import role_names
from whomet.ontology.vocabulary import Attribute, Vocabulary

TEXT = "text"
#: Keys of a brief that are annotated as labels, regions or relations instead.
NOT_TEXT_AREAS = ("type", "quote", "part_of", *DATE_KEYS)


def label_studio(vocabulary: Vocabulary) -> str:
    """The configuration as XML, for tasks with a `text` field."""
    view = ElementTree.Element("View")
    _relations(view, vocabulary)
    _labels(view, vocabulary)
    # Character granularity: a quote may begin or end inside a token.
    _add(view, "Text", name=TEXT, value=f"${TEXT}", granularity="symbol", saveTextResult="yes")
    _texts(view, vocabulary)
    _attributes(view, vocabulary)
    _text_area(view, "edtf", "Date as EDTF, such as 2017-10-19", [DATE])
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def attribute_control(owner: str, attribute: Attribute) -> str:
    """The control name of a class-specific attribute, such as Meeting-format."""
    return f"{owner}-{attribute.key}"


def _relations(view: ElementTree.Element, vocabulary: Vocabulary) -> None:
    # Two regions may have several relations: the leader of a visit is a visitor too.
    relations = _add(view, "Relations", choice="multiple")
    for name, role in role_names(vocabulary).items():
        _add(
            relations,
            "Relation",
            value=name,
            background=role_color(vocabulary, role) if role else NEUTRAL,
        )
    for name in ("PartOf", "Equiv"):
        _add(relations, "Relation", value=name, background=NEUTRAL)


def _labels(view: ElementTree.Element, vocabulary: Vocabulary) -> None:
    # With several controls, one region could be both a person and a meeting.
    control = _add(view, "Labels", name="label", toName=TEXT)
    hints = {name: cls.definition for name, cls in vocabulary.entities.items()}
    hints |= {name: cls.definition for name, cls in vocabulary.events.items()}
    hints[DATE] = "A date phrase."
    colors = class_colors(vocabulary)
    for name, hint in hints.items():
        _add(
            control,
            "Label",
            value=name,
            background=colors[name].background,
            selectedColor=colors[name].text,
            hint=hint,
        )


def _texts(view: ElementTree.Element, vocabulary: Vocabulary) -> None:
    """Text areas for the free-text keys of entities and events: name, ref, aliases, note."""
    classes_by_key: dict[str, list[str]] = {}
    for entity in vocabulary.entities.values():
        for key in entity.keys:
            classes_by_key.setdefault(key, []).append(entity.name)
    for event in vocabulary.events.values():
        for key in event.keys:
            if key not in (*event.roles, *event.attributes):
                classes_by_key.setdefault(key, []).append(event.name)
    elsewhere = (*NOT_TEXT_AREAS, vocabulary.source.key, *vocabulary.common_attributes)
    for key, classes in classes_by_key.items():
        if key not in elsewhere:
            _text_area(view, key, key.capitalize(), classes)


def _attributes(view: ElementTree.Element, vocabulary: Vocabulary) -> None:
    for attribute in vocabulary.common_attributes.values():
        _attribute(view, attribute.key, attribute, vocabulary.events)
    for cls in vocabulary.events.values():
        for attribute in cls.attributes.values():
            _attribute(view, attribute_control(cls.name, attribute), attribute, [cls.name])


def _attribute(
    view: ElementTree.Element, name: str, attribute: Attribute, classes: Iterable[str]
) -> None:
    title = attribute.label[:1].upper() + attribute.label[1:]
    if not attribute.values:
        _text_area(view, name, title, classes)
        return
    shown = _region_panel(view, title, classes)
    choices = _add(shown, "Choices", name=name, toName=TEXT, perRegion="true", showInline="true")
    for value in attribute.values:
        _add(choices, "Choice", value=value)


def _text_area(view: ElementTree.Element, name: str, title: str, classes: Iterable[str]) -> None:
    shown = _region_panel(view, title, classes)
    _add(shown, "TextArea", name=name, toName=TEXT, perRegion="true", editable="true")


def _region_panel(
    view: ElementTree.Element, title: str, classes: Iterable[str]
) -> ElementTree.Element:
    """A panel that is visible while a region of one of the classes is selected."""
    shown = _add(view, "View", visibleWhen="region-selected", whenLabelValue=",".join(classes))
    _add(shown, "Header", value=title, size="6")
    return shown


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)
