"""`whomet review` of people as an analyst uses it: proposals, keys, rules, and their answers."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.conftest import Whomet, sentences

TEXT = """
brief: {id}
title: {id}
source: Digest
published: {day}
text: They met {name} in Holm.
entities:
  a: {{type: Person, name: Mara Quill}}
  b: {{type: Person, name: {name}}}
  holm: {{type: Place, name: Holm, kind: city, part_of: norland}}
  norland: {{type: Place, name: Norland, kind: country}}
events:
  m: {{type: Meeting, quote: met, participant: [a, b], place: holm, when: {day}}}
"""


def put(whomet: Whomet, id: str, name: str, day: str) -> None:
    """A brief about a meeting of Mara Quill with somebody in Norland, loaded."""
    text = TEXT.format(id=id, name=name, day=day)
    done = whomet("load", "-", input=text.encode())
    assert done.returncode == 0, done.stderr


def dorns(whomet: Whomet) -> None:
    """A whole name and two mentions of its last word."""
    put(whomet, "one", "Jo Dorn", "2016-01-01")
    put(whomet, "two", "Dorn", "2016-02-01")
    put(whomet, "three", "Dorn", "2017-03-01")


def likely(whomet: Whomet, *arguments: str) -> list[dict[str, Any]]:
    """What is listed as likely duplicates."""
    done = whomet("review", "--kind", "likely", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    items: list[dict[str, Any]] = json.loads(done.stdout)["items"]
    return items


def test_a_proposal_is_listed_and_decided_by_keys(whomet_up: Whomet) -> None:
    dorns(whomet_up)
    [item] = likely(whomet_up)
    assert (item["kind"], item["class"], item["what"]) == ("likely", "Person", "Dorn / Jo Dorn")
    assert item["one"]["ids"] == ["two#b", "three#b"]
    assert item["joins"] == {"meetings": 2, "briefs": 2}
    assert item["other"]["sentence"]["text"] == "They met Jo Dorn in Holm."
    assert likely(whomet_up, "--about", "Jo Dorn") == [item]
    assert likely(whomet_up, "--class", "Place") == []

    keys = b"x\nn\nTwo men.\nd\nz\nk\nq\n"
    done = whomet_up("review", "--decide", "--kind", "likely", input=keys)
    assert done.returncode == 0, done.stderr
    assert "(note: Two men.)" in done.stdout
    assert "Undone: different." in done.stdout
    assert done.stdout.splitlines()[-1] == "0 decided, 1 skipped, 0 left."
    assert likely(whomet_up) == [item]

    done = whomet_up("review", "--decide", "--kind", "likely", input=b"u\n")
    assert done.stdout.splitlines()[-1] == "1 decided, 0 skipped, 0 left."
    assert item["id"] not in [each["id"] for each in likely(whomet_up)]
    done = whomet_up("review", "--undo")
    assert done.stdout == "2 judgements undone.\n"
    assert likely(whomet_up) == [item]


def test_many_are_decided_by_a_rule(whomet_up: Whomet) -> None:
    dorns(whomet_up)
    listed = json.loads(whomet_up("review", "--rules", "--json").stdout)["rules"]
    assert {rule["name"]: rule["proposals"] for rule in listed} == {
        "one-word": 1,
        "whole-name": 0,
        "known-place": 0,
    }
    shown = whomet_up("review", "--rule", "one-word").stdout
    assert "Dorn (two#b and 1 more) is Jo Dorn (person:jo-dorn)" in shown
    done = json.loads(whomet_up("review", "--rule", "one-word", "--apply", "--json").stdout)
    assert (done["verdict"], done["judgements"], done["left_out"]) == ("same", 2, [])
    assert whomet_up("review", "--undo", done["batch"]).stdout == "2 judgements undone.\n"
    for arguments, code, sentence in (
        (("--rule", "two-words"), 1, "There is no rule 'two-words'; the rules are one-word"),
        (("--apply",), 2, "--apply needs --rule"),
        (("--rules", "--decide"), 2, "give only one of --decide, --rules, --rule and --undo"),
        (("--undo",), 1, "There is no decision of yours to undo from `--decide` or a rule;"),
        (("--undo", "then"), 1, "There is no judgement of the batch 'then'"),
        (("--about", "Nobody At All"), 1, "'Nobody At All'"),
    ):
        refused = whomet_up("review", *arguments)
        assert refused.returncode == code
        [told] = sentences(refused.stderr)
        assert sentence in told


def test_answers_offer_the_review_and_count_likely_ones_in(whomet_up: Whomet) -> None:
    dorns(whomet_up)
    ask = ("ask", "who-met-whom", "--actor")
    refused = whomet_up(*ask, "Dorn", "--json")
    assert refused.returncode == 1
    assert "The same person? `whomet review --about Dorn`" in " ".join(refused.stderr.split())
    told = json.loads(refused.stdout)
    known, *mentions = told["candidates"]
    assert known["id"] == "person:jo-dorn"
    assert [choice["id"] for choice in mentions] == ["three#b", "two#b"]
    [why] = mentions[0]["likely"]
    assert (why["id"], why["name"]) == ("person:jo-dorn", "Jo Dorn")
    assert "both are from Norland, or were met there" in why["reasons"]

    sure = json.loads(whomet_up(*ask, "Jo Dorn", "--json").stdout)
    assert [row["event"] for row in sure["rows"]] == ["one#m"]
    for name in ("Jo Dorn", "Dorn"):
        answer = json.loads(whomet_up(*ask, name, "--with-likely", "--json").stdout)
        assert [(row["event"], row["likely"]) for row in answer["rows"]] == [
            ("one#m", []),
            ("two#m", ["Dorn (two#b), likely Jo Dorn"]),
            ("three#m", ["Dorn (three#b), likely Jo Dorn"]),
        ]
        assert "2 of 3 rows come only from likely duplicates" in answer["notes"]
    table = whomet_up(*ask, "Jo Dorn", "--with-likely").stdout
    assert any(line.startswith("when") and "likely" in line for line in table.splitlines())
    nobody = json.loads(whomet_up(*ask, "Mara Quill", "--with-likely", "--json").stdout)
    assert all(row["likely"] == [] for row in nobody["rows"])
