"""Label Studio's configuration: well-formed, of known tags, and whole."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from whomet.ontology.exports import export
from whomet.ontology.exports.brat import role_names
from whomet.ontology.vocabulary import Vocabulary

# The tags in use and their parameters, from https://labelstud.io/tags/.
TAGS = {
    "View": {"visibleWhen", "whenLabelValue"},
    "Header": {"value", "size"},
    "Relations": {"choice"},
    "Relation": {"value", "background"},
    "Labels": {"name", "toName"},
    "Label": {"value", "background", "selectedColor", "hint"},
    "Text": {"name", "value", "granularity", "saveTextResult"},
    "Choices": {"name", "toName", "perRegion", "showInline"},
    "Choice": {"value"},
    "TextArea": {"name", "toName", "perRegion", "editable"},
}


@pytest.fixture
def view(vocabulary: Vocabulary) -> ElementTree.Element:
    return ElementTree.fromstring(export("label-studio", vocabulary)["label-studio.xml"])


def _values(parent: ElementTree.Element, path: str) -> list[str]:
    return [element.attrib["value"] for element in parent.iterfind(path)]


def _shown_for(view: ElementTree.Element, tag: str, name: str) -> list[str]:
    """The classes whose regions have the control `name`."""
    shown = view.find(f".//{tag}[@name='{name}']/..")
    assert shown is not None, name
    assert shown.attrib["visibleWhen"] == "region-selected"
    return shown.attrib["whenLabelValue"].split(",")


def test_tags_parameters_and_names(view: ElementTree.Element) -> None:
    for element in view.iter():
        assert element.attrib.keys() <= TAGS[element.tag], element.tag
    texts = view.findall(".//Text")
    assert [text.attrib["value"] for text in texts] == ["$text"]
    controls = [element.attrib for element in view.iter() if "toName" in element.attrib]
    assert {control["toName"] for control in controls} == {texts[0].attrib["name"]}
    names = [element.attrib["name"] for element in view.iter() if "name" in element.attrib]
    assert len(set(names)) == len(names)


def test_every_class_is_a_label(vocabulary: Vocabulary, view: ElementTree.Element) -> None:
    labels = _values(view, "Labels/Label")
    assert labels == [*vocabulary.entities, *vocabulary.events, "Date"]
    # One control: with several, a region could have a label of each.
    assert len(view.findall(".//Labels")) == 1


def test_every_role_is_a_relation(vocabulary: Vocabulary, view: ElementTree.Element) -> None:
    roles = {role.brat for cls in vocabulary.events.values() for role in cls.roles.values()}
    expected = roles | {"When", "Start", "End", "Source", "PartOf", "Equiv"}
    assert expected == {*role_names(vocabulary), "PartOf", "Equiv"}
    found = _values(view, "Relations/Relation")
    assert set(found) == expected
    assert len(found) == len(expected)


def test_every_attribute_is_a_choice_of_its_classes(
    vocabulary: Vocabulary, view: ElementTree.Element
) -> None:
    wanted = [
        *((a.key, a, list(vocabulary.events)) for a in vocabulary.common_attributes.values()),
        *(
            (f"{cls.name}-{a.key}", a, [cls.name])
            for cls in vocabulary.events.values()
            for a in cls.attributes.values()
        ),
    ]
    for name, attribute, classes in wanted:
        tag = "Choices" if attribute.values else "TextArea"
        assert _shown_for(view, tag, name) == classes
        assert _values(view, f".//{tag}[@name='{name}']/Choice") == list(attribute.values)
    controls = view.findall(".//Choices")
    assert len(controls) == len([a for _, a, _ in wanted if a.values])


def test_free_text_of_entities_events_and_dates(
    vocabulary: Vocabulary, view: ElementTree.Element
) -> None:
    for key in ("name", "ref", "aliases", "kind"):
        having = [cls.name for cls in vocabulary.entities.values() if key in cls.keys]
        events = list(vocabulary.events) if key == "ref" else []
        assert _shown_for(view, "TextArea", key) == [*having, *events]
    assert _shown_for(view, "TextArea", "note") == list(vocabulary.events)
    assert _shown_for(view, "TextArea", "edtf") == ["Date"]


def test_whatever_is_asked_of_regions_is_kept_with_them(view: ElementTree.Element) -> None:
    for tag in ("Choices", "TextArea"):
        for control in view.iter(tag):
            assert control.attrib["perRegion"] == "true"
