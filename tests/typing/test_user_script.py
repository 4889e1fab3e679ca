"""What a user's type checker and `dir()` see of `whomet`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest
from mypy import api

import whomet
from whomet.graph.settings import Settings, SettingsByName

SCRIPT = Path(__file__).with_name("user_script.py")


Check = Callable[..., tuple[str, int]]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """What mypy says of its arguments, and its exit code."""
    cache = f"--cache-dir={tmp_path_factory.mktemp('mypy')}"

    def check(*arguments: str) -> tuple[str, int]:
        options = ["--strict", "--disallow-any-expr", "--follow-imports=silent", "--config-file="]
        shown, faults, code = api.run([*options, cache, *arguments])
        return shown + faults, code

    return check


@pytest.mark.long
def test_nothing_that_is_returned_is_any(checked: Check) -> None:
    shown, code = checked(str(SCRIPT))
    assert code == 0, shown


def test_an_any_would_be_found(checked: Check) -> None:
    shown, code = checked("-c", "import whomet\nrows = whomet.open().connect().read('RETURN 1')\n")
    assert code == 1
    assert 'Expression type contains "Any"' in shown


def test_a_wrong_name_is_an_error(checked: Check) -> None:
    shown, code = checked("-c", "import whomet\nwhomet.opn()\nwhomet.open(hom='x')\n")
    assert code == 1
    assert 'Module has no attribute "opn"' in shown
    assert 'Unexpected keyword argument "hom"' in shown


def test_every_setting_can_be_given_by_name() -> None:
    assert set(get_type_hints(SettingsByName)) == {
        field.name for field in fields(Settings) if field.name != "notices"
    }


def test_dir_shows_what_is_public() -> None:
    assert dir(whomet) == sorted(dir(whomet)) == list(whomet.__all__)
    assert isinstance(whomet.__version__, str)
    for name in set(whomet.__all__) - {"__version__"}:
        assert getattr(whomet, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'opn'"):
        getattr(whomet, "opn")  # noqa: B009 (as a user would mistype it)


def test_every_error_is_a_whomet_error() -> None:
    errors = [e for name in whomet.__all__ if isinstance(e := getattr(whomet, name), type)]
    errors = [error for error in errors if issubclass(error, Exception)]
    assert len(errors) == 7
    assert all(issubclass(error, whomet.WhometError) for error in errors)
