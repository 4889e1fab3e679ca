"""`whomet` as a process, on the suite's own server or on none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.warm_process import WarmProcess
from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BRIEFS = ROOT / "examples" / "briefs"


@dataclass
class Whomet:
    """Runs `whomet` in the folder `cwd`."""

    cwd: Path
    home: Path
    warm: WarmProcess
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "whomet"]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "100",
            "WHOMET_HOME": str(self.home),
            # What a test opens must not come up on anybody's screen.
            "BROWSER": "true",
            **self.variables,
        }

    def __call__(
        self, *arguments: str | Path, input: bytes | None = None
    ) -> subprocess.CompletedProcess[str]:
        given = b"" if input is None else input
        texts = [str(argument) for argument in arguments]
        if self.warm.fits(self.environment):
            done = self.warm.run(texts, self.cwd, self.environment, given)
        else:
            done = subprocess.run(
                [*self.command, *texts],
                cwd=self.cwd,
                env=self.environment,
                input=given,
                capture_output=True,
                timeout=300,
            )
        out, error = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in error, error
        return subprocess.CompletedProcess(done.args, done.returncode, out, error)

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self.command, *map(str, arguments)],
            cwd=self.cwd,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def sentences(error: str) -> Sequence[str]:
    """The lines on stderr that are ours."""
    return [line for line in error.splitlines() if line.startswith("whomet: ")]


@pytest.fixture
def whomet(tmp_path: Path, warm_process: WarmProcess) -> Whomet:
    """`whomet` with a home where nothing is; for what needs no database."""
    return Whomet(tmp_path, tmp_path / "home", warm_process)


@pytest.fixture
def whomet_up(
    server: Settings, graph: Connection, tmp_path: Path, warm_process: WarmProcess
) -> Whomet:
    """`whomet` on the suite's own server, its database empty."""
    variables = {"WHOMET_AOT": "off", "WHOMET_IDLE_MINUTES": "120"}
    return Whomet(tmp_path, server.home, warm_process, variables)


@pytest.fixture
def loaded(whomet_up: Whomet, load_examples: Callable[[], Connection]) -> Whomet:
    """`whomet` on a graph of the example briefs."""
    load_examples()
    return whomet_up
