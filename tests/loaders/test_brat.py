"""brat: standoff is the brief that its native twin is, every mistake is told, none is an error."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from whomet.loaders import SEVERITIES, ReadBrief, check, read
from whomet.loaders.fault_kinds import lines as lines_of
from whomet.ontology.records import Brief

ROOT = Path(__file__).parents[2]
NAME = "2018-07-25-three-capitals"
EXAMPLE = ROOT / "examples" / "brat"
TWIN = Path(__file__).with_name("twins") / f"{NAME}.yaml"
ANN, TEXT, META = (
    (EXAMPLE / f"{NAME}{ending}").read_text(encoding="utf-8")
    for ending in (".ann", ".txt", ".meta.yaml")
)

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes the three files, some of them otherwise or not at all; gives the .ann."""

    def write(
        ann: str = ANN, text: str | None = TEXT, meta: str | None = META, name: str = NAME
    ) -> Path:
        for ending, content in ((".ann", ann), (".txt", text), (".meta.yaml", meta)):
            if content is not None:
                (tmp_path / f"{name}{ending}").write_bytes(content.encode())
        return tmp_path / f"{name}.ann"

    return write


def one(path: Path | str) -> ReadBrief:
    (result,) = read([path])
    return result


def right(path: Path | str) -> Brief:
    result = one(path)
    assert result.brief is not None, [str(fault) for fault in result.faults]
    return result.brief


WANTED = right(TWIN)


def short(text: str, meta: str = "", ann: str = "") -> tuple[str, str, str]:
    """A brief in a few lines."""
    return ann, text, f"source: s\npublished: 2018-07-25\n{meta}"


# -- what it means


def test_the_example_is_its_native_twin() -> None:
    result = one(EXAMPLE)
    assert result.faults == ()
    assert result.brief == WANTED


@pytest.mark.parametrize("ending", [".ann", ".txt", ".meta.yaml"])
def test_any_of_the_three_files_means_the_brief(ending: str) -> None:
    assert right(EXAMPLE / f"{NAME}{ending}") == WANTED


def test_a_folder_a_pattern_and_archives(tmp_path: Path, written: Written) -> None:
    written()
    (tmp_path / "annotation.conf").write_text("[entities]\n")
    assert check([tmp_path]).briefs == check([str(tmp_path / "*")]).briefs == 1
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for path in EXAMPLE.iterdir():
            archive.write(path, f"in/{path.name}")
    assert right(tmp_path / "b.zip") == WANTED
    packed = tmp_path / "packed"
    packed.mkdir()
    for path in EXAMPLE.iterdir():
        (packed / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert right(packed) == WANTED


def test_lines_in_any_order(written: Written) -> None:
    lines = ANN.splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    found = right(written("".join(lines)))
    names = {m.name: (m.ref, set(m.surfaces), m.spans) for m in found.mentions}
    assert names == {m.name: (m.ref, set(m.surfaces), m.spans) for m in WANTED.mentions}
    assert sorted(map(repr, found.claims)) == sorted(map(repr, WANTED.claims))


@pytest.mark.parametrize(
    ("ann", "text"),
    [
        (ANN.replace("\n", "\r\n"), TEXT),
        (f"# made by hand\n\n{ANN}\n\n", TEXT),
        ("\ufeff" + ANN, TEXT),
        (ANN, "\ufeff" + TEXT),
        (ANN, TEXT.replace("\n", "\r\n")),
    ],
    ids=["CRLF", "comments", "mark", "mark in the text", "CRLF in the text since"],
)
def test_what_editors_do_to_files(written: Written, ann: str, text: str) -> None:
    assert right(written(ann, text)) == WANTED


def test_offsets_that_count_a_mark_and_carriage_returns(written: Written) -> None:
    text = "\ufeffAda Okoro\r\nmet Mara Quill."
    ann = "T1\tPerson 1 10\tAda Okoro\nT2\tPerson 16 26\tMara Quill\nT3\tMeeting 12 15\tmet\n"
    ann += "E1\tMeeting:T3 Participant:T1 Participant2:T2\n"
    found = right(written(*short(text, ann=ann)))
    assert found.text == text[1:]
    assert [m.name for m in found.mentions] == ["Ada Okoro", "Mara Quill"]
    assert found.claims[0].quote == "met"


def test_offsets_count_code_points(written: Written) -> None:
    ann = "T1\tPerson 2 11\tAda Okoro\n"
    assert right(written(*short("😀 Ada Okoro spoke.", ann=ann))).mentions[0].spans == ((2, 11),)


def test_equiv_refs_and_words_make_one_entity(written: Written) -> None:
    text = "Ada Okoro, Okoro and the minister; the minister spoke. A minister left."
    ann = "".join(
        f"T{n}\tPerson {start} {end}\t{text[start:end]}\n"
        for n, (start, end) in enumerate([(0, 9), (11, 16), (21, 33), (35, 47), (55, 65)], 1)
    )
    ann += "*\tEquiv T2 T1\nN1\tReference T1 Wikidata:Q1\tA\nN2\tReference T3 Wikidata:Q1\tA\n"
    names = [(m.key, m.surfaces) for m in right(written(*short(text, ann=ann))).mentions]
    assert names == [
        ("the-minister", ("Ada Okoro", "Okoro", "the minister")),
        ("a-minister", ("A minister",)),
    ]
    ann += "#1\tAnnotatorNotes T5\tkey=other; name=Mara Quill\n"
    assert right(written(*short(text, ann=ann))).mentions[1].key == "other"


def test_a_mention_in_pieces(written: Written) -> None:
    text = "Generals Bagheri and Akar met\nin Ankara."
    ann = "T1\tPerson 0 8;21 25\tGenerals Akar\nT2\tPerson 9 16\tBagheri\n"
    ann += "T3\tMeeting 26 29;30 39\tmet in Ankara\n"
    ann += (
        "E1\tMeeting:T3 Participant:T1 Participant2:T2\n#1\tAnnotatorNotes T1\tname=Hulusi Akar\n"
    )
    result = one(written(*short(text, ann=ann)))
    assert [f.code for f in result.faults] == ["split-mention", "single-word-name"]
    assert result.brief is not None
    # What only a line end parts is one stretch; of what words part the longest piece counts.
    assert result.brief.claims[0].quote == "met\nin Ankara"
    assert result.brief.mentions[0].surfaces == ("Generals",)


def test_attributes_without_values_as_older_corpora_have_them(written: Written) -> None:
    found = right(written(ANN.replace("A2\tFormat E3 InPerson", "M1\tNegation E3")))
    assert found.claims[2].polarity == "denied"
    found = right(written(ANN.replace("A2\tFormat E3 InPerson", "M1\tSpeculation E3")))
    assert found.claims[2].certainty == "possible"


def test_what_has_no_words_stands_in_the_meta_file_and_is_named_by_notes(written: Written) -> None:
    meta = "entities:\n  b: {type: Person, name: Mara Quill}\n"
    meta += "events:\n  trip: {type: Visit, visitor: ada-okoro, destination: oslo}\n"
    ann = "T1\tPerson 0 9\tAda Okoro\nT2\tMeeting 10 15\tspoke\nT3\tPlace 19 23\tOslo\n"
    ann += "E1\tMeeting:T2 Participant:T1\n"
    ann += "#1\tAnnotatorNotes E1\tin short; participant=b; during=trip; when=2018-07\n"
    text = "Ada Okoro spoke in Oslo."
    (met, trip) = right(written(*short(text, meta, ann))).claims
    assert met.roles == {"participant": ("ada-okoro", "b"), "during": ("trip",)}
    assert (met.note, met.when and met.when.edtf) == ("in short", "2018-07")
    assert (trip.whole_text, trip.roles["visitor"]) == (True, ("ada-okoro",))


# -- what is wrong

# In the example's .ann one thing otherwise, and the first fault that comes of it.
CASES = [
    ("no type", "T1\tPerson", "T1\tPersn", "1:4 unknown-type Person"),
    ("a type in small letters", "T7\tDate", "T7\tdate", "8:4 unknown-type Date"),
    ("no type of event", "T4\tMeeting", "T4\tMeating", "5:4 unknown-type Meeting"),
    ("two types", "T4\tMeeting", "T4\tVisit", "9:4 marks-at-odds Visit"),
    ("no role", "T4 Participant:T1", "T4 Particpant:T1", "9:15 unknown-role Participant"),
    ("a role of others", "T4 Participant:T1", "T4 Visitor:T1", "9:15 unknown-role one of"),
    ("nobody", "Participant3:T5", "Participant3:T99", "9:59 unknown-reference the key of"),
    ("a place for a person", "Participant3:T5", "Participant3:T6", "9:59 wrong-filler the key of"),
    ("a date for a person", "Participant3:T5", "Participant3:T7", "9:59 wrong-filler When, Start"),
    ("a place for a date", "When:T7", "When:T6", "9:76 wrong-filler the text-bound of a Date"),
    ("two dates", "Host:T9 ", "Host:T9 When2:T7 ", "16:95 marks-at-odds one"),
    ("no value", "E1 InPerson", "E1 Inperson", "10:14 unknown-value InPerson"),
    ("nothing as value", "E1 InPerson", "E1", "10:4 unknown-value one of"),
    ("no attribute", "Format E1 InPerson", "Formt E1 Phone", "10:4 unknown-role Format"),
    ("of an entity", "Format E1 InPerson", "Format T1 Phone", "10:4 ignored-annotation a note"),
    ("two values", "A2\tFormat E3 InPerson", "A2\tFormat E1 Phone", "38:14 marks-at-odds one va"),
    ("shifted", "Person 17 30", "Person 18 31", "1:11 bad-offset “Sergey Lavrov”, at 17 30"),
    ("outside", "Person 17 30", "Person 17 9999", "1:11 bad-offset start before end, from 0 to"),
    ("far outside", "Person 17 30", f"Person 17 3{'0' * 40}", "1:11 bad-offset start before"),
    ("backwards", "Person 17 30", "Person 30 17", "1:11 bad-offset start before end"),
    ("a blank for a tab", "T1\tPerson", "T1 Person", "1:3 brat-syntax T1⇥Person 0 7⇥Bagheri"),
    ("no letter of brat", "A1\tFormat", "X1\tFormat", "10:1 brat-syntax T1, E1"),
    ("an id twice", "T2\tPerson", "T1\tPerson", "2:1 duplicate-key a unique id"),
    ("no ref", "Wikidata:Q567", "Q567", "18:17 bad-ref a ref such as"),
    ("a ref of nothing", "N2\tReference T9", "N2\tReference T77", "18:14 unknown-reference one of"),
    ("a ref of a date", "N2\tReference T9", "N2\tReference T8", "18:14 unknown-key edtf=…"),
    ("two refs", "N2\tReference T9", "N2\tReference T5",
     "18:17 marks-at-odds one value; the first"),
    ("two types in one", "Equiv T3 T15", "Equiv T3 T16", "22:12 marks-at-odds one type"),
    ("Equiv of a date", "Equiv T3 T15", "Equiv T3 T19",
     "22:12 wrong-filler a mention of an entity"),
    ("no relation", "*\tEquiv T3 T15", "R1\tPartof Arg1:T6 Arg2:T11", "22:4 unknown-role PartOf"),
    ("part of an event", "*\tEquiv T3 T15", "R1\tPartOf Arg1:E1 Arg2:T6", "22:16 wrong-filler the"),
    ("no key", "kind=city; part_of=germany", "knd=city", "19:23 unknown-key kind"),
    ("nothing to be part of", "part_of=germany", "part_of=germani", "19:42 unknown-reference ger"),
    ("what is marked", "part_of=germany", "type=Berlin", "19:34 unknown-key to remove the key"),
    ("no day", "edtf=2018-07-24", "edtf=2018-24-07", "30:28 bad-date"),
    ("a day without words", "relative_to=E1", "phrase=that day", "17:22 unknown-key edtf"),
    ("no words for a day", "T8\tDate 153 165\tThe next day", "T8\tDate 166 172\tAngela",
     "12:17 unresolved-date"),
    ("a key of an event", "name=Syrian war", "key=E1",
     "9:1 key-used-twice another key for the event"),
    ("a key twice", "name=Élysée Palace", "key=x\n#9\tAnnotatorNotes T21\tkey=x",
     "33:27 duplicate-key a unique key"),
    ("a note of another kind", "name=Élysée Palace", "name=Élysée Palace\n#9\tTodo T21\tsee",
     "33:4 ignored-annotation AnnotatorNotes"),
    ("a note of nothing", "AnnotatorNotes T8", "AnnotatorNotes T80", "17:19 unknown-reference"),
    ("words of a date", "edtf=2018-07-24", "in the evening", "30:23 ignored-annotation name=…"),
    ("a date of nothing", "When:T7 ", "", "8:1 ignored-annotation an event with it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_each_mistake(written: Written, old: str, new: str, expected: str) -> None:
    assert ANN.count(old) == 1
    ann = ANN.replace(old, new)
    report = check([written(ann)])
    told = [
        f"{f.line}:{f.column} {f.code} {f.fix or ''}" for f in (*report.faults, *report.warnings)
    ]
    assert any(one.startswith(expected) for one in told), told
    assert len(set(told)) == len(told)
    lines = ann.split("\n")
    for fault in (*report.faults, *report.warnings):
        if not fault.file.endswith(".ann"):
            continue
        # Each shows the line on which it stands.
        shown = " ".join(lines[fault.line - 1].replace("\t", " ").split())
        assert fault.shown is not None and shown[:20] in fault.shown


def test_words_that_only_look_like_those_of_the_text(written: Written) -> None:
    ann = "T1\tPerson 0 5\tJosé\n"
    [fault] = check([written(*short("Jose\u0301 left.", ann=ann))]).faults
    assert "“é” is one character here and two in the text" in fault.problem


def test_an_event_that_is_marked_within_a_word(written: Written) -> None:
    ann = "T1\tMeeting 2 5\tmet\nT2\tPerson 10 19\tAda Okoro\nE1\tMeeting:T1 Participant:T2\n"
    report = check([written(*short("Comet met Ada Okoro.", ann=ann))])
    assert [(f.code, f.line, f.column) for f in report.faults] == [("bad-offset", 1, 12)]


@pytest.mark.parametrize("fault", ["T1\tMoney 4 7\tmet", "T1\tPerson 4 7\tsaw"])
def test_what_many_lines_have_is_one_line(fault: str, tmp_path: Path) -> None:
    text = "".join(f"Ann m{n:02} Bo. " for n in range(40))
    for name in "abcdef":
        lines = [
            fault.replace("T1", f"T{n + 1}").replace("4 7", f"{12 * n + 4} {12 * n + 7}")
            .replace("met", f"m{n:02}")
            for n in range(40)
        ]  # fmt: skip
        (tmp_path / f"{name}.ann").write_text("\n".join(lines))
        (tmp_path / f"{name}.txt").write_text(text)
        (tmp_path / f"{name}.meta.yaml").write_text("source: s\npublished: 2020-01-05\n")
    report = check([tmp_path])
    told = [line for line in lines_of(report.faults, report.kinds) if "warning:" not in line]
    assert len(told) == 1
    assert "240 times in 6 files, first here" in told[0]


def test_what_is_not_beside(written: Written) -> None:
    path = written(text=None)
    assert [str(f) for f in check([path]).faults] == [
        f"{path}:1:1: there is no .txt file of the same name beside it; expected {NAME}.txt, "
        "which holds the words that are annotated"
    ]
    (path.parent / f"{NAME}.meta.yaml").unlink()
    assert [f.code for f in check([path.parent]).faults] == ["no-companion", "no-companion"]
    faults = check(["-"], stdin=io.BytesIO(ANN.encode()), format="brat").faults
    assert [f.code for f in faults] == ["no-companion", "no-companion"]


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("", ["1:1 empty-file"]),
        ("- a\n", ["1:1 wrong-shape"]),
        ("source: [", ["1:10 yaml-syntax"]),
        (META + "titel: x\n", ["9:1 unknown-key"]),
        (META + "text: x\n", ["9:1 unknown-key"]),
        (META.replace("published: 2018-07-25\n", ""), ["1:1 missing-key"]),
        (META.replace("2018-07-25", "2018-07-32"), ["3:12 bad-published"]),
        (META.replace("country", "country, part_of: E1", 1), ["7:65 unknown-reference"]),
        (META + "events:\n  E1: {type: Meeting}\n", ["10:3 duplicate-key"]),
        (META + "events: x\n", ["9:9 wrong-shape"]),
    ],
)
def test_faults_of_the_meta_file_stand_there(
    written: Written, meta: str, expected: list[str]
) -> None:
    faults = [f for f in check([written(meta=meta)]).faults if f.file.endswith(".meta.yaml")]
    assert [f"{f.line}:{f.column} {f.code}" for f in faults] == expected


def test_faults_of_the_text_stand_there(written: Written) -> None:
    (fault,) = check([written(text="a\nb\x07c")]).faults
    assert (Path(fault.file).name, fault.line, fault.column) == (f"{NAME}.txt", 2, 2)
    faults = check([written(text=" \n", ann="")]).faults
    assert [(f.code, Path(f.file).name) for f in faults] == [("empty-value", f"{NAME}.txt")]


def test_a_name_that_is_no_id_is_told(written: Written) -> None:
    (fault,) = check([written(*short("x"), name="two words")]).faults
    assert (fault.code, Path(fault.file).name) == ("bad-id", "two words.ann")


PIECES = st.sampled_from(
    [*"\t\n :;=|\\#*TER0", "T1", "T4", "E1", "T99", "Date", "Meeting", "key=", "0 5", "1" * 12]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(ANN)), st.integers(0, 8), st.lists(PIECES, max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_any_slip_of_the_keyboard(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[int, int, list[str]]]
) -> None:
    ann = ANN
    for index, removed, added in slips:
        ann = ann[:index] + "".join(added) + ann[index + removed :]
    folder = tmp_path_factory.getbasetemp() / "slips"
    folder.mkdir(exist_ok=True)
    contents = {".ann": ann, ".txt": TEXT, ".meta.yaml": META}
    for ending, content in contents.items():
        (folder / f"b{ending}").write_text(content, encoding="utf-8", newline="")
    result = one(folder)
    assert (result.brief is None) == any(f.severity == "error" for f in result.faults)
    for fault in result.faults:
        assert fault.code in SEVERITIES
        assert str(fault).isprintable()
        lines = Path(fault.file).read_bytes().decode().split("\n")
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1, fault
    if result.brief is not None:
        for claim in result.brief.claims:
            assert result.brief.text[slice(*claim.span)] == claim.quote


def test_the_page_shows_what_is_in_the_example() -> None:
    page = (ROOT / "docs" / "brat.md").read_text(encoding="utf-8")
    blocks = page.split("```")[1::2]
    standoff = next(block for block in blocks if "\nT1\t" in block)
    lines = [line.rstrip() for line in ANN.splitlines()]
    assert all(line in lines for line in standoff.splitlines()[1:])
    meta, shown = (yaml.load(b[5:], yaml.BaseLoader) for b in blocks if b.startswith("yaml"))
    assert meta == yaml.load(META, yaml.BaseLoader)
    twin = yaml.load(TWIN.read_text(encoding="utf-8"), yaml.BaseLoader)
    for section, things in shown.items():
        for key, thing in things.items():
            assert twin[section][key] == thing


SMALL_META = "source: s\npublished: 2019-06-13\n"


def test_only_the_marked_words_are_mentions(tmp_path: Path) -> None:
    (tmp_path / "A.TXT").write_text("Bo Li met Ed Fox. He left. He stayed.")
    (tmp_path / "A.ANN").write_text(
        "T1\tPerson 0 5\tBo Li\nT2\tPerson 27 29\tHe\n* Equiv T1 T2\n".replace("* ", "*\t")
    )
    (tmp_path / "A.META.YAML").write_text(SMALL_META)
    (result,) = read([tmp_path])
    assert result.brief is not None
    assert [m.spans for m in result.brief.mentions] == [((0, 5), (27, 29))]


def test_the_two_files_of_bionlp(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bo Li met Ed Fox.")
    (tmp_path / "a.a1").write_text("T1\tPerson 0 5\tBo Li\nT2\tPerson 10 16\tEd Fox\n")
    (tmp_path / "a.a2").write_text(
        "T3\tMeeting 6 9\tmet\nE1\tMeeting:T3 Participant:T1 Participant2:T2\nx\n"
    )
    (tmp_path / "a.meta.yaml").write_text(SMALL_META)
    (result,) = read([tmp_path])
    assert [(f.file, f.line, f.code) for f in result.faults] == [
        (str(tmp_path / "a.a2"), 3, "brat-syntax")
    ]
    (tmp_path / "a.a2").write_text("T3\tMeeting 6 9\tmet\nE1\tMeeting:T3 Participant:T1\n")
    (result,) = read([tmp_path])
    assert result.brief is not None
    assert [(f.file, f.line, f.code) for f in result.faults] == [
        (str(tmp_path / "a.a2"), 2, "few-fillers")
    ]


def test_alias_is_told_and_joins_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bo Li met Ed Fox.")
    lines = "T1\tPerson 0 5\tBo Li\nT2\tPerson 10 16\tEd Fox\n*\tAlias T1 T2\n"
    (tmp_path / "a.ann").write_text(lines)
    (tmp_path / "a.meta.yaml").write_text(SMALL_META)
    (result,) = read([tmp_path / "a.ann"])
    assert result.brief is not None and len(result.brief.mentions) == 2
    assert [(f.code, f.line) for f in result.faults] == [("ignored-annotation", 3)]


def test_relations_that_lead_from_an_event_are_its_roles(written: Written) -> None:
    text = "On 12 June 2018 Shinzo Abe met Hassan Rouhani.\n"
    meta = "source: Example Digest\npublished: 2018-07-25\n"
    marks = (
        "T1\tPerson 16 26\tShinzo Abe\n"
        "T2\tPerson 31 45\tHassan Rouhani\n"
        "T3\tMeeting 27 30\tmet\n"
        "T4\tDate 3 15\t12 June 2018\n"
    )
    event = "E1\tMeeting:T3 Participant:T1 Participant2:T2 When:T4\n"
    wanted = one(written(marks + event, text, meta)).brief
    assert wanted is not None and len(wanted.claims[0].roles["participant"]) == 2
    lines = "R1\tParticipant Arg1:{0} Arg2:T1\nR2\tParticipant Arg1:{0} Arg2:T2\n"
    for bare, source in (("", "T3"), ("E1\tMeeting:T3\n", "T3"), ("E1\tMeeting:T3\n", "E1")):
        ann = marks + bare + lines.format(source) + f"R3\tWhen Arg1:{source} Arg2:T4\n"
        found = one(written(ann, text, meta))
        assert found.faults == ()
        assert found.brief is not None
        [claim], [other] = found.brief.claims, wanted.claims
        assert (claim.roles, claim.when) == (other.roles, other.when)
    of_nobody = one(written(marks + event + "R1\tKnows Arg1:T1 Arg2:T2\n", text, meta))
    assert [f.code for f in of_nobody.faults] == ["unknown-role"]


def test_the_other_ending_of_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada Okoro spoke.")
    (tmp_path / "a.ann").write_text("T1\tPerson 0 9\tAda Okoro\n")
    (tmp_path / "a.meta.yml").write_text("source: s\npublished: 2019-06-13\n")
    report = check([tmp_path])
    assert (report.briefs, report.faults, report.warnings) == (1, (), ())
