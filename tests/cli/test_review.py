"""`whomet review` as an analyst uses it: what may be one event, decided, taken back."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.conftest import Whomet, sentences

TEXT = """
brief: {id}
title: {id}
source: Digest
published: {published}
text: {text}
entities:
  a: {{type: Person, name: Mara Quill}}
  b: {{type: Person, name: {other}{ref}}}
events:
  m: {{type: Meeting, quote: met, participant: [a, b], when: {when}}}
"""


def put(
    whomet: Whomet,
    id: str,
    when: str,
    *,
    other: str = "Jo Dorn",
    published: str = "2017-10-20",
    ref: str = "",
) -> None:
    """A brief about one meeting, loaded."""
    text = TEXT.format(
        id=id, when=when, other=other, published=published, ref=ref, text=f"They met {id}."
    )
    done = whomet("load", "-", input=text.encode())
    assert done.returncode == 0, done.stderr


def listed(whomet: Whomet, *arguments: str) -> list[dict[str, Any]]:
    """What `whomet review --json` lists."""
    done = whomet("review", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    items: list[dict[str, Any]] = json.loads(done.stdout)["items"]
    return items


def meetings(whomet: Whomet) -> list[list[str]]:
    """The briefs of each meeting."""
    done = whomet("ask", "meetings", "--format", "json")
    return [row["briefs"] for row in json.loads(done.stdout)["rows"]]


def test_a_near_match_is_listed_decided_and_taken_back(whomet_up: Whomet) -> None:
    put(whomet_up, "one", "2017-10-18")
    put(whomet_up, "two", "2017-10-19")
    [item] = listed(whomet_up)
    assert (item["kind"], item["why"]) == ("near", "the days are not the same")
    assert [(c["id"], c["when"], c["quote"]) for c in item["claims"]] == [
        ("one#m", "2017-10-18", "met"),
        ("two#m", "2017-10-19", "met"),
    ]
    assert meetings(whomet_up) == [["one"], ["two"]]

    done = whomet_up("review", "--same", "two#m", "one#m", "--note", "One had the wrong day.")
    assert done.stdout.splitlines() == [
        "one#m and two#m are judged same.",
        "Both report the event one#m.",
    ]
    assert meetings(whomet_up) == [["one", "two"]]
    assert listed(whomet_up) == []
    shown = json.loads(whomet_up("show", "two#m", "--json").stdout)
    [why] = json.loads(whomet_up("show", "one#m", "--json").stdout)["facts"]["one event"]
    assert why.startswith("two#m is one#m: judged the same by ")
    assert why.endswith(": One had the wrong day.")
    assert shown["claims"][0]["event"] == "one#m"
    assert "One had the wrong day." in whomet_up("review", "--judgements").stdout
    assert "The graph matches its briefs." in whomet_up("verify").stdout

    # The decision outlasts the brief.
    assert whomet_up("retract", "two").returncode == 0
    assert meetings(whomet_up) == [["one"]]
    put(whomet_up, "two", "2017-10-19")
    assert meetings(whomet_up) == [["one", "two"]]

    done = whomet_up("review", "--forget", "one#m", "two#m")
    assert done.stdout.splitlines()[-1] == "They report two events: one#m and two#m."
    assert meetings(whomet_up) == [["one"], ["two"]]

    # Taken back after the brief is gone: it says which of the two.
    whomet_up("review", "--same", "one#m", "two#m")
    whomet_up("retract", "two")
    done = whomet_up("review", "--forget", "one#m", "two#m")
    assert done.stdout.splitlines()[-1] == (
        "No brief in the graph mentions two#m, so nothing else changes."
    )


def test_a_match_is_explained_and_can_be_refused(whomet_up: Whomet) -> None:
    put(whomet_up, "one", "2017-10-19")
    put(whomet_up, "two", "2017-10-19")
    assert meetings(whomet_up) == [["one", "two"]]
    shown = json.loads(whomet_up("show", "one#m", "--json").stdout)
    assert shown["facts"]["one event"] == [
        "two#m is one#m: both on 2017-10-19; the same participants Jo Dorn, Mara Quill"
    ]
    done = whomet_up("review", "--different", "one#m", "two#m", "--json")
    told = json.loads(done.stdout)
    assert (told["verdict"], told["events"]) == ("different", ["one#m", "two#m"])
    assert meetings(whomet_up) == [["one"], ["two"]]
    assert listed(whomet_up) == []


def test_a_meeting_in_a_visit_is_near_what_was_then(whomet_up: Whomet) -> None:
    text = """\
brief: trip
source: A test
published: 2017-11-01
text: From 16 to 18 October 2017 Mara Quill was in Bern and met Jo Dorn.
entities:
  a: {type: Person, name: Mara Quill, quote: Mara Quill}
  b: {type: Person, name: Jo Dorn, quote: Jo Dorn}
  p: {type: Place, name: Bern, quote: Bern}
events:
  v: {type: Visit, quote: was in, visitor: a, destination: p, start: 2017-10-16, end: 2017-10-18}
  m: {type: Meeting, quote: met, participant: [a, b], during: v}
"""
    assert whomet_up("load", "-", input=text.encode()).returncode == 0
    put(whomet_up, "then", "2017-10-18")
    put(whomet_up, "before", "2002-10-18", published="2002-10-20")
    [item] = listed(whomet_up, "--kind", "near")
    assert [(c["id"], c["when"]) for c in item["claims"]] == [
        ("then#m", "2017-10-18"),
        ("trip#m", "[2017-10-16..2017-10-18]"),
    ]


def test_names_that_may_be_of_one_or_of_two(whomet_up: Whomet) -> None:
    put(whomet_up, "one", "2017-10-19")
    put(whomet_up, "two", "2017-10-19", other="Dorn")
    [item] = listed(whomet_up, "--kind", "near")
    assert item["why"] == "Jo Dorn and Dorn may be one"
    assert listed(whomet_up, "--kind", "near", "--about", "Mara Quill") == [item]
    put(whomet_up, "three", "1970-10-19", published="1970-10-20")
    long = {item["what"]: item["why"] for item in listed(whomet_up, "--kind", "long")}
    assert set(long) == {"Person Jo Dorn", "Person Mara Quill"}
    assert "in 2 briefs from 1970-10-20 to 2017-10-20" in long["Person Jo Dorn"]
    about = listed(whomet_up, "--kind", "long", "--about", "Jo Dorn")
    assert [each["what"] for each in about] == ["Person Jo Dorn"]
    put(whomet_up, "other", "2017-10-19", other="Ada Okoro")
    assert listed(whomet_up, "--kind", "near", "--about", "Ada Okoro") == []
    told = whomet_up("review", "--kind", "near", "--about", "Ada Okoro").stdout
    assert told == "There is nothing of kind 'near' to review about 'Ada Okoro'.\n"
    put(whomet_up, "four", "2017-01-01", ref=', ref: "x:1"')
    put(whomet_up, "five", "2017-01-02", ref=', ref: "x:2"')
    [item] = listed(whomet_up, "--kind", "ambiguous")
    assert item["what"] == "Person jo dorn"
    assert item["why"] == "x:1 and x:2 have this name, so 2 briefs without a ref stay apart"


def test_what_cannot_be_decided_is_one_sentence(whomet_up: Whomet) -> None:
    put(whomet_up, "one", "2017-10-19")
    for arguments, code, sentence in (
        (("--same", "one#m", "nine#m"), 1, "There is no claim or event 'nine#m'"),
        (("--forget", "one#m", "two#m"), 1, "There is no judgement of 'one#m' and 'two#m'"),
        (("--same", "one#m", "one#m"), 1, "are one claim; name two."),
        (("--same", "a", "b", "--judgements"), 2, "give only one of --same, --different"),
        (("--note", "why"), 2, "--note needs a decision"),
        (("--kind", "nearly"), 2, "'nearly' is not one of"),
        (("--kind", "near", "--about", "Nobody At All"), 1, "'Nobody At All'"),
        (("--rules", "--about", "Jo Dorn"), 2, "--about applies to the list and to --decide"),
        (("--kind", "near", "--class", "Person"), 2, "--class applies to likely duplicates"),
    ):
        done = whomet_up("review", *arguments)
        assert done.returncode == code
        [told] = sentences(done.stderr)
        assert sentence in told
    assert whomet_up("review").stdout == "There is nothing to review.\n"
