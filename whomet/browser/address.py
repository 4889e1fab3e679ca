"""Where Neo4j Browser is, and what to log in with."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.settings import Settings

if TYPE_CHECKING:
    from whomet.graph.server import ServerState

ANSWER_SECONDS = 10.0
AURA, AURA_CONSOLE = ".databases.neo4j.io", "https://console.neo4j.io"


@dataclass(frozen=True, slots=True)
class BrowserAddress:
    """How to get in: the address, the user, the password's file, and a command that copies it."""

    address: str
    user: str
    password_file: str
    copy: str


def local_address(settings: Settings, state: ServerState) -> BrowserAddress:
    """The Browser of the local server that runs; DatabaseUnavailable if it has none."""
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.state import USER

    page = f"{state.http}/browser/"
    try:
        with urllib.request.urlopen(page, timeout=ANSWER_SECONDS):
            pass
    except (urllib.error.URLError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error
        raise DatabaseUnavailable(
            f"Neo4j runs, but its Browser does not answer at {page} ({reason}); start it anew by"
            " `whomet down` and `whomet up`, or see what `whomet doctor` finds."
        ) from error
    password = Folders.of(settings).password
    return BrowserAddress(
        address=f"{page}?dbms={state.uri.replace('://', f'://{USER}@')}",
        user=USER,
        password_file=str(password),
        copy=copying(password),
    )


def copying(file: Path) -> str:
    """A command that puts what is in `file` on the clipboard, or at least prints it."""
    if sys.platform == "win32":
        return f"Get-Content '{file}' | Set-Clipboard"
    path = shlex.quote(str(file))
    if sys.platform == "darwin":
        return f"pbcopy < {path}"
    if "WAYLAND_DISPLAY" in os.environ and shutil.which("wl-copy"):
        return f"wl-copy < {path}"
    if "DISPLAY" in os.environ and shutil.which("xclip"):
        return f"xclip -selection clipboard < {path}"
    return f"cat {path}"


def can_open() -> bool:
    """Whether there is a screen to open a page on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def elsewhere(uri: str) -> str:
    """Where the Browser of another Neo4j may be, if it has one."""
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if host.endswith(AURA):
        return AURA_CONSOLE
    name = f"[{host}]" if ":" in host else host
    scheme, port = ("https", 7473) if "+s" in parts.scheme else ("http", 7474)
    return f"{scheme}://{name}:{port}/browser/?dbms={quote(uri, safe=':/')}"
