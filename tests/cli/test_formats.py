"""Answers taken along: to a file, whose name tells the format, and with whole sentences."""

from __future__ import annotations

import csv
import io
import json

import openpyxl

from tests.cli.conftest import Whomet, sentences

ASKED = ["ask", "who-met-whom", "--actor", "Bagheri", "--place", "Syria"]


def test_the_name_of_the_file_tells_the_format(loaded: Whomet) -> None:
    rows = json.loads(loaded(*ASKED, "--json").stdout)["rows"]
    ends = ("csv", "geojson", "md", "jsonl", "ics", "xlsx")
    for name in (f"answer.{end}" for end in ends):
        done = loaded(*ASKED, "--output", name)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    text = (loaded.cwd / "answer.csv").read_text(encoding="utf-8")
    assert len(list(csv.DictReader(io.StringIO(text, newline="")))) == len(rows)
    features = json.loads((loaded.cwd / "answer.geojson").read_text(encoding="utf-8"))["features"]
    assert {f["properties"]["event"] for f in features} == {row["event"] for row in rows}
    assert any(feature["geometry"] for feature in features)
    lines = (loaded.cwd / "answer.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert b"BEGIN:VCALENDAR\r\n" in (loaded.cwd / "answer.ics").read_bytes()
    sheet = openpyxl.load_workbook(loaded.cwd / "answer.xlsx")["Rows"]
    who = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert who == [row["who"] for row in rows]
    assert len(list(loaded.cwd.iterdir())) == len(ends)


def test_a_file_that_cannot_be_is_one_sentence(loaded: Whomet) -> None:
    for output, said, code in (
        ("answer.docx", "'answer.docx' has the extension of no format; add --format", 2),
        ("no/such/answer.csv", "Cannot write no/such/answer.csv (No such file or directory)", 1),
    ):
        done = loaded(*ASKED, "--output", output)
        assert (done.returncode, done.stdout) == (code, "")
        assert len(sentences(done.stderr)) == 1 and said in done.stderr
    assert list(loaded.cwd.iterdir()) == []


def test_notes_go_to_stderr_and_sentences_come_whole(loaded: Whomet) -> None:
    done = loaded("ask", "meetings", "--actor", "Akar", "--format", "geojson")
    met = [feature["properties"] for feature in json.loads(done.stdout)["features"]]
    points = {each["map_place"]: each["map_point"] for each in met}
    assert points["Headquarters of the Turkish General Staff"] == "Ankara"
    done = loaded("ask", "evidence", "--actor", "Bagheri", "--format", "ics")
    assert "BEGIN:VJOURNAL" in done.stdout
    assert "without a date are kept as VJOURNAL" in done.stderr
    full = json.loads(loaded(*ASKED, "--json", "--quotes", "full").stdout)
    assert full["columns"][-1] == "sentences"
    for row in full["rows"]:
        for quote, sentence in zip(row["quotes"], row["sentences"], strict=True):
            assert f"«{quote}»" in sentence
