"""What was read is told again as it was, and any change of what is read is noticed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whomet import loaders
from whomet.brief_outcomes import BriefOutcomes
from whomet.graph import trust
from whomet.kept_reading import KeptReading
from whomet.loaders.refused_lines import RefusedLines
from whomet.loaders.reports import Findings, ReadBrief
from whomet.ontology.vocabulary import default_vocabulary
from whomet.reading import ReadOptions

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WORDS = default_vocabulary()
FAULTY = """
{"brief": "no-text", "title": "It has no text"}
{"brief": "b1", "title": "T", "source": "S", "published": "2017-10-19", "text": "Nobody met."}
{"brief": "wrong", "title": 3.5, "source": "S", "published": "soon", "text": "x", "events": {}}
not JSON
{"brief": "b2", "title": "T", "source": "S", "published": "2017-10-19", "text": "Nobody met again."}
"""


class Told:
    """All that a load tells of what it has read."""

    def __init__(self) -> None:
        self.outcomes = BriefOutcomes()
        self.lines = io.StringIO()
        self._refused = RefusedLines(self.lines)
        self.findings = Findings(self.add)

    def add(self, result: ReadBrief) -> None:
        self.outcomes.read(result)
        self._refused.add(result)

    def all(self) -> tuple[object, ...]:
        report = self.findings.report()
        return report, report.kinds, self.outcomes.listed(), self.lines.getvalue()


@pytest.mark.parametrize("on_fault", ["skip-brief", "skip-file"])
def test_what_was_read_is_told_again(tmp_path: Path, on_fault: str) -> None:
    (tmp_path / "faulty.jsonl").write_text(FAULTY)
    (tmp_path / "notes.docx").write_text("not read, which is a warning")
    paths = [tmp_path, EXAMPLES / "briefs", EXAMPLES / "brat", tmp_path / "missing.yaml"]
    reading = ReadOptions(on_fault=on_fault)
    first, again, kept = Told(), Told(), tmp_path / "kept"
    input = KeptReading(paths, reading, None, first.findings)
    input.keep(kept)
    briefs = [*input.briefs_of(reading.read(paths, WORDS))]
    KeptReading(paths, reading, None, again.findings).read_again(kept, iter(briefs))
    assert again.all() == first.all()
    report = first.findings.report()
    assert report.faults
    assert report.warnings
    assert report.briefs == len(briefs) > 20


def key_of(paths: list[str | Path], refused: Path | None = None, **reading: Any) -> dict[str, str]:
    return KeptReading(paths, ReadOptions(**reading), refused, Findings()).key()


def content(path: Path, text: str) -> Callable[[], object]:
    def write() -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    return write


def test_every_change_of_what_is_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "user_folder", lambda: tmp_path / "configuration")
    folder = tmp_path / "briefs"
    content(folder / "a.yaml", "one")()
    content(folder / "b.ann", "two")()
    content(tmp_path / "named" / "c.csv", "three")()
    content(tmp_path / "named" / "other.csv", "four")()
    content(tmp_path / "mapping.yaml", "five")()
    profile = "profile: of mine\n"
    paths: list[str | Path] = [folder, tmp_path / "named" / "c*", tmp_path / "later.yaml"]

    def key() -> dict[str, str]:
        return key_of(paths, mapping=tmp_path / "mapping.yaml")

    for change in (
        content(folder / "a.yaml", "two"),
        (folder / "a.yaml").unlink,
        content(folder / "below" / "a.yaml", "one"),
        lambda: (folder / "b.ann").rename(folder / "c.ann"),
        content(folder / "c.txt", "the text of c.ann"),
        content(tmp_path / "named" / "c.csv", "four"),
        content(tmp_path / "named" / "c.mapping.yaml", "how c.csv is mapped"),
        content(tmp_path / "named" / "c2.csv", "another that fits the pattern"),
        content(tmp_path / "named" / "TypeSystem.xml", "of all in its folder"),
        content(tmp_path / "mapping.yaml", "six"),
        content(tmp_path / "later.yaml", "it was not there"),
        content(folder / "below" / "profile.yaml", profile),
        lambda: trust.trust(folder / "below"),
        content(tmp_path / "profile.yaml", profile),
        lambda: trust.trust(tmp_path),
    ):
        before = key()
        assert before == key()
        change()
        assert before["input"] != key()["input"]
        assert before["options"] == key()["options"]


def test_what_is_not_read_changes_nothing(tmp_path: Path) -> None:
    content(tmp_path / "a.jsonl", "one")()
    before = key_of([tmp_path / "a.jsonl"], tmp_path / "again.jsonl")
    os.utime(tmp_path / "a.jsonl", (0, 0))
    content(tmp_path / "errors.txt", "what was printed")()
    content(tmp_path / "again.jsonl", "what was refused")()
    assert key_of([tmp_path / "a.jsonl"], tmp_path / "again.jsonl") == before
    folder = key_of([tmp_path], tmp_path / "again.jsonl")
    content(tmp_path / "again.jsonl", "what was refused now")()
    content(tmp_path / ".hidden", "of a program")()
    assert key_of([tmp_path], tmp_path / "again.jsonl") == folder


def test_what_a_companion_names_is_read_too(tmp_path: Path) -> None:
    for name in ("a.json", "a.pages.yaml", "text.txt"):
        content(tmp_path / name, "one")()
    before = key_of([tmp_path / "a.json"])
    content(tmp_path / "text.txt", "two")()
    assert key_of([tmp_path / "a.json"])["input"] != before["input"]


@pytest.mark.parametrize(
    "options",
    [
        {"format": "native"},
        {"ignore": ["unused-entity"]},
        {"on_fault": "skip-file"},
        {"allow_empty": True},
        {"profile": "mine"},
    ],
)
def test_other_options_are_noticed(
    tmp_path: Path, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    content(tmp_path / "a.jsonl", "one")()
    monkeypatch.chdir(tmp_path)
    before = key_of(["a.jsonl"])
    assert key_of(["a.jsonl"], **options)["options"] != before["options"]
    assert key_of(["./a.jsonl"])["options"] != before["options"]
    assert key_of(["a.jsonl"], tmp_path / "refused.jsonl")["options"] != before["options"]


def test_a_format_of_another_package_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whomet import kept_reading
    from whomet.loaders.files.formats import Installed

    for name in ("a.mine", "b.mine"):
        content(tmp_path / name, "one")()
    before = key_of([tmp_path / "a.mine"])
    format = loaders.InputFormat("mine", "mine", "mine", endings=(".mine",), provider="mine 1")
    monkeypatch.setattr(kept_reading, "installed", lambda: Installed({"mine": format}, {}))
    one = key_of([tmp_path / "a.mine"])
    assert one["options"] != before["options"]
    content(tmp_path / "b.mine", "it may be opened, too")()
    assert key_of([tmp_path / "a.mine"])["input"] != one["input"]
