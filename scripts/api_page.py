"""The page docs/api.md: what `whomet` offers, and every class that one gets from it.

The page names them; mkdocstrings writes their signatures and docstrings when the site is built.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import griffe

# Reached from the public classes, and no part of the promise: layers below, on pages of their own.
INNER = {"Connection", "Vocabulary", "Catalogue"}

HEAD = """# Python API

<!-- Made by `make docs` from whomet.__all__ and the types it returns; do not edit. -->

`import whomet` offers everything on this page that is called `whomet.NAME`. The other classes are
what its methods return. Everything else is private and may change. Signatures and docstrings are
part of the built site (`make docs`).

```python
import whomet

with whomet.open() as g:
    print(g.totals().briefs, "briefs")
    print([question.name for question in g.questions()][:3])
```
"""


def api_page(root: Path) -> str:
    """The page in Markdown; `root` is the folder that holds the package `whomet`."""
    loader = griffe.GriffeLoader(search_paths=[root])
    package = loader.load("whomet")
    loader.resolve_aliases()
    assert isinstance(package, griffe.Module)
    public = [name for name in literal_eval(str(package["__all__"].value)) if name[0] != "_"]
    offered = {_target(package[name]).path: f"whomet.{name}" for name in sorted(public)}
    errors = _errors(package)
    functions = [path for path in offered if loader.modules_collection[path].is_function]
    classes = [path for path in _reached(loader, list(offered)) if path not in functions]
    sections = [HEAD]
    for title, paths in (
        ("Functions", functions),
        ("Classes", [path for path in classes if path not in errors]),
        ("Errors", errors),
    ):
        sections += [f"## {title}", *(f"::: {offered.get(path, path)}" for path in paths)]
    return "\n\n".join(one.strip() for one in sections) + "\n"


def _target(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def _reached(loader: griffe.GriffeLoader, paths: list[str]) -> list[str]:
    """The classes of ours in what these return, in what those return, and so on, in order."""
    waiting, found = list(paths), dict.fromkeys(paths)
    while waiting:
        described = _target(loader.modules_collection[waiting.pop(0)])
        members = described.members.values() if described.is_class else [described]
        for member in members:
            if member.is_alias or (member.name.startswith("_") and described.is_class):
                continue
            for path in _named(member):
                cls = _target(loader.modules_collection[path])
                if cls.is_class and cls.name not in INNER and cls.path not in found:
                    found[cls.path] = None
                    waiting.append(cls.path)
    return list(found)


def _named(member: griffe.Object | griffe.Alias) -> Iterator[str]:
    """The names of ours in what a function returns, or in what an attribute is."""
    annotation = getattr(member, "returns" if member.is_function else "annotation", None)
    if isinstance(annotation, griffe.Expr):
        for part in annotation.iterate(flat=True):
            if isinstance(part, griffe.ExprName) and part.canonical_path.startswith("whomet."):
                yield part.canonical_path


def _errors(package: griffe.Module) -> list[str]:
    """The classes of the modules named `errors`, layer by layer."""
    layers = [layer.modules for layer in package.modules.values()]
    modules = [modules["errors"] for modules in layers if "errors" in modules]
    return [
        member.path
        for module in modules
        for member in module.members.values()
        if not member.is_alias and member.is_class
    ]
