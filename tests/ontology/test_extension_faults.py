"""Damaged extensions: every fault in one run, with file, line, term, fault and fix."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from whomet.ontology.compile import CompileError, compile_ontology

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = (ROOT / "examples" / "extension" / "agreement.ttl").read_text(encoding="utf-8")
CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("damaged").joinpath("extensions.yaml").read_text(encoding="utf-8")
)


def faults(*paths: Path) -> list[str]:
    """What is said about these files."""
    try:
        compile_ontology(paths)
    except CompileError as error:
        return error.message.splitlines()
    return []


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_extension(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    text = case.get("text", AGREEMENT)
    for old, new in case.get("replace", {}).items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "agreement.ttl"
    path.write_text(text + case.get("add", ""), encoding="utf-8")
    said = faults(path)
    assert all(line.startswith(f"{path}:") for line in said), said
    told = [line.removeprefix(f"{path}:") for line in said]
    if "matches" in case:
        assert len(told) == 1 and re.fullmatch(case["matches"], told[0]), told
    else:
        assert told == case["faults"]


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    wrong = tmp_path / "latin.ttl"
    wrong.write_bytes(b"# one\n# caf\xe9\n")
    broken = tmp_path / "broken.ttl"
    broken.write_text("ext:a .", encoding="utf-8")
    said = faults(wrong, broken, tmp_path / "missing.ttl", tmp_path)
    assert len(said) == 4
    assert f'{broken}:1: is not valid Turtle (Prefix "ext:" not bound); correct it' in said
    assert f"{wrong}:2: is not UTF-8 (byte 0xE9); save it as UTF-8" in said
    assert (
        f"{tmp_path / 'missing.ttl'}: cannot be read (No such file or directory); check the path"
        in said
    )
    assert f"{tmp_path}: cannot be read (Is a directory); check the path" in said


def test_two_files_that_declare_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    for path in (one, two):
        path.write_text(AGREEMENT, encoding="utf-8")
    said = faults(one, two)
    assert f"{two}:13: ext:Agreement: is declared in {one} too; declare it once" in said
    assert f"{two}:22: ext:party: is declared in {one} too; declare it once" in said
    assert faults(one, one) == []


def test_two_files_that_map_to_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text(AGREEMENT, encoding="utf-8")
    two.write_text(AGREEMENT.replace("org/agreements#", "org/deals#"), encoding="utf-8")
    said = faults(one, two)
    assert any(": has the node label Agreement of " in line for line in said)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "marked.ttl"
    path.write_text("\ufeff" + AGREEMENT, encoding="utf-8")
    assert faults(path) == []


@pytest.mark.long
def test_whatever_is_left_out_ends_in_words(tmp_path: Path) -> None:
    """Each line in turn is taken out: what is left is right, or said to be wrong."""
    path = tmp_path / "agreement.ttl"
    lines = AGREEMENT.splitlines(keepends=True)
    for number in range(len(lines)):
        path.write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
        for line in faults(path):
            assert line.startswith(f"{path}"), line
