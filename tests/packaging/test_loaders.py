"""Formats that other packages bring: the example, and loaders that are broken or clash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, succeed, told
from whomet.loaders import check

EXAMPLE = ROOT / "examples/loader"
MINUTES = EXAMPLE / "minutes/1978-09-17-camp-david.minutes"
NATIVE = ROOT / "examples/briefs/2017-10-19-damascus.yaml"


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder of packages beside those of the environment."""

    packages: Path
    cwd: Path

    def add(self, name: str, entry: str, code: str) -> None:
        """Install a package with one entry point `entry` and the module `name` with `code`."""
        (self.packages / f"{name}.py").write_text(code, encoding="utf-8")
        metadata = self.packages / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[whomet.loaders]\n{entry}\n")

    def whomet(
        self, *arguments: str | Path, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "whomet", *map(str, arguments)],
            cwd=self.cwd,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(self.packages)))},
            input=input,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip has installed the example."""
    folder = tmp_path_factory.mktemp("example")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation")
    succeed(*pip, "--target", folder, EXAMPLE, cwd=folder)
    return folder


@pytest.fixture
def with_example(example: Path, tmp_path: Path) -> Installation:
    return Installation(example, tmp_path)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    packages, cwd = tmp_path / "packages", tmp_path / "cwd"
    packages.mkdir()
    cwd.mkdir()
    return Installation(packages, cwd)


def test_the_example_ends_with_a_brief(with_example: Installation) -> None:
    done = with_example.whomet("check", "--ignore", "unread-file", EXAMPLE)
    assert (done.returncode, told(done.stderr)) == (0, [])
    assert done.stdout == "1 valid brief with 1 claim; no fault.\n"
    converted = with_example.whomet("convert", MINUTES, "--to", "json")
    brief = json.loads(converted.stdout)
    assert brief["brief"] == "1978-09-17-camp-david"
    (meeting,) = brief["events"].values()
    people = [brief["entities"][key]["name"] for key in meeting["participant"]]
    assert people == ["Jimmy Carter", "Anwar Sadat", "Menachem Begin"]


def test_its_faults_have_their_places(with_example: Installation) -> None:
    text = MINUTES.read_text(encoding="utf-8")
    cases = {
        "date": (text.replace("Date: 1978-09-17", "Date: 1978-09-31"), "3:1"),
        "name": (text.replace("Anwar Sadat;", "Anwar el-Sadat;"), "4:1"),
        "line": (text.replace("Place:", "Where:"), "5:1"),
    }
    for name, (damaged, place) in cases.items():
        assert damaged != text
        (with_example.cwd / f"{name}.minutes").write_text(damaged, encoding="utf-8")
        done = with_example.whomet("check", f"{name}.minutes")
        assert done.returncode == 1
        assert told(done.stderr)[0].startswith(f"{name}.minutes:{place}: ")


def test_it_is_chosen_by_name(with_example: Installation) -> None:
    minutes = MINUTES.read_text(encoding="utf-8")
    done = with_example.whomet("check", "--input-format", "minutes", "-", input=minutes)
    assert (done.returncode, told(done.stderr)) == (0, [])
    done = with_example.whomet("check", "--input-format", "minute", "-", input=minutes)
    assert done.returncode == 2
    assert "There is no format 'minute'; did you mean 'minutes'?" in done.stderr


def test_files_of_ours_do_not_look_for_others(installation: Installation) -> None:
    installation.add("noisy", "noisy = noisy:FORMAT", "print('imported')\n")
    for path in (NATIVE, ROOT / "examples/brat", ROOT / "examples/inception/pyongyang.xmi"):
        done = installation.whomet("check", path)
        assert (done.returncode, told(done.stderr)) == (0, [])
        assert "imported" not in done.stdout


FORMAT = "from whomet.loaders import InputFormat\nFORMAT = InputFormat({})\n"
AT_FAULT = [
    ("raise ValueError('no luck')", "minutes:FORMAT cannot be imported (no luck)"),
    ("FORMAT = 'minutes'", "minutes:FORMAT is a str, expected an InputFormat"),
    (
        FORMAT.format("'hours', 'x', 'minutes', endings=('.minutes',)"),
        "its format is named 'hours', expected 'minutes'",
    ),
    (
        FORMAT.format("'minutes', 'x', 'minutes', endings=('.ann',)"),
        "files that end in .ann are of another format; list it as shared",
    ),
    (
        FORMAT.format("'minutes', 'x', 'minutes', companions=('.people.yaml',)"),
        "a companion cannot end in .people.yaml, which is a brief's own ending",
    ),
]


@pytest.mark.parametrize(("code", "reason"), AT_FAULT)
def test_a_broken_loader_is_one_sentence(
    code: str, reason: str, installation: Installation
) -> None:
    installation.add("minutes", "minutes = minutes:FORMAT", code)
    sentence = f"The loader 'minutes' of minutes 1.0 is not used: {reason}."
    (installation.cwd / "notes.minutes").write_text("Id: x\n")
    (installation.cwd / "brief.yaml").write_bytes(NATIVE.read_bytes())
    done = installation.whomet("check", ".")
    first, second = told(done.stderr)
    assert (done.returncode, first) == (0, f"whomet: {sentence}")
    assert second.startswith("notes.minutes:1:1: warning: the file is not read")
    assert done.stdout.startswith("1 valid brief ")
    done = installation.whomet("check", "--input-format", "minutes", ".")
    assert done.returncode == 2
    assert sentence.rstrip(".") in done.stderr and len(told(done.stderr)) == 1


def test_two_loaders_of_one_name_leave_the_first(with_example: Installation) -> None:
    other = Installation(with_example.cwd / "others", with_example.cwd)
    other.packages.mkdir()
    other.add("also", "native = also:FORMAT", FORMAT.format("'native', 'x', 'also'"))
    both = os.pathsep.join((str(with_example.packages), str(other.packages)))
    done = Installation(Path(both), with_example.cwd).whomet("check", MINUTES)
    assert done.returncode == 0
    assert "'native' of also 1.0 is not used: there is another format of that name" in done.stderr


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("yield {}['nothing']", "KeyError: 'nothing'"),
        ("yield 'a text'", "TypeError: it gave a str, not a Document"),
        ("return 5", "TypeError: 'int' object is not iterable"),
    ],
)
def test_an_accident_of_a_loader_is_a_fault_of_its_file(
    body: str, found: str, installation: Installation
) -> None:
    code = FORMAT.format("'minutes', 'x', 'minutes', endings=('.minutes',)")
    installation.add(
        "minutes",
        "minutes = minutes:FORMAT",
        f"{code}\n\ndef documents(source, stream, vocabulary):\n    {body}\n",
    )
    (installation.cwd / "notes.minutes").write_text("Id: x\n")
    (installation.cwd / "brief.yaml").write_bytes(NATIVE.read_bytes())
    done = installation.whomet("check", "--json", ".")
    report = json.loads(done.stdout)
    assert (done.returncode, report["briefs"]) == (1, 1)
    (fault,) = report["faults"]
    assert (fault["code"], fault["found"]) == ("broken-loader", found)
    assert fault["problem"] == "the loader 'minutes' of minutes 1.0 failed"


def test_a_format_that_is_not_there_is_an_error_in_python() -> None:
    from whomet.loaders import LoaderError

    with pytest.raises(LoaderError, match="There is no format 'minutes'; expected one of native"):
        check([MINUTES], format="minutes")
