"""Fetching the jars, with everything that goes wrong on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import doctor, provision
from whomet.graph.server.jars import jar_lock
from whomet.graph.settings import VERSIONS, Settings

from .conftest import CLOSED, ROOT, Mirror, lock_of, wait_for


def jars_of(settings: Settings) -> dict[str, bytes]:
    root = settings.cache / "jars"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("version", VERSIONS)
def test_lock_files_are_whole(version: str) -> None:
    lock = jar_lock(version)
    assert len(lock.jars) > 200
    assert len({jar.path for jar in lock.jars}) == len(lock.jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock.jars)
    assert any(jar.name.startswith(f"neo4j-server-{version}") for jar in lock.jars)
    assert any(jar.name.startswith("neo4j-browser-") for jar in lock.jars)


def test_fetches_everything_and_tells_how_far(small: Settings, mirror: Mirror) -> None:
    told: list[tuple[str, int, int | None]] = []
    provision(small, lambda task, done, total=None: told.append((task, done, total)))
    assert jars_of(small) == mirror.files
    size = sum(map(len, mirror.files.values()))
    assert told[-1] == ("Fetching Neo4j 2026.09.0", size, size)


def test_warm_needs_no_network(small: Settings, mirror: Mirror) -> None:
    provision(small)
    asked = len(mirror.requests)
    provision(replace(small, maven_mirror=CLOSED))
    assert len(mirror.requests) == asked


def test_cold_without_network_is_one_sentence(small: Settings) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"cannot be reached.*WHOMET_MAVEN_MIRROR"):
        provision(replace(small, maven_mirror=CLOSED))


def test_goes_on_where_it_was_left(small: Settings, mirror: Mirror) -> None:
    path, data = max(mirror.files.items())
    part = small.cache / "jars" / f"{path}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(data[:1000])
    provision(small)
    assert mirror.asked("jar4-1.0.jar") == ["bytes=1000-"]
    assert jars_of(small) == mirror.files


def test_a_mirror_that_cannot_go_on_starts_anew(small: Settings, mirror: Mirror) -> None:
    mirror.ranges = False
    path, data = max(mirror.files.items())
    part = small.cache / "jars" / f"{path}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(data[:1000])
    provision(small)
    assert jars_of(small) == mirror.files


@pytest.mark.parametrize("left", [b"\1" * 1000, b"\1" * 10_000_000])
def test_a_begun_download_that_is_wrong_is_thrown_away(
    small: Settings, mirror: Mirror, left: bytes
) -> None:
    part = small.cache / "jars" / f"{max(mirror.files)}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(left)
    provision(small)
    assert jars_of(small) == mirror.files


def test_a_wrong_checksum_is_refused(small: Settings, mirror: Mirror) -> None:
    mirror.wrong["jar2-1.0.jar"] = 99
    with pytest.raises(DatabaseUnavailable, match=r"jar2-1\.0\.jar .* SHA-256"):
        provision(small)
    assert not any("jar2" in path for path in jars_of(small))
    assert len(mirror.asked("jar2-1.0.jar")) == 2
    mirror.wrong.clear()
    provision(small)
    assert jars_of(small) == mirror.files


def test_what_fails_once_is_tried_again(small: Settings, mirror: Mirror) -> None:
    mirror.wrong["jar1-1.0.jar"] = 1
    mirror.failing["jar3-1.0.jar"] = 2
    provision(small)
    assert jars_of(small) == mirror.files


def test_a_mirror_without_a_jar_is_one_sentence(small: Settings, mirror: Mirror) -> None:
    path = min(mirror.files)
    data = mirror.files.pop(path)
    # The lock still names it.
    wanted = lock_of(replace(mirror, files={**mirror.files, path: data}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whomet.graph.server.provisioning.jar_lock", lambda version: wanted)
        with pytest.raises(DatabaseUnavailable, match=r"answered 404 for jar0-1\.0\.jar"):
            provision(small)


def test_a_damaged_jar_is_fetched_again(small: Settings, mirror: Mirror) -> None:
    provision(small)
    first, second, third, *_ = sorted(mirror.files)
    jars = small.cache / "jars"
    (jars / first).write_bytes(b"short")
    (jars / second).write_bytes(bytes(len(mirror.files[second])))
    (jars / third).unlink()
    mirror.requests.clear()
    provision(small)
    assert {path for path, _ in mirror.requests} == {first, second, third}
    assert jars_of(small) == mirror.files


def test_damage_that_leaves_size_and_time_is_found_by_doctor(
    small: Settings, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whomet.graph.server.checks.jar_lock", lambda version: lock_of(mirror))
    installed = provision(small)
    harmed = installed.jars[3]
    was = harmed.stat()
    harmed.write_bytes(bytes(was.st_size))
    os.utime(harmed, ns=(was.st_atime_ns, was.st_mtime_ns))
    (check,) = [check for check in doctor(small) if check.name == "Neo4j 2026.09.0"]
    assert check.level == "fail"
    assert harmed.name in check.found
    provision(small)
    assert jars_of(small) == mirror.files


def test_a_local_repository_is_used_once_checked(
    small: Settings, mirror: Mirror, tmp_path: Path
) -> None:
    repository = tmp_path / "repository"
    for path, data in mirror.files.items():
        file = repository / path
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
    bad = max(mirror.files)
    (repository / bad).write_bytes(bytes(len(mirror.files[bad])))
    provision(replace(small, maven_repository=repository))
    assert [path for path, _ in mirror.requests] == [bad]
    assert jars_of(small) == mirror.files
    assert (repository / bad).read_bytes() == bytes(len(mirror.files[bad]))


def test_a_cache_without_room_is_one_sentence(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")(1, 1, 1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DatabaseUnavailable, match=r"1 MB free.*WHOMET_CACHE"):
        provision(small)


def test_a_cache_under_a_file_is_one_sentence(small: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="WHOMET_CACHE"):
        provision(replace(small, cache=tmp_path / "file" / "cache"))


FETCH = """
import json, sys
from whomet.graph.server import provision, provisioning
from whomet.graph.server.jars import Jar, JarLock
from whomet.graph.settings import load_settings
jars = tuple(Jar(*jar) for jar in json.loads(sys.argv[1]))
provisioning.jar_lock = lambda version: JarLock("2026.09.0", "digest", jars)
provision(load_settings(json.loads(sys.argv[2])))
"""


def fetcher(settings: Settings, mirror: Mirror) -> subprocess.Popen[str]:
    jars = [(jar.path, jar.sha256, jar.size) for jar in lock_of(mirror).jars]
    names = ("home", "cache", "maven_mirror", "maven_repository", "neo4j")
    values = {name: str(getattr(settings, name)) for name in names}
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, json.dumps(jars), json.dumps(values)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_goes_on_the_next_time(
    small: Settings, mirror: Mirror, ending: signal.Signals
) -> None:
    mirror.bytes_per_second = 40_000
    process = fetcher(small, mirror)

    def begun() -> list[Path]:
        parts = (small.cache / "jars").rglob("*.part")
        return [part for part in parts if part.stat().st_size > 8000]

    wait_for(begun)
    process.send_signal(ending)
    assert process.wait(10) != 0
    mirror.bytes_per_second = float("inf")
    mirror.requests.clear()
    provision(small)
    assert any(span for _, span in mirror.requests)
    assert jars_of(small) == mirror.files


def test_two_at_once_fetch_each_jar_once(small: Settings, mirror: Mirror) -> None:
    mirror.bytes_per_second = 200_000
    both = [fetcher(small, mirror), fetcher(small, mirror)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert sorted(path for path, _ in mirror.requests) == sorted(mirror.files)
    assert jars_of(small) == mirror.files
