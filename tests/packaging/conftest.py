"""whomet as others get it: built as a distribution, and installed by pip into clean environments.

pip comes from the environment of the tests (`pip --python`), so that a clean one is made at once.
Its dependencies are links to those that are installed here, all but whomet itself.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: The names that whomet had at the root of site-packages, on PyPI those of others.
FOREIGN = ("queries==2.1.1", "ontology==0.1.0")
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", "site", "secrets"
)


def run(
    *command: str | Path, cwd: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that nothing of this environment leads to the sources of whomet."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={
            **environ,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_COMPILE": "1",
            **(variables or {}),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


def succeed(*command: str | Path, cwd: Path, variables: Mapping[str, str] | None = None) -> str:
    """The output of a command that must succeed."""
    done = run(*command, cwd=cwd, variables=variables)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def told(error: str) -> list[str]:
    """The lines of standard error, but how far work was that took more than a moment."""
    progress = re.compile(r"[A-Z][a-z ]+(: [\d,.]+.*| \.\.\.)")
    return [line for line in error.splitlines() if not progress.fullmatch(line)]


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment, and a folder to run its programs in."""

    folder: Path
    cwd: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def site(self) -> Path:
        """Its site-packages."""
        paths = sysconfig.get_paths("venv", vars={"base": str(self.folder)})
        return Path(paths["purelib"])

    def pip(self, *arguments: str | Path) -> str:
        python = ("--python", self.python)
        return succeed(sys.executable, "-m", "pip", *python, "--quiet", *arguments, cwd=self.cwd)

    def run(
        self, *arguments: str | Path, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Its Python with these arguments."""
        return run(self.python, *arguments, cwd=cwd or self.cwd, variables=self.variables)

    def succeed(self, *arguments: str | Path, cwd: Path | None = None) -> str:
        """The output of its Python with these arguments."""
        return succeed(self.python, *arguments, cwd=cwd or self.cwd, variables=self.variables)

    @property
    def command(self) -> Path:
        """The program `whomet`."""
        return self.python.with_name("whomet.exe" if os.name == "nt" else "whomet")

    @property
    def variables(self) -> dict[str, str]:
        home = self.folder / "home"
        return {"WHOMET_HOME": str(home), "WHOMET_CACHE": str(home / "cache"), "COLUMNS": "100"}


MakeEnvironment = Callable[..., Environment]


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that is installed here, but whomet and what leads to it."""
    folder = tmp_path_factory.mktemp("dependencies")
    for site in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(site).iterdir():
            if "whomet" not in entry.name.lower() and entry.suffix != ".pth":
                (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture
def make_environment(tmp_path: Path, dependencies: Path) -> MakeEnvironment:
    """Makes a clean environment; with the dependencies of whomet, or quite empty."""

    def make(name: str = "environment", *, empty: bool = False) -> Environment:
        cwd = tmp_path / f"{name}-cwd"
        cwd.mkdir()
        environment = Environment(tmp_path / name, cwd)
        succeed(sys.executable, "-m", "venv", "--without-pip", environment.folder, cwd=cwd)
        if not empty:
            (environment.site / "dependencies.pth").write_text(f"{dependencies}\n")
        return environment

    return make


def copy_of_tree(target: Path) -> Path:
    """The sources, links as links, without what was made from them."""
    shutil.copytree(ROOT, target, symlinks=True, ignore=NOT_COPIED)
    return target


@dataclass(frozen=True, slots=True)
class Built:
    """The source distribution, the wheel, and the wheel that is built from the former."""

    sdist: Path
    wheel: Path
    wheel_of_sdist: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The distributions of this tree."""
    folder = tmp_path_factory.mktemp("built")
    first, second, unpacked = (folder / name for name in ("first", "second", "unpacked"))
    build = (sys.executable, "-m", "hatchling", "build", "-d")
    succeed(*build, first, "-t", "sdist", "-t", "wheel", cwd=ROOT)
    (sdist,) = first.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (sources,) = unpacked.iterdir()
    succeed(*build, second, "-t", "wheel", cwd=sources)
    (wheel,), (wheel_of_sdist,) = first.glob("*.whl"), second.glob("*.whl")
    return Built(sdist, wheel, wheel_of_sdist)


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Wheels of PyPI's packages `queries` and `ontology`."""
    folder = tmp_path_factory.mktemp("foreign")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps")
    succeed(*pip, "--wheel-dir", folder, *FOREIGN, cwd=folder)
    return sorted(folder.glob("*.whl"))


def harmed(site: Path) -> list[str]:
    """The files of whomet in `site` that are missing or not as its RECORD says."""
    (record,) = site.glob("whomet-*.dist-info/RECORD")
    found = []
    with record.open(encoding="utf-8", newline="") as lines:
        for name, digest, _ in csv.reader(lines):
            file = site / name
            if not file.is_file():
                found.append(f"{name} is missing")
            elif digest:
                kind, _, expected = digest.partition("=")
                actual = hashlib.new(kind, file.read_bytes()).digest()
                if base64.urlsafe_b64encode(actual).rstrip(b"=").decode() != expected:
                    found.append(f"{name} is another file")
    return found
