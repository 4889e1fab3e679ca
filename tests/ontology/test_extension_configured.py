"""The vocabulary in force: compiled once, kept by what it was made from, whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whomet.ontology.active_vocabulary import load_vocabulary
from whomet.ontology.compile import CompileError, compile_ontology
from whomet.ontology.vocabulary import default_vocabulary

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = ROOT / "examples" / "extension" / "agreement.ttl"

WITHOUT_COMPILER = """
import sys
from pathlib import Path
from whomet.ontology.active_vocabulary import load_vocabulary
words = load_vocabulary([Path(sys.argv[1])], Path(sys.argv[2]))
assert "Agreement" in words.events
assert not {"rdflib", "whomet.ontology.compile"} & set(sys.modules)
"""


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "ontology").iterdir())


def test_without_extensions_it_is_the_shipped_one(tmp_path: Path) -> None:
    assert load_vocabulary((), tmp_path) is default_vocabulary()
    assert not any(tmp_path.iterdir())


def test_it_is_kept_and_read_without_the_compiler(tmp_path: Path) -> None:
    made = load_vocabulary([AGREEMENT], tmp_path)
    assert made == compile_ontology([AGREEMENT]).vocabulary
    [entry] = entries(tmp_path)
    assert entry.suffix == ".json"
    assert load_vocabulary([AGREEMENT], tmp_path) == made
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_COMPILER, AGREEMENT, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty", "no text"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    made = load_vocabulary([AGREEMENT], tmp_path)
    [entry] = entries(tmp_path)
    right = entry.read_bytes()
    wrong = {
        "truncated": right[: len(right) // 2],
        "changed": right.replace(b"PARTY_TO", b"PARTY_OF"),
        "empty": b"",
        "no text": b"\xff\xfe\x00",
    }[damage]
    entry.write_bytes(wrong)
    assert load_vocabulary([AGREEMENT], tmp_path) == made
    assert entries(tmp_path) == [entry]
    assert entry.read_bytes() == right


def test_a_change_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "agreement.ttl"
    text = AGREEMENT.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert load_vocabulary([path], tmp_path).event("Agreement").roles["party"].main
    path.write_text(text.replace("    map:main true ;\n", ""), encoding="utf-8")
    assert not load_vocabulary([path], tmp_path).event("Agreement").roles["party"].main


def test_what_is_at_fault_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("no turtle", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(CompileError):
            load_vocabulary([path], tmp_path)
    assert not (tmp_path / "ontology").exists()


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "ontology").write_text("a file where the folder should be", encoding="utf-8")
    assert "Agreement" in load_vocabulary([AGREEMENT], tmp_path).events
    assert "Agreement" in load_vocabulary([AGREEMENT], None).events
