"""Names and containments in files: written once, looked up by every process."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from whomet.graph.bulk import lookup
from whomet.graph.bulk.lookup import Lookup, StoredNames, encoded, write_lookup
from whomet.graph.projection.name_usage import NameTable, NameUse


def table(**counts: int) -> NameTable:
    return NameTable({NameUse("Place", container): n for container, n in counts.items()})


def test_a_name_is_that_of_the_first_file_that_has_it(tmp_path: Path) -> None:
    tables = {"paris": table(france=2), "café ☕": table(texas=1), "nobody's": table(texas=0)}
    texts = {name: encoded(each) for name, each in tables.items()}
    write_lookup(tmp_path / "all", [(name, text) for name, text in texts.items() if text])
    write_lookup(tmp_path / "some", [("paris", encoded(table(france=2, texas=1)) or "")])
    names = StoredNames(tmp_path / "some", tmp_path / "all")
    assert {name: each.counts for name, each in names.items()} == {
        "paris": table(france=2, texas=1).counts, "café ☕": table(texas=1).counts,
    }  # fmt: skip
    assert names.get("nobody's") is None
    names.close()


def test_a_full_disk_is_an_error_of_the_operating_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "SETUP", (*lookup.SETUP, "PRAGMA max_page_count = 4"))
    with pytest.raises(OSError, match="full") as raised:
        write_lookup(tmp_path / "names", ((str(n), "x" * 100) for n in range(10_000)))
    assert raised.value.errno == errno.ENOSPC
    with pytest.raises(OSError, match="unable to open"):
        write_lookup(tmp_path / "missing" / "names", [])


def test_a_key_of_any_characters(tmp_path: Path) -> None:
    keys = ["", "'", "a\0b", "é", "e\u0301", "%|"]
    write_lookup(tmp_path / "texts", [(key, key * 2) for key in keys])
    found = Lookup(tmp_path / "texts")
    assert [found.get(key) for key in [*keys, "b"]] == [*(key * 2 for key in keys), None]
    found.close()
