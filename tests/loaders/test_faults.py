"""Every mistake in a brief is told where it stands, and a right brief has none.

`cases/faults.txt` changes one thing in `cases/base.yaml` at a time: a title, `  old → new`, and the
places and codes of all faults that come of it. ⏎ is a line feed, ⇥ a tab, ␛ U+001B, ∅ nothing.
"""

from __future__ import annotations

import copy
import io
import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from whomet.loaders import SEVERITIES, CheckReport, Fault, check, read
from whomet.loaders.faults import Fix, FixKind

CASES = Path(__file__).with_name("cases")
BASE = (CASES / "base.yaml").read_text(encoding="utf-8")


def _cases() -> list[tuple[str, str, str, list[str]]]:
    cases = []
    for block in (CASES / "faults.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        title, change, *expected = block.split("\n")
        old, new = (
            side.replace("⏎", "\n").replace("⇥", "\t").replace("␛", "\x1b").replace("∅", "")
            for side in change[2:].split(" → ", 1)
        )
        cases.append((title, old, new, [line.strip() for line in expected]))
    return cases


YAML_CASES = _cases()

# From Python 3.13 on, the decoder names the comma; before, what comes after it.
COMMA = 13 if sys.version_info >= (3, 13) else 14
# Of JSON and of JSON lines: the text, and what is expected.
RIGHT = '{"brief":"b","source":"s","published":"2017-10-19","text":"x"}'
JSON_CASES: list[tuple[str, str, list[str]]] = [
    ("a comma too many", '{"brief":"b",}\n', [f"1:{COMMA} json-syntax"]),
    ("no comma", '{\n "brief":"b"\n "text":"x"}', ["3:2 json-syntax"]),
    ("no colon", '{\n "brief" "b"}', ["2:10 json-syntax"]),
    ("a string that does not end", '{\n "brief": "b}', ["2:11 json-syntax"]),
    ("a line break in a string", '{\n "brief": "b\nc"}', ["2:13 json-syntax"]),
    ("a bare word", '{\n "brief": b}', ["2:11 json-syntax"]),
    ("a strange escape", '{\n "brief": "\\q"}', ["2:12 json-syntax"]),
    ("astral letters before it", '{\n "brief": "😀😀", oops}', ["2:17 json-syntax"]),
    ("two briefs in one", '{\n "brief":"b"}\n{"brief":"c"}', ["3:1 several-documents"]),
    ("a number for text", RIGHT.replace('"s"', "5"), ["1:23 not-text"]),
    ("a truth for text", RIGHT.replace('"s"', "true"), ["1:23 not-text"]),
    ("nothing for text", RIGHT.replace('"s"', "null"), ["1:23 empty-value"]),
    ("half a pair", RIGHT.replace('"x"', r'"x\ud83d"'), ["1:59 lone-surrogate"]),
    ("a control character", RIGHT.replace('"x"', r'"x\u0001"'), ["1:59 control-character"]),
    (
        "a key twice, further in",
        RIGHT.replace('"x"', '"x","entities":{"a":{"type":"Topic","name":"x","name":"y"}}'),
        ["1:106 duplicate-key"],
    ),
    ("a key with a control character", RIGHT.replace('"b"', r'"b","\u0002":1'),
     ["1:14 control-character", "1:14 unknown-key"]),
    ("a name on two lines", RIGHT.replace('"s"', r'"s\nt"'), ["1:23 bad-name"]),
    ("a source too long", RIGHT.replace('"s"', f'"{"s" * 501}"'), ["1:23 too-long"]),
    ("brackets without end", '{"a":' * 100_000, ["1:1 too-deep"]),
    ("a list", '{"brief":"b"}\n[1]\n', ["1:1 missing-key"] * 3 + ["2:1 wrong-shape"]),
    ("two with one id", f"{RIGHT}\n\n{RIGHT}\n",
     ["3:10 duplicate-brief", "1:1 annotates-nothing", "3:1 annotates-nothing"]),
    ("faults of all lines", f'{RIGHT}\n{{"brief":}}\n{RIGHT[:-1]},"x":1}}\n',
     ["2:10 json-syntax", "3:10 duplicate-brief", "3:63 unknown-key", "1:1 annotates-nothing"]),
    ("lines that are cut", f'{RIGHT}\n{RIGHT[:-1]}\n{RIGHT[:-3]}\n',
     ["2:62 json-syntax", "3:59 json-syntax", "1:1 annotates-nothing"]),
    ("a brief without annotations", RIGHT, ["1:1 annotates-nothing"]),
]  # fmt: skip

BYTES_CASES: list[tuple[str, bytes, list[str]]] = [
    ("nothing", b"", ["1:1 empty-file"]),
    ("blanks", b" \n\n", ["1:1 empty-file"]),
    ("comments", b"# nothing yet\n", ["1:1 empty-file"]),
    ("UTF-16", BASE.encode("utf-16"), ["1:1 not-utf8"]),
    ("Latin-1", BASE.replace("General M", "Général M").encode("cp1252"), ["8:12 not-utf8"]),
    ("binary", b"brief: a\ntitle: \0\1\n", ["2:8 binary"]),
    ("an image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", ["3:1 binary"]),
    ("deep lists", b"[" * 200_000, ["1:51 too-deep"]),
    ("deep lists in blocks", b"- " * 200_000, ["1:101 too-deep"]),
    ("deep keys", b"? " * 200_000, ["1:3 yaml-syntax"]),
    ("an alias in itself", b"a: &a [*a]", ["1:8 yaml-alias"]),
    ("too many faults", b"\n".join([b'{"brief": 1}'] * 600), []),
]


def _told(report: CheckReport) -> list[str]:
    return [f"{f.line}:{f.column} {f.code}" for f in (*report.faults, *report.warnings)]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [c[1:] for c in YAML_CASES], ids=[c[0] for c in YAML_CASES]
)
def test_each_mistake_in_yaml(
    old: str, new: str, expected: list[str], checked: Callable[[str], CheckReport]
) -> None:
    assert BASE.count(old) == 1
    assert _told(checked(BASE.replace(old, new))) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [c[1:] for c in JSON_CASES], ids=[c[0] for c in JSON_CASES]
)
def test_each_mistake_in_json(
    text: str, expected: list[str], checked: Callable[[str], CheckReport]
) -> None:
    assert _told(checked(text)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [c[1:] for c in BYTES_CASES if c[2]],
    ids=[c[0] for c in BYTES_CASES if c[2]],
)
def test_each_mistake_in_bytes(
    data: bytes, expected: list[str], checked: Callable[[bytes], CheckReport]
) -> None:
    assert _told(checked(data)) == expected


def test_a_mapping_takes_over_the_keys_of_another(checked: Callable[[str], CheckReport]) -> None:
    start = "brief: b\nsource: X\npublished: 2020-01-05\ntext: Ann and Bo Lee.\nentities:\n"
    person = "  ann: &p {type: Person, name: Ann Lee, quote: Ann}\n"
    other = "  bo: {quote: Bo Lee, <<: %s, name: Bo Lee}\n"
    assert checked(start + person + other % "*p").ok
    assert checked(start + person + other % "[*p, {kond: x}]").faults[0].code == "unknown-key"
    assert [f.code for f in checked(start + person + other % "Ann").faults] == ["yaml-syntax"]


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("title: A general", "headline: A general", "title"),
        ("published: 2017", "date: 2017", "published"),
        ("published: 2017", "Published-On: 2017", "published"),
        ("source: Example", "author: Example", "source"),
        ("type: Meeting", "type: Talks", "Meeting"),
        ("type: Visit", "type: trip", "Visit"),
        ("type: Message", "type: Letter", "Message"),
        ("type: Person", "type: People", "Person"),
        ("participant:", "attendees:", "participant"),
        ("visitor:", "traveller:", "visitor"),
        ("destination:", "location:", "destination or place"),
        ("sender:", "from:", "sender or start"),
        ("recipient:", "to:", "recipient or end"),
        ("carrier:", "messenger:", "carrier"),
        ("participant:", "speakers:", None),
    ],
)
def test_another_word_for_a_key_or_a_class_leads_to_it(
    old: str, new: str, fix: str | None, checked: Callable[[str], CheckReport]
) -> None:
    """It is told and never taken."""
    assert old in BASE
    report = checked(BASE.replace(old, new, 1))
    codes = {"unknown-key", "unknown-role", "unknown-type"}
    told = [fault.fix for fault in report.faults if fault.code in codes]
    assert not report.ok
    assert told[:1] == [fix] if fix else "speaker" not in str(told)


def test_quotation_marks_of_print_are_told(checked: Callable[[str], CheckReport]) -> None:
    start = "brief: b\nsource: “The Times”\npublished: 2020-01-05\ntext: Ann Lee.\nentities:\n"
    report = checked(start + "  ann: {type: Person, name: “Ann” Lee, quote: Ann Lee}\n")
    assert [(f.code, f.line) for f in report.warnings] == [("curly-quotes", 2)] and report.ok


@pytest.mark.parametrize(
    ("entity", "told"),
    [
        ("{type: Person, name: Ann Lee, quote: [Ann #1\n ]}", True),
        ("{type: Person, name: Ann Lee, quote: {text: Ann #tag\n , nth: 1}}", True),
        ("{type: Person, name: Ann Lee,  #1 of two\n quote: Ann}", False),
        ("{type: Person, name: 'Ann Lee' #1\n }", False),
        ("{type: Person, name: Ann Lee #-- the first\n }", False),
        ("{type: Person, name: Ann Lee, ref: x:1 #1\n }", False),
        ("{type: Person, name: Ann#1}", False),
    ],
)
def test_a_comment_that_may_be_the_rest_of_a_text_is_told(
    entity: str, told: bool, checked: Callable[[str], CheckReport]
) -> None:
    start = "brief: b\nsource: X\npublished: 2020-01-05\ntext: Ann Lee.\nentities:\n  a: "
    report = checked(start + entity + "\n")
    places = [(f.line, f.column) for f in report.warnings if f.code == "cut-text"]
    assert places == [(6, len("  a: ") + entity.index("#") + 1)] * told


def test_aliases_that_explode_are_refused_soon(checked: Callable[[str], CheckReport]) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert [f.code for f in checked("\n".join(lines)).faults] == ["yaml-alias"]


def test_of_very_many_faults_only_so_many_are_told(checked: Callable[[bytes], CheckReport]) -> None:
    faults = checked(b"\n".join([b'{"brief": 1}'] * 600)).faults
    assert len(faults) == 1001
    assert faults[-1].code == "too-many-faults"
    assert faults[-1].problem.startswith("1999 more")


def test_warnings_are_capped_too(checked: Callable[[bytes], CheckReport]) -> None:
    lines = [RIGHT.replace('"b"', f'"b{number}"', 1).encode() for number in range(1200)]
    report = checked(b"\n".join(lines))
    assert report.ok and report.briefs == 1200
    assert len(report.warnings) == 1001
    assert report.warnings[-1].code == "too-many-warnings"
    assert report.warnings[-1].problem.startswith("200 more")


def test_the_base_of_the_cases_is_right(checked: Callable[[str], CheckReport]) -> None:
    assert checked(BASE) == CheckReport(1, 4, (), ())


def test_every_line_end_gives_the_same_brief() -> None:
    def brief(text: str) -> object:
        return next(iter(read(["-"], stdin=io.BytesIO(text.encode())))).brief

    assert brief(BASE) == brief(BASE.replace("\n", "\r\n")) == brief("\ufeff" + BASE) != None  # noqa: E711


def test_a_message_says_what_is_wrong_what_was_found_and_what_would_be_right(
    checked: Callable[[str], CheckReport],
) -> None:
    faults = checked(BASE.replace("[bagheri, assad]", "[bagheri, damascus]")).faults
    assert str(faults[0]) == (
        "<stdin>:29:28: participant must be a Person, Organization or Delegation; "
        "found Place “damascus”; expected the key of a Person, Organization or Delegation: "
        "bagheri, assad, khamenei, agency"
    )
    assert faults[0].to_json()["code"] == "wrong-filler"
    json.dumps(faults[0].to_json())


@pytest.mark.parametrize(
    ("on_fault", "taken"),
    [("skip-brief", ["2017-10-19-damascus", "o"]), ("skip-file", ["2017-10-19-damascus"])],
)
def test_what_is_at_fault_gives_no_brief_and_the_others_go_in(
    on_fault: str, taken: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(BASE.replace("Visit", "Vist"), encoding="utf-8")
    other = json.dumps({"brief": "o", "source": "s", "published": "2017-10-19", "text": "x"})
    (tmp_path / "c.jsonl").write_text(f"{other}\n{{}}\n", encoding="utf-8")
    results = list(read([tmp_path], on_fault=on_fault))
    assert [r.brief.id for r in results if r.brief is not None] == taken
    assert [Path(r.file).name for r in results if r.brief is None] == ["b.yaml", "c.jsonl"]


def test_two_files_with_one_id_are_both_named(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(BASE, encoding="utf-8")
    report = check([tmp_path])
    assert report.briefs == 1
    assert [(f.code, Path(f.file).name) for f in report.faults] == [("duplicate-brief", "b.yaml")]
    assert f"{tmp_path / 'a.yaml'}:1" in str(report.faults[0])


def test_every_code_is_in_a_case_or_a_test_of_its_own() -> None:
    lists = [c[-1] for c in (*YAML_CASES, *JSON_CASES, *BYTES_CASES)]
    in_cases = {entry.split()[1] for entries in lists for entry in entries}
    of_sources = {
        *("no-such-path no-briefs not-a-file unreadable unknown-format damaged-archive".split()),
        "too-large",
        "too-many-faults",
        *("too-many-warnings", "unread-file", "curly-quotes"),
    }
    # In test_tables.py.
    of_tables = {
        *("no-mapping bad-mapping unknown-column table-syntax cells-at-odds rows-at-odds".split()),
        *("guessed-encoding blank-rows unnamed-column repeated-column unknown-sheet".split()),
        # In test_profiles.py.
        *("other-rows hidden-rows lines-in-name cut-word broken-cell bad-profile".split()),
        *("ignored-by-profile untrusted-profile".split()),
        *("unused-column", "list-in-name", "undated-row", "short-rows", "month-first"),
        "read-as-period",
    }
    # In test_brat.py, test_label_studio.py, test_web_annotation.py and test_inception.py.
    of_tools = {
        *("bad-offset bad-selector marks-at-odds ignored-annotation".split()),
        *("no-companion brat-syntax split-mention bad-cas xml-syntax xml-doctype".split()),
        *("no-brief skipped-task unused-field utf-16-offsets".split()),
    }
    # In tests/packaging/test_base.py and tests/packaging/test_loaders.py.
    of_packages = {"missing-extra", "broken-loader", "internal-error"}
    # In tests/cli/test_loading.py.
    of_loading = {"no-claims-left"}
    assert in_cases | of_loading | of_sources | of_tables | of_tools | of_packages == set(
        SEVERITIES
    )


def test_every_code_has_its_place_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert set(SEVERITIES) <= told


def test_the_brief_of_the_documentation_is_right(checked: Callable[[str], CheckReport]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "briefs.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n", 1)[1].split("```", 1)[0]
    report = checked(example)
    assert [str(fault) for fault in (*report.faults, *report.warnings)] == []
    assert report.briefs == 1


def test_a_fault_is_a_value() -> None:
    fault = Fault("f.yaml", 1, 2, "bad-id", "no", None, None)
    assert fault == Fault("f.yaml", 1, 2, "bad-id", "no")
    assert str(fault) == "f.yaml:1:2: no"


@pytest.mark.parametrize(
    ("text", "quote", "what", "fix"),
    [
        ("Jos\u00e9 Li", "Jose\u0301 Li", "“e\u0301” is two characters here and one in the text",
         "“Jos\u00e9 Li”"),
        ("Jose\u0301 Li", "Jos\u00e9 Li", "“\u00e9” is one character here and two in the text",
         "“Jose\u0301 Li”"),
        ("Jose\u0301", "Jos\u00e9", "“\u00e9” is one character here and two in the text",
         "“Jose\u0301”"),
        ("Ann  Eve", "Ann Eve", "a blank here, 2 blanks in the text", "“Ann  Eve”"),
        ("Ann Eve", "Ann  Eve", "2 blanks here, a blank in the text", "“Ann Eve”"),
        ("Ann\nEve", "Ann Eve", "a blank here, a line feed in the text", "“Ann\\nEve”"),
        ("Ann E\u200bve", "Ann Eve", "nothing here, zero width space (U+200B) in the text",
         "“Ann E\\u200bve”"),
    ],
)  # fmt: skip
def test_what_differs_in_words_that_look_alike_is_named(
    text: str, quote: str, what: str, fix: str
) -> None:
    brief = {"brief": "b", "source": "s", "published": "2020-01-05", "text": f"So {text} came."}
    entities = {"a": {"type": "Person", "name": "x", "quote": quote}}
    events = {"e": {"type": "Meeting", "quote": quote, "participant": "a"}}
    data = json.dumps({**brief, "entities": entities, "events": events}).encode()
    faults = check(["-"], stdin=io.BytesIO(data)).faults
    assert len(faults) == 2
    for fault in faults:
        assert fault.problem.endswith(f"but are not equal: {what}")
        assert fault.fix == f"{fix} as the text writes it"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("17 Octobr 2017", "“17 October 2017” or 2017-10-17"),
        ("Tusday 17 October 2017", "“Tuesday 17 October 2017” or 2017-10-17"),
        ("Octobr 17, 2017", "“17 October 2017” or 2017-10-17"),
        ("Oct. 17, 2017", "“17 October 2017” or 2017-10-17"),
        ("Tuesday, the 17th of October", "“Tuesday 17 October” or 2017-10-17"),
        ("tody", "“today” or 2017-10-19"),
        ("18 Octobr 2017", "“17 October 2017” or 2017-10-18"),
        ("the day befor yesterday", "2017-10-17"),
    ],
)
def test_a_misspelled_phrase_leads_to_the_whole_phrase_of_the_text(
    checked: Callable[[str], CheckReport], phrase: str, expected: str
) -> None:
    (fault,) = checked(BASE.replace("when: today", f"when: '{phrase}'")).faults
    assert (fault.code, fault.fix) == ("phrase-not-found", expected)


def test_a_phrase_that_is_misspelled_in_the_text_is_told_as_it_would_be_right(
    checked: Callable[[str], CheckReport],
) -> None:
    text = BASE.replace("Tuesday 17 October 2017", "Tuesday, 17 Octobr 2017")
    assert ["“Tuesday, 17 October 2017”" in f.sentence for f in checked(text).faults] == [True]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda fix: pickle.loads(pickle.dumps(fix))])
def test_a_copy_of_a_fix_keeps_its_kind(again: Callable[[Fix], Fix]) -> None:
    made = again(Fix("id: …", FixKind.MISSING_KEY, "id"))
    assert (made, made.kind, made.key) == ("id: …", FixKind.MISSING_KEY, "id")


def test_what_an_event_at_fault_names_is_not_told_as_unused(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    brief = BASE.replace(", quote: chief of staff}", "}")
    for change in (("position: chief", "posiiton: chief"), ("type: Tenure", "type: Tenuer")):
        path.write_text(brief.replace(*change), encoding="utf-8")
        assert [f.code for r in read([path]) for f in r.faults] in (
            ["unknown-role"],
            ["unknown-type"],
        )
