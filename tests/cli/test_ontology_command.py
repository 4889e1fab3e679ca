"""`whomet ontology`: for people, for programs, and in every format. Needs no database."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Whomet, sentences
from tests.ontology.test_compile import AGREEMENT
from whomet.cli.commands import ontology as command
from whomet.ontology.exports import FORMATS, export
from whomet.ontology.vocabulary import default_vocabulary


def test_the_command_offers_every_format() -> None:
    assert tuple(FORMATS) == command.FORMATS


@pytest.mark.long
@pytest.mark.parametrize("format", ["turtle", "label-studio", "json-schema", "grass"])
def test_a_format_of_one_file_is_printed_as_it_is(whomet: Whomet, format: str) -> None:
    (text,) = export(format, default_vocabulary()).values()
    assert whomet("ontology", "--format", format).stdout == text


def test_brat_is_three_files_in_a_folder_that_is_made(whomet: Whomet) -> None:
    assert whomet("ontology", "--format", "brat", "--output", "new/folder").returncode == 0
    files = {path.name: path.read_text() for path in (whomet.cwd / "new/folder").iterdir()}
    assert files == export("brat", default_vocabulary())


def test_on_the_screen_the_files_come_one_after_the_other(whomet: Whomet) -> None:
    files = export("brat", default_vocabulary())
    expected = "".join(f"# {name}\n\n{text}" for name, text in files.items())
    assert whomet("ontology", "--format", "brat").stdout == expected


@pytest.mark.parametrize(("output", "written"), [("x.xml", "x.xml"), (".", "label-studio.xml")])
def test_output_is_a_file_or_a_folder(whomet: Whomet, output: str, written: str) -> None:
    done = whomet("ontology", "--format", "label-studio", "--output", output)
    assert (done.returncode, done.stdout) == (0, "")
    text = (whomet.cwd / written).read_text()
    assert text == export("label-studio", default_vocabulary())["label-studio.xml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Meating"], "Unknown class, role or attribute 'Meating'; did you mean 'Meeting'?"),
        (["meeting"], "did you mean 'Meeting'?"),
        (["partisipant"], "did you mean 'participant'?"),
        (
            ["zzz"],
            "expected one of Person, Organization, Delegation, Position, Place, Topic, Visit",
        ),
        (
            ["Meeting", "--format", "grass"],
            "--format exports the whole ontology; omit 'Meeting'",
        ),
        (["--json", "--format", "grass"], "--format exports the whole ontology; omit --json"),
        (["--output", "x"], "--output needs --format"),
        (["--format", "owl"], "'owl' is not one of"),
        (["--format", "brat", "--output", "file"], "file is a file, but brat has 3 files"),
    ],
)
def test_wrong_usage_is_one_sentence(whomet: Whomet, arguments: list[str], said: str) -> None:
    (whomet.cwd / "file").write_text("mine")
    done = whomet("ontology", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in sentences(done.stderr)[0]
    assert (whomet.cwd / "file").read_text() == "mine"


def test_a_role_is_shown_wherever_it_is(whomet: Whomet) -> None:
    lines = whomet("ontology", "host").stdout.splitlines()
    assert lines[0].startswith("host: Who receives the visitors")
    assert [line.split()[0] for line in lines[2:]] == ["Visit", "Meeting"]
    assert all(line.endswith("<-[:HOSTED]-") for line in lines[2:])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("participant", ["Meeting", "1 or more of Person, Organization, Delegation"]),
        ("during", ["every event", "-[:PART_OF]->"]),
        ("certainty", ["every event", "certain, probable, possible"]),
        ("format", ["Meeting", "in-person, phone, video, written"]),
        ("source", ["Claim", "-[:ATTRIBUTED_TO]->", "The publisher of the brief."]),
        ("part_of", ["Organization, Place", "-[:WITHIN]->"]),
        ("kind", ["Affiliation", "ally", "The kind of place", "STRING"]),
        ("known_from", ["Event, every role", "DATE"]),
        ("STATES", ["Brief", "to Claim"]),
    ],
)
def test_a_role_attribute_relationship_or_property(
    whomet: Whomet, name: str, parts: list[str]
) -> None:
    done = whomet("ontology", name)
    assert done.returncode == 0
    assert all(part in done.stdout for part in parts)
    assert {"of", "iri", "definition"} <= json.loads(whomet("ontology", name, "--json").stdout)[
        0
    ].keys()


def test_an_extension_named_in_the_settings_is_part_of_it(whomet: Whomet) -> None:
    (whomet.cwd / "agreement.ttl").write_text(AGREEMENT, encoding="utf-8")
    whomet.variables["WHOMET_EXTENSIONS"] = "agreement.ttl"
    assert "\nAgreement " in whomet("ontology").stdout
    assert "Who agrees." in whomet("ontology", "party").stdout
    assert "ext:Agreement a owl:Class" in whomet("ontology", "--format", "turtle").stdout
    assert "Agreement\tParty+:Person" in whomet("ontology", "--format", "brat").stdout


def test_an_extension_that_cannot_be_used_is_one_message(whomet: Whomet, tmp_path: Path) -> None:
    (whomet.cwd / "agreement.ttl").write_text(AGREEMENT.replace('"AGREED"', '"agreed!"'))
    whomet.variables["WHOMET_EXTENSIONS"] = "agreement.ttl"
    done = whomet("ontology", "--format", "brat", "--output", "folder")
    assert (done.returncode, done.stdout) == (1, "")
    assert "unsafe relationship type 'agreed!'" in done.stderr
    assert not (whomet.cwd / "folder").exists()


@pytest.mark.long
def test_the_commands_of_the_page_on_annotation_tools_work(whomet: Whomet) -> None:
    page = (ROOT / "docs" / "annotation-tools.md").read_text(encoding="utf-8")
    commands = [line for line in page.splitlines() if line.startswith("whomet ontology --format")]
    formats = [shlex.split(line)[3] for line in commands]
    assert sorted(formats) == sorted(FORMATS)
    for line in commands:
        assert whomet(*shlex.split(line)[1:]).returncode == 0, line
    for name in ("brief.schema.json", "brat/data/briefs/annotation.conf", "label-studio.xml"):
        assert (whomet.cwd / name).is_file()
