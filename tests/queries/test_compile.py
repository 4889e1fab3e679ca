"""Compiling questions: fresh, self-contained, kept whole or not at all, faults at their line."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from whomet.graph.errors import DatabaseUnavailable
from whomet.ontology.compile import compile_ontology
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary
from whomet.queries import Catalogue, CatalogueError, catalogue, read_question
from whomet.queries.compile import compile_source
from whomet.queries.compile.__main__ import main
from whomet.queries.internal_queries import Reader
from whomet.queries.question_checks import check_question
from whomet.queries.sources import COMPILED, LIBRARY, question_text
from whomet.queries.terms import terms

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = ROOT / "examples" / "extension" / "agreement.ttl"
PARTS = ROOT / "queries" / "parts"

HEADER = """\
// title = "Own"
// question = "Which?"
// why = "To see."
// parameters = ["actor"]
// example = "whomet ask own"
//
// [columns]
// name = "the name"

"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The vocabulary with the class Agreement below Event."""
    return compile_ontology([AGREEMENT]).vocabulary


def own(folder: Path, body: str) -> Path:
    path = folder / "own.cypher"
    path.write_text(HEADER + body, encoding="utf-8")
    return path


# -- what is committed ----------------------------------------------------------------------


@pytest.mark.long
def test_the_compiled_questions_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_or_forgotten_file_is_told_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "meetings.cypher").write_text("// old\n", encoding="utf-8")
    (tmp_path / "gone.cypher").write_text("// old\n", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    told = capsys.readouterr().err
    assert "meetings.cypher is stale" in told and "gone.cypher is stale" in told
    assert main([], tmp_path) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in COMPILED.iterdir())


def test_asking_the_library_imports_no_compiler() -> None:
    code = (
        "import sys; from whomet.queries import catalogue;"
        "assert len(catalogue().questions()) >= 20;"
        "assert not {'jinja2', 'rdflib', 'whomet.queries.compile'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_no_source_and_no_part_writes_out_what_the_vocabulary_says() -> None:
    """Labels and types of what is annotated; those of briefs and claims no extension changes."""
    known = default_vocabulary()
    roles = {role.relationship for cls in known.events.values() for role in cls.roles.values()}
    labels = {
        label for c in (*known.entities.values(), *known.events.values()) for label in c.labels
    }
    names = "|".join(sorted(roles | labels))
    written = re.compile(rf"(?<![\w$.])[:|&!']({names})\b")
    for path in (*LIBRARY.glob("*.cypher"), *PARTS.glob("*.cypher")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            assert line.startswith("//") or not written.search(line), (
                f"{path.name}:{number}: {line}"
            )


def test_compiled_questions_are_plain_cypher_without_a_blank_line() -> None:
    for question in catalogue().questions():
        assert not re.search(r"\{\{|\{%|\{#|[\x00-\x09\x0b-\x1f]", question.cypher), question.name
        assert "\n\n" not in question.cypher, question.name
        assert all(line == line.rstrip() for line in question.cypher.split("\n")), question.name


# -- terms ----------------------------------------------------------------------------------


def test_terms_are_labels_that_indexes_find_and_types_of_roles(vocabulary: Vocabulary) -> None:
    shipped, extended = terms(default_vocabulary()), terms(vocabulary)
    assert str(shipped["Actor"]) == "Person|Organization|Delegation"
    assert shipped["Actor"].label == "Actor"
    assert str(shipped["Event"] - shipped["State"]) == "Visit|Meeting|Message|Statement"
    assert str(extended["Event"] - extended["State"]).split("|")[-1] == "Agreement"
    assert extended["Event"].label == "Event"
    assert str(shipped["Visit"].participants) == "VISITED|LED"
    assert str(shipped["Visit"].hosts) == "HOSTED"
    assert str(shipped["Meeting"].participants) == "ATTENDED|HOSTED"
    # A role that only actors may fill is that of a participant, if it says nothing else.
    assert "PARTY_TO" in extended["Event"].participants.types
    meeting, message = shipped["Meeting"], shipped["Message"]
    assert meeting.participants.to_event("r") == "-[r:ATTENDED|HOSTED]->"
    assert meeting.participants.from_event("r") == "<-[r:ATTENDED|HOSTED]-"
    assert message.participants.to_event() == "-[:SENT|ADDRESSED_TO|CARRIED]-"
    both = shipped["Visit"] + meeting
    assert both.hosts.test() == "type(r) = 'HOSTED' AND e:Visit"
    assert both.participants.exception() == " AND NOT (type(r) = 'HOSTED' AND e:Visit)"
    assert both.wholes.test() == "type(r) = 'PART_OF' AND startNode(r) = e"
    assert both.parts.test() == "type(r) = 'PART_OF' AND endNode(r) = e"


BELOW = """
@prefix : <https://w3id.org/whomet/ontology#> .
@prefix map: <https://w3id.org/whomet/mapping#> .
@prefix ext: <https://example.org/ext#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ext:Reception a owl:Class ; map:nodeLabel "Reception" ; map:bratName "Reception" ;
    map:encounter true ; rdfs:label "reception" ; rdfs:subClassOf :Visit ;
    skos:definition "A visit at which the host is there." ; skos:example "the reception" .
"""


def test_a_class_below_another_has_its_label_and_what_it_says_itself(tmp_path: Path) -> None:
    path = tmp_path / "below.ttl"
    path.write_text(BELOW, encoding="utf-8")
    found = terms(compile_ontology([path]).vocabulary)
    assert str(found["Visit"]) == "Visit"
    assert found["Visit"].hosts.test() == "type(r) = 'HOSTED' AND e:(Visit&!Reception)"
    assert str(found["Visit"].participants) == "VISITED|LED|HOSTED"
    assert str(found["Visit"] - found["Reception"]) == "(Visit&!Reception)"


# -- faults at their line -------------------------------------------------------------------

FAULTS = [
    ("MATCH (a:{{ Acter }} {id: $actor})\nRETURN a.name AS name\n", 10, "did you mean 'Actor'"),
    (
        "MATCH (a:{{ Actor }} {id: $actor})\nRETURN a.x AS {{ Visit.leeder }}\n",
        11,
        "role 'leeder'; did",
    ),
    ("MATCH (a)\n{% if $actor %}\n", 11, "unexpected char"),
    (
        "MATCH (a:{{ Actor }} {id: $actor})\nRETURN 1 AS name\n{% endif %}\n",
        12,
        "unknown tag 'endif'",
    ),
    ("MATCH (a:{{ Actor }} {id: $actor})\n{{ evidence(1, 2, 3) }}\n", 11, "takes not more than"),
    ("MATCH (a:{{ Actor.__class__.__mro__ }} {id: $actor})\n", 10, "unsafe"),
    ("MATCH (a:{{ Actor }} {id: $actor})\n{{ 1 / 0 }}\n", 11, "division by zero"),
    # What the catalogue refuses of the compiled text has the line of the source.
    ("{{ by_id('a', Actor, '$who') }}\nRETURN a.name AS name\n", 10, "'who' is used but not"),
    ("{{ by_id('a', Actor, '$actor') }}\nWITH a\nRETURN a.name AS nam\n", 12, "column 'nam' is"),
]


@pytest.mark.parametrize(("body", "line", "message"), FAULTS)
def test_faults_of_a_source_have_its_file_and_line(
    tmp_path: Path, body: str, line: int, message: str
) -> None:
    path = own(tmp_path, body)
    with pytest.raises(CatalogueError) as caught:
        read_question(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert message in caught.value.message
    [finding] = check_question(path, None, default_vocabulary())
    assert (finding.path, finding.line) == (path, line)


def test_a_fault_in_a_part_has_the_file_and_line_of_the_part(tmp_path: Path) -> None:
    path = own(tmp_path, "{{ in_place(Actor + 1) }}\n{{ held('a') }}\nRETURN 1 AS name\n")
    with pytest.raises(CatalogueError, match=r"own\.cypher:10: unsupported operand"):
        read_question(path)
    path = own(tmp_path, "{{ about_topic(1) }}\nRETURN 1 AS name\n")
    with pytest.raises(CatalogueError, match=r"parts/conditions\.cypher:\d+: .*topics"):
        read_question(path)


def test_lines_of_parts_keep_their_origin_and_their_indentation(tmp_path: Path) -> None:
    source = HEADER + "CALL () {\n  {{ evidence('x') }}\n}\nRETURN 1 AS name\n"
    made = compile_source(tmp_path / "own.cypher", source, default_vocabulary())
    lines = made.text.split("\n")
    assert lines[10:12] == [
        "  CALL (x, known_by) {",
        "    MATCH (x)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)",
    ]
    assert made.origins[10] == (tmp_path / "own.cypher", 11)
    assert made.origins[11][0].name == "evidence.cypher"
    assert made.origins[-1] == (tmp_path / "own.cypher", 13)


def test_plain_cypher_stays_as_it_is(tmp_path: Path) -> None:
    body = "MATCH (a {id: $actor})\n\nRETURN {a: {b: a.name}} AS name // {x\n"
    assert read_question(own(tmp_path, body)).cypher == body


class Server:
    """A reader whose server answers every EXPLAIN with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.vocabulary = default_vocabulary()

    def explain(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Any:
        raise self.error

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Any:
        raise self.error


def test_a_lost_server_is_no_fault_of_the_question(tmp_path: Path) -> None:
    path = own(tmp_path, "MATCH (a:{{ Actor }} {id: $actor})\nRETURN a.name AS name\n")
    for error in (DatabaseUnavailable("it is gone"), RuntimeError("ours")):
        reader: Reader = Server(error)  # type: ignore[assignment]
        with pytest.raises(type(error)):
            check_question(path, reader, default_vocabulary())


# -- the cache ------------------------------------------------------------------------------


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "questions").iterdir())


def test_a_compiled_question_is_kept_and_read_again(tmp_path: Path, vocabulary: Vocabulary) -> None:
    cache = tmp_path / "cache"
    first = Catalogue((LIBRARY,), vocabulary, cache).question("itinerary")
    assert "Agreement" in first.cypher and "PARTY_TO" in first.cypher
    [entry] = entries(cache)
    text = question_text(LIBRARY / "itinerary.cypher", vocabulary, cache)
    assert (text.shown, text.origins) == (entry, ())
    assert Catalogue((LIBRARY,), vocabulary, cache).question("itinerary").cypher == first.cypher
    # Another vocabulary has its own; the shipped one needs none.
    assert "Agreement" not in Catalogue((LIBRARY,), None, cache).question("itinerary").cypher
    assert entries(cache) == [entry]


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\xff\xfe", None])
def test_a_damaged_entry_is_made_again(
    tmp_path: Path, vocabulary: Vocabulary, damage: bytes | None
) -> None:
    right = Catalogue((LIBRARY,), vocabulary, tmp_path).question("meetings").cypher
    [entry] = entries(tmp_path)
    whole = entry.read_bytes()
    entry.write_bytes(whole.replace(b"MATCH", b"MUTCH") if damage is None else damage)
    assert Catalogue((LIBRARY,), vocabulary, tmp_path).question("meetings").cypher == right
    assert entries(tmp_path) == [entry] and entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "questions").write_text("in the way", encoding="utf-8")
    assert "Agreement" in Catalogue((LIBRARY,), vocabulary, tmp_path).question("topics").cypher


def test_a_question_at_fault_is_not_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    own(tmp_path, "MATCH (a:{{ Actor }} {id: $who})\nRETURN a.name AS name\n")
    with pytest.raises(CatalogueError, match=r"own\.cypher:10: parameter 'who'"):
        Catalogue((tmp_path,), vocabulary, tmp_path / "cache").question("own")
    assert not (tmp_path / "cache").exists()
