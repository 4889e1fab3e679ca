"""Who may do what: the one-time address of this machine's user, tokens, and browser sessions.

Nothing is served to somebody unknown but the log-in page, its style and the health checks.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from whomet.serving.tokens import TokenStore

COOKIE = "whomet_session"
#: Seconds that a browser stays logged in without a request.
SESSION_SECONDS = 12 * 3600
#: Failed log-ins within a minute, after which more are refused for a while.
MOST_FAILURES = 10


class Permission(StrEnum):
    """What somebody may do."""

    READ = "read"
    JUDGE = "judge"
    LOAD = "load"


ALLOWED = {
    "viewer": Permission.READ,
    "reviewer": Permission.JUDGE,
    "loader": Permission.LOAD,
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who is known: by name, with what they may do."""

    name: str
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        """Whether they may do this."""
        return permission in self.permissions


OWNER = Principal("owner", frozenset(Permission))


class RateLimit:
    """How many requests a minute each token may send; a minute's worth may come at once.

    The limit keeps a program that runs wild from holding up everybody else.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        #: By name: how many requests are left, and at which moment.
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def seconds_to_wait(self, who: str) -> float:
        """How long somebody has to wait before the next request; 0 if it counts now."""
        now, most = time.monotonic(), float(self._per_minute)
        with self._lock:
            left, at = self._left.get(who, (most, now))
            left = min(most, left + (now - at) * most / 60)
            enough = left >= 1
            self._left[who] = (left - 1 if enough else left, now)
        return 0.0 if enough else (1 - left) * 60 / most


class OneTimeAddress:
    """A secret that opens one session; once used, another takes its place.

    `on_new` is called with each new secret, so that it can be printed.
    """

    def __init__(self, on_new: Callable[[str], None] | None = None) -> None:
        self._on_new = on_new
        self._lock = threading.Lock()
        self.secret = secrets.token_urlsafe(32)

    def redeem(self, secret: str) -> bool:
        """Whether this is the secret; if so, it is used up."""
        with self._lock:
            if not secrets.compare_digest(secret.encode(), self.secret.encode()):
                return False
            self.secret = secrets.token_urlsafe(32)
        if self._on_new is not None:
            self._on_new(self.secret)
        return True


@dataclass(slots=True)
class Access:
    """Decides who sends a request: by session or token."""

    tokens: TokenStore
    one_time: OneTimeAddress = field(default_factory=OneTimeAddress)
    _sessions: dict[str, tuple[Principal, str | None, float]] = field(default_factory=dict)
    _failures: list[float] = field(default_factory=list)

    def by_token(self, secret: str) -> Principal | None:
        """Whom a token represents."""
        token = self.tokens.find(secret)
        return _principal(token.name, token.roles) if token is not None else None

    def by_session(self, id: str) -> Principal | None:
        """Whose session this is, which lasts longer by it; None once its token is not valid."""
        found = self._sessions.get(id)
        if found is None:
            return None
        principal, digest, ends = found
        if ends < time.monotonic() or (digest is not None and not self.tokens.is_valid(digest)):
            self._sessions.pop(id, None)
            return None
        self._sessions[id] = (principal, digest, time.monotonic() + SESSION_SECONDS)
        return principal

    def log_in(self, secret: str) -> str | None:
        """A new session for a one-time secret or a token; None if it is neither."""
        if self.one_time.redeem(secret):
            return self._begin(OWNER, None)
        token = self.tokens.find(secret)
        if token is None:
            self._failures.append(time.monotonic())
            return None
        return self._begin(_principal(token.name, token.roles), token.digest)

    def log_out(self, id: str) -> None:
        """End a session."""
        self._sessions.pop(id, None)

    @property
    def too_many_failures(self) -> bool:
        """Whether so many log-ins failed within a minute that the next must wait."""
        minute = time.monotonic() - 60
        self._failures = [moment for moment in self._failures if moment > minute]
        return len(self._failures) >= MOST_FAILURES

    def _begin(self, principal: Principal, digest: str | None) -> str:
        now = time.monotonic()
        for id in [id for id, (_, _, ends) in self._sessions.items() if ends < now]:
            del self._sessions[id]
        id = secrets.token_urlsafe(32)
        self._sessions[id] = (principal, digest, now + SESSION_SECONDS)
        return id


def _principal(name: str, roles: Iterable[str]) -> Principal:
    return Principal(name, frozenset(ALLOWED[role] for role in roles if role in ALLOWED))
