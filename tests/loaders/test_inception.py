"""INCEpTION: a CAS with our layers is the brief that its native twin is; damage is told."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cassis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, read
from whomet.loaders.inception.documents import NAMED_ENTITY
from whomet.loaders.reports import ReadBrief
from whomet.ontology.exports import export
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

from ..ontology.damage import right
from .cas import TYPE_SYSTEM, cas_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "inception"
XMI = (EXAMPLE / "pyongyang.xmi").read_text(encoding="utf-8")
BRIEFS = sorted((ROOT / "examples" / "briefs").glob("*.yaml"))
(TWIN,) = read([Path(__file__).with_name("twins") / "2018-09-21-pyongyang.yaml"])
assert TWIN.brief is not None
JSON: dict[str, Any] = json.loads(cas_of(TWIN.brief).to_json())


def _native(path: Path) -> Brief:
    (found,) = read([path])
    assert found.brief is not None
    return found.brief


def _read_json(cas: object) -> list[ReadBrief]:
    text = cas if isinstance(cas, str) else json.dumps(cas, indent=1)
    return list(read(["-"], stdin=io.BytesIO(text.encode())))


def _read_xmi(folder: Path, xmi: str | bytes, types: str | None = TYPE_SYSTEM) -> list[ReadBrief]:
    path = folder / "a.xmi"
    path.write_bytes(xmi.encode() if isinstance(xmi, str) else xmi)
    beside = folder / "TypeSystem.xml"
    beside.unlink(missing_ok=True)
    if types is not None:
        beside.write_text(types, encoding="utf-8")
    return list(read([path]))


def _told(results: list[ReadBrief]) -> list[str]:
    return [
        f"{fault.code} {str(fault).rpartition(fault.file)[2].removeprefix(':')}"
        for result in results
        for fault in result.faults
    ]


def test_the_example_is_its_native_twin() -> None:
    (found,) = read([EXAMPLE])
    assert (found.brief, found.faults) == (TWIN.brief, ())


def test_the_types_of_the_example_are_those_that_are_exported() -> None:
    assert (EXAMPLE / "TypeSystem.xml").read_text(encoding="utf-8") == TYPE_SYSTEM


def test_an_archive_as_inception_exports_it(tmp_path: Path) -> None:
    path = tmp_path / "pyongyang.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pyongyang.xmi", XMI)
        archive.writestr("TypeSystem.xml", TYPE_SYSTEM)
    (found,) = read([path])
    assert found.brief == TWIN.brief


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_xml_of_both_versions(tmp_path: Path, version: str) -> None:
    (found,) = _read_xmi(tmp_path, XMI.replace("version='1.0'", f"version='{version}'", 1))
    assert found.brief == TWIN.brief


def test_layers_made_by_hand_in_inception(tmp_path: Path) -> None:
    """Their types are in webanno.custom, and that of the brief may be of the document."""
    types = TYPE_SYSTEM.replace("whomet.", "webanno.custom.").replace(
        "<name>webanno.custom.Brief</name>\n      <description>The brief itself: one annotation on"
        " any words of its text.</description>\n      <supertypeName>uima.tcas.Annotation",
        "<name>webanno.custom.Brief</name>\n      <supertypeName>uima.cas.AnnotationBase",
    )
    assert "AnnotationBase" in types
    xmi = XMI.replace("http:///whomet.ecore", "http:///webanno/custom.ecore")
    xmi = xmi.replace('sofa="1" begin="0" end="2" Brief', 'sofa="1" Brief')
    (found,) = _read_xmi(tmp_path, xmi, types)
    assert found.brief == TWIN.brief


def test_layers_of_others_are_passed_over(tmp_path: Path) -> None:
    """INCEpTION exports its tokens and sentences too, with types known or unknown."""
    other = (
        '<type:Token xmlns:type="http:///de/other/type.ecore" xmi:id="90" sofa="1" begin="0"'
        ' end="2"/>'
    )
    xmi = XMI.replace("<cas:Sofa", f"{other}<cas:Sofa").replace('members="', 'members="90 ')
    assert [result.brief for result in _read_xmi(tmp_path, xmi)] == [TWIN.brief]
    known = TYPE_SYSTEM.replace(
        "</types>",
        "<typeDescription><name>de.other.type.Token</name>"
        "<supertypeName>uima.tcas.Annotation</supertypeName></typeDescription></types>",
    )
    assert [result.brief for result in _read_xmi(tmp_path, xmi, known)] == [TWIN.brief]


def _same(found: Brief | None, native: Brief) -> bool:
    """One brief, but for the order of what it holds, which is that of the text."""
    return found is not None and (
        (_in_order_of_text(found), found.text, found.title, found.source, found.published,
            found.url)
        == (_in_order_of_text(native), native.text, native.title, native.source,
            native.published, native.url)
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_an_example_brief_written_and_read_is_the_same(tmp_path: Path, path: Path) -> None:
    native = _native(path)
    native = Brief.from_annotation(
        native.annotation(), id=native.id, title=native.title, source=native.source,
        published=native.published, text=native.text, language=native.language, url=native.url,
    )  # fmt: skip
    cas = cas_of(native)
    (from_json,) = _read_json(cas.to_json())
    (from_xmi,) = _read_xmi(tmp_path, cas.to_xmi())
    assert from_json.brief == from_xmi.brief
    assert from_json.brief is not None
    assert _in_order_of_text(from_json.brief) == _in_order_of_text(native)


def _in_order_of_text(brief: Brief) -> dict[str, Any]:
    """The annotation; the forms of a name go in the order of the text in a CAS."""
    data: dict[str, Any] = json.loads(brief.annotation())
    for entity in data["entities"].values():
        entity.get("quote", []).sort(key=json.dumps)
    return data


@st.composite
def _briefs(draw: st.DrawFn) -> dict[str, Any]:
    made = right(lambda several: draw(st.sampled_from(several)), default_vocabulary())
    return made | {"text": draw(st.sampled_from(["", "😀 ", "𝔸. "])) + made["text"]}


@pytest.mark.long
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(_briefs())
def test_a_brief_written_and_read_is_the_same(data: dict[str, Any]) -> None:
    (native,) = _read_json(data)
    assert native.brief is not None
    (found,) = _read_json(cas_of(native.brief).to_json())
    assert _same(found.brief, native.brief)


@given(st.text(st.sampled_from("a 😀ب\u200c𝔸"), min_size=1, max_size=12), st.data())
def test_offsets_are_turned_into_code_points(text: str, data: st.DataObject) -> None:
    """A property of dkpro-cassis that reading rests on."""
    import cassis

    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    units = [len(text[:index].encode("utf-16-le")) // 2 for index in (begin, end)]
    cas = {
        "%TYPES": {},
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView",
             "sofaString": text},
            {"%ID": 2, "%TYPE": "uima.tcas.Annotation", "@sofa": 1, "begin": units[0],
             "end": units[1]},
        ],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2]}},
    }  # fmt: skip
    (found,) = cassis.load_cas_from_json(json.dumps(cas)).select("uima.tcas.Annotation")
    assert found.get_covered_text() == text[begin:end]


DAMAGE = {
    "beyond the text": (
        'begin="67" end="78"', 'begin="67" end="780"',
        "bad-offset 8:3: an annotation must be within the text; found “67 to 780”; "
        "expected begin before end, from 0 to 159, in UTF-16 units",
    ),
    "inside a letter": (
        'begin="3" end="14"', 'begin="1" end="14"',
        "bad-offset 6:3: an annotation must be within the text; found “1 to 14”; "
        "expected begin before end, from 0 to 159, in UTF-16 units",
    ),
    "a value of a list": (
        'Format="in-person"', 'Format="phon"',
        "unknown-value 12:3: format must be one of in-person, phone, video, written; "
        "found “phon”; expected phone",
    ),
    "no day": (
        ' Edtf="2018-09-18"', "",
        "unresolved-date 12:3: ",
    ),
    "no publication": (
        ' Published="2018-09-21"', "",
        "missing-key 4:3: the key published is missing; expected the day of publication, "
        "such as published: 2017-10-19",
    ),
    "a role that must be": (
        ' Destination="16"', "",
        "missing-role 11:3: the Visit visit has no destination; "
        "expected destination: the key of a Place",
    ),
    "a link that leads nowhere": (
        'target="5"/>', 'target="77"/>',
        "bad-cas 20:3: a feature structure refers to one that does not exist; found “77”; "
        "expected the file as INCEpTION exports it",
    ),
    "an empty slot": (
        'role="host" target="6"', 'role="host"',
        "unknown-reference 12:3: a slot is empty or refers to nothing; "
        "expected an annotation in it, or no such slot",
    ),
    "a type that is not there": (
        "<whomet:Visit ", "<whomet:Vist ",
        "bad-cas 11:3: the type system has no such type; found “whomet.Vist”; "
        "expected whomet.Visit",
    ),
    "a feature that is not there": (
        ' Visitor="15"', ' Vistor="15"',
        "bad-cas 11:3: the type whomet.Visit has no such feature; found “Vistor”; "
        "expected Visitor",
    ),
    "a document type": (
        "<xmi:XMI ", "<!DOCTYPE x>\n<xmi:XMI ",
        "xml-doctype 2:12: a document type and its entities are not read; found <!DOCTYPE x; "
        "expected the file as INCEpTION exports it",
    ),
    "cut short": (
        "</xmi:XMI>", "",
        "xml-syntax 37:1: this is not XML; found no element found; "
        "expected the file as INCEpTION exports it",
    ),
    "an encoding that is not known": (
        "encoding='UTF-8'", "encoding='TF-8'",
        "xml-syntax 1:1: the encoding that the file names is not known; "
        'found unknown encoding: TF-8; expected encoding="UTF-8"',
    ),
    "two names": (
        '<cas:Sofa ', '<whomet:Person xmi:id="80" sofa="1" begin="67" end="70" Name="K. Jong-un"'
        ' Ref="wikidata:Q56226"/><cas:Sofa ',
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_told(tmp_path: Path, name: str) -> None:
    before, after, told = DAMAGE[name]
    assert before in XMI
    xmi = XMI.replace(before, after, 1)
    if name == "two names":
        xmi = xmi.replace('members="', 'members="80 ')
        told = ("marks-at-odds 8:3: name has two values; found “Kim Jong-un”; "
                "expected “K. Jong-un”, as given first")  # fmt: skip
    found = _told(_read_xmi(tmp_path, xmi))
    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_document_without_a_brief(tmp_path: Path) -> None:
    xmi = "\n".join(line for line in XMI.split("\n") if "<whomet:Brief" not in line)
    assert _told(_read_xmi(tmp_path, xmi.replace('members="2 ', 'members="'))) == [
        "missing-key 1:1: the document does not say which brief it is; expected an annotation"
        " of the layer Brief with Brief, Title, Source, Published, Language, Url, or defaults in a"
        " profile"
    ]
    profile = tmp_path / "defaults.yaml"
    profile.write_text("defaults: {source: X, published: 2018-09-21}\n", encoding="utf-8")
    [result] = read([tmp_path / "a.xmi"], profile=profile)
    assert result.brief is not None and (result.brief.id, result.brief.source) == ("a", "X")
    assert result.brief.claims


def test_a_class_that_the_ontology_does_not_have(tmp_path: Path) -> None:
    types = TYPE_SYSTEM.replace("whomet.Visit<", "whomet.Visitt<")
    (found,) = _told(_read_xmi(tmp_path, XMI.replace("<whomet:Visit ", "<whomet:Visitt "), types))[
        :1
    ]
    assert found == (
        "unknown-type 11:3: this is not a class of the ontology; found “Visitt”; expected Visit"
    )


def test_types_that_are_missing_or_damaged(tmp_path: Path) -> None:
    assert _told(_read_xmi(tmp_path, XMI, None)) == [
        "no-companion 1:1: a CAS in XMI needs its types; "
        "expected TypeSystem.xml beside it, as INCEpTION exports both"
    ]
    (damaged,) = _read_xmi(tmp_path, XMI, TYPE_SYSTEM.replace("</types>", ""))
    (fault,) = damaged.faults
    assert (Path(fault.file).name, fault.code) == ("TypeSystem.xml", "xml-syntax")
    assert fault.line > 100
    (unknown,) = _read_xmi(tmp_path, XMI, TYPE_SYSTEM.replace("uima.cas.StringArray", "uima.No"))
    assert [f.code for f in unknown.faults] == ["bad-cas"]


BOMB = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10 if n else "lol"}">' for n in range(10))


@pytest.mark.parametrize(
    "inside",
    [BOMB, '<!ENTITY x9 SYSTEM "file:///etc/passwd">', '<!ENTITY x9 SYSTEM "http://127.0.0.1:9/">'],
)
def test_entities_are_neither_expanded_nor_followed(tmp_path: Path, inside: str) -> None:
    doctype = f"<!DOCTYPE x [{inside}]>"
    xmi = XMI.replace("<xmi:XMI ", f"{doctype}<xmi:XMI ", 1).replace("Moon in", "&x9;")
    (found,) = _read_xmi(tmp_path, xmi)
    assert [f.code for f in found.faults] == ["xml-doctype"]
    types = TYPE_SYSTEM.replace("<typeSystemDescription", f"{doctype}<typeSystemDescription", 1)
    (found,) = _read_xmi(tmp_path, XMI, types)
    assert [(Path(f.file).name, f.code) for f in found.faults] == [
        ("TypeSystem.xml", "xml-doctype")
    ]


def test_elements_without_end(tmp_path: Path) -> None:
    (found,) = _read_xmi(tmp_path, "<a>" * 100_000)
    assert [f.code for f in found.faults] == ["too-deep"]


def test_a_fault_in_json_is_where_its_feature_stands() -> None:
    cas = json.loads(json.dumps(JSON))
    items = cas["%FEATURE_STRUCTURES"]
    (met,) = [item for item in items if item.get("Key") == "meeting"]
    met["Format"] = "phon"
    (found,) = _read_json(cas)
    (fault,) = found.faults
    text = json.dumps(cas, indent=1).split("\n")
    assert text[fault.line - 1][fault.column - 1 :].startswith('"phon"')
    del cas["%VIEWS"]
    (found,) = _read_json(cas)
    assert [f.code for f in found.faults] == ["wrong-shape"]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, child in items for p in _paths(child, (*path, key)))]


PATHS = [p for p in _paths(JSON)[1:] if p[0] != "%TYPES" or len(p) < 3]
VALUES = (
    st.sampled_from(["", "Person", "whomet.Meeting", "\ud800", "\x00", 1, 3, 10**30, -1, 2.5])
    | st.none() | st.booleans() | st.just([]) | st.just({}) | st.just([None]) | st.just([7])
)  # fmt: skip


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    cas = json.loads(json.dumps(JSON))
    for path, value in changes:
        parent = cas
        try:
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    text = json.dumps(cas, indent=1)
    lines = text.split("\n")
    stream = io.BytesIO(text.encode())
    for result in read(["-"], stdin=stream, format="inception"):
        assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
        for fault in result.faults:
            assert fault.code in SEVERITIES
            assert 1 <= fault.line <= len(lines)
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
            assert str(fault).isprintable()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, len(XMI)), st.integers(0, 8), st.text(st.sampled_from('<>&"= /x1;'), max_size=3)
)
def test_any_slip_of_the_keyboard(tmp_path: Path, index: int, removed: int, added: str) -> None:
    text = XMI[:index] + added + XMI[index + removed :]
    for result in _read_xmi(tmp_path, text):
        assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
        assert all(str(fault).isprintable() for fault in result.faults)


def _features(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The range or element type of each feature, by the name of its type."""
    space = "{http://uima.apache.org/resourceSpecifier}"
    root = ElementTree.fromstring(export("inception", vocabulary)["TypeSystem.xml"])
    return {
        str(found.findtext(f"{space}name")): {
            str(feature.findtext(f"{space}name")): str(
                feature.findtext(f"{space}elementType") or feature.findtext(f"{space}rangeTypeName")
            )
            for feature in found.iter(f"{space}featureDescription")
        }
        for found in root.iter(f"{space}typeDescription")
    }


def _is_complete(vocabulary: Vocabulary) -> None:
    types = _features(vocabulary)
    for cls in vocabulary.entities.values():
        assert {"Key", "Name", "Ref", "Aliases"} <= types[f"whomet.{cls.name}"].keys()
        assert ("PartOf" in types[f"whomet.{cls.name}"]) == cls.contained
    for event in vocabulary.events.values():
        features = types[f"whomet.{event.name}"]
        attributes = (*event.attributes.values(), *vocabulary.common_attributes.values())
        assert {attribute.brat for attribute in attributes} <= features.keys()
        for name in (*(r.brat for r in event.roles.values()), "Source", "When", "Start", "End"):
            # INCEpTION takes a link type for a slot if it has a text and a target, and no more.
            assert list(types[features[name]]) == ["role", "target"]
            target = types[features[name]]["target"]
            assert target == "uima.tcas.Annotation" or target in types


def test_the_type_system_has_every_class_role_and_attribute() -> None:
    _is_complete(default_vocabulary())


def test_the_type_system_has_what_an_extension_adds(tmp_path: Path) -> None:
    from tests.ontology.test_compile import AGREEMENT
    from whomet.ontology.compile import compile_ontology

    path = tmp_path / "agreement.ttl"
    path.write_text(AGREEMENT, encoding="utf-8")
    vocabulary = compile_ontology([path]).vocabulary
    _is_complete(vocabulary)
    assert "whomet.Agreement" in _features(vocabulary)


def test_the_page_shows_the_brief_of_the_example() -> None:
    text = (ROOT / "docs" / "inception.md").read_text(encoding="utf-8")
    (shown,) = read(["-"], stdin=io.BytesIO(text.split("```yaml\n")[1].split("```")[0].encode()))
    assert shown.brief == TWIN.brief


def _inner(user: str, cas: bytes, types: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{user}.xmi", cas)
        archive.writestr("TypeSystem.xml", types)
    return stream.getvalue()


def test_a_whole_project_gives_the_curated_documents(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "examples" / "inception"
    cas, types = ((folder / n).read_bytes() for n in ("pyongyang.xmi", "TypeSystem.xml"))
    path = tmp_path / "project.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        archive.writestr("source/a.txt", "x")
        for name in ("annotation/a.txt/admin", "annotation/a.txt/INITIAL_CAS"):
            archive.writestr(f"{name}.zip", _inner("admin", b"<no/>", types))
        archive.writestr("curation/a.txt/CURATION_USER.zip", _inner("CURATION_USER", cas, types))
        archive.writestr("annotation/b.txt/INITIAL_CAS.zip", _inner("admin", b"<no/>", types))
        archive.writestr("annotation/c.txt/admin.tsv", "#FORMAT=WebAnno TSV 3.3")
    told, untouched, other, found = sorted(
        read([path]), key=lambda r: (r.brief is not None, r.file)
    )
    assert [f.code for f in told.faults] == ["ignored-annotation"]
    assert [f.code for f in untouched.faults] == ["skipped-task"]
    assert [(f.code, f.found) for f in other.faults] == [("unknown-format", "admin.tsv")]
    assert told.file.endswith("annotation/a.txt/admin.zip")
    (native,) = read([folder])
    assert found.brief == native.brief is not None


@pytest.mark.parametrize("written", [b"&#1;", b"\x01", b"&#x1;", b"a\x01"])
def test_a_control_character_is_told_as_that(tmp_path: Path, written: bytes) -> None:
    folder = Path(__file__).parents[2] / "examples" / "inception"
    (tmp_path / "TypeSystem.xml").write_bytes((folder / "TypeSystem.xml").read_bytes())
    cas = (folder / "pyongyang.xmi").read_bytes()
    path = tmp_path / "a.xmi"
    path.write_bytes(cas.replace(b'sofaString="', b'sofaString="' + written))
    (result,) = read([path])
    assert [(f.code, f.found) for f in result.faults] == [("control-character", "U+0001")]


def test_the_layer_for_names_that_every_project_has(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    named = types.create_type(NAMED_ENTITY, "uima.tcas.Annotation")
    for feature in ("value", "identifier"):
        types.create_feature(named, feature, "uima.cas.String")
    basic = types.create_type("custom.Span", "uima.tcas.Annotation")
    types.create_feature(basic, "label", "uima.cas.String")
    other = types.create_type("org.example.Fact", "uima.tcas.Annotation")
    cas = cassis.Cas(types)
    cas.sofa_string = "Ann Lee and Acme."
    wikidata = "http://www.wikidata.org/entity/Q42"
    cas.add(named(begin=0, end=7, value="PER", identifier=wikidata))
    cas.add(named(begin=12, end=16, value="MISC"))
    cas.add(basic(begin=12, end=16, label="organization"))
    cas.add(other(begin=12, end=16))
    path = tmp_path / "a.json"
    path.write_text(cas.to_json(), encoding="utf-8")
    profile = tmp_path / "names.yaml"
    text = "defaults: {source: X, published: 2018-09-21}\nmap: {PER: Person}\n"
    profile.write_text(text, encoding="utf-8")
    [result] = read([path], profile=profile)
    assert result.brief is not None
    assert [(m.type, m.name, m.ref) for m in result.brief.mentions] == [
        ("Person", "Ann Lee", "wikidata:Q42"),
        ("Organization", "Acme", None),
    ]
    assert [(f.code, f.found) for f in result.faults if f.code == "ignored-annotation"] == [
        ("ignored-annotation", "“MISC”"),
        ("ignored-annotation", "“Fact”"),
    ]


def test_relations_between_the_marks_of_a_basic_project(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    span = types.create_type("custom.Span", "uima.tcas.Annotation")
    relation = types.create_type("custom.Relation", "uima.tcas.Annotation")
    for layer in (span, relation):
        types.create_feature(layer, "label", "uima.cas.String")
    for end in ("Governor", "Dependent"):
        types.create_feature(relation, end, "uima.tcas.Annotation")
    cas = cassis.Cas(types)
    cas.sofa_string = "Ann Lee met Bo Lund, the envoy."
    places = {
        "Person": (0, 7),
        "Talks": (8, 11),
        "person": (12, 19),
        "PERSON": (25, 30),
        "X": (0, 3),
    }
    marks = {k: span(begin=b, end=e, label=k) for k, (b, e) in places.items()}
    cas.add_all(marks.values())
    for start, label, end in (
        ("Talks", "participant", "Person"),
        ("Talks", "agent", "person"),
        ("PERSON", "Equiv", "person"),
        ("X", "agent", "Person"),
    ):
        given = {"begin": marks[end].begin, "end": marks[end].end, "label": label}
        cas.add(relation(Governor=marks[start], Dependent=marks[end], **given))
    path, profile = tmp_path / "a.json", tmp_path / "p.yaml"
    path.write_text(cas.to_json(), encoding="utf-8")
    defaults = "defaults: {source: X, published: 2018-09-21}\n"
    profile.write_text(f"{defaults}map: {{Talks: Meeting, agent: participant}}\n", encoding="utf-8")
    [result] = read([path], profile=profile)
    assert result.brief is not None
    assert [len(m.spans) for m in result.brief.mentions] == [1, 2]
    [claim] = result.brief.claims
    assert claim.roles == {"participant": tuple(m.key for m in result.brief.mentions)}
    assert [fault.found for fault in result.faults] == ["“X”", "“agent”"]


def test_an_array_without_elements() -> None:
    """In JSON it has no key for them, as UIMA and dkpro-cassis write it."""
    made = json.loads(json.dumps(JSON))
    array = next(i for i in made["%FEATURE_STRUCTURES"] if i["%TYPE"] == "uima.cas.FSArray")
    slots = array.pop("%ELEMENTS")
    (found,) = _read_json(made)
    assert slots and {fault.code for fault in found.faults} <= {"missing-role", "unused-entity"}


def test_annotations_of_other_layers_are_told_and_a_profile_says_what_they_are(
    tmp_path: Path,
) -> None:
    types = cassis.TypeSystem()
    layers = {}
    for layer in ("Weapon", "Timex", "Place"):
        layers[layer] = types.create_type(f"webanno.custom.{layer}", "uima.tcas.Annotation")
    types.create_feature(layers["Place"], "Ref", "uima.cas.String")
    named = types.create_type(NAMED_ENTITY, "uima.tcas.Annotation")
    types.create_feature(named, "value", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = "Ann Lee saw a tank in Oslo on Friday."
    cas.add(named(begin=0, end=7, value="PERSON"))
    cas.add(layers["Weapon"](begin=14, end=18))
    cas.add(layers["Place"](begin=22, end=26, Ref="https://www.wikidata.org/wiki/Q585"))
    cas.add(layers["Timex"](begin=30, end=36))
    path, profile = tmp_path / "a.json", tmp_path / "names.yaml"
    path.write_text(cas.to_json(), encoding="utf-8")
    defaults = "defaults: {source: X, published: 2018-09-21}\n"
    told = {}
    for more in ("", "map: {Weapon: Topic, Timex: Date}", "ignore: [Weapon]\nmap: {Timex: Date}"):
        profile.write_text(defaults + more, encoding="utf-8")
        [result] = read([path], profile=profile)
        assert result.brief is not None
        entities = [(m.type, m.name, m.ref) for m in result.brief.mentions]
        assert entities[-1] == ("Place", "Oslo", "wikidata:Q585")
        assert entities[0] == ("Person", "Ann Lee", None)
        told[more.partition(":")[0]] = [(f.code, f.found) for f in result.faults]
        assert len(entities) == 2 + more.startswith("map")
    assert told[""] == [("ignored-annotation", "“Weapon”"), ("ignored-annotation", "“Timex”")]
    assert told["map"] == []
    assert told["ignore"] == [("ignored-by-profile", "once")]


def test_documents_of_a_project_are_called_by_their_names(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    cas = cassis.Cas(types)
    cas.sofa_string = "Nothing is marked."
    path, profile = tmp_path / "project.zip", tmp_path / "names.yaml"
    profile.write_text('defaults: {source: X, published: 2018-09-21, brief: "{file}"}\n')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        archive.writestr("annotation/one.txt/ann.json", cas.to_json())
        inner = _inner("ann", cas.to_xmi().encode(), types.to_xml().encode())
        archive.writestr("annotation/two.txt/ann.zip", inner)
    found = [result.brief.id for result in read([path], profile=profile) if result.brief]
    assert found == ["one", "two"]
