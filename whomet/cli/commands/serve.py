"""`whomet serve`."""

from __future__ import annotations

import logging
import os
import socket
import sys
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from whomet.cli.command import Command
from whomet.cli.context import open_graph, settings
from whomet.cli.output import print_notice
from whomet.ontology.errors import WhometError
from whomet.ontology.extras import require
from whomet.ontology.nouns import plural
from whomet.queries.row_reading import TIME_LIMIT

if TYPE_CHECKING:
    from whomet.serving.access import Access

PORT = 7480
#: So many seconds a request may go on once the server is told to end.
GRACE = 10
#: Addresses that only programs of this machine reach.
LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: Every address of this machine.
EVERYWHERE = ("0.0.0.0", "::")


@click.command(
    "serve",
    cls=Command,
    examples=[
        "whomet serve",
        "whomet serve --port 8080 --no-open",
        "whomet serve --standing-every 15",
    ],
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A further name by which this server is reached, as behind a proxy; repeatable.",
)
@click.option("--root-path", default="", metavar="PATH", help="The path a proxy serves it under.")
@click.option(
    "--rate-limit",
    type=click.IntRange(min=0),
    default=1200,
    show_default=True,
    help="Maximum requests per minute of each token; more are refused with 429. 0: no limit.",
)
@click.option(
    "--access-log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append a line of JSON for each request to this file, or to stderr for '-'.",
)
@click.option(
    "--standing-every",
    type=click.FloatRange(min=0),
    default=0,
    show_default=True,
    metavar="MINUTES",
    help="Ask the standing questions this often and after each load, and post what is new to"
    " the webhooks of the settings; 0: never.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1),
    default=TIME_LIMIT,
    show_default=True,
    metavar="SECONDS",
    help="Give up an answer of the HTTP API after this time, the sending of it included.",
)
@click.option("--no-open", "no_open", is_flag=True, help="Print the address without opening it.")
def command(
    host: str,
    port: int,
    names: tuple[str, ...],
    root_path: str,
    rate_limit: int,
    access_log: Path | None,
    standing_every: float,
    time_limit: float,
    no_open: bool,
) -> None:
    """Serve pages and an HTTP API until Ctrl-C.

    The printed address can be used once, by whoever reads this terminal, and lets its browser do
    everything. Others need a token: `whomet token add`. Listens to this machine only, unless
    --host says otherwise.
    """
    require("serve", "`whomet serve`")
    import uvicorn

    from whomet.serving.access import Access, OneTimeAddress, RateLimit
    from whomet.serving.application import application
    from whomet.serving.guard import LOOPBACK as LOOPBACK_NAMES
    from whomet.serving.monitoring import AccessLog
    from whomet.serving.protocol import BoundedProtocol
    from whomet.serving.tokens import TokenStore

    with open_graph() as graph:
        graph.totals()  # the first connection, and the sentence of a database that is away
    chosen = settings()
    with _listening(host, port) as listener, _appending(access_log) as stream:
        # Nobody can open 0.0.0.0; this machine reaches the server by its own name for itself.
        everywhere = host in EVERYWHERE
        reached = names[0] if everywhere and names else "127.0.0.1" if everywhere else host
        base = _base(reached, listener.getsockname()[1], root_path)
        access = Access(
            TokenStore.of_home(chosen.home),
            OneTimeAddress(lambda secret: _announce_next(base, secret)),
        )
        hosts = {*LOOPBACK_NAMES, *names, *({host} if not everywhere else set())}
        config = uvicorn.Config(
            application(
                chosen,
                access,
                hosts,
                limit=RateLimit(rate_limit) if rate_limit else None,
                log=AccessLog(stream) if stream is not None else None,
                standing_minutes=standing_every,
                time_limit=time_limit,
            ),
            http=BoundedProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            root_path=root_path.rstrip("/"),
            timeout_graceful_shutdown=GRACE,
        )
        logging.getLogger("uvicorn.error").addFilter(_cut_off_plainly)
        # Stopped by Ctrl-C, it has answered what was asked, and ends as it should.
        with suppress(KeyboardInterrupt):
            _announce(base, access, opening=not no_open)
            if host not in LOOPBACK_NAMES:
                print_notice(_reachable(names))
            uvicorn.Server(config).run(sockets=[listener])


def _cut_off_plainly(record: logging.LogRecord) -> bool:
    """What uvicorn logs of requests that it cuts off at the end: one line, and no traceback."""
    if record.exc_info and isinstance(record.exc_info[1], CancelledError):
        return False
    if str(record.msg).startswith("Cancel %s running task"):
        [count] = record.args if isinstance(record.args, tuple) else [0]
        cut = plural(int(str(count)), "request")
        record.msg, record.args = f"whomet: ended; cut off after {GRACE} seconds: {cut}.", ()
    return True


@contextmanager
def _appending(path: Path | None) -> Iterator[TextIO | None]:
    """The file to append to, readable by its owner alone; `-` is stderr."""
    if path is None:
        yield None
    elif str(path) == "-":
        yield sys.stderr
    else:
        try:
            at = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise WhometError(
                f"{path} cannot be written ({error.strerror}); give another file to --access-log."
            ) from error
        with os.fdopen(at, "a", encoding="utf-8") as stream:
            yield stream


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends each part of an answer at once (TCP_NODELAY); else the
    # second part waits 40 ms for the acknowledgement of the first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Whoever uses the address at once waits for the answer, and is not refused.
        listener.listen()
    except OSError as error:
        listener.close()
        raise WhometError(
            f"Cannot listen on {host}:{port} ({error.strerror or error});"
            f" try another port: --port {port + 1 if port < 65535 else 0}."
        ) from error
    return listener


def _base(host: str, port: int, root_path: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{root_path.rstrip('/')}"


def _announce(base: str, access: Access, *, opening: bool) -> None:
    address = _address(base, access.one_time.secret)
    click.echo(f"Open {address}")
    click.echo("Serving until Ctrl-C.")
    if opening:
        click.launch(address)


def _reachable(names: tuple[str, ...]) -> str:
    """How other machines reach the server, and who can read along."""
    by = f"as {', '.join(names)}" if names else "under no name yet: give one with --allow-host NAME"
    return (
        f"Other machines reach this server {by}."
        " Without a proxy with TLS, whoever is on the way can read tokens and answers."
    )


def _announce_next(base: str, secret: str) -> None:
    print_notice(f"That address was used; another browser takes {_address(base, secret)}")


def _address(base: str, secret: str) -> str:
    return f"{base}/login?token={secret}"
