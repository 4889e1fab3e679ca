"""The fenced blocks of a page: which run, how, and what they are held against.

- ```console: lines after `$ ` are commands, the rest is what they print. A line `…` stands for any
  lines, `…` within a line for any characters. A command without output is held to its exit code.
- ```sh: commands, each of which must succeed.
- ```python: runs in the page's own namespace.
- any block with title="NAME": a file that the reader saves under this name; a second block of the
  same name continues it.
- `<!-- not run: REASON -->` before a block leaves it out.

Sybil finds the blocks and keeps their places; a page's blocks run in its order, in one folder.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sybil import Document, Example, Region, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

_INFO = re.compile(r'(?P<language>[\w-]*)(?: title="(?P<title>[^"\n]+)")?[ \t]*$\n?', re.MULTILINE)
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^>]+?) -->\s*$")
# What a slow machine prints besides, on stderr.
_PROGRESS = re.compile(
    r"^(?:(?!Note)[A-Z]\w+: [\d,]+ (?:of [\d,]+ )?\w+.*|Starting Neo4j .*|Started\."
    r"|[A-Z][\w ]+ \.\.\.)\n",
    re.MULTILINE,
)
_UNTIL_INTERRUPTED = "# until Ctrl-C"
RUN = ("console", "sh", "python")


@dataclass
class Terminal:
    """Runs commands one after the other, as a reader's shell: its folder and variables go on."""

    folder: Path
    variables: Mapping[str, str]
    time_limit: float = 120.0
    _code: int = 0
    _saved: Path = field(init=False)

    def __post_init__(self) -> None:
        self._saved = self.folder.parent / "terminal"
        self._saved.write_text("")

    def run(self, command: str) -> tuple[str, int]:
        """What `command` prints on both streams, and its exit code."""
        # What the command left in the shell is what the next one finds.
        script = (
            f'. "{self._saved}"\n(exit {self._code})\n{command}\n_code=$?\n'
            f'{{ export -p; printf "cd %q\\n" "$PWD"; }} > "{self._saved}"\nexit $_code'
        )
        printed = self.folder.parent / "printed"
        with printed.open("wb") as stream:
            process = subprocess.Popen(
                ["bash", "--noprofile", "--norc", "-c", script],
                cwd=self.folder,
                env=dict(self.variables),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            if _UNTIL_INTERRUPTED in command:
                self._interrupt(process, printed)
            self._code = process.wait(self.time_limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        text = printed.read_text(encoding="utf-8").replace("\r\n", "\n")
        return _PROGRESS.sub("", text), self._code

    def _interrupt(self, process: subprocess.Popen[bytes], printed: Path) -> None:
        """Press Ctrl-C once the command has said that it is to be pressed."""
        ends = time.monotonic() + self.time_limit
        while process.poll() is None and "Ctrl-C" not in printed.read_text(encoding="utf-8"):
            if time.monotonic() > ends:
                raise subprocess.TimeoutExpired(process.args, self.time_limit)
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a block, what the page says it prints, and the line it stands on."""

    text: str
    output: str
    line: int


def commands_of(source: str, console: bool) -> Iterator[Command]:
    """The commands of a `console` or `sh` block; `line` counts from 0 in the block."""
    lines = source.splitlines()
    at = 0
    while at < len(lines):
        first = at
        text = lines[at]
        if console:
            assert text.startswith("$ "), f"expected a command after '$ ', found {text!r}"
            text = text[2:]
        at += 1
        while at < len(lines) and text.endswith("\\"):
            text += "\n" + lines[at].removeprefix("> ")
            at += 1
        output = []
        while console and at < len(lines) and not lines[at].startswith("$ "):
            output.append(lines[at])
            at += 1
        if text.strip() and not text.lstrip().startswith("#"):
            yield Command(text, "\n".join(output).strip("\n"), first)


def matches(expected: str, printed: str) -> bool:
    """Whether `printed` is `expected`, in which `…` stands for what a page leaves out."""
    pattern = ""
    for line in expected.splitlines():
        if line.strip() in ("…", "..."):
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r".*?".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
    return re.fullmatch(pattern, printed.strip("\n") + "\n") is not None


def _run_commands(example: Example) -> str | None:
    terminal: Terminal = example.namespace["__terminal__"]
    language, _ = example.parsed
    found = list(commands_of(str(example.region.lexemes["source"]), language == "console"))
    wrong = []
    for command, following in zip(found, [*found[1:], None], strict=True):
        printed, code = terminal.run(command.text)
        expected_to_fail = following is not None and following.text == "echo $?"
        place = f"{example.path}:{example.line + 1 + command.line}: $ {command.text}"
        if code and not expected_to_fail:
            wrong.append(f"{place}\nended with {code}; it printed:\n{printed}")
        elif command.output and not matches(command.output, printed):
            wrong.append(f"{place}\nexpected:\n{command.output}\nfound:\n{printed}")
    return "\n".join(wrong) or None


def _run_python(example: Example) -> None:
    example.parsed = example.region.lexemes["source"]
    PythonEvaluator()(example)


def _save_file(example: Example) -> None:
    terminal: Terminal = example.namespace["__terminal__"]
    path = terminal.folder / example.parsed[1]
    before = path.read_text(encoding="utf-8") + "\n" if path in _saved(example) else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + str(example.region.lexemes["source"]), encoding="utf-8")
    _saved(example).add(path)


def _saved(example: Example) -> set[Path]:
    saved: set[Path] = example.namespace.setdefault("__saved__", set())
    return saved


def parse(document: Document) -> Iterable[Region]:
    """Every block that runs or is saved; blocks marked "not run" are left out."""
    for region in RawFencedCodeBlockLexer(_INFO)(document):
        language, title = region.lexemes["language"], region.lexemes["title"]
        if reason_not_to_run(document, region):
            continue
        region.parsed = (language, title)
        if title is not None:
            region.evaluator = _save_file
        elif language == "python":
            region.evaluator = _run_python
        elif language in RUN:
            region.evaluator = _run_commands
        else:
            continue
        yield region


def reason_not_to_run(document: Document, region: Region) -> str | None:
    """What the comment before a block says, if it says that it is not run."""
    marked = _NOT_RUN.search(document.text[: region.start])
    return marked["reason"] if marked else None


def document(path: Path) -> Document:
    """The page at `path`, its blocks ready to be evaluated in order."""
    return Sybil(parsers=[parse], encoding="utf-8").parse(path)


def left_out(path: Path) -> list[str]:
    """The reason for each block that runs nowhere."""
    page = Document.parse(str(path), encoding="utf-8")
    reasons = (reason_not_to_run(page, one) for one in RawFencedCodeBlockLexer(_INFO)(page))
    return [reason for reason in reasons if reason is not None]
