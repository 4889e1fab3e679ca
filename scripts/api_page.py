"""The page docs/api.md: what `whomet` offers, and every class that one gets from it.

The page names them; mkdocstrings writes their signatures and docstrings when the site is built.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import griffe

# Reached from the public classes, and no part of the promise: layers below, on pages of their own.
INNER = {"Connection", "Vocabulary", "Catalogue"}

HEAD = """# Python API

<!-- Made by `make docs` from whomet.__all__ and the types it returns; do not edit. -->

`import whomet` offers everything on this page that is called `whomet.NAME`. The other classes are
what its methods return. Everything else is private and may change. [At a glance](#at-a-glance) has
the signature and the first sentence of each; the built site (`make docs`) has all of their
docstrings, and `help(whomet.Graph)` in Python as well.

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
    parts = (
        ("Functions", functions),
        ("Classes", [path for path in classes if path not in errors]),
        ("Errors", errors),
    )
    sections.append("## At a glance")
    for _, paths in parts:
        shown = [(offered.get(path, path), loader.modules_collection[path]) for path in paths]
        sections.append("\n".join(line for one in shown for line in _glance(*one)))
    for title, paths in parts:
        sections += [f"## {title}", *(f"::: {offered.get(path, path)}" for path in paths)]
    return "\n\n".join(one.strip() for one in sections) + "\n"


def _glance(name: str, described: griffe.Object | griffe.Alias) -> Iterator[str]:
    """What something is called and for, in a line, and below it what it has."""
    described = _target(described)
    short = name if name.startswith("whomet.") and name.count(".") == 1 else described.name
    yield f"- `{short}{_signature(described)}`{_purpose(described)}"
    if described.is_class:
        for member in described.members.values():
            if not member.is_alias and member.name[0] != "_" and not member.is_class:
                yield f"    - `{member.name}{_signature(member)}`{_purpose(member)}"


def _signature(described: griffe.Object | griffe.Alias) -> str:
    """The parameters of a function with their defaults, and what it returns."""
    if not described.is_function:
        return f": {described.annotation}" if getattr(described, "annotation", None) else ""
    shown, keywords = [], False
    for parameter in described.parameters:
        kind = parameter.kind
        if parameter.name in ("self", "cls") or kind is None:
            continue
        if kind is griffe.ParameterKind.keyword_only and not keywords:
            shown.append("*")
        keywords = keywords or kind in (
            griffe.ParameterKind.keyword_only,
            griffe.ParameterKind.var_positional,
        )
        stars = {
            griffe.ParameterKind.var_positional: "*",
            griffe.ParameterKind.var_keyword: "**",
        }.get(kind, "")
        default = f"={parameter.default}" if parameter.default is not None and not stars else ""
        shown.append(f"{stars}{parameter.name}{default}")
    returned = f" -> {described.returns}" if described.returns is not None else ""
    return f"({', '.join(shown)}){returned}"


def _purpose(described: griffe.Object | griffe.Alias) -> str:
    """The first sentence of the docstring."""
    if described.docstring is None:
        return ""
    first = " ".join(described.docstring.value.split("\n\n")[0].split())
    sentence = re.match(r".*?[.](?=\s|$)", first)
    return f": {sentence[0] if sentence else first}"


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
