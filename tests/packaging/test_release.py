"""What a release says of itself, in one voice."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import date
from email.parser import HeaderParser
from zipfile import ZipFile

import pytest
import yaml
from pyroma import projectdata, ratings

import whomet
from tests.packaging.conftest import ROOT, Built, succeed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION = PROJECT["version"]
PYTHONS = ["3.11", "3.12", "3.13"]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_stands_in_one_place_and_is_told_everywhere(built: Built) -> None:
    assert whomet.__version__ == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert f"whomet-{VERSION}-py3-none-any.whl" == built.wheel.name
    headings = re.findall(r"^## \[(\d.*?)\] - (\S+)$", _read("CHANGELOG.md"), re.MULTILINE)
    newest, day = headings[0]
    assert newest == VERSION
    assert date.fromisoformat(day) <= date.today()


def test_the_version_is_looked_up_when_it_is_asked_for() -> None:
    code = (
        "import sys, whomet; before = 'importlib.metadata' in sys.modules; whomet.__version__;"
        "print(before, 'importlib.metadata' in sys.modules)"
    )
    assert succeed(sys.executable, "-S", "-c", f"import sys; sys.path[:] += {sys.path}; {code}",
                   cwd=ROOT) == "False True\n"  # fmt: skip


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load(_read("CITATION.cff"))
    assert set(citation) >= {"cff-version", "message", "title", "authors", "type", "license"}
    assert citation["version"] == VERSION
    assert citation["license"] == PROJECT["license"]
    assert " ".join(citation["abstract"].split()).rstrip(".") == PROJECT["description"]
    assert citation["keywords"] == PROJECT["keywords"]
    headings = re.findall(r"^## \[(\d.*?)\] - (\S+)$", _read("CHANGELOG.md"), re.MULTILINE)
    assert str(citation["date-released"]) == headings[0][1]


def test_the_metadata_is_rated_well(built: Built) -> None:
    rating, complaints = ratings.rate(projectdata.get_data(str(ROOT)))
    # There is no public address yet that would be true.
    assert [each for each in complaints if "'url'" not in each] == []
    assert rating >= 9


def test_the_metadata_names_the_supported_pythons(built: Built) -> None:
    with ZipFile(built.wheel) as archive:
        metadata = archive.read(f"whomet-{VERSION}.dist-info/METADATA").decode()
    headers = HeaderParser().parsestr(metadata)
    prefix = "Programming Language :: Python :: 3."
    classifiers = headers.get_all("Classifier") or []
    told = [each.removeprefix(prefix) for each in classifiers if each.startswith(prefix)]
    assert [f"3.{minor}" for minor in told] == PYTHONS
    assert headers["Requires-Python"] == f">={PYTHONS[0]}"
    extras = ["all", "analysis", "dev", "inception", "local", "mcp", "serve", "tables", "watch"]
    assert headers.get_all("Provides-Extra") == extras


def test_the_public_ci_runs_the_whole_check() -> None:
    workflow = yaml.safe_load(_read(".github/workflows/ci.yml"))
    # YAML 1.1 reads the key `on` as a truth.
    assert {"push", "pull_request"} <= set(workflow[True])
    check, fast = workflow["jobs"]["check"], workflow["jobs"]["fast"]
    assert [step["run"] for step in check["steps"] if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    assert "continue-on-error" not in _read(".github/workflows/ci.yml")
    cached = [step["with"]["path"] for step in check["steps"] if "actions/cache" in str(step)]
    assert "~/.cache/whomet" in cached
    assert fast["strategy"]["matrix"]["python"] == PYTHONS


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", ".ci/run"])
def test_what_the_ci_runs_is_there(file: str) -> None:
    text = _read(file)
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", _read("Makefile"), re.MULTILINE))
    called = set(re.findall(r"(?<![\w-])make ([a-z][a-z0-9-]*)", text))
    assert called and called <= targets
    for path in re.findall(r"\btests/[\w/.]+", text):
        assert (ROOT / path).exists(), path


def test_security_reports_have_a_way() -> None:
    text = _read("SECURITY.md")
    assert "Report a vulnerability" in text
    assert "@" not in text
