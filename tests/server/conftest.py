"""What the tests of the local server share: homes of their own, and a mirror with faults."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from tests.conftest import start_servers_lightly
from whomet.graph.server import Installation, down, provision, provisioning
from whomet.graph.server.aot import aot_file, is_made
from whomet.graph.server.folders import Folders
from whomet.graph.server.jars import Jar, JarLock
from whomet.graph.server.state import stray_processes
from whomet.graph.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
CLOSED = "http://127.0.0.1:1"

MakeSettings = Callable[..., Settings]


@pytest.fixture(scope="session")
def installation() -> Installation:
    """Neo4j in the shared cache, with its AOT cache: dozens of starts follow."""
    settings = load_settings({"home": Path("nowhere")})
    installed = provision(settings)
    file = aot_file(settings, installed)
    if file is not None:
        # Somebody else may be at it already, such as a run that the suite's own `down` began; who
        # comes second does nothing, and tries again in case the first did not bring it about.
        def made() -> bool:
            # A process of its own: it makes itself as nice as can be.
            run = [sys.executable, "-m", "whomet.graph.server.training", str(settings.cache)]
            subprocess.run([*run, settings.neo4j, "512m", "128m"], cwd=ROOT, check=True)
            return is_made(file)

        wait_for(lambda: is_made(file) or made(), 900)
    start_servers_lightly()
    return installed


@pytest.fixture
def new_settings(tmp_path: Path, installation: Installation) -> Iterator[MakeSettings]:
    """Makes settings of a server whose home is this test's own; stops it in the end."""
    made: list[Settings] = []

    def make(**overrides: object) -> Settings:
        defaults = {"home": tmp_path / "home", "heap": "512m", "pagecache": "64m"}
        settings = load_settings({**defaults, "idle_minutes": 0, **overrides}, cwd=tmp_path)
        made.append(settings)
        return settings

    yield make
    for settings in made:
        down(settings)
        assert processes(settings) == []


def processes(settings: Settings) -> list[int]:
    """The ids of the servers on this home; one at most, if all is well."""
    return [process.pid for process in stray_processes(Folders.of(settings))]


def starter(settings: Settings, then: str = "") -> subprocess.Popen[str]:
    """Another process that starts the server of these settings, prints its process id, and goes on
    as `then` says.
    """
    code = (
        "import sys, pathlib\n"
        "from whomet.graph.server import up\n"
        "from whomet.graph.settings import load_settings\n"
        "from whomet.ontology.errors import WhometError\n"
        "home, cache, mirror = sys.argv[1:]\n"
        "settings = load_settings({'home': home, 'cache': cache, 'heap': '512m',\n"
        "    'pagecache': '64m', 'idle_minutes': 0, 'maven_mirror': mirror})\n"
        "try:\n"
        "    print(up(settings).pid, flush=True)\n"
        "except WhometError as error:\n"
        "    sys.exit(error.message)\n"
        f"{then}\n"
    )
    arguments = [str(settings.home), str(settings.cache), settings.maven_mirror]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def kill(pid: int) -> None:
    """kill -9, and wait until it is gone."""
    process = psutil.Process(pid)
    process.kill()
    wait_for(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


@dataclass
class Mirror:
    """A Maven mirror on this machine. `files` by path; the rest are its faults."""

    files: dict[str, bytes]
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    ranges: bool = True
    bytes_per_second: float = float("inf")
    url: str = ""

    def asked(self, name: str) -> list[str | None]:
        """The Range headers of the requests for that file."""
        return [span for path, span in self.requests if path.endswith(name)]


class _Handler(BaseHTTPRequestHandler):
    mirror: Mirror
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        mirror, path = self.mirror, self.path.lstrip("/")
        span = self.headers.get("Range")
        mirror.requests.append((path, span))
        name = path.rpartition("/")[2]
        if mirror.failing.get(name, 0) > 0:
            mirror.failing[name] -= 1
            self._answer(503, b"")
            return
        if path not in mirror.files:
            self._answer(404, b"no such file")
            return
        data = mirror.files[path]
        if mirror.wrong.get(name, 0) > 0:
            mirror.wrong[name] -= 1
            data = bytes(len(data))
        if span and mirror.ranges:
            self._answer(206, data[int(span.removeprefix("bytes=").rstrip("-")) :])
        else:
            self._answer(200, data)

    def _answer(self, code: int, data: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        step = 4096
        for start in range(0, len(data), step):
            try:
                self.wfile.write(data[start : start + step])
            except OSError:
                return
            if self.mirror.bytes_per_second != float("inf"):
                time.sleep(step / self.mirror.bytes_per_second)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """A mirror that has five small jars."""
    files = {}
    for number in range(5):
        seed = hashlib.sha256(str(number).encode()).digest()
        files[f"org/example/jar{number}/1.0/jar{number}-1.0.jar"] = seed * (2000 + 500 * number)
    state = Mirror(files)
    handler = type("Handler", (_Handler,), {"mirror": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()


def lock_of(mirror: Mirror) -> JarLock:
    """The lock file that those jars would have."""
    jars = tuple(
        Jar(path, hashlib.sha256(data).hexdigest(), len(data))
        for path, data in sorted(mirror.files.items())
    )
    return JarLock("2026.09.0", "digest", jars)


@pytest.fixture
def small(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with an empty cache and a lock file of the mirror's five jars."""
    monkeypatch.setattr(provisioning, "jar_lock", lambda version: lock_of(mirror))
    overrides = {"home": tmp_path / "home", "cache": tmp_path / "cache"}
    nothing = tmp_path / "no-repository"
    return load_settings(
        {**overrides, "maven_mirror": mirror.url, "maven_repository": nothing, "neo4j": "2026.09"},
        cwd=tmp_path,
    )
