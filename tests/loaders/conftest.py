"""What the tests of reading briefs share."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from whomet.loaders import CheckReport, check

CASES = Path(__file__).with_name("cases")


@pytest.fixture(scope="session")
def base() -> str:
    """A right brief of every kind of thing, as YAML."""
    return (CASES / "base.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def checked() -> Callable[[str | bytes], CheckReport]:
    """Check a text as standard input."""

    def check_text(text: str | bytes) -> CheckReport:
        data = text.encode() if isinstance(text, str) else text
        return check(["-"], stdin=io.BytesIO(data))

    return check_text
