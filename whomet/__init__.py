"""whomet: who met whom, where and when, and which sentence of which brief says so.

import whomet

with whomet.open() as g:
    g.load("briefs/")
    for row in g.ask("who-met-whom", actor="Bagheri"):
        print(row["who"], row["whom"], row["when"], row["quotes"])
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whomet.api import Graph, check, open, questions

    __version__: str

__all__ = ["Graph", "check", "open", "questions"]


def __getattr__(name: str) -> Any:
    # `import whomet` stays cheap: what stands behind a name is imported when it is first used.
    if name == "__version__":
        from importlib.metadata import version

        return version("whomet")
    if name not in __all__:
        raise AttributeError(f"module 'whomet' has no attribute {name!r}; it has {__all__}")
    from whomet import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
