"""Flags over variables over a settings file that the user names or owns; trusted folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.graph.errors import SettingsError
from whomet.graph.settings import MAVEN_CENTRAL, Settings, load_settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own configuration."""
    monkeypatch.setattr("whomet.graph.trust.user_folder", lambda: tmp_path / "own")
    monkeypatch.setattr("whomet.graph.settings.user_folder", lambda: tmp_path / "own")
    return tmp_path / "own"


def load(tmp_path: Path, environ: dict[str, str] | None = None, **overrides: object) -> Settings:
    (tmp_path / "here").mkdir(exist_ok=True)
    environ = {"WHOMET_HOME": str(tmp_path / "home"), **(environ or {})}
    return load_settings(overrides, environ, tmp_path / "here")


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "whomet.toml").write_text(text, encoding="utf-8")


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, {}, tmp_path)
    assert settings.home.name == settings.cache.name == "whomet"
    assert settings.home != settings.cache
    assert (settings.uri, settings.user, settings.database) == (None, "neo4j", None)
    assert (settings.heap, settings.pagecache, settings.idle_minutes) == ("1g", "256m", 240)
    assert settings.maven_mirror == MAVEN_CENTRAL


def test_what_goes_over_what(tmp_path: Path) -> None:
    write(tmp_path / "own", 'user = "own"\nheap = "2g"\npagecache = "1g"\ndatabase = "own"\n')
    settings = load(tmp_path, {"WHOMET_USER": "variable", "WHOMET_HEAP": "4g"}, user="flag")
    assert (settings.user, settings.heap) == ("flag", "4g")
    assert (settings.pagecache, settings.database) == ("1g", "own")
    write(tmp_path / "named", 'heap = "3g"\n')
    named = str(tmp_path / "named" / "whomet.toml")
    for settings in (load(tmp_path, config=named), load(tmp_path, {"WHOMET_CONFIG": named})):
        assert (settings.heap, settings.pagecache, settings.user) == ("3g", "256m", "neo4j")
    assert load(tmp_path, {"WHOMET_CONFIG": "nowhere"}, config=named).heap == "3g"
    with pytest.raises(SettingsError, match="no settings file"):
        load(tmp_path, {"WHOMET_CONFIG": "nowhere"})


def test_paths_start_from_where_they_are_written(tmp_path: Path) -> None:
    write(tmp_path / "own", 'extensions = ["a.ttl"]\nquestions = ["q", "/r"]\ncache = "c"\n')
    settings = load(tmp_path, {"WHOMET_EXTENSIONS": "b.ttl"})
    assert settings.extensions == (tmp_path / "here" / "b.ttl",)
    assert settings.questions == (tmp_path / "own" / "q", Path("/r"))
    assert settings.cache == tmp_path / "own" / "c"


@pytest.mark.parametrize(
    ("given", "version"),
    [("5.26", "5.26.30"), ("lts", "5.26.30"), ("2026.09", "2026.09.0"), ("5.26.30", "5.26.30")],
)
def test_versions(tmp_path: Path, given: str, version: str) -> None:
    assert load(tmp_path, {"WHOMET_NEO4J": given}).neo4j == version


@pytest.mark.parametrize("given", ["cypher25", "CYPHER_25", "25", "Cypher 25"])
def test_languages(tmp_path: Path, given: str) -> None:
    settings = load(tmp_path, {"WHOMET_DEFAULT_LANGUAGE": given})
    assert settings.default_language == "CYPHER_25"


def test_a_password_shows_nowhere(tmp_path: Path) -> None:
    settings = load(tmp_path, {"WHOMET_PASSWORD": "hunter22"})
    assert settings.password == "hunter22"
    assert "hunter22" not in repr(settings)
    assert load(tmp_path, {"WHOMET_PASSWORD": ""}).password == ""


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("HEAP", "big", "WHOMET_HEAP: 'big' is not a size"),
        ("HEAP", "0m", "not a size"),
        ("IDLE_MINUTES", "-1", "not a number of minutes"),
        ("IDLE_MINUTES", "nan", "not a number of minutes"),
        ("URI", "http://x", "does not begin with one of bolt://"),
        ("URI", "bolt://", "names no host"),
        ("URI", "bolt://x:99999", "port"),
        ("URI", "bolt://me:secret@x", "leave user and password out"),
        ("NEO4J", "4.4", "Neo4j '4.4' is not supported; use 2026.09.0 or 5.26.30"),
        ("NEO4J", "5.2", "is not supported"),
        ("DEFAULT_LANGUAGE", "gql", "use cypher5 or cypher25"),
        ("MAVEN_MIRROR", "ftp://x", "not a web address"),
        ("AOT", "perhaps", "neither on nor off"),
    ],
)
def test_bad_values_are_one_sentence(tmp_path: Path, variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, {f"WHOMET_{variable}": value})
    assert says in raised.value.message
    assert f"WHOMET_{variable}" in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('heep = "1g"', "there is no setting 'heep'; did you mean 'heap'?"),
        ("heap = 1", "heap: expected text, not 1"),
        ('password = "x"', "password_file"),
        ("heap = ", "is not TOML"),
        ("idle_minutes = true", "not a number of minutes"),
        ("extensions = 3", "expected a list of paths"),
    ],
)
def test_a_file_at_fault_is_named(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path / "own", text)
    with pytest.raises(SettingsError) as raised:
        load(tmp_path)
    assert says in raised.value.message
    assert str(tmp_path / "own" / "whomet.toml") in raised.value.message


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "whomet.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)


def test_an_unknown_setting_of_a_call(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no setting 'urI'; did you mean 'uri'"):
        load(tmp_path, urI="bolt://x")


def test_the_lts_has_no_cypher_25(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no Cypher 25"):
        load(tmp_path, {"WHOMET_NEO4J": "lts", "WHOMET_DEFAULT_LANGUAGE": "25"})
