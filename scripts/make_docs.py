"""Write the pages of docs/ made from commands and questions; --check says which are stale.

python scripts/make_docs.py
python scripts/make_docs.py --check
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 96


def commands_page() -> str:
    """docs/commands.md: the help of every command, as the command line prints it."""
    from whomet.cli.app import COMMANDS, app

    parts = [
        "# Commands",
        "<!-- Made by `make docs` from the command line itself; do not edit. -->",
        _help(app, "whomet", None),
    ]
    context = click.Context(app, info_name="whomet")
    for name in COMMANDS:
        command = app.get_command(context, name)
        assert command is not None
        parts += [f"## whomet {name}", _help(command, name, context)]
        if name == "ask":
            parts += _questions(command, context)
    return "\n\n".join(parts) + "\n"


def _questions(ask: click.Command, parent: click.Context) -> list[str]:
    assert isinstance(ask, click.Group)
    context = click.Context(ask, info_name="ask", parent=parent)
    parts = []
    for name in ask.list_commands(context):
        question = ask.get_command(context, name)
        assert question is not None
        parts += [f"### whomet ask {name}", _help(question, name, context)]
    return parts


def _help(command: click.Command, name: str, parent: click.Context | None) -> str:
    context = command.context_class(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return f"```text\n{command.get_help(context)}\n```"


def questions_page() -> str:
    """docs/questions.md: every question, as its file describes it."""
    from whomet.queries.documentation import questions_page as page

    return page()


def settings_page() -> str:
    """docs/settings.md: every setting, with its flag, variable, default and meaning."""
    from whomet.cli.app import app
    from whomet.graph.settings import DESCRIPTIONS

    flags = {option.name: option.opts[0] for option in app.params}
    rows = [
        f"| `{name}` | {_code(flags.get(name))} | `WHOMET_{name.upper()}` | {_default(name)} "
        f"| {meaning} |"
        for name, meaning in DESCRIPTIONS.items()
    ]
    template = (ROOT / "scripts" / "settings.md").read_text(encoding="utf-8")
    return template.replace("<!-- the table -->", "\n".join(rows))


def api_page() -> str:
    """docs/api.md: the names that mkdocstrings describes when the site is built."""
    from api_page import api_page as page

    return page(ROOT)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _default(name: str) -> str:
    from dataclasses import MISSING, fields

    from whomet.graph.settings import Settings

    [default] = [one.default for one in fields(Settings) if one.name == name]
    if default is MISSING:
        return "see below"
    if isinstance(default, bool):
        return _code("on" if default else "off")
    if isinstance(default, float):
        return _code(f"{default:g}")
    return _code(str(default)) if default else ""


PAGES: dict[str, Callable[[], str]] = {
    "docs/api.md": api_page,
    "docs/commands.md": commands_page,
    "docs/questions.md": questions_page,
    "docs/settings.md": settings_page,
}


def main(arguments: list[str]) -> int:
    """0 when the pages are (now) fresh, 1 when --check found a stale one."""
    stale = 0
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            print(f"{name} is stale; run `make docs`.", file=sys.stderr)
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return stale


if __name__ == "__main__":
    # The pages are about whomet, not about the settings of whoever makes them.
    for variable in [name for name in os.environ if name.startswith("WHOMET_")]:
        del os.environ[variable]
    os.environ["WHOMET_HOME"] = os.devnull
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
