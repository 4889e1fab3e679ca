"""The command line itself: help, wrong usage, exit codes. Needs no database."""

from __future__ import annotations

import errno
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from whomet.cli import app as app_module
from whomet.cli.app import COMMANDS, app
from whomet.cli.run import run
from whomet.graph.errors import DatabaseUnavailable
from whomet.ontology.errors import WhometError


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_the_table_says(name: str) -> None:
    command = import_module(f"whomet.cli.commands.{name}").command
    assert command.name == name
    assert command.get_short_help_str(limit=100) == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_ends_with_an_example(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"\n  whomet {name}" in result.output.split("Examples:")[1]


def test_help_lists_every_command_and_imports_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"--help imported {name}")

    monkeypatch.setattr(app_module, "import_module", refuse)
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name, text in COMMANDS.items():
        assert f"  {name}" in result.output
        assert text in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["laod"], 2, "whomet: Unknown command 'laod'; did you mean 'load'?"),
        (["xyzzy"], 2, "whomet: Unknown command 'xyzzy'. See `whomet --help`."),
        (["load"], 2, "Missing argument"),
        (["ask", "meetings", "--on", "1953", "--on=1954"], 2, "--on is given 2 times"),
        (["load", "--jsno", "x"], 2, "--json"),
        (["status", "--password", "x"], 2, "No such option"),
        ([], 2, "Usage: whomet"),
        (["--help"], 0, ""),
        (["--version"], 0, ""),
    ],
)
def test_wrong_usage_is_one_sentence(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    if arguments and code:
        assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (WhometError("Say it again."), 1, "whomet: Say it again.\n"),
        (DatabaseUnavailable("Nothing answers."), 3, "whomet: Nothing answers.\n"),
        (KeyboardInterrupt(), 130, "whomet: Interrupted.\n"),
        (click.Abort(), 130, "whomet: Interrupted.\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), 1, "/x: Permission denied."),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), 1, "free some space"),
        (ModuleNotFoundError("No module named 'neo4j'"), 1, "make install"),
        (ZeroDivisionError("division by zero"), 1, "WHOMET_DEBUG=1"),
        (EOFError(), 1, "input ended"),
        (MemoryError(), 1, "out of memory"),
    ],
)
def test_whatever_ends_a_command_is_one_sentence(
    raised: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @click.command("up")
    def failing() -> None:
        raise raised

    monkeypatch.setattr(app_module.LazyGroup, "get_command", lambda *_: failing)
    monkeypatch.delenv("WHOMET_DEBUG", raising=False)
    assert run(["up"]) == code
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == (0 if code == 141 else 1)


def test_a_library_that_fails_while_interrupted_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command("up")
    def failing() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise BufferError("object cannot be re-sized")

    monkeypatch.setattr(app_module.LazyGroup, "get_command", lambda *_: failing)
    assert run(["up"]) == 130
    assert capsys.readouterr().err == "whomet: Interrupted.\n"
