"""whomet: who met whom, where and when, and which sentence of which brief says so.

import whomet

with whomet.open() as g:
    g.load("briefs/")
    for row in g.ask("who-met-whom", actor="Bagheri"):
        print(row["who"], row["whom"], row["when"], row["quotes"])
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whomet.answer import Answer
    from whomet.api import Graph, check, open, questions, restore, upgrade
    from whomet.graph.errors import DatabaseUnavailable, GraphError, SettingsError
    from whomet.loaders.errors import LoaderError
    from whomet.loaders.faults import Fault
    from whomet.loaders.reports import CheckReport
    from whomet.ontology.errors import OntologyError, WhometError
    from whomet.ontology.name_comparison import NameComparison, compare_names
    from whomet.queries.errors import QuestionError
    from whomet.reports import (
        ConvertReport,
        DryRun,
        LoadReport,
        LoggedLoad,
        RetractReport,
        Status,
        Totals,
    )

    __version__: str

__all__ = [
    "Answer",
    "CheckReport",
    "ConvertReport",
    "DatabaseUnavailable",
    "DryRun",
    "Fault",
    "Graph",
    "GraphError",
    "LoadReport",
    "LoaderError",
    "LoggedLoad",
    "NameComparison",
    "OntologyError",
    "QuestionError",
    "RetractReport",
    "SettingsError",
    "Status",
    "Totals",
    "WhometError",
    "__version__",
    "check",
    "compare_names",
    "open",
    "questions",
    "restore",
    "upgrade",
]

_MODULES = {
    "answer": ("Answer",),
    "api": ("Graph", "check", "open", "questions", "restore", "upgrade"),
    "graph.errors": ("DatabaseUnavailable", "GraphError", "SettingsError"),
    "loaders.errors": ("LoaderError",),
    "loaders.faults": ("Fault",),
    "loaders.reports": ("CheckReport",),
    "ontology.errors": ("OntologyError", "WhometError"),
    "ontology.name_comparison": ("NameComparison", "compare_names"),
    "queries.errors": ("QuestionError",),
    "reports": (
        "ConvertReport",
        "DryRun",
        "LoadReport",
        "LoggedLoad",
        "RetractReport",
        "Status",
        "Totals",
    ),
}

if not TYPE_CHECKING:  # for a type checker a name that is not listed is an error

    def __getattr__(name):
        # `import whomet` stays fast: a name is imported when it is first used.
        from importlib import import_module

        if name == "__version__":
            from importlib.metadata import version

            return version("whomet")
        for module, names in _MODULES.items():
            if name in names:
                return getattr(import_module(f"whomet.{module}"), name)
        raise AttributeError(f"module 'whomet' has no attribute {name!r}; it has {__all__}")


def __dir__() -> list[str]:
    return list(__all__)
