"""Finds the address and login of Neo4j Browser, local or remote."""

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
    """The address and login of a Browser; `copy` is a shell command that copies the password."""

    address: str
    user: str
    password_file: str
    copy: str


def local_address(settings: Settings, state: ServerState) -> BrowserAddress:
    """The Browser of the running local server; raises DatabaseUnavailable if it does not answer."""
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.state import USER

    page = f"{state.http}/browser/"
    try:
        with urllib.request.urlopen(page, timeout=ANSWER_SECONDS):
            pass
    except (urllib.error.URLError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error
        raise DatabaseUnavailable(
            f"Neo4j is running, but its Browser does not answer at {page} ({reason}); restart it"
            " with `whomet down` and `whomet up`, or run `whomet doctor`."
        ) from error
    password = Folders.of(settings).password
    return BrowserAddress(
        address=f"{page}?dbms={state.uri.replace('://', f'://{USER}@')}",
        user=USER,
        password_file=str(password),
        copy=copy_command(password),
    )


def copy_command(file: Path) -> str:
    """A shell command that copies the content of `file` to the clipboard, or else prints it."""
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
    """Whether there is a display to open a web page on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def remote_browser_address(uri: str) -> str:
    """The likely address of the Browser of a remote Neo4j."""
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if host.endswith(AURA):
        return AURA_CONSOLE
    name = f"[{host}]" if ":" in host else host
    scheme, port = ("https", 7473) if "+s" in parts.scheme else ("http", 7474)
    return f"{scheme}://{name}:{port}/browser/?dbms={quote(uri, safe=':/')}"
