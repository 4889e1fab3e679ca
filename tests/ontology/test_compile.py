"""The compile step: fresh files, deterministic, refusing what cannot be used, open to extension."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from whomet.ontology.compile import CompileError, compile_ontology, derived_files
from whomet.ontology.compile.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = """
@prefix : <https://w3id.org/whomet/ontology#> .
@prefix ext: <https://example.org/ext#> .
@prefix map: <https://w3id.org/whomet/mapping#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
AGREEMENT = (
    PREFIXES
    + """
ext:Agreement a owl:Class ;
    map:nodeLabel "Agreement" ; map:bratName "Agreement" ;
    rdfs:label "Agreement" ; rdfs:subClassOf :Event ;
    skos:definition "What two parties or more agree to." ;
    skos:example "signed a contract worth a billion" .
ext:party a owl:ObjectProperty ;
    map:relationship "AGREED" ; map:direction "incoming" ; map:main true ;
    map:yamlKey "party" ; map:bratName "Party" ;
    rdfs:label "party" ; rdfs:subPropertyOf :role ;
    rdfs:domain ext:Agreement ; rdfs:range :Actor ;
    skos:definition "Who agrees." ; skos:example "the two companies" .
ext:value a owl:DatatypeProperty ;
    map:yamlKey "value" ; map:bratName "Value" ;
    rdfs:label "value" ; rdfs:domain ext:Agreement ; rdfs:range xsd:string ;
    skos:definition "What it is worth." ; skos:example "a billion" .
ext:AgreementShape a sh:NodeShape ;
    sh:targetClass ext:Agreement ;
    sh:property [ sh:path ext:party ; sh:order 1 ; sh:minCount 2 ; sh:class :Actor ;
        sh:message "An agreement has two parties or more." ] ;
    sh:property [ sh:path ext:value ; sh:order 2 ; sh:maxCount 1 ; sh:datatype xsd:string ;
        sh:message "Say in one text what it is worth." ] .
"""
)


def test_derived_files_are_fresh() -> None:
    for name, text in derived_files(compile_ontology()).items():
        found = (ROOT / name).read_text(encoding="utf-8")
        assert found == text, f"{name} is stale; run `python -m whomet.ontology.compile`"


def test_check_says_which_file_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "docs/ontology.md is stale; run `python -m whomet.ontology.compile`." in said
    assert not any(tmp_path.iterdir())
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    assert main(["--chekc"], tmp_path) == 2


def test_output_does_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from whomet.ontology.compile.__main__ import main; "
        "sys.exit(main([], pathlib.Path(sys.argv[1])))"
    )
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
        )
        files = sorted(p for p in folder.rglob("*") if p.is_file())
        made.append([p.read_bytes() for p in files])
    assert made[0] == made[1]


def test_a_class_of_ones_own(tmp_path: Path) -> None:
    compiled = compile_ontology([_written(tmp_path, AGREEMENT)])
    agreement = compiled.vocabulary.event("Agreement")
    assert agreement.labels == ("Event", "Agreement")
    assert list(agreement.roles) == ["party", "place", "topic", "during"]
    assert agreement.roles["party"].min_count == 2
    assert agreement.attributes["value"].values == ()
    assert ("Agreement", "id") in compiled.vocabulary.unique_constraints()
    assert "Agreement" in compiled.vocabulary.event("Meeting").roles["during"].range
    assert "AGREED" in compiled.vocabulary.relationship_types()
    assert "### Agreement" in derived_files(compiled)["docs/ontology.md"]
    assert compiled.vocabulary != compile_ontology().vocabulary


def test_a_subclass_has_the_roles_and_labels_of_its_class(tmp_path: Path) -> None:
    summit = (
        PREFIXES
        + """
    ext:Summit a owl:Class ; map:nodeLabel "Summit" ; map:bratName "Summit" ;
        rdfs:label "Summit" ; rdfs:subClassOf :Meeting ;
        skos:definition "A meeting of heads of state." ; skos:example "the summit in Sochi" .
    """
    )
    vocabulary = compile_ontology([_written(tmp_path, summit)]).vocabulary
    assert vocabulary.event("Summit").labels == ("Event", "Meeting", "Summit")
    assert list(vocabulary.event("Summit").roles) == list(vocabulary.event("Meeting").roles)
    assert vocabulary.event("Message").roles["delivered_at"].range == ("Visit", "Meeting", "Summit")


# what is changed in the extension above, and what must be said of it
DAMAGE = [
    ('rdfs:label "Agreement" ;', "", "ext:Agreement: has no label; add rdfs:label"),
    (
        'skos:definition "What two parties or more agree to." ;',
        "",
        "ext:Agreement: has no definition; add skos:definition",
    ),
    (
        'skos:example "the two companies"',
        'skos:note "x"',
        "ext:party: has no example; add skos:example",
    ),
    (
        'map:nodeLabel "Agreement" ;',
        "",
        "ext:Agreement: has no node label; add map:nodeLabel, or map:abstract true",
    ),
    (
        'map:nodeLabel "Agreement"',
        'map:nodeLabel "Agreement`) DETACH DELETE n //"',
        "ext:Agreement: has the unsafe node label 'Agreement`) DETACH DELETE n //'; "
        "choose one such as Agreement ([A-Z][A-Za-z]*)",
    ),
    (
        'map:nodeLabel "Agreement"',
        'map:nodeLabel "LoadLock"',
        "ext:Agreement: has the unsafe node label 'LoadLock'; "
        "choose one such as Agreement ([A-Z][A-Za-z]*)",
    ),
    (
        'map:nodeLabel "Agreement"',
        'map:nodeLabel "Meeting"',
        "ext:Agreement: has the node label Meeting of :Meeting; give it another map:nodeLabel",
    ),
    (
        'map:bratName "Agreement"',
        'map:bratName "Deal"',
        'ext:Agreement: has the brat name Deal; add map:bratName "Agreement"',
    ),
    (
        "rdfs:subClassOf :Event ;",
        "",
        "ext:Agreement: is neither an entity nor an event; "
        "make it rdfs:subClassOf :Entity, :Actor, :Event or :State",
    ),
    (
        "rdfs:subClassOf :Event ;",
        "rdfs:subClassOf ext:Agreement ;",
        "ext:Agreement: is a subclass of itself; break the cycle of rdfs:subClassOf",
    ),
    (
        'map:relationship "AGREED" ;',
        "",
        "ext:party: has no relationship type; add map:relationship",
    ),
    (
        '"AGREED"',
        '"agreed-to"',
        "ext:party: has the unsafe relationship type 'agreed-to'; "
        "choose one such as SIGNED_BY ([A-Z][A-Z_]*)",
    ),
    (
        'map:relationship "AGREED" ; map:direction "incoming"',
        'map:relationship "CONCERNS" ; map:direction "outgoing"',
        "ext:party: has the relationship type CONCERNS of :topic from Agreement to Person; "
        "choose another map:relationship",
    ),
    (
        'map:direction "incoming"',
        'map:direction "both"',
        'ext:party: has no direction; add map:direction "outgoing" or "incoming"',
    ),
    ('map:yamlKey "party" ;', "", "ext:party: has no key; add map:yamlKey"),
    (
        'map:yamlKey "party"',
        'map:yamlKey "place"',
        "ext:party: has the key 'place' of :place in ext:Agreement; choose another",
    ),
    (
        'map:yamlKey "party"',
        'map:yamlKey "when"',
        "ext:party: has the key 'when', which every event has; choose another",
    ),
    (
        'map:yamlKey "value"',
        'map:yamlKey "span"',
        "ext:value: has the key 'span' of another property of events; choose another",
    ),
    (
        'map:bratName "Value"',
        'map:bratName "Status"',
        "ext:value: has the brat name 'Status' of :status in ext:Agreement; choose another",
    ),
    ('map:bratName "Party"', "map:order 1", "ext:party: has no brat name; add map:bratName"),
    (
        "rdfs:domain ext:Agreement ; rdfs:range :Actor",
        "rdfs:domain :Meeting ; rdfs:range :Actor",
        "ext:party: is a role of ext:Agreement in the shape of ext:Agreement ext:party, "
        "which is not in its rdfs:domain; declare a role of your own, or make the class "
        "a subclass of one in the domain",
    ),
    (
        "sh:class :Actor",
        "sh:class :Place",
        "ext:party: accepts :Place in the shape of ext:Agreement ext:party, which is not in its "
        "rdfs:range; make them agree",
    ),
    (
        "sh:class :Actor",
        "sh:class ext:Party",
        "ext:Party: is in the shape of ext:Agreement ext:party but is not a class; "
        "declare it as an owl:Class",
    ),
    (
        "sh:minCount 2",
        "sh:minCount 2 ; sh:maxCount 1",
        "ext:party: can never be given in the shape of ext:Agreement ext:party: at most 1; "
        "raise sh:maxCount, or lower sh:minCount",
    ),
    (
        'sh:message "An agreement has two parties or more."',
        "sh:order 1",
        "ext:party: has no sh:message in the shape of ext:Agreement ext:party; "
        "add one that says the fix",
    ),
    (
        "sh:path ext:party",
        "sh:path ext:partner",
        "ext:partner: is in the shape of ext:Agreement ext:partner but is not a property; "
        "declare it as an owl:ObjectProperty or owl:DatatypeProperty",
    ),
    (
        "sh:path ext:value ;",
        'sh:path ext:value ; sh:in ( "high" ) ; sh:defaultValue "low" ;',
        "ext:value: has the default 'low' in the shape of ext:Agreement ext:value; "
        "expected one of high",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), DAMAGE, ids=[d[2][:60] for d in DAMAGE])
def test_a_damaged_extension_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert AGREEMENT.count(old) >= 1
    with pytest.raises(CompileError) as caught:
        compile_ontology([_written(tmp_path, AGREEMENT.replace(old, new))])
    assert message in [problem.message for problem in caught.value.problems]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    damaged = AGREEMENT.replace('rdfs:label "party" ;', "").replace('map:yamlKey "value"', "")
    damaged = damaged.replace('"AGREED"', '"Agreed"')
    with pytest.raises(CompileError) as caught:
        compile_ontology([_written(tmp_path, damaged.replace("    ; map", "    map"))])
    assert {problem.term for problem in caught.value.problems} >= {"ext:party", "ext:value"}


def test_no_turtle(tmp_path: Path) -> None:
    path = _written(tmp_path, AGREEMENT.replace("skos:definition", "definition", 1))
    with pytest.raises(
        CompileError, match=rf"^{path}:\d+: is not valid Turtle \(.*\); correct it$"
    ):
        compile_ontology([path])
    with pytest.raises(CompileError, match=r"cannot be read \(No such file or directory\)"):
        compile_ontology([tmp_path / "missing.ttl"])


def _written(folder: Path, text: str) -> Path:
    path = folder / "extension.ttl"
    path.write_text(text, encoding="utf-8")
    return path
