"""Profiles make files loadable that were not made for us, in every format."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from whomet.graph import trust
from whomet.loaders import ReadBrief, check, read
from whomet.loaders.files.source import file_source
from whomet.loaders.profiles.finding import presets
from whomet.loaders.profiles.patterns import PatternError, pattern
from whomet.loaders.profiles.proposing import proposal
from whomet.loaders.profiles.recognising import recognised_preset
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()

PROFILE = """\
defaults:
  brief: "{place}-{year}-{month}-{day}"
  source: Some Corpus
  published: "{year}-{month}-{day}"
  language: en
patterns:
  file: "{place}-{year:4}{month:2}{day:2}"
map: {PER: Person, GPE: Place, Talks: Meeting, Agent: participant, Loc: place}
ignore: [Money, Amount]
"""
TEXT = "Ada Weil met Bo Lund in Bern for $5.\n"
ANN = """\
T1\tPER 0 8\tAda Weil
T2\tPER 13 20\tBo Lund
T3\tGPE 24 28\tBern
T4\tMoney 33 35\t$5
T5\tTalks 9 12\tmet
E1\tTalks:T5 Agent:T1 Agent2:T2 Loc:T3
"""


def _profile(folder: Path, text: str = PROFILE) -> Path:
    path = folder / "corpus.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _brat(folder: Path) -> Path:
    (folder / "bern-20190612.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "bern-20190612.ann"
    path.write_text(ANN, encoding="utf-8")
    return path


def _is_the_meeting(result: ReadBrief) -> None:
    assert result.brief is not None, [str(fault) for fault in result.faults]
    brief = result.brief
    assert (brief.id, brief.source) == ("bern-2019-06-12", "Some Corpus")
    assert brief.published.isoformat() == "2019-06-12"
    assert {(m.type, m.name) for m in brief.mentions} == {
        ("Person", "Ada Weil"), ("Person", "Bo Lund"), ("Place", "Bern")
    }  # fmt: skip
    [claim] = brief.claims
    assert claim.type == "Meeting"


def test_a_corpus_of_brat(tmp_path: Path) -> None:
    path = _brat(tmp_path)
    assert not check([path]).ok
    [result] = read([path], profile=_profile(tmp_path))
    _is_the_meeting(result)
    assert [(f.code, f.found) for f in result.faults] == [("ignored-by-profile", "once")]


def test_an_export_of_label_studio(tmp_path: Path) -> None:
    def region(id: str, start: int, end: int, label: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
        return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}

    def link(other: str, label: str) -> dict[str, Any]:
        return {"type": "relation", "from_id": "e", "to_id": other, "labels": [label]}

    items = [region("a", 0, 8, "PER"), region("b", 13, 20, "PER"), region("c", 24, 28, "GPE"),
             region("d", 33, 35, "Money"), region("e", 9, 12, "Talks"), link("a", "Agent"),
             link("b", "Agent"), link("c", "Loc"), link("d", "Amount")]  # fmt: skip
    task = {"id": 1, "data": {"text": TEXT.strip()}, "annotations": [{"result": items}]}
    path = tmp_path / "bern-20190612.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    [result] = read([path], profile=_profile(tmp_path))
    _is_the_meeting(result)


TASKS = """\
defaults:
  brief: "{task.doc}"
  source: "{task.desk}"
  published: "{year}-{month}-{day}"
patterns:
  task.day: "{day:2}.{month:2}.{year:4}"
annotators: [bo@example.org, "7"]
"""


def test_ids_and_dates_from_fields_of_the_task(tmp_path: Path) -> None:
    profile = _profile(tmp_path, TASKS)
    fields = {"doc": "bern-12", "desk": "Some Corpus", "day": "12.06.2019"}
    span = {"start": 0, "end": 8, "label": "Person"}
    item = {"id": "a", "type": "labels", "value": {**span, "labels": ["Person"]}}
    records: dict[str, object] = {
        "doccano.jsonl": {"id": 1, "text": TEXT, "label": [[0, 8, "Person"]], **fields},
        "prodigy.jsonl": {"text": TEXT, "spans": [span], "answer": "accept", "meta": fields},
        "ls.json": [
            {"id": 1, "data": {"text": TEXT, **fields}, "annotations": [{"result": [item]}]}
        ],
    }
    for name, value in records.items():
        path = tmp_path / name
        path.write_text(json.dumps(value), encoding="utf-8")
        [result] = read([path], profile=profile)
        assert result.brief is not None, [str(fault) for fault in result.faults]
        found = result.brief.id, result.brief.source, result.brief.published.isoformat()
        assert found == ("bern-12", "Some Corpus", "2019-06-12")


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ([7, {"id": 4, "email": "bo@example.org"}, 9], "Bo Lund"),
        ([9, 7, 8], "Bo Lund"),
        ([9, 8, 4], "Bern"),
    ],
)
def test_whose_annotation_counts(who: list[object], name: str, tmp_path: Path) -> None:
    def annotation(by: object, text: str) -> dict[str, Any]:
        start = TEXT.index(text)
        value = {"start": start, "end": start + len(text), "text": text, "labels": ["Person"]}
        return {"completed_by": by, "result": [{"id": "a", "type": "labels", "value": value}]}

    found = [annotation(*one) for one in zip(who, ("Ada Weil", "Bo Lund", "Bern"), strict=True)]
    data = {"text": TEXT, "doc": "d", "desk": "X", "day": "12.06.2019"}
    path = tmp_path / "ls.json"
    path.write_text(json.dumps([{"id": 1, "data": data, "annotations": found}]), encoding="utf-8")
    [result] = read([path], profile=_profile(tmp_path, TASKS))
    assert result.brief is not None and [m.name for m in result.brief.mentions] == [name]
    assert [fault.code for fault in result.faults if fault.code == "ignored-annotation"]


def test_a_native_brief_with_other_names(tmp_path: Path) -> None:
    value = {
        "text": TEXT.strip(),
        "entities": {
            "a": {"type": "PER", "name": "Ada Weil"}, "b": {"type": "PER", "name": "Bo Lund"},
            "c": {"type": "GPE", "name": "Bern"}, "m": {"type": "Money", "name": "$5"},
        },
        "events": {"t": {"type": "Talks", "Agent": ["a", "b"], "Loc": "c", "Amount": "m"}},
    }  # fmt: skip
    path = tmp_path / "bern-20190612.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    [result] = read([path], profile=_profile(tmp_path))
    _is_the_meeting(result)


def test_a_table_by_the_mapping_of_a_profile(tmp_path: Path) -> None:
    table = """\
defaults: {source: Register, published: "{year}-12-31"}
patterns: {file: "meetings-{year:4}"}
table:
  brief: "{file}-{row}"
  text: "{Minister} met {Org}."
  entities: {a: {type: Person, name: "{Minister}"}, b: {type: Organization, name: "{Org}"}}
  events: {m: {type: Meeting, participant: [a, b]}}
"""
    path = tmp_path / "meetings-2013.csv"
    path.write_text("Minister,Org\nAnn Lee,Acme\n", encoding="utf-8")
    [result] = read([path], profile=_profile(tmp_path, table))
    assert result.brief is not None
    assert (result.brief.id, result.brief.source) == ("meetings-2013-2", "Register")
    assert result.brief.published.isoformat() == "2013-12-31"


def test_the_profile_of_a_folder_counts_once_it_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "user_folder", lambda: tmp_path / "settings")
    folder = tmp_path / "corpus"
    folder.mkdir()
    _brat(folder)
    (folder / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    report = check([folder])
    assert report.briefs == 0
    assert [f.code for f in report.warnings] == ["untrusted-profile"]
    assert f"whomet trust {folder}" in str(report.warnings[0])
    trust.trust(folder)
    _is_the_meeting(next(iter(read([folder]))))
    (folder / "profile.yaml").write_text(f"{PROFILE}# changed\n", encoding="utf-8")
    assert check([folder]).briefs == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("map:", "maps:", "8:1 unknown-key"),
        ("Place,", "Plaec,", "8:25 bad-profile"),
        ("{place}-{year}-{month}-{day}", "{plcae}", "2:10 bad-profile"),
        ("{place}-{year:4}", "{place}{year:4}", "7:9 bad-profile"),
        ("language", "langauge", "5:3 unknown-key"),
        ("ignore:", "on_fault: never\nignore:", "9:11 unknown-value"),
    ],
)
def test_a_mistake_in_a_profile_has_its_place(
    old: str, new: str, expected: str, tmp_path: Path
) -> None:
    profile = _profile(tmp_path, PROFILE.replace(old, new, 1))
    [result] = read([_brat(tmp_path)], profile=profile)
    assert expected in [f"{f.line}:{f.column} {f.code}" for f in result.faults]
    assert {f.file for f in result.faults} == {str(profile)}


def test_a_profile_tells_of_a_text_that_is_cut(tmp_path: Path) -> None:
    profile = _profile(tmp_path, PROFILE.replace("Some Corpus", "Corpus #2 of some"))
    [told, brief] = read([_brat(tmp_path)], profile=profile)
    assert [f"{f.line}:{f.column} {f.code}" for f in told.faults] == ["3:18 cut-text"]
    assert brief.brief is not None and brief.brief.source == "Corpus"
    [brief] = read([_brat(tmp_path)], profile=profile, ignore=["cut-text"])
    assert brief.brief is not None


def test_the_profile_that_is_named_is_no_brief_of_its_folder(tmp_path: Path) -> None:
    _brat(tmp_path)
    profile = _profile(tmp_path)
    for paths in ([tmp_path], [tmp_path / "*.*"], [tmp_path, tmp_path / "*.yaml"]):
        assert [str(fault) for fault in check(paths, profile=profile).faults] == []
        assert check(paths, profile=profile).briefs == 1
    assert not check([profile], profile=profile).ok


def test_relations_of_entities_by_other_names(tmp_path: Path) -> None:
    path = tmp_path / "a.ann"
    (tmp_path / "a.txt").write_text("Bo Li met Ed Fox in Bern, CH.")
    lines = ["T1\tPerson 0 5\tBo Li", "T2\tPerson 10 16\tEd Fox", "*\tAlias T1 T2",
             "T3\tPlace 20 24\tBern", "T4\tPlace 26 28\tCH", "R1\tIn Arg1:T3 Arg2:T4"]  # fmt: skip
    path.write_text("\n".join(lines))
    [told] = [f for r in read([path]) for f in r.faults if f.code == "unknown-role"]
    assert (told.found or "").startswith("“In”") and "map or ignore it" in (told.fix or "")
    text = "defaults: {source: s, published: 2020-01-05}\nmap: {Alias: Equiv, In: %s}\n"
    for part in ("PartOf", "part_of"):
        [result] = read([path], profile=_profile(tmp_path, text % part))
        assert result.brief is not None, result.faults
        assert [(m.name, m.part_of) for m in result.brief.mentions] == [
            ("Ed Fox", None), ("Bern", "ch"), ("CH", None)
        ]  # fmt: skip
        assert [f for f in result.faults if f.code == "ignored-annotation"] == []
    spans = [{"start": 0, "end": 5, "label": "PERSON"}, {"start": 10, "end": 16, "label": "PERSON"}]
    relation = {"head_span": spans[0], "child_span": spans[1], "label": "COREF"}
    task = {"text": "Bo Li met Ed Fox.", "spans": spans, "relations": [relation]}
    lines_of_prodigy = tmp_path / "p.jsonl"
    lines_of_prodigy.write_text(json.dumps(task))
    profile = _profile(tmp_path, (text % "part_of").replace("Alias", "COREF"))
    [result] = read([lines_of_prodigy], profile=profile, format="prodigy")
    assert result.brief is not None and len(result.brief.mentions) == 1


def test_what_a_profile_ignores_of_entities_is_counted(tmp_path: Path) -> None:
    path = _brat(tmp_path)
    more = "A1\tGender T1 Female\nA2\tGender T2 Male\nR1\tKnows Arg1:T1 Arg2:T2\n"
    path.write_text(ANN.replace("Loc:T3", "Loc:T3 Cost:T4") + more, encoding="utf-8")
    text = PROFILE.replace("[Money, Amount]", "[Money, Amount, Gender, Knows, Cost]")
    [result] = read([path], profile=_profile(tmp_path, text))
    assert result.brief is not None, result.faults
    told = {f.problem: f.found for f in result.faults if f.code == "ignored-by-profile"}
    assert {key.split("”")[0]: found for key, found in told.items()} == {
        "“Cost": "once", "“Gender": "2 times", "“Knows": "once", "“Money": "once"
    }  # fmt: skip
    assert not any("only events" in fault.problem for fault in result.faults)


def test_on_fault_of_a_profile(tmp_path: Path) -> None:
    lines = ['{"text": "a"}', '{"txt": "b"}']
    path = tmp_path / "b.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    defaults = 'defaults: {brief: "b-{number}", source: s, published: 2019-06-12}\n'
    [one, two] = read([path], profile=_profile(tmp_path, defaults))
    assert one.brief is not None and one.brief.id == "b-1" and two.is_refused
    [whole] = read([path], profile=_profile(tmp_path, f"{defaults}on_fault: skip-file\n"))
    assert whole.is_refused


@pytest.mark.parametrize(
    ("text", "name", "fields"),
    [
        ("{a}-{b}", "x-y-z", {"a": "x", "b": "y-z"}),
        ("{y:4}{m:2}", "201906", {"y": "2019", "m": "06"}),
        ("{y:4}{m:2}", "2019", None),
        ("on {day}.", "on Monday.", {"day": "Monday"}),
        ("on {day}.", "at Monday.", None),
    ],
)
def test_patterns(text: str, name: str, fields: dict[str, str] | None) -> None:
    assert pattern(text).match(name) == fields


def test_patterns_take_linear_time() -> None:
    made = pattern("-".join(f"{{f{number}}}" for number in range(40)) + "!")
    began = time.process_time()
    assert made.match("-" * 1_000_000) is None
    assert made.match("a-" * 500_000) is None
    assert time.process_time() - began < 1
    for text in ("{a}{b}", "{a", "{a}-{a}", "{0}"):
        with pytest.raises(PatternError):
            pattern(text)


@pytest.mark.parametrize("name", presets())
def test_each_preset_reads_its_example(name: str) -> None:
    folder = Path(__file__).parents[2] / "examples" / "presets" / name
    files = sorted(path for path in folder.iterdir())
    assert files
    report = check(files, profile=name)
    assert [str(fault) for fault in report.faults] == []
    assert report.briefs > 0 and report.claims > 0


def test_a_proposal_keeps_what_is_ours_and_guesses_within_one_kind(tmp_path: Path) -> None:
    path = _brat(tmp_path)
    more = "A1\tFormat E1 Phone\nA2\tNegation E1\nA3\tMood E1\nR1\tPartOf Arg1:T3 Arg2:T3\n"
    path.write_text(ANN + more, encoding="utf-8")
    text = proposal([path], "brat", WORDS)
    assert 'ignore: ["Money", "Mood"]' in text and 'Negation":' not in text
    export = tmp_path / "ls.json"
    task = {"data": {"text": TEXT, "day": "12.06.2019"}, "annotations": [{"result": []}]}
    export.write_text(json.dumps([task]), encoding="utf-8")
    assert "#         1  task.day" in proposal([export], "label-studio", WORDS)
    names = ("Person-name", "Date-edtf", "mood")
    task["annotations"] = [{"result": [{"type": "choices", "from_name": n} for n in names]}]
    export.write_text(json.dumps([task]), encoding="utf-8")
    text = proposal([export], "label-studio", WORDS)
    assert 'ignore: ["mood"]' in text and "map: {}" in text


def test_a_proposed_profile_is_read_once_it_is_completed(tmp_path: Path) -> None:
    path = _brat(tmp_path)
    text = proposal([path], "brat", WORDS)
    assert "#         2  PER" in text and "TODO" in text
    assert 'PER": Person' in text and 'GPE": Place' in text and 'Talks": Meeting' in text
    assert 'Loc": place' in text and 'ignore: ["Money"]' in text
    text = text.replace("TODO", "2019-06-12")
    [result] = read([path], profile=_profile(tmp_path, text))
    assert result.brief is not None and len(result.brief.claims) == 1

    table = tmp_path / "meetings.csv"
    table.write_text("Minister,Org,Date\nAnn Lee,Acme,01/08/2013\n", encoding="utf-8")
    text = proposal([table], "table", WORDS).replace("TODO", "2013-09-30")
    [result] = read([table], profile=_profile(tmp_path, text))
    assert result.brief is not None and result.brief.id == "meetings-2"
    assert len(result.brief.claims) == 1


def test_a_proposal_for_other_exports_keeps_what_is_read(tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 8, "label": "PERSON"}, {"start": 9, "end": 12, "label": "MEETING"}]
    relation = {"head_span": spans[1], "child_span": spans[0], "label": "PARTICIPANT"}
    task: dict[str, Any] = {"text": TEXT, "spans": spans, "relations": [relation]}
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({**task, "meta": {"date": "2019-06-12T08:00", "outlet": "X"}}))
    text = proposal([path], "prodigy", WORDS)
    assert "map: {}" in text and "ignore: []" in text and "#         1  PERSON" in text
    assert 'source: "{task.outlet}"' in text and "TODO  #" not in text
    [result] = read([path], profile=_profile(tmp_path, text), format="prodigy")
    assert result.brief is not None and result.brief.published.isoformat() == "2019-06-12"
    assert result.brief.source == "X" and len(result.brief.claims) == 1

    entities = [{"id": 1, "label": "PER"}]
    record = {"id": 1, "text": TEXT, "entities": entities, "relations": [{"type": "attendee"}]}
    path.write_text(json.dumps(record))
    text = proposal([path], "doccano", WORDS)
    assert "#         1  attendee" in text and '"attendee": participant' in text
    assert '"PER": Person' in text

    path.write_text(json.dumps({"id": 1, "text": TEXT, "cats": [], "entities": [[0, 8, "GPE"]]}))
    assert '"GPE": Place' in proposal([path], "doccano", WORDS)

    rows = [{"uri": "u", "tags": ["Person", "name=Ada", "Tycoon"]}]
    (tmp_path / "h.json").write_text(json.dumps({"total": 1, "rows": rows}))
    text = proposal([tmp_path / "h.json"], "hypothesis", WORDS)
    assert "#         1  name" in text and "#         1  Tycoon" in text
    assert '"name"' not in text and '"Person"' not in text


@pytest.mark.parametrize("title", ["Meetings of 2024", "Meetings of 2024,,,,", "\n,,,,\nMeetings"])
def test_a_proposal_for_a_table_finds_the_names_of_its_columns(title: str, tmp_path: Path) -> None:
    table = tmp_path / "meetings.csv"
    table.write_text(f"{title}\nDate,Who,With,Where,About\n2024-03-04,Ada,Bo Lee,Oslo,Trade\n")
    text = proposal([table], "csv", WORDS).replace("TODO", "2024-04-01")
    assert "Meetings" not in text and "#         1  With" in text
    [found] = [r.brief for r in read([table], profile=_profile(tmp_path, text)) if r.brief]
    assert len(found.claims) == 1


def test_a_proposal_for_brat_has_the_names_of_roles_as_they_are(tmp_path: Path) -> None:
    path = _brat(tmp_path)
    line = "E1\tTalks:T2 Arg1:T1 Arg2:T1 Time-Arg:T3 Theme:T1 Theme2:T1\n"
    path.write_text(ANN.partition("E1")[0] + line, encoding="utf-8")
    text = proposal([path], "brat", WORDS)
    assert '"Time-Arg": when' in text and '"Arg1", "Arg2"' in text and "2  Theme\n" in text
    text = text.replace("TODO", "2019-06-12")
    [result] = read([path], profile=_profile(tmp_path, text))
    assert "unknown-role" not in [fault.code for fault in result.faults]


def test_a_proposal_for_tasks_says_where_their_keys_come_from(tmp_path: Path) -> None:
    export = tmp_path / "ls.json"
    data = {"text": TEXT, "date": "2019-06-12", "publisher": "X"}
    export.write_text(json.dumps([{"data": data, "annotations": [{"result": []}]}]))
    [fault] = [f for r in read([export]) for f in r.faults if "key brief" in f.problem]
    assert (fault.fix or "").endswith('or brief: "{file}-{number}" in the defaults of a profile')
    text = proposal([export], "label-studio", WORDS)
    assert 'published: "{task.date}"' in text and 'source: "{task.publisher}"' in text
    [result] = read([export], profile=_profile(tmp_path, text))
    assert result.brief is not None and result.brief.source == "X"


def test_a_table_of_meetings_needs_but_a_source_and_a_day(tmp_path: Path) -> None:
    table = tmp_path / "meetings.csv"
    rows = (
        "2024-03-04,Anna Berg,Karl Lund,Oslo,Trade\n2024-03-09,Anna Berg,Karl Lund; Mara Quill,,\n"
    )
    table.write_text(f"Date,Who,With,Where,About\n{rows}", encoding="utf-8")
    text = proposal([table], "table", WORDS).replace("TODO", "2024-04-01")
    assert "--profile NAME.yaml" in text
    first, second = (r.brief for r in read([table], profile=_profile(tmp_path, text)))
    assert first is not None and second is not None
    assert dict(first.claims[0].roles) == {
        "participant": ("one", "other"),
        "place": ("at",),
        "topic": ("on",),
    }
    assert first.claims[0].when is not None and first.claims[0].when.edtf == "2024-03-04"
    assert len(second.claims[0].roles["participant"]) == 3


def test_a_proposal_finds_days_by_what_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "reg.csv"
    path.write_text("Wann genau;official;attendees\n2020-02-01T09:30Z;Ann Lee;Acme\n")
    text = proposal([path], "csv", WORDS)
    assert 'when: "{Wann genau}"' in text and 'name: "{official}"' in text
    path.write_text("id,Datum,Wer\n1,01.02.2020,Ann Lee\n2,k.A.,Bo Lund\n", encoding="utf-8")
    assert '"Datum": {format: "%d.%m.%Y", undated: ["k.A."]}' in proposal([path], "csv", WORDS)


def test_aliases_and_cells_without_a_day_add_to_those_of_the_profile_that_is_extended(
    tmp_path: Path,
) -> None:
    own = _profile(
        tmp_path,
        "extends: uk-ministers-meetings\n"
        "table: {columns: {Date: {aliases: [When], undated: someday}}}\n",
    )
    for name in ("When", "Date of meeting"):
        path = tmp_path / "cab_2014-01-01.csv"
        path.write_text(f"Minister,{name},Organisation\nAnn Lee,someday,Acme\nAnn Lee,TBC,Hooli\n")
        results = list(read([path], profile=own))
        assert [r.brief is not None for r in results if not r.faults] == [True, True]
        [told] = [fault for r in results for fault in r.faults]
        assert (told.code, told.problem[:7]) == ("undated-row", "2 cells")


@pytest.mark.parametrize(
    ("name", "period", "told"),
    [
        ("cab-july-to-september-2013_2014-01-15", "[2013-07..2013-09]", "undated-row"),
        ("cab-q3-2013_2014-01-15", "[2013-07..2013-09]", "undated-row"),
        ("cab-jul-sept-2013_2014-01-15", "[2013-07..2013-09]", "undated-row"),
        ("cab-2013-09_2014-01-15", "2013-09", "undated-row"),
        ("cab-last-quarter_2014-01-15", None, "bad-mapping"),
        ("cab-july_2014-01-15", None, "bad-mapping"),
        ("other_2014-01-15", None, "bad-mapping"),
    ],
)
def test_the_period_of_a_table_is_in_the_name_of_its_file(
    name: str, period: str | None, told: str, tmp_path: Path
) -> None:
    own = _profile(
        tmp_path,
        "extends: uk-ministers-meetings\n"
        'patterns: {file: ["cab-{quarter}_{year:4}-{month:2}-{day:2}"]}\n'
        'table: {columns: {Date: {period: "{quarter}"}}}\n'
        "defaults: {source: Cabinet Office}\n",
    )
    path = tmp_path / f"{name}.csv"
    path.write_text("Minister,Date,Organisation\nAnn Lee,Various,Acme\n")
    results = list(read([path], profile=own))
    days = [c.when and c.when.edtf for r in results if r.brief for c in r.brief.claims]
    assert days == ([] if period is None else [period])
    assert [fault.code for r in results for fault in r.faults] == [told]
    assert recognised_preset(file_source(path), WORDS) is not None


def test_defaults_make_no_brief_of_a_record_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "d_2014-01-15.jsonl"
    path.write_text('{"Minister": "Ann Lee", "Organisation": "Acme"}\n')
    [fault] = [f for r in read([path], profile="uk-ministers-meetings") for f in r.faults]
    assert (fault.code, fault.found) == ("wrong-shape", "“Minister, Organisation”")
    assert "--input-format" in (fault.fix or "")


def test_a_proposal_sees_lists_days_that_are_none_and_columns_that_may_be_empty(
    tmp_path: Path,
) -> None:
    rows = [
        "Who,Day,Organisation met,Purpose,Room",
        'Ann Lee,01/08/2013,"Unilever, Tesco and Boots",x,1',
        "Ann Lee,Various,Acme",
        'Bo Lund,14/08/2013,"Hooli, Inc."',
    ]
    path = tmp_path / "reg.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    text = proposal([path], "csv", WORDS)
    assert '"Day": {format: "%d/%m/%Y", undated: ["Various"]}' in text
    assert '"Organisation met" may list several names, as in "Unilever, Tesco and Boots".' in text
    own = _profile(tmp_path, text.replace("TODO", "2013-09-30"))
    faults = [fault for result in read([path], profile=own) for fault in result.faults]
    assert [(fault.code, fault.found) for fault in faults] == [
        ("list-in-name", "“Unilever, Tesco and Boots”"),
        ("undated-row", "“Various”"),
        ("short-rows", "lines 3, 4"),
    ]
