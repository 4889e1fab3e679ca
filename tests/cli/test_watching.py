"""Watching a folder, with a clock and a load of our own: no database, and no waiting."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from whomet.graph.errors import DatabaseUnavailable
from whomet.loaders import check
from whomet.reports import LoadReport, Totals
from whomet.watching import Watcher, WatchOptions


@dataclass
class Desk:
    """A folder that is watched, the time, and what was loaded and said."""

    folder: Path
    now: float = 0.0
    away: bool = False
    loaded: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def watcher(self) -> Watcher:
        options = WatchOptions(
            self.folder / "in", self.folder / "in" / "done", self.folder / "bad", 2.0
        )
        return Watcher(options, self.load, self.said.append, lambda: self.now)

    def load(self, path: Path, refused: Path | None) -> LoadReport:
        if self.away:
            raise DatabaseUnavailable("There is none.")
        found = check([path])
        self.loaded.append(path.name)
        if refused is not None:
            refused.write_text("{}\n" if found.faults else "", encoding="utf-8")
        totals = Totals(0, 0, 0, 0)
        return LoadReport(found.briefs, 0, 0, found.claims, 0, 0, 0, totals, {}, found.faults,
                          found.warnings, 0.0, refused=found.refused)  # fmt: skip

    def put(self, name: str, text: str) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def steps(self, watcher: Watcher, count: int = 3) -> None:
        for _ in range(count):
            watcher.step()
            self.now += 2.5


GOOD = "brief: {}\nsource: s\npublished: 2020-01-05\ntext: x\n"


def test_files_go_in_once_they_have_stopped_growing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.put("a.yaml", "brief: a\n")
    watcher = desk.watcher()
    assert watcher.step()
    desk.now += 1.5
    path.write_text(GOOD.format("a"), encoding="utf-8")
    assert watcher.step()
    desk.now += 1.5
    assert watcher.step()
    assert desk.loaded == []
    desk.now += 1
    assert not watcher.step()
    assert desk.loaded == ["a.yaml"] and not path.exists()
    assert (tmp_path / "in" / "done" / "a.yaml").is_file()
    assert [line.split(": ")[1] for line in desk.said] == [
        "1 new, 0 changed, 0 unchanged, 1 warnings"
    ]


def test_bad_files_are_moved_aside_with_a_report(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("a.jsonl", '{"brief": "a"}\n')
    desk.put("sub/b.yaml", GOOD.format("b"))
    desk.steps(desk.watcher())
    bad = tmp_path / "bad"
    assert {path.name for path in bad.iterdir()} == {
        "a.jsonl", "a.jsonl.report.json", "a.jsonl.refused.jsonl"
    }  # fmt: skip
    report = json.loads((bad / "a.jsonl.report.json").read_text(encoding="utf-8"))
    assert report["outcome"] == "all-refused"
    assert "the key source is missing" in " ".join(desk.said)
    # The same name once more takes nothing away.
    desk.put("a.jsonl", '{"brief": "other"}\n')
    desk.steps(desk.watcher())
    assert "other" not in (bad / "a.jsonl").read_text(encoding="utf-8")
    assert (
        sum(path.suffix == ".jsonl" and "refused" not in path.name for path in bad.iterdir()) == 2
    )


def test_what_belongs_together_moves_together(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for name, text in (("d.txt", "x"), ("d.ann", ""),
                       ("d.meta.yaml", "source: s\npublished: 2020-01-05\n")):  # fmt: skip
        desk.put(name, text)
    desk.steps(desk.watcher())
    done = {path.name for path in (tmp_path / "in" / "done").iterdir()}
    assert done == {"d.txt", "d.ann", "d.meta.yaml"}


def test_without_a_database_it_waits_and_a_restart_loses_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, away=True)
    desk.put("a.yaml", GOOD.format("a"))
    watcher = desk.watcher()
    desk.steps(watcher, 4)
    assert len(desk.said) == 1 and "waiting for the database" in desk.said[0]
    assert watcher.wait_seconds() > 1
    desk.away = False
    desk.steps(desk.watcher())  # of another process
    assert desk.loaded == ["a.yaml"]


def test_what_is_not_read_is_said_once_and_what_was_refused_is_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("a.yaml", GOOD.format("a"))
    desk.put("readme.docx", "x")
    profile = desk.put("p.yaml", "defaults: {source: X}\n")
    watcher = desk.watcher()
    watcher.options = replace(watcher.options, left_out=(profile,))
    desk.steps(watcher, 4)
    assert desk.loaded == ["a.yaml"] and not watcher.refused
    [line] = [line for line in desk.said if "readme.docx" in line]
    assert "the file is not read" in line
    desk.put("b.yaml", "brief: b\n")
    desk.steps(watcher, 4)
    assert watcher.refused
