"""Every format: there, deterministic, the same as its source, and open to extension."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rdflib import Graph
from rdflib.compare import isomorphic

from whomet.ontology import OntologyError
from whomet.ontology.exports import FORMATS, export
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

ROOT = Path(__file__).resolve().parents[2]


def test_turtle_is_the_files_as_they_are(extension: Path, extended: Vocabulary) -> None:
    files = [ROOT / "ontology" / "whomet.ttl", ROOT / "ontology" / "shapes.ttl", extension]
    text = export("turtle", extended, [extension])["ontology.ttl"]
    assert [text.index(path.read_text(encoding="utf-8")) for path in files] == sorted(
        text.index(f"# {path.name}\n\n") + len(f"# {path.name}\n\n") for path in files
    )
    assert len(Graph().parse(data=text, format="turtle")) == sum(
        len(Graph().parse(path)) for path in files
    )


@pytest.mark.long
def test_json_ld_says_what_the_turtle_says(extension: Path, extended: Vocabulary) -> None:
    turtle = export("turtle", extended, [extension])["ontology.ttl"]
    json_ld = export("jsonld", extended, [extension])["ontology.jsonld"]
    assert isomorphic(
        Graph().parse(data=turtle, format="turtle"), Graph().parse(data=json_ld, format="json-ld")
    )


def test_json_ld_uses_the_prefixes_of_the_turtle() -> None:
    data = json.loads(export("jsonld", default_vocabulary())["ontology.jsonld"])
    assert data["@context"]["whomet"] == "https://w3id.org/whomet/ontology#"
    terms = {node["@id"]: node for node in data["@graph"]}
    assert terms["whomet:Meeting"]["map:nodeLabel"] == "Meeting"


def test_markdown_is_the_page_of_the_docs(extension: Path, extended: Vocabulary) -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert export("markdown", default_vocabulary())["ontology.md"] == page
    assert "### Agreement" in export("markdown", extended, [extension])["ontology.md"]


def test_the_json_schema_is_the_one_that_is_shipped(extended: Vocabulary) -> None:
    shipped = (ROOT / "ontology" / "brief.schema.json").read_text(encoding="utf-8")
    assert export("json-schema", default_vocabulary())["brief.schema.json"] == shipped
    schema = json.loads(export("json-schema", extended)["brief.schema.json"])
    Draft202012Validator.check_schema(schema)
    brief = {
        "brief": "b",
        "source": "s",
        "published": "2017-10-19",
        "text": "They agreed.",
        "entities": {
            "a": {"type": "Diplomat", "name": "A B"},
            "b": {"type": "Person", "name": "C D"},
        },
        "events": {"e": {"type": "Agreement", "party": ["a", "b"], "form": "hand-shake"}},
    }
    assert Draft202012Validator(schema).is_valid(brief)
    assert not Draft202012Validator(json.loads(shipped)).is_valid(brief)


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(
        OntologyError, match=r"Unknown format 'owl'; expected one of turtle, .*, grass\.$"
    ):
        export("owl", default_vocabulary())


def test_a_missing_extension_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"Cannot read .*missing\.ttl \(No such file"):
        export("turtle", default_vocabulary(), [tmp_path / "missing.ttl"])


@pytest.mark.parametrize("format", FORMATS)
def test_an_extension_is_in_every_format(
    format: str, extension: Path, extended: Vocabulary
) -> None:
    text = "\n".join(export(format, extended, [extension]).values())
    assert all(name in text for name in ("Agreement", "Summit", "Diplomat"))
    shipped = "\n".join(export(format, default_vocabulary()).values())
    assert "Agreement" not in shipped


@pytest.mark.long
def test_text_does_not_depend_on_the_order_of_hashes(extension: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from whomet.ontology.compile import compile_ontology\n"
        "from whomet.ontology.exports import FORMATS, export\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "words = compile_ontology([path]).vocabulary\n"
        "for format in FORMATS:\n"
        "    print(*export(format, words, [path]).values())\n"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code, str(extension)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]


def test_formats_for_annotation_need_no_rdflib() -> None:
    code = (
        "import sys\n"
        "from whomet.ontology.exports import export\n"
        "from whomet.ontology.vocabulary import default_vocabulary\n"
        "for format in ('turtle', 'brat', 'label-studio', 'json-schema', 'grass'):\n"
        "    export(format, default_vocabulary())\n"
        "assert 'rdflib' not in sys.modules\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
