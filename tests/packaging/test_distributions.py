"""What a wheel and a source distribution hold."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.conftest import ROOT, Built

LAYERS = ("ontology", "graph", "loaders", "queries")


def _files(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel but its RECORD, which lists the others."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith(("/", "/RECORD"))]
        return {name: archive.read(name) for name in names}


def test_a_wheel_holds_whomet_and_its_metadata_alone(built: Built) -> None:
    names = set(_files(built.wheel))
    tops = {name.partition("/")[0] for name in names}
    (metadata,) = tops - {"whomet"}
    assert metadata.startswith("whomet-") and metadata.endswith(".dist-info")
    assert f"{metadata}/licenses/LICENSE" in names
    strangers = ("tests/", "bench/", "docs/", "scripts/", "docker")
    inside = [name.partition("/")[2] for name in names if name.startswith("whomet/")]
    assert [name for name in inside if name.startswith(strangers)] == []
    assert [name for name in inside if "__pycache__" in name] == []


def test_a_wheel_holds_every_source_file(built: Built) -> None:
    names = set(_files(built.wheel))
    expected = {
        f"whomet/{layer}/{file.relative_to(ROOT / layer).as_posix()}"
        for layer in LAYERS
        for file in (ROOT / layer).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    expected |= {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "whomet").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    expected |= {
        f"whomet/example_briefs/{file.name}" for file in (ROOT / "examples/briefs").iterdir()
    }
    assert {name for name in names if name.startswith("whomet/")} == expected
    for needed in (
        "whomet/ontology/whomet.ttl",
        "whomet/ontology/vocabulary.json",
        "whomet/graph/server/neo4j-2026.09.0.lock",
        "whomet/queries/library/who-met-whom.cypher",
        "whomet/dossier/templates/page.html",
        "whomet/py.typed",
    ):
        assert needed in names


def test_a_wheel_of_the_source_distribution_is_the_same(built: Built) -> None:
    direct, indirect = _files(built.wheel), _files(built.wheel_of_sdist)
    assert direct.keys() == indirect.keys()
    assert [name for name in direct if direct[name] != indirect[name]] == []


def test_a_distribution_holds_each_file_once_and_no_link(built: Built) -> None:
    for wheel in (built.wheel, built.wheel_of_sdist):
        with zipfile.ZipFile(wheel) as archive:
            modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        assert [name for name, mode in modes.items() if stat.S_ISLNK(mode)] == []
    with tarfile.open(built.sdist) as archive:
        names = archive.getnames()
        assert len(names) == len(set(names))
        assert [each.name for each in archive if not (each.isfile() or each.isdir())] == []
