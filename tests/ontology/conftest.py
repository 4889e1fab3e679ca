"""Vocabularies to try the exports on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ontology.test_compile import AGREEMENT
from whomet.ontology.compile import compile_ontology
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

# Another class below one of ours, and one that brings values to a key that another class has.
MORE = """
ext:Summit a owl:Class ; map:nodeLabel "Summit" ; map:bratName "Summit" ;
    rdfs:label "Summit" ; rdfs:subClassOf :Meeting ;
    skos:definition "A meeting of heads of state." ; skos:example "the summit in Sochi" .
ext:Diplomat a owl:Class ; map:nodeLabel "Diplomat" ; map:bratName "Diplomat" ;
    rdfs:label "diplomat & envoy" ; rdfs:subClassOf :Person ;
    skos:definition "A person <sent>." ; skos:example "the envoy" .
ext:medium a owl:DatatypeProperty ; map:yamlKey "form" ; map:bratName "Form" ;
    rdfs:label "medium" ; rdfs:domain ext:Agreement ; rdfs:range xsd:string ;
    skos:definition "How it was made." ; skos:example "by handshake" .
ext:MediumShape a sh:NodeShape ; sh:targetClass ext:Agreement ;
    sh:property [ sh:path ext:medium ; sh:order 3 ; sh:maxCount 1 ;
        sh:in ( "written" "hand-shake" ) ; sh:message "Say how it was made." ] .
"""


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Turtle file that adds classes, roles and attributes of its own."""
    path = tmp_path_factory.mktemp("extension") / "extension.ttl"
    path.write_text(AGREEMENT + MORE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def extended(extension: Path) -> Vocabulary:
    """The vocabulary with the terms of `extension`."""
    return compile_ontology([extension]).vocabulary


@pytest.fixture(params=["shipped", "extended"])
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    """The vocabulary as shipped, then with the terms of `extension`."""
    if request.param == "shipped":
        return default_vocabulary()
    found: Vocabulary = request.getfixturevalue("extended")
    return found
