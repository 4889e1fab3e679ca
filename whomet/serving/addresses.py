"""Addresses of this server, also below a path of a proxy."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request


def root(request: Request) -> str:
    """The path below which a proxy serves everything; empty without one."""
    found: str = request.scope.get("root_path", "")
    return found.rstrip("/")


def local_path(request: Request) -> str:
    """The path of a request below `root`, quoted; servers put the root before it, or leave it."""
    path = request.url.path
    return path.removeprefix(root(request)) if path.startswith(f"{root(request)}/") else path


def address(request: Request, *where: Any, **query: str) -> str:
    """The address of a page; an id may have any character."""
    path = "/".join(quote(str(part), safe="") for part in where)
    return f"{root(request)}/{path}" + (f"?{urlencode(query)}" if query else "")
