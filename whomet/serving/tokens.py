"""Tokens of people and programs that use the server from elsewhere, stored as hashes.

A token is 256 random bits, so that a plain SHA-256 of it cannot be reversed by guessing. The file
lies in the home folder, readable by its owner only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from whomet.ontology.atomic import replacing
from whomet.ontology.errors import WhometError
from whomet.ontology.suggestions import suggest

FILE_NAME = "tokens.json"
#: What a token is for: each role allows one thing, and a token may have several.
ROLES = ("viewer", "reviewer", "loader")
_NAME = re.compile(r"[\w][\w .@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is stored: whose it is, what it is for, since when; `digest` is its hash.

    `expires` is the moment from which it is refused, in ISO 8601; None for never. A link to one
    answer has no roles: `opens` is the question with its parameters, `by` the name of the token
    that made it, None for the owner of this server.
    """

    name: str
    roles: tuple[str, ...]
    created: str
    digest: str
    expires: str | None = None
    opens: str | None = None
    by: str | None = None

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and datetime.fromisoformat(self.expires) <= _now()

    def __repr__(self) -> str:
        return f"<Token of {self.name!r}: {', '.join(self.roles)}>"


class TokenStore:
    """The tokens in a file; changes by another process are seen at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[int, list[Token]] | None = None

    @classmethod
    def of_home(cls, home: Path) -> TokenStore:
        """The store in the home folder of the settings."""
        return cls(home / FILE_NAME)

    def all(self) -> list[Token]:
        """Every token, in the order of their names; WhometError if the file cannot be read."""
        try:
            changed = self.path.stat().st_mtime_ns
            if self._read is None or self._read[0] != changed:
                self._read = (changed, self._parsed(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise WhometError(f"{self.path} cannot be read ({error.strerror}).") from error
        return self._read[1]

    def add(self, name: str, roles: Iterable[str], days: int | None = None) -> str:
        """Make a token and return it: it is shown this once, and only its hash is stored.

        It is refused after `days`. WhometError if the name is taken or not usable, or a role is
        unknown.
        """
        wanted = tuple(role for role in ROLES if role in set(roles))
        for role in roles:
            if role not in ROLES:
                hint = suggest(role, ROLES, 1) or f"; expected one of {', '.join(ROLES)}"
                raise WhometError(f"There is no role '{role}'{hint}.")
        if not wanted:
            raise WhometError(f"A token needs a role: {', '.join(ROLES)}.")
        if not _NAME.fullmatch(name):
            raise WhometError(
                f"'{name}' cannot name a token; expected 1 to 64 letters, digits, spaces,"
                " dots, hyphens or @, the first a letter or digit."
            )
        tokens = self.all()
        if any(token.name == name for token in tokens):
            raise WhometError(
                f"There is a token '{name}' already; revoke it first: whomet token revoke {name}."
            )
        secret = secrets.token_urlsafe(32)
        created = _now()
        expires = None if days is None else (created + timedelta(days=days)).isoformat()
        self._write([*tokens, Token(name, wanted, created.isoformat(), _digest(secret), expires)])
        return secret

    def revoke(self, name: str) -> Token:
        """Remove a token, which is refused from now on; WhometError names the nearest."""
        tokens = self.all()
        for token in tokens:
            if token.name == name:
                self._write([other for other in tokens if other is not token])
                return token
        hint = suggest(name, [token.name for token in tokens], 1) or "; `whomet token list` lists"
        raise WhometError(f"There is no token '{name}'{hint}{'' if '?' in hint else ' them.'}")

    def find(self, secret: str) -> Token | None:
        """The token that `secret` is, or None; one that has expired, or a link, is none."""
        found = self._found(secret)
        return None if found is None or found.opens is not None else found

    def add_link(self, by: str | None, opens: str, days: int) -> tuple[str, Token]:
        """Make a link to one answer: its secret, shown this once, and how it is stored.

        It ends after `days`, and with the token `by`.
        """
        tokens = self.all()
        names = {token.name for token in tokens}
        name = next(
            name for n in count(1) if (name := f"link {n} of {by or 'the owner'}") not in names
        )
        secret, now = secrets.token_urlsafe(32), _now()
        expires = (now + timedelta(days=days)).isoformat()
        made = Token(name, (), now.isoformat(), _digest(secret), expires, opens, by)
        self._write([*tokens, made])
        return secret, made

    def find_link(self, secret: str) -> Token | None:
        """The link that `secret` is, or None where it has ended."""
        found = self._found(secret)
        if found is None or found.opens is None:
            return None
        others = (token for token in self.all() if token.opens is None and not token.is_expired)
        lasts = found.by is None or any(token.name == found.by for token in others)
        return found if lasts else None

    def _found(self, secret: str) -> Token | None:
        digest = _digest(secret)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.digest, digest):
                found = token
        return None if found is None or found.is_expired else found

    def is_valid(self, digest: str) -> bool:
        """Whether the token with this hash is neither revoked nor expired."""
        return any(token.digest == digest and not token.is_expired for token in self.all())

    def _parsed(self, text: str) -> list[Token]:
        try:
            found = [Token(**{**row, "roles": tuple(row["roles"])}) for row in json.loads(text)]
            for token in found:
                _ = token.is_expired  # a moment that is none is damage, too
            return found
        except (ValueError, TypeError, KeyError) as error:
            raise WhometError(
                f"{self.path} is damaged; remove it and create the tokens again."
            ) from error

    def _write(self, tokens: Iterable[Token]) -> None:
        ordered = sorted(tokens, key=lambda token: token.name)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with replacing(self.path, private=True) as stream:
                json.dump([asdict(token) for token in ordered], stream, indent=1)
        except OSError as error:
            raise WhometError(f"{self.path} cannot be written ({error.strerror}).") from error
        self._read = None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
