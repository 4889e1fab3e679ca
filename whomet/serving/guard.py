"""What every request passes first: its host, its origin, its size, and who sends it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whomet.serving.access import COOKIE, OWNER, Access, Principal, RateLimit
from whomet.serving.addresses import address, local_path
from whomet.serving.problems import Problem

API = "/api/"
#: Paths that are served without a token.
OPEN = ("/login", "/assets/", "/healthz", "/readyz", "/favicon.ico")
#: Links to one answer, each with its secret.
SHARED = "/shared/"
#: All who follow such links, who are limited together.
ANYBODY = Principal("shared links", frozenset())
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: The largest body of a request, in bytes.
MOST_BYTES = 32 * 2**20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware. Requests for other names than `hosts` are refused: a name that an attacker
    owns may lead to this machine (DNS rebinding).
    """

    app: ASGIApp
    access: Access
    hosts: Collection[str] = LOOPBACK
    limit: RateLimit | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on with `principal` in its state."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        secured = _secured(send)
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, secured)
            return
        await self.app(scope, _limited(receive), secured)

    def _refusal(self, request: Request) -> Response | None:
        headers, path = request.headers, local_path(request)
        if _host(headers) not in self.hosts:
            return Problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"This server is not called '{_host(headers)}'; start it with --allow-host"
                " to answer to that name.",
            ).response()
        if int(headers.get("content-length") or 0) > MOST_BYTES:
            return _too_large().response()
        principal, by_cookie = self._sender(request)
        request.scope.setdefault("state", {})["principal"] = principal
        if by_cookie and request.method not in SAFE_METHODS and not _from_here(headers):
            return Problem(
                HTTPStatus.FORBIDDEN, "A page of another site may not change anything here."
            ).response()
        if principal is not None:
            return self._too_often(principal)
        if path.startswith(SHARED):
            return self._too_often(ANYBODY)
        if _is_open(path):
            return None
        if path.startswith(API) or path == "/openapi.json":
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                "This needs a token: Authorization: Bearer TOKEN; `whomet token add` makes one.",
                headers={"WWW-Authenticate": 'Bearer realm="whomet"'},
            ).response()
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(address(request, "login", next=wanted), 303)

    def _too_often(self, principal: Principal) -> Response | None:
        if self.limit is None or principal is OWNER:
            return None
        wait = self.limit.seconds_to_wait(principal.name)
        if not wait:
            return None
        return Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"The token '{principal.name}' sends too many requests; wait a moment.",
            headers={"Retry-After": str(math.ceil(wait))},
        ).response()

    def _sender(self, request: Request) -> tuple[Principal | None, bool]:
        """Who sends the request, and whether only a cookie says so."""
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.access.by_token(secret.strip()), False
        session = session_of(request.headers)
        return (self.access.by_session(session), True) if session else (None, False)


def session_of(headers: Headers) -> str | None:
    """The id of the session in a request's cookies."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel is not None else None


def _is_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN)


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _from_here(headers: Headers) -> bool:
    """Whether a page of this server sends the request."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    return urlsplit(origin).netloc == headers.get("host")


def _too_large() -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"A request has at most {MOST_BYTES // 2**20} MB; send fewer briefs at a time.",
    )


def _limited(receive: Receive) -> Receive:
    """Raises Problem once a body without a declared length becomes too large."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise _too_large()
        return message

    return limited


def _secured(send: Send) -> Send:
    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", POLICY)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return secured
