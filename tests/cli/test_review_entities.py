"""`whomet review` on who is who, as an analyst uses it: decided, explained, and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Whomet


def put(whomet: Whomet, *told: tuple[str, str, str]) -> None:
    """Briefs (id, day, name), each of a meeting of somebody of that name with Ada Okoro."""
    lines = [
        {
            "brief": id,
            "title": id,
            "source": "Digest",
            "published": day,
            "text": "They met.",
            "entities": {
                "a": {"type": "Person", "name": name},
                "k": {"type": "Person", "name": "Ada Okoro", "ref": "x:ada"},
            },
            "events": {"m": {"type": "Meeting", "quote": "met", "participant": ["a", "k"]}},
        }
        for id, day, name in told
    ]
    path = whomet.cwd / "told.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = whomet("load", str(path))
    assert done.returncode == 0, done.stderr


def entities(whomet: Whomet) -> dict[str, str]:
    """The entity of the mention `a` of each brief."""
    found = {}
    for id in ("b1", "b2", "b3"):
        done = whomet("show", f"{id}#a", "--json")
        found[id] = json.loads(done.stdout)["id"]
    return found


def decided(whomet: Whomet, *arguments: str) -> dict[str, Any]:
    done = whomet("review", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def verified(whomet: Whomet) -> bool:
    return "The graph matches its briefs." in whomet("verify").stdout


def test_who_is_who_is_decided_explained_and_taken_back(whomet_up: Whomet, tmp_path: Path) -> None:
    put(
        whomet_up,
        ("b1", "1974-05-01", "Jo Quill"),
        ("b2", "1975-05-01", "Quill"),
        ("b3", "2003-05-01", "President Quill"),
    )
    apart = {"b1": "person:jo-quill", "b2": "b2#a", "b3": "b3#a"}
    assert entities(whomet_up) == apart

    # A name that identifies nobody by itself: all who bear it.
    made = decided(whomet_up, "--same", "person:quill", "Jo Quill", "--by", "Mara", "--note", "He.")
    assert (made["by"], made["entities"]) == ("Mara", ["person:jo-quill"] * 2)
    assert set(entities(whomet_up).values()) == {"person:jo-quill"}
    former = json.loads(whomet_up("show", "person:quill", "--json").stdout)
    assert former["id"] == "person:jo-quill"
    why = json.loads(whomet_up("show", "person:jo-quill", "--json").stdout)["facts"]["one person"]
    assert any(
        line.startswith("person:jo-quill is person:quill: judged the same by Mara") for line in why
    )

    refused = whomet_up("review", "--different", "person:quill", "person:jo-quill", "--json")
    assert refused.returncode == 0  # the judgement of the pair is replaced
    assert entities(whomet_up) == apart
    whomet_up("review", "--forget", "person:quill", "Jo Quill")

    made = decided(whomet_up, "--split", "Quill", "--at", "1993-01-20")
    parts = ["person:quill@-1993-01-20", "person:quill@1993-01-20-"]
    assert made["entities"] == parts
    assert entities(whomet_up) == {"b1": "person:jo-quill", "b2": parts[0], "b3": parts[1]}
    decided(whomet_up, "--same", parts[0], "person:jo-quill")
    decided(whomet_up, "--alias", "person:jo-quill", "The Feather")
    done = whomet_up("ask", "who-met-whom", "--actor", "The Feather", "--format", "json")
    assert len(json.loads(done.stdout)["rows"]) == 2
    assert verified(whomet_up)

    whole = whomet_up("review", "--same", "person:quill", "x:ada")
    assert whole.returncode == 1
    assert "is split at 1993-01-20" in whole.stderr

    # What was decided goes into another graph, and all of it can be taken back.
    kept = tmp_path / "judgements.jsonl"
    assert whomet_up("review", "--export", str(kept)).returncode == 0
    whomet_up("review", "--forget", parts[0], "person:jo-quill")
    whomet_up("review", "--forget", "Quill", "1993-01-20")
    whomet_up("review", "--forget", "person:jo-quill", "The Feather")
    assert json.loads(whomet_up("review", "--judgements", "--json").stdout)["judgements"] == []
    assert entities(whomet_up) == apart
    assert verified(whomet_up)
    done = whomet_up("review", "--import", str(kept), "--json")
    assert json.loads(done.stdout) == {"ok": True, "new": 3, "unchanged": 0, "waiting": 0}
    assert entities(whomet_up)["b2"] == "person:jo-quill"
    assert verified(whomet_up)


def test_a_decision_about_a_name_that_no_brief_has_any_more(whomet_up: Whomet) -> None:
    put(whomet_up, ("b1", "1974-05-01", "Jo Quill"), ("b2", "1975-05-01", "Mara Dorn"))
    decided(whomet_up, "--different", "person:jo-quill", "person:mara-dorn")
    assert whomet_up("retract", "b2").returncode == 0
    done = whomet_up("review", "--forget", "person:jo-quill", "person:mara-dorn")
    assert done.stdout.splitlines()[-1] == (
        "No brief in the graph mentions person:mara-dorn, so nothing else changes."
    )


def test_what_cannot_be_decided_is_refused(whomet_up: Whomet, tmp_path: Path) -> None:
    put(whomet_up, ("b1", "1974-05-01", "Jo Quill"), ("b2", "1975-05-01", "Mara Dorn"))
    decided(whomet_up, "--same", "Jo Quill", "Mara Dorn")
    decided(whomet_up, "--same", "person:mara-dorn", "x:ada")
    for arguments, message in (
        (("--different", "person:jo-quill", "x:ada"), "contradicts"),
        (("--same", "person:jo-quill", "b1#m"), "is a claim or event"),
        (("--same", "person:jo-quill", "person:nobody"), "nobody"),
        (("--same", "person:jo-quill", "person:jo-quill"), "one Person already"),
        (("--split", "x:ada", "--at", "1993"), "only a name can be split"),
    ):
        done = whomet_up("review", *arguments)
        assert done.returncode == 1, arguments
        assert message in done.stderr

    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(
        '{"class": "Person", "one": "person:a", "other": "person:b", "verdict": "same"}\n'
        '{"class": "Persn", "one": "person:a", "other": "person:c", "verdict": "same"}\n'
        '{"class": "Person", "one": "person:a", "verdict": "split", "day": "soon"}\n'
        '{"class": "Person", "one": "person:jo-quill", "other": "x:ada", "verdict": "different"}\n'
    )
    done = whomet_up("review", "--import", str(wrong))
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert [line.split(":")[1] for line in told[:3]] == ["2", "3", "4"]
    assert "did you mean 'Person'" in told[0]
    assert told[-1] == "3 faults; nothing was imported."
    done = whomet_up("review", "--import", str(wrong), "--skip-faulty", "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert (result["new"], result["waiting"], len(result["faults"])) == (1, 1, 3)
