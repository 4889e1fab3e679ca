"""`whomet convert`: to other forms and back, nothing over anything. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import BRIEFS, ROOT, Whomet, sentences
from whomet.loaders import read

BRAT = ROOT / "examples" / "brat"
NAME = "2018-07-25-three-capitals"


def _annotations(*paths: Path) -> dict[str, str]:
    results = list(read(paths))
    assert all(result.brief is not None for result in results)
    return {r.brief.id: r.brief.annotation() for r in results if r.brief is not None}


def test_all_examples_to_brat_and_back(whomet: Whomet) -> None:
    done = whomet("convert", BRIEFS, "--to", "brat", "--output", "there")
    count = len(list(BRIEFS.iterdir()))
    assert done.stdout == f"{count} briefs written to there ({3 * count} files).\n"
    done = whomet("convert", "there", "--to", "jsonl", "-o", "back.jsonl")
    assert (done.returncode, done.stdout) == (0, f"{count} briefs written to back.jsonl.\n")
    assert _annotations(whomet.cwd / "back.jsonl") == _annotations(BRIEFS)
    assert sorted(p.name for p in whomet.cwd.iterdir()) == ["back.jsonl", "there"]


def test_one_brief_on_standard_output(whomet: Whomet) -> None:
    for form in ("native", "json", "jsonl"):
        done = whomet("convert", BRAT, "--to", form)
        assert (done.returncode, done.stderr) == (0, "")
        again = whomet("convert", "-", "--to", "json", input=done.stdout.encode())
        assert json.loads(again.stdout)["brief"] == NAME
    assert whomet("convert", BRIEFS, "--to", "jsonl").stdout.count("\n") > 20


def test_what_is_there_is_left_but_with_force(whomet: Whomet) -> None:
    out = whomet.cwd / "out"
    out.mkdir()
    kept = out / f"{NAME}.txt"
    kept.write_text("mine")
    for arguments in (["--to", "brat", "-o", "out"], ["--to", "jsonl", "-o", f"out/{NAME}.txt"]):
        done = whomet("convert", BRAT, *arguments)
        assert done.returncode == 1
        (said,) = sentences(done.stderr)
        assert f"out/{NAME}.txt" in said and "--force" in said
        assert [path.name for path in out.iterdir()] == [kept.name]
        assert kept.read_text() == "mine"
    assert whomet("convert", BRAT, "--to", "brat", "-o", "out", "--force").returncode == 0
    assert kept.read_text(encoding="utf-8") == (BRAT / kept.name).read_text(encoding="utf-8")
    assert _annotations(out) == _annotations(BRAT)


def test_a_file_at_fault_is_told_and_the_others_are_written(whomet: Whomet) -> None:
    wrong = (BRAT / f"{NAME}.ann").read_text(encoding="utf-8").replace("Person 17 30", "Person 1 9")
    for path in BRAT.iterdir():
        (whomet.cwd / path.name).write_bytes(path.read_bytes())
    (whomet.cwd / f"{NAME}.ann").write_text(wrong, encoding="utf-8")
    done = whomet("convert", ".", BRIEFS / "2017-11-21-sochi.yaml", "-o", "out", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["briefs"], report["files"]) == (1, 1, 1)
    assert [fault["code"] for fault in report["faults"]] == ["bad-offset"]
    done = whomet("convert", f"{NAME}.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        f"{NAME}.ann:1:11: the text at these offsets is different; found “oreign M” in “T1"
    )


def test_a_dash_is_standard_output(whomet: Whomet) -> None:
    done = whomet("convert", BRAT, "-o", "-")
    assert (done.returncode, done.stdout) == (0, whomet("convert", BRAT).stdout)
    assert list(whomet.cwd.iterdir()) == []
    done = whomet("convert", BRAT, "--to", "brat", "-o", "-")
    assert done.returncode == 2 and "needs --output" in done.stderr


def test_what_cannot_be_is_one_sentence(whomet: Whomet) -> None:
    (whomet.cwd / "file").write_text("")
    for arguments, code, said in (
        ([BRIEFS], 1, "several files; give a folder as --output"),
        ([BRAT, "--to", "brat"], 2, "needs --output"),
        ([BRAT, "-o", "file"], 1, "Cannot write file"),
        ([BRAT, "--to", "jsonl", "-o", "no/such.jsonl"], 1, "Cannot write no/such.jsonl"),
        ([BRAT, "--to", "xml"], 2, "'xml'"),
    ):
        done = whomet("convert", *arguments)
        assert (done.returncode, done.stdout) == (code, ""), arguments
        assert len(sentences(done.stderr)) == 1 and said in done.stderr
    assert [path.name for path in whomet.cwd.iterdir()] == ["file"]
