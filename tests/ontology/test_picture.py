"""The picture of the schema: drawn from the ontology as it is, with every label in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from whomet.ontology.compile.picture import schema_picture
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

ROOT = Path(__file__).resolve().parents[2]
SVG = ROOT / "ontology" / "schema.svg"


def test_the_picture_is_fresh() -> None:
    script = ROOT / "scripts" / "make_schema_picture.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_class_and_relationship_is_in_the_diagram(vocabulary: Vocabulary) -> None:
    source = schema_picture(vocabulary)
    for name in (
        *vocabulary.system_classes,
        *vocabulary.entities,
        *vocabulary.events,
        *vocabulary.relationship_types(),
    ):
        assert name in source
    # No node stands alone.
    lines = [line for line in source.splitlines() if "--" in line or "-.-" in line]
    for name in (*vocabulary.system_classes, *vocabulary.entities, *vocabulary.events):
        assert any(name in line.split() for line in lines), name


def test_directions_are_kept() -> None:
    source = schema_picture(default_vocabulary())
    assert "  Actor -->|ATTENDED, HOSTED| Meeting" in source
    assert "  Actor <-->|SENT, CARRIED →<br>← ADDRESSED_TO| Message" in source
    assert 'Place["Place<br>↻ WITHIN"]' in source


def test_the_file_shows_the_same_words_and_runs_nothing() -> None:
    vocabulary = default_vocabulary()
    root = ElementTree.parse(SVG).getroot()
    said = " ".join("".join(root.itertext()).replace(",", " ").split())
    for name in (
        *vocabulary.system_classes,
        *vocabulary.entities,
        *vocabulary.events,
        *vocabulary.relationship_types(),
    ):
        assert name in said
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "a"}
    assert "http" not in SVG.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
