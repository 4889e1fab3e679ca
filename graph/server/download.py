"""Downloading jars: several at a time, resumable, each verified by size and SHA-256."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.progress import ProgressCallback
from whomet.graph.server.jars import Jar, is_whole

PARALLEL = 8
TRIES = 3
TIMEOUT = httpx.Timeout(30.0, connect=15.0)
CHUNK = 1 << 16
REPORT_SECONDS = 0.1


class _Stopped(Exception):
    """Raised in the other threads when one jar failed or Ctrl-C was pressed."""


class Download:
    """Downloads jars from a Maven mirror into a folder.

    A jar is written to `NAME.part` and renamed only after its size and SHA-256 are verified.
    """

    def __init__(self, mirror: str, folder: Path) -> None:
        self.mirror = mirror
        self.folder = folder
        self._stop = threading.Event()
        self._count_lock = threading.Lock()
        self._done = 0

    def fetch(self, jars: Iterable[Jar], task: str, progress: ProgressCallback) -> None:
        """Download all jars; DatabaseUnavailable if one fails. Finished downloads are kept."""
        wanted = sorted(jars, key=lambda jar: -jar.size)
        total = sum(jar.size for jar in wanted)
        limits = httpx.Limits(max_connections=PARALLEL)
        with (
            httpx.Client(timeout=TIMEOUT, limits=limits, follow_redirects=True) as client,
            ThreadPoolExecutor(PARALLEL, thread_name_prefix="whomet-fetch") as pool,
        ):
            try:
                pending: set[Future[None]] = {pool.submit(self._jar, client, j) for j in wanted}
                while pending:
                    finished, pending = wait(pending, REPORT_SECONDS, FIRST_EXCEPTION)
                    progress(task, self._done, total)
                    for future in finished:
                        future.result()
            except BaseException:
                self._stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _jar(self, client: httpx.Client, jar: Jar) -> None:
        target = self.folder / jar.path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        for last in (False, True):
            self._transfer(client, jar, part)
            if is_whole(part, jar):
                part.replace(target)
                return
            self._count(-min(part.stat().st_size, jar.size))
            part.unlink()
            if last:
                raise DatabaseUnavailable(
                    f"{jar.name} from {self._shown} is not the file that Neo4j published"
                    " (its SHA-256 differs), so it was discarded; try again,"
                    " or set WHOMET_MAVEN_MIRROR to another mirror of Maven Central."
                )

    def _transfer(self, client: httpx.Client, jar: Jar, part: Path) -> None:
        have = part.stat().st_size if part.exists() else 0
        self._count(min(have, jar.size))
        for attempt in range(1, TRIES + 1):
            try:
                return self._attempt(client, jar, part)
            except httpx.HTTPStatusError as error:
                code = error.response.status_code
                if attempt == TRIES or (code < 500 and code not in (408, 429)):
                    raise DatabaseUnavailable(self._refused(jar, code)) from error
            except httpx.ConnectError as error:
                # Without a network there is no point in waiting; a name server may fail once.
                if attempt >= 2:
                    raise DatabaseUnavailable(self._unreachable(error)) from error
            except httpx.HTTPError as error:
                if attempt == TRIES:
                    raise DatabaseUnavailable(self._unreachable(error)) from error
            except httpx.InvalidURL as error:
                raise DatabaseUnavailable(self._unreachable(error)) from error
            if self._stop.wait(0.3 * attempt):
                raise _Stopped
        raise AssertionError("unreachable")

    def _attempt(self, client: httpx.Client, jar: Jar, part: Path) -> None:
        have = part.stat().st_size if part.exists() else 0
        if have == jar.size:
            return
        if have > jar.size:
            part.unlink()
            have = 0
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        with client.stream("GET", f"{self.mirror}/{jar.path}", headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()
                self._count(-have)
                return self._attempt(client, jar, part)
            response.raise_for_status()
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            if have and not resumed:
                self._count(-have)
            with part.open("ab" if resumed else "wb") as file:
                for chunk in response.iter_raw(CHUNK):
                    if self._stop.is_set():
                        raise _Stopped
                    file.write(chunk)
                    self._count(len(chunk))
                    if file.tell() > jar.size:  # the response is longer than the jar
                        return

    def _count(self, number: int) -> None:
        with self._count_lock:
            self._done += number

    @property
    def _shown(self) -> str:
        """The mirror's address without the password that it may contain."""
        parts = urlsplit(self.mirror)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def _refused(self, jar: Jar, code: int) -> str:
        return (
            f"{self._shown} answered {code} for {jar.name};"
            " set WHOMET_MAVEN_MIRROR to a mirror of Maven Central that has it."
        )

    def _unreachable(self, error: Exception) -> str:
        reason = " ".join(str(error).split()) or type(error).__name__
        return (
            f"{self._shown} cannot be reached to fetch Neo4j ({reason}); connect to the network"
            " and run this again, or set WHOMET_MAVEN_MIRROR to a mirror of Maven Central,"
            " or WHOMET_MAVEN_REPOSITORY to a folder that holds the jars."
        )
