"""What a shape may say: the compile step refuses a constraint that loading would not check."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.ontology.compile import CompileError, compile_ontology

SHAPE = """
@prefix : <https://w3id.org/whomet/ontology#> .
@prefix ext: <https://example.org/ext#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ext:Shape a sh:NodeShape ;
    sh:targetClass :{target} ;
    sh:property [ sh:path :{path} ; sh:message "Put it right." ; {said} ] {more} .
"""


def _problems(folder: Path, text: str) -> list[str]:
    path = folder / "shape.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CompileError) as caught:
        compile_ontology([path])
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("target", "path", "said", "fault"),
    [
        ("Meeting", "participant", "sh:class :Actor ; sh:nodeKind sh:IRI", "has sh:nodeKind in"),
        ("Meeting", "participant", "sh:class :Actor ; sh:disjoint :host", "has sh:disjoint in"),
        ("Meeting", "participant", "sh:class :Actor ; sh:deactivated true", "has sh:deactivated"),
        ("Meeting", "participant", "sh:class :Actor ; sh:hasValue :x", "has sh:hasValue in"),
        ("Meeting", "participant", "sh:class :Actor ; sh:not [ sh:class :Place ]", "has sh:not in"),
        ("Meeting", "participant", "sh:class :Actor, :Person", "has sh:class more than once"),
        ("Meeting", "participant", "sh:class :Actor ; sh:or ( [ sh:class :Person ] )", "both"),
        ("Meeting", "participant", "sh:or ( [ sh:class :Actor ; sh:minCount 1 ] )", "more than cl"),
        ("Meeting", "participant", "sh:class :Actor ; sh:minCount -1", "has a sh:minCount in"),
        ("Meeting", "participant", "sh:severity sh:Warning ; sh:class :Person", "has sh:class in"),
        ("Meeting", "participant", "sh:class :Actor ; sh:severity :loud", "an unknown severity"),
        ("Meeting", "format", 'sh:maxCount 1 ; sh:pattern "p.*"', "has sh:pattern in"),
        ("Meeting", "format", "sh:maxCount 1 ; sh:minCount 1", "has sh:minCount in"),
        (
            "Meeting",
            "format",
            "sh:maxCount 1 ; sh:datatype xsd:integer",
            "has an unsupported datatype",
        ),
        ("Meeting", "format", "sh:maxCount 1 ; sh:in ( 1 2 )", "that is not a plain string"),
        ("Meeting", "format", 'sh:in ( "phone" )', "may be given twice in"),
        ("Meeting", "format", "sh:maxCount 1 ; sh:severity sh:Warning", "has a warning in"),
        ("Meeting", "quote", "sh:maxCount 1", "has another cardinality in"),
        ("Person", "name", "sh:minCount 1 ; sh:maxCount 2", "has another cardinality in"),
        (
            "Person",
            "name",
            "sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 2",
            "has another sh:minLength than 1 in",
        ),
        ("Person", "name", 'sh:minCount 1 ; sh:maxCount 1 ; sh:pattern " "', "has sh:pattern in"),
        ("Person", "ref", 'sh:maxCount 1 ; sh:pattern "^x:"', "has two different patterns"),
        ("Person", "format", "sh:maxCount 1", "where a brief cannot give it"),
        ("Topic", "partOf", "sh:maxCount 1 ; sh:class :Place", "has another class in"),
    ],
)
def test_what_loading_does_not_check(
    tmp_path: Path, target: str, path: str, said: str, fault: str
) -> None:
    text = SHAPE.format(target=target, path=path, said=said, more="")
    assert any(fault in problem for problem in _problems(tmp_path, text))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("; sh:closed true", "ext:Shape: has sh:closed in"),
        ("; sh:targetNode :x", "ext:Shape: has sh:targetNode in"),
        ("; sh:or ( [ sh:class :Person ] )", "ext:Shape: has sh:or in"),
        (". ext:Shape a rdfs:Class", "ext:Shape: is both a shape and a class"),
        (". ext:Other sh:targetClass :Meeting", "ext:Other: has sh:targetClass outside the shape"),
        (". ext:Other a sh:NodeShape", "ext:Other: has no target class"),
        (". ext:Other a sh:PropertyShape ; sh:path :host", "ext:Other: has sh:path outside the"),
    ],
)
def test_what_no_shape_of_a_class_says(tmp_path: Path, more: str, fault: str) -> None:
    text = SHAPE.format(target="Meeting", path="participant", said="sh:class :Actor", more=more)
    assert any(problem.startswith(fault) for problem in _problems(tmp_path, text))


def test_a_class_may_ask_more_of_a_common_role(tmp_path: Path) -> None:
    path = tmp_path / "shape.ttl"
    said = "sh:class :Place ; sh:minCount 1"
    text = SHAPE.format(target="Meeting", path="place", said=said, more="")
    path.write_text(text, encoding="utf-8")
    vocabulary = compile_ontology([path]).vocabulary
    assert vocabulary.event("Meeting").roles["place"].min_count == 1
    assert vocabulary.event("Meeting").roles["place"].common
    assert vocabulary.event("Message").roles["place"].min_count == 0
    assert list(vocabulary.event("Meeting").roles) == list(
        compile_ontology().vocabulary.event("Meeting").roles
    )
