"""A bulk load that was interrupted continues after its finished stages, and gives the same graph.

Without a server: the tables of the resumed load are read again.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.generated import briefs as generated_briefs
from whomet.graph.bulk import computing, unfinished
from whomet.graph.bulk.computing import compute
from whomet.graph.bulk.stages import STAGES
from whomet.graph.bulk.unfinished import DIFFERENCES, Key, Unfinished, briefs_in
from whomet.graph.bulk.workers import Inline
from whomet.graph.progress import no_progress
from whomet.graph.projection import Elements, project
from whomet.graph.server.folders import Folders, write_private
from whomet.graph.server.staging import FINISHED, KEPT_SECONDS, complete_swap, unfinished_folder
from whomet.ontology.records import Brief

from .test_computing import WORDS, read_back
from .test_equality import examples, hostile_brief

ROOT = Path(__file__).resolve().parents[2]
KEY = dict.fromkeys(DIFFERENCES, "the same")
#: The methods of the workers in each stage.
METHODS = {
    "reading": {"read_names", "leave_out", "names_of"},
    "names": {"names_in_round", "settle"},
    "briefs": {"resolve"},
    "entities": {"entities", "names"},
    "events": {"events", "judged"},
}


def few_is_many(patch: pytest.MonkeyPatch) -> None:
    """Let few briefs be as many as are kept, and take several tasks."""
    patch.setattr(computing, "FEW_BRIEFS", 10)
    patch.setattr(computing, "TASK_BRIEFS", 20)
    patch.setattr(computing, "TASK_CLAIMS", 50)


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    few_is_many(monkeypatch)


def some_briefs() -> list[Brief]:
    generated = [*generated_briefs(50)]
    # One comes again, corrected.
    return [*generated, *examples(), hostile_brief(), replace(generated[3], claims=())]


@pytest.fixture(scope="module")
def wanted() -> Elements:
    return project(WORDS, some_briefs())


class Interrupted(Exception):
    """Instead of Ctrl-C, which would end the tests if it went astray."""


class Load:
    """Runs of one load in the folder `root`."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.key: dict[str, str] = dict(KEY)
        self.read = 0
        self.calls: Counter[str] = Counter()
        self.refusal: str | None = None
        self.resumed: list[str] = []
        self.stop_at: Callable[[str], bool] = lambda _: False
        load = self

        class Counted(Inline):
            def map(self, method: str, tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
                for arguments in tasks:
                    load.calls[method] += 1
                    yield from super().map(method, [arguments])
                    if load.stop_at(method):
                        raise Interrupted

        monkeypatch.setattr(computing, "Inline", Counted)

    def briefs(self) -> Iterator[Brief]:
        for brief in some_briefs():
            self.read += 1
            yield brief

    def open(self, key: Callable[[], Key] | None = None) -> Unfinished:
        return Unfinished(self.root, key or (lambda: self.key))

    def run(self, processes: int = 0, key: Callable[[], Key] | None = None) -> Elements:
        """The graph that the next run gives."""
        self.read, self.calls = 0, Counter()
        opened = self.open(key)
        self.refusal, self.resumed = opened.refusal, opened.stages
        found = compute(WORDS, self.briefs(), opened.folder, no_progress, processes, opened)
        assert found.briefs == len({brief.id for brief in some_briefs()})
        elements = read_back(found.tables)
        opened.remove()
        return elements

    def interrupt(self, stage: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Run until a stage is finished."""
        finish = Unfinished.finish

        def stop(self: Unfinished, each: str, state: object) -> None:
            finish(self, each, state)
            if each == stage:
                raise Interrupted

        with monkeypatch.context() as patch, pytest.raises(Interrupted):
            patch.setattr(Unfinished, "finish", stop)
            self.run()


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    return Load(tmp_path / "unfinished", monkeypatch)


def assert_same(found: Elements, wanted: Elements) -> None:
    assert found.nodes == wanted.nodes
    assert found.edges == wanted.edges


@pytest.mark.long
@pytest.mark.parametrize("stage", STAGES)
def test_it_continues_after_each_stage(
    load: Load, stage: str, wanted: Elements, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.interrupt(stage, monkeypatch)
    assert_same(load.run(), wanted)
    done = STAGES[: STAGES.index(stage) + 1]
    assert (load.resumed, load.refusal) == ([*done], None)
    assert load.read == 0
    assert set(load.calls) == set().union(*(METHODS[each] for each in STAGES[len(done) :]))
    assert not load.root.exists()


@pytest.mark.long
def test_what_a_stage_wrote_before_it_was_interrupted_does_not_count(
    load: Load, wanted: Elements
) -> None:
    """Interrupted in each stage, and in each twice, after one task and after two."""
    for number, stage in enumerate(STAGES):
        for tasks in (1, 2):

            def stop(method: str, stage: str = stage, tasks: int = tasks) -> bool:
                done = sum(load.calls[each] for each in METHODS[stage])
                return method in METHODS[stage] and done == tasks

            load.stop_at = stop
            with pytest.raises(Interrupted):
                load.run()
        assert load.resumed == [*STAGES[:number]]
    load.stop_at = lambda _: False
    assert_same(load.run(), wanted)


@pytest.mark.long
def test_kill_9_with_processes(load: Load, wanted: Elements) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.bulk import test_resuming as here\n"
        "from whomet.graph.bulk import computing\n"
        "computing.FEW_BRIEFS, computing.TASK_BRIEFS, computing.TASK_CLAIMS = 10, 20, 50\n"
        "def progress(task, *_):\n"
        "    if task == 'Computing events':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "unfinished = here.Unfinished(Path(sys.argv[1]), lambda: here.KEY)\n"
        "briefs, folder = here.some_briefs(), unfinished.folder\n"
        "computing.compute(here.WORDS, briefs, folder, progress, 2, unfinished)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(load.root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert_same(load.run(), wanted)
    # By as many processes as began it, none of them this one.
    assert (load.resumed, load.read, load.calls) == ([*STAGES[:4]], 0, Counter())


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was left by a load that was interrupted after three stages."""
    with pytest.MonkeyPatch.context() as patch:
        few_is_many(patch)
        load = Load(tmp_path_factory.mktemp("interrupted") / "unfinished", patch)
        load.interrupt("briefs", patch)
    return load.root


@pytest.fixture
def left(load: Load, interrupted: Path) -> Load:
    """That load, to be continued."""
    shutil.copytree(interrupted, load.root)
    return load


def test_the_same_briefs_are_read_again(left: Load) -> None:
    assert [*briefs_in(left.open().folder)] == some_briefs()


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "shorter":
        path.write_bytes(data[:-1])
    else:
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


@pytest.mark.parametrize("how", ["missing", "shorter", "another byte"])
@pytest.mark.parametrize("name", ["briefs", "names", "state-briefs", "tables/2000-0000.csv"])
def test_what_is_damaged_is_not_used(left: Load, name: str, how: str) -> None:
    [path] = left.root.glob(f"*/{name}")
    damage(path, how)
    opened = left.open()
    assert (opened.stages, opened.refusal) == ([], f"{path.name} is damaged")
    assert [*left.root.rglob("*")] == [opened.folder]


def test_after_damage_it_is_begun_anew(left: Load, wanted: Elements) -> None:
    [path] = left.root.glob("*/briefs")
    damage(path, "another byte")
    assert_same(left.run(), wanted)
    assert (left.resumed, left.read) == ([], len(some_briefs()))


@pytest.mark.parametrize("text", ["", "{", "[]", "\0"])
def test_without_a_list_nothing_is_finished(left: Load, text: str) -> None:
    [path] = left.root.glob(f"*/{FINISHED}")
    path.write_text(text)
    opened = left.open()
    assert (opened.stages, opened.refusal) == ([], "no stage of it was finished")
    assert [*left.root.rglob("*")] == [opened.folder]


@pytest.mark.parametrize(
    "listed",
    [
        {"stages": ["reading"]},
        {"key": KEY, "stages": ["events"], "files": {}},
        {"key": KEY, "stages": [], "files": {}},
        {"key": KEY, "stages": ["reading"], "files": {"../../x": [1]}},
        {"key": KEY, "stages": ["reading"], "files": {"/etc/passwd": [1, "x"]}},
        {"key": 3, "stages": {}, "files": "x"},
        {"key": KEY, "stages": ["reading"], "files": {}},
    ],
)
def test_a_list_of_something_else_is_not_used(load: Load, listed: dict[str, Any]) -> None:
    folder = load.root / "x"
    folder.mkdir(parents=True)
    (folder / FINISHED).write_text(json.dumps(listed))
    (folder / "mine").write_text("mine")
    opened = load.open()
    assert opened.stages == []
    assert "is damaged" in str(opened.refusal)
    assert [*load.root.rglob("*")] == [opened.folder]


@pytest.mark.parametrize("inside", [False, True])
def test_what_others_could_write_to_is_not_used(left: Load, inside: bool) -> None:
    [folder] = left.root.iterdir()
    (folder if inside else left.root).chmod(0o777)
    opened = left.open()
    assert (opened.stages, opened.refusal) == ([], "others could write to what was kept")
    assert [*left.root.rglob("*")] == [opened.folder]
    assert left.root.stat().st_mode & 0o077 == 0


def test_what_a_link_leads_to_is_left_alone(load: Load, interrupted: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(interrupted, tmp_path / "elsewhere")
    load.root.symlink_to(elsewhere)
    opened = load.open()
    assert (opened.stages, opened.refusal) == ([], None)
    assert [*elsewhere.glob(f"*/{FINISHED}")]
    assert not load.root.is_symlink()


@pytest.mark.parametrize("part", DIFFERENCES)
def test_another_input_version_or_ontology_is_begun_anew(left: Load, part: str) -> None:
    left.key[part] = "another"
    opened = left.open()
    assert (opened.stages, opened.refusal) == ([], DIFFERENCES[part])
    assert [*left.root.rglob("*")] == [opened.folder]


def test_what_changes_while_it_is_read_is_not_kept(load: Load, wanted: Elements) -> None:
    def key() -> Key:
        return {**KEY, "input": f"{load.read} briefs were read"}

    load.stop_at = lambda method: method == "events"
    with pytest.raises(Interrupted):
        load.run(key=key)
    load.stop_at = lambda _: False
    # As it was when the first one began.
    assert_same(load.run(key=key), wanted)
    assert load.resumed == []


def test_a_few_briefs_are_computed_anew(
    load: Load, wanted: Elements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "FEW_BRIEFS", 1000)
    load.stop_at = lambda method: method == "events"
    with pytest.raises(Interrupted):
        load.run()
    load.stop_at = lambda _: False
    assert_same(load.run(), wanted)
    assert load.resumed == []


@pytest.mark.parametrize("at", ["write_private", "_digest", "_sync"])
def test_a_disk_that_is_full_leaves_what_was_finished(
    left: Load, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    opened = left.open()
    (opened.folder / "within").write_bytes(b"whole")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(unfinished, at, full)
        opened.finish("entities", opened.state)
    assert str(opened.interrupted()).startswith("3 finished stages of 6 are kept")
    assert not (opened.folder / "within").exists()
    assert (left.open().stages, left.open().refusal) == ([*STAGES[:3]], None)


def test_an_interruption_just_after_a_stage_keeps_it(
    left: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_stop(path: Path, text: str) -> None:
        write_private(path, text)
        raise Interrupted

    opened = left.open()
    with monkeypatch.context() as patch, pytest.raises(Interrupted):
        patch.setattr(unfinished, "write_private", and_stop)
        opened.finish("entities", opened.state)
    assert str(opened.interrupted()).startswith("4 finished stages of 6 are kept")
    assert left.open().stages == [*STAGES[:4]]


def test_an_interruption_says_what_is_kept_and_removes_the_rest(left: Load) -> None:
    opened = left.open()
    (opened.folder / "within").write_bytes(b"half")
    said = opened.interrupted()
    assert said is not None
    assert said.startswith(f"3 finished stages of 6 are kept in {left.root} (")
    assert not (opened.folder / "within").exists()
    if os.name == "posix":
        for folder in (left.root, opened.folder):
            assert folder.stat().st_mode & 0o077 == 0
    assert left.open().stages == [*STAGES[:3]]
    left.key["input"] = "another"
    assert left.open().interrupted() is None
    assert not left.root.exists()


def test_what_nobody_continues_is_removed_with_the_next_start_of_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path, tmp_path, "2026.09.0")
    load = Load(unfinished_folder(folders), monkeypatch)
    load.interrupt("reading", monkeypatch)
    complete_swap(folders)
    [listed] = load.root.glob(f"*/{FINISHED}")
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(listed, (long_ago, long_ago))
    complete_swap(folders)
    assert not load.root.exists()
    # What finished no stage is of no use to anybody.
    load.open()
    complete_swap(folders)
    assert not load.root.exists()
