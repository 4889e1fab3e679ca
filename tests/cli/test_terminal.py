"""What reaches a terminal: no control sequence and no change of direction from a text."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from whomet.cli.terminal import GuardedStream, unguarded
from whomet.ontology.terminal import without_controls

from .conftest import Whomet

EVIL = "a\x1b]0;title\x07b\x1b[2Jc\u202ed\u2066e\x9bf\rg\x7fh"


def test_controls_are_blanks_and_letters_stay() -> None:
    assert without_controls("plain\ttext\n") == "plain\ttext\n"
    assert (
        without_controls("Zoë \u0645\u06cc\u200c\u062e 東京") == "Zoë \u0645\u06cc\u200c\u062e 東京"
    )
    clean = without_controls(EVIL)
    assert len(clean) == len(EVIL)
    assert clean.isprintable()


def test_a_guarded_stream_lets_text_and_bold_through() -> None:
    inner = io.StringIO()
    stream = GuardedStream(inner)
    assert stream.write(f"\x1b[1mName\x1b[0m {EVIL}\n") > 0
    stream.writelines(["\x1b[8mhidden\x1b[1A\r\n"])
    shown = inner.getvalue()
    assert shown.startswith("\x1b[1mName\x1b[0m a ]0;title b [2Jc d e f g h\n")
    assert shown.endswith(" [8mhidden [1A\n")
    assert shown.count("\x1b") == 2
    assert unguarded(stream) is inner
    assert stream.getvalue() == shown


@pytest.mark.parametrize("option", ["--json", None])
def test_a_command_on_a_terminal(whomet: Whomet, option: str | None) -> None:
    (whomet.cwd / "bad\u202e.yaml").write_text("brief: \u202ex\n", encoding="utf-8")
    arguments = ["check", ".", *([option] if option else [])]
    shown = on_a_terminal(whomet, arguments)
    assert "bad" in shown
    assert "\u202e" not in shown
    if option:  # a pipe gets the text as it is; a fault names the character everywhere
        assert "\u202e" in whomet(*arguments).stdout


def test_a_table_that_is_wider_than_the_terminal_comes_in_blocks(whomet: Whomet) -> None:
    rows = [("a" * 30, "2017-10-19", "A title of some words"), ("b", "2017-10-20", "Another")]
    code = "from whomet.cli.output import print_table; "
    code += f"print_table(('brief', 'published', 'title'), {rows})"
    lines = on_a_terminal(whomet, ["-c", code], [sys.executable], columns=40).splitlines()
    assert [without_styles(line) for line in lines] == [
        f"brief      {'a' * 29}", "           a", "published  2017-10-19",
        "title      A title of some words", "",
        "brief      b", "published  2017-10-20", "title      Another",
    ]  # fmt: skip


def without_styles(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def on_a_terminal(
    whomet: Whomet, arguments: list[str], command: list[str] | None = None, columns: int = 80
) -> str:
    """What a command prints on a terminal, on both streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*(command or whomet.command), *arguments],
        cwd=whomet.cwd,
        env={**whomet.environment, "COLUMNS": str(columns)},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.close(ours)
    process.wait(60)
    return shown.decode()


@pytest.mark.parametrize(
    "id", ["..", ".", "-x", "--output", "CON", "con.2020", "LPT1", "a" * 250, ".hidden", "dot."]
)
def test_the_files_of_a_brief_are_named_safely(whomet: Whomet, id: str) -> None:
    brief = {
        "brief": id,
        "title": "A title",
        "source": "S",
        "published": "2020-01-02",
        "text": "Anna Berg met Carl Dorn.",
    }
    (whomet.cwd / "in.json").write_text(json.dumps(brief))
    done = whomet("convert", "in.json", "--output", "out")
    if done.returncode:  # no brief may have this id at all
        assert "in.json:1:" in done.stderr
        return
    [file] = (whomet.cwd / "out").iterdir()
    assert file.suffix == ".yaml"
    assert not file.name.startswith(("-", "."))
    assert len(file.name) < 200
    assert file.stem.split(".")[0].lower() not in ("con", "lpt1")
    assert sorted(path.name for path in Path(whomet.cwd).iterdir()) == ["in.json", "out"]
    assert whomet("check", "out").returncode == 0
