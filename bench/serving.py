"""Compares what `whomet serve` answers over HTTP with the same in this process, and under load.

    python bench/serving.py [--briefs 2000] [--requests 200] [--seconds 15] [--rows 1000000]
                            [--formats csv,xlsx]

Serves generated briefs, of which half name one person. Prints how much later an answer comes over
HTTP (p50, each question with its answer in process in turn), a 304, a health check (what HTTP alone
takes on this machine), the page of that person (first byte, size compressed without the libraries
of its pictures), the memory of the serving process, the times of 50 clients that send at half the
highest rate sustained, and how far the memory grows while an answer of many rows is sent in each
format. With `--formats` only the latter, of the question of so many rows, in these formats.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import httpx
import psutil

from bench.generated import FAMILY, GIVEN, briefs
from whomet.api import Graph
from whomet.graph.server import down
from whomet.graph.settings import Settings, load_settings
from whomet.graph.writing.loading import load_briefs
from whomet.ontology.records import Brief
from whomet.queries.presentation import WHOLE, formats
from whomet.serving.tokens import TokenStore

CLIENTS = 50
SERVE = ["serve", "--port", "0", "--no-open", "--rate-limit", "0", "--time-limit", "1800"]
KNOWN = "Mara Quill"
#: A question of many rows.
MANY = """\
// title = "Many"
// question = "Which numbers are there?"
// why = "To send many rows."
// parameters = []
// example = "whomet ask many"
// [columns]
// n = "a number"
// "names[]" = "names"
// "said" = "words"
UNWIND range(1, ROWS) AS n
RETURN n AS n, ['Mara Quill', 'place:syria/damascus'] AS names, 'Quill met Rowe in Damascus' AS said
"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=2000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--formats", type=lambda told: told.split(","), default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        own = Path(home) / "questions"
        own.mkdir()
        (own / "many.cypher").write_text(MANY.replace("ROWS", str(options.rows)))
        settings = load_settings({"home": home, "questions": [own]}, cwd=Path(home))
        try:
            with Graph(settings) as graph:
                load_briefs(graph.connect(), map(known, briefs(options.briefs)))
                with served(settings) as (client, process):
                    for format in options.formats:
                        streams(client, process, "many", format)
                    if options.formats:
                        return
                    people = [f"{given} {family}" for given in GIVEN for family in FAMILY][1:]
                    latency(graph, client, people, options.requests)
                    page(graph, client)
                    under_load(client, people, options.seconds)
                    print(f"resident     {process.memory_info().rss / 1e6:7.0f} MB")
                    for path in ("many", "who-met-whom"):
                        for format in sorted({*formats()} - {*WHOLE}):
                            streams(client, process, path, format)
        finally:
            down(settings)


def known(brief: Brief) -> Brief:
    """The brief, every second one about the person that many briefs name."""
    if int(brief.id.rpartition("-")[2]) % 2 or KNOWN in brief.text:
        return brief
    first = brief.mentions[0]
    if len(first.name) < len(KNOWN):
        return brief  # the places of the other words stay as they are
    text = brief.text.replace(first.name, KNOWN.ljust(len(first.name)))
    span = (first.spans[0][0], first.spans[0][0] + len(KNOWN))
    named = replace(first, name=KNOWN, surfaces=(KNOWN,), spans=(span,))
    return replace(brief, text=text, mentions=(named, *brief.mentions[1:]))


@contextmanager
def served(settings: Settings) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """A client of a server of its own, and the server's process."""
    token = TokenStore.of_home(settings.home).add(f"bench-{os.getpid()}", ["viewer"])
    command = [sys.executable, "-m", "whomet", "--home", str(settings.home)]
    process = subprocess.Popen(
        [*command, *SERVE],
        stdout=subprocess.PIPE,
        env={**os.environ, "WHOMET_QUESTIONS": os.pathsep.join(map(str, settings.questions))},
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[1].partition("/login")[0]
        headers = {"Authorization": f"Bearer {token}"}
        limits = httpx.Limits(max_connections=CLIENTS)
        with httpx.Client(base_url=address, headers=headers, limits=limits, timeout=60) as client:
            yield client, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def latency(graph: Graph, client: httpx.Client, people: list[str], count: int) -> None:
    """How much later an answer comes over HTTP, and how long a 304 takes."""
    inside, outside, same, bare = [], [], [], []
    # Not by httpx, whose own work is half a millisecond of each request.
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port)
    token = {"Authorization": client.headers["Authorization"]}

    def get(path: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
        connection.request("GET", path, headers={**token, **headers})
        answer = connection.getresponse()
        return answer, answer.read()

    for number in range(count):
        actor = people[number % len(people)]
        # Another limit, so that no answer was asked for before.
        limit = 100 + number
        began = time.perf_counter()
        json.dumps(graph.ask("who-met-whom", actor=actor, limit=limit).to_json())
        middle = time.perf_counter()
        path = f"/api/v1/ask/who-met-whom?{urlencode({'actor': actor, 'limit': limit})}"
        answer, body = get(path, {})
        ended = time.perf_counter()
        assert answer.status == 200, body
        inside.append(middle - began)
        outside.append(ended - middle)
        began = time.perf_counter()
        again, _ = get(path, {"If-None-Match": answer.headers["etag"]})
        same.append(time.perf_counter() - began)
        assert again.status == 304
        began = time.perf_counter()
        healthy, _ = get("/healthz", {})
        bare.append(time.perf_counter() - began)
        assert healthy.status == 200
    warm = slice(count // 4, None)
    print(f"in process   {_ms(median(inside[warm]))}   over HTTP {_ms(median(outside[warm]))}")
    more = [out - own for own, out in zip(inside, outside, strict=True)]
    print(f"more         {_ms(median(more[warm]))}   304       {_ms(median(same[warm]))}")
    print(f"/healthz     {_ms(median(bare[warm]))}")


def streams(client: httpx.Client, process: psutil.Process, question: str, format: str) -> None:
    """How far the memory of the serving process grows while an answer is sent."""
    before = process.memory_info().rss
    seen, over = [before], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            seen.append(process.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    size = 0
    began = time.perf_counter()
    params = {"format": format}
    try:
        with client.stream("GET", f"/api/v1/ask/{question}", params=params, timeout=1800) as answer:
            assert answer.status_code == 200
            size = sum(map(len, answer.iter_raw()))
    finally:
        over.set()
        looking.join()
    print(
        f"{question} {format:<9} {size / 1e6:6.0f} MB sent in {time.perf_counter() - began:.0f} s,"
        f" memory {before / 1e6:.0f} to {max(seen) / 1e6:.0f} MB",
        flush=True,
    )


def page(graph: Graph, client: httpx.Client) -> None:
    """The page of the person that many briefs name."""
    id = graph.show(KNOWN).id
    events = len(graph.ask("itinerary", actor=KNOWN))
    first, whole, size = [], [], 0
    for _ in range(3):
        began = time.perf_counter()
        with client.stream("GET", f"/show/{id}", headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            pieces = answer.iter_raw()
            size = len(next(pieces))
            first.append(time.perf_counter() - began)
            size += sum(map(len, pieces))
        whole.append(time.perf_counter() - began)
    print(
        f"page         {_ms(min(first))} to the first byte, {_ms(min(whole))} in all,"
        f" {size / 1e3:.0f} KB compressed, {events:,} events"
    )


def under_load(client: httpx.Client, people: list[str], seconds: float) -> None:
    """The times of clients that send at half the highest rate sustained, for three arrivals."""
    numbers = iter(range(10**9))

    def one() -> float:
        number = next(numbers)
        began = time.perf_counter()
        actor = people[number % len(people)]
        answer = client.get("/api/v1/ask/meetings", params={"actor": actor, "limit": 5 + number})
        assert answer.status_code == 200
        return time.perf_counter() - began

    ratios = []
    for seed in range(3):
        with ThreadPoolExecutor(CLIENTS) as pool:
            rate = _highest_rate(pool, one, seconds / 2)
            times = _at_random_times(pool, one, rate / 2, seconds, random.Random(seed))
        p50, p99 = median(times), quantiles(times, n=100)[98]
        ratios.append(p99 / p50)
        print(
            f"{CLIENTS} clients   {rate:.0f} a second at most; at half of that p50 {_ms(p50)},"
            f" p99 {_ms(p99)}, ratio {ratios[-1]:.1f}"
        )
    print(f"{CLIENTS} clients   p99 / p50 {median(ratios):.1f}, the median of these")


def _highest_rate(pool: ThreadPoolExecutor, one: Callable[[], float], seconds: float) -> float:
    """Answers a second to clients each of which asks again once it is answered."""
    end = time.perf_counter() + seconds

    def until_end() -> int:
        done = 0
        while time.perf_counter() < end:
            one()
            done += 1
        return done

    return sum(pool.map(lambda _: until_end(), range(CLIENTS))) / seconds


def _at_random_times(
    pool: ThreadPoolExecutor,
    one: Callable[[], float],
    rate: float,
    seconds: float,
    chance: random.Random,
) -> list[float]:
    """The times of answers to requests that come independently of each other, `rate` a second."""
    waiting = []
    at = time.perf_counter()
    end = at + seconds
    while at < end:
        at += chance.expovariate(rate)
        time.sleep(max(0.0, at - time.perf_counter()))
        waiting.append(pool.submit(one))
    return [future.result() for future in waiting]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
