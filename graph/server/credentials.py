"""The local server's password: random, in a file that only its owner can read."""

from __future__ import annotations

import hashlib
import secrets

from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server.folders import Folders, make_private, write_private
from whomet.graph.server.state import USER, read_password

BYTES = 24
ITERATIONS = 1024


def provide_password(folders: Folders) -> str:
    """The password, generated if there is none; Neo4j takes it over at its first start."""
    password = read_password(folders)
    started_before = folders.data_version.exists()
    if password is None:
        if started_before:
            raise DatabaseUnavailable(
                f"The password file {folders.password} is gone, and the graph in {folders.data}"
                " cannot be opened without it; put the file back, or move that folder away and"
                " load the briefs again."
            )
        password = secrets.token_urlsafe(BYTES)
        write_private(folders.password, password + "\n")
    if not started_before:
        make_private(folders.data)
        initial = folders.data / "dbms"
        initial.mkdir(mode=0o700, exist_ok=True)
        write_private(initial / "auth.ini", credential(password))
    return password


def credential(password: str, salt: bytes | None = None) -> str:
    """The line that `neo4j-admin dbms set-initial-password` writes, without starting a JVM.

    SHA-256 over salt and password, 1024 times (org.neo4j.server.security.SystemGraphCredential).
    """
    salt = secrets.token_bytes(32) if salt is None else salt
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(ITERATIONS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{ITERATIONS}:\n"
