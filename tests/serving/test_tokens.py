"""Tokens are made, found, revoked, and never stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.cli.commands.token import ROLES as ROLES_OF_COMMAND
from whomet.ontology.errors import WhometError
from whomet.serving.access import ALLOWED, Access, OneTimeAddress, Permission
from whomet.serving.tokens import ROLES, TokenStore


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    return TokenStore.of_home(tmp_path)


def test_a_token_is_found_by_what_it_is_and_only_its_hash_is_kept(store: TokenStore) -> None:
    secret = store.add("analysts", ["viewer"])
    found = store.find(secret)
    assert found is not None
    assert (found.name, found.roles) == ("analysts", ("viewer",))
    assert store.find(secret + "x") is None
    assert secret not in store.path.read_text()
    assert store.path.stat().st_mode & 0o077 == 0


def test_a_revoked_token_is_refused_by_every_store_of_the_file(store: TokenStore) -> None:
    running = TokenStore(store.path)
    secret = store.add("analysts", ["viewer"])
    assert running.find(secret) is not None
    store.revoke("analysts")
    assert running.find(secret) is None


@pytest.mark.parametrize(
    ("name", "roles", "told"),
    [
        ("analysts", ["viewer"], "There is a token 'analysts' already"),
        ("", ["viewer"], "cannot name a token"),
        ("a\x1b[31m", ["viewer"], "cannot name a token"),
        ("new", ["viewr"], "no role 'viewr'; did you mean 'viewer'"),
        ("new", [], "A token needs a role"),
    ],
)
def test_what_cannot_be_a_token(store: TokenStore, name: str, roles: list[str], told: str) -> None:
    store.add("analysts", ["viewer"])
    with pytest.raises(WhometError, match=told.replace("[", "\\[")):
        store.add(name, roles)
    assert len(store.all()) == 1


def test_a_name_that_is_not_there_gets_the_nearest(store: TokenStore) -> None:
    store.add("analysts", ["viewer"])
    with pytest.raises(WhometError, match="did you mean 'analysts'"):
        store.revoke("analyst")


def test_a_damaged_file_is_one_sentence(store: TokenStore) -> None:
    store.path.write_text('{"tokens": 1}')
    with pytest.raises(WhometError, match="damaged"):
        store.all()


def test_the_one_time_address_opens_one_session(store: TokenStore) -> None:
    printed: list[str] = []
    access = Access(store, OneTimeAddress(printed.append))
    secret = access.one_time.secret
    session = access.log_in(secret)
    assert session is not None
    owner = access.by_session(session)
    assert owner is not None and all(map(owner.may, Permission))
    assert access.log_in(secret) is None
    assert printed == [access.one_time.secret] != [secret]


def test_a_session_of_a_token_ends_with_it(store: TokenStore) -> None:
    access = Access(store)
    session = access.log_in(store.add("analysts", ["viewer"]))
    assert session is not None
    assert access.by_session(session) is not None
    store.revoke("analysts")
    assert access.by_session(session) is None


def test_roles_are_the_same_everywhere() -> None:
    assert set(ROLES) == set(ALLOWED)
    assert ROLES_OF_COMMAND == ROLES
    assert set(ALLOWED.values()) == set(Permission)
