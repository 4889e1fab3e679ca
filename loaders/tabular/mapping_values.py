"""The values in the mapping beside a table: texts, lists, templates, names of columns, references.

A value of another shape is reported where it stands, and taken for an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whomet.loaders.checking.values import shape
from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.parsed import ParsedNode, Path, locate_in
from whomet.loaders.tabular.templates import BraceError, Template, template
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

MOST_KEYS = 200


class MappingValues:
    """Reads values of one mapping and collects what is wrong with them.

    `used` are the columns that are named so far, each with the path of its first use; `kinds` are
    the classes of the entities and events, by their keys.
    """

    def __init__(self, file: str, root: ParsedNode, vocabulary: Vocabulary) -> None:
        self.file = file
        self.root = root
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []
        self.used: dict[str, Path] = {}
        self.kinds: dict[str, str | None] = {}

    def fault(
        self,
        code: str,
        path: Path,
        problem: str,
        found: str | None,
        fix: str | None,
        key: bool = False,
    ) -> None:
        place = locate_in(self.root, path, key)
        self.faults.append(fault_at(self.file, place, code, problem, found, fix))

    def mapping(self, value: object, path: Path, fix: str) -> dict[str, object]:
        if isinstance(value, dict):
            if len(value) > MOST_KEYS:
                problem = f"there are more than {MOST_KEYS} keys"
                self.fault("too-large", path, problem, str(len(value)), "fewer")
                return {}
            return value
        self.fault("wrong-shape", path, "this must be a mapping", shape(value), fix)
        return {}

    def listed(self, value: object, path: Path) -> list[tuple[Path, object]]:
        if isinstance(value, list):
            return [((*path, index), item) for index, item in enumerate(value)]
        return [(path, value)]

    def texts(self, found: list[tuple[Path, object]], fix: str) -> list[str]:
        right = []
        for path, text in found:
            if isinstance(text, str) and text.strip():
                right.append(text)
            else:
                self.fault("wrong-shape", path, "this must be text", shape(text), fix)
        return right

    def line(self, values: Mapping[str, object], key: str, path: Path) -> str | None:
        value = values.get(key)
        if key not in values or (isinstance(value, str) and value):
            return value if isinstance(value, str) else None
        self.fault("wrong-shape", (*path, key), f"{key} is text", shape(value), "one text")
        return None

    def template(self, value: object, path: Path) -> Template:
        if isinstance(value, str) and value.strip():
            try:
                found = template(value.strip())
            except BraceError:
                problem, fix = "a brace is not closed or not opened", "{column}, or {{ for a brace"
                self.fault("bad-mapping", path, problem, quoted(value), fix)
                return Template(())
            for column in found.columns:
                self.used.setdefault(column, path)
            return found
        self.fault("wrong-shape", path, "this must be text", shape(value), 'text with "{column}"')
        return Template(())

    def column(self, value: object, path: Path) -> str:
        if isinstance(value, str) and value:
            self.used.setdefault(value, path)
            return value
        self.fault("wrong-shape", path, "this is the name of a column", shape(value), "one text")
        return ""

    def reference(self, value: object, path: Path) -> str | None:
        if isinstance(value, str) and value in self.kinds:
            return value
        near = nearest(value, self.kinds) if isinstance(value, str) else None
        problem = "nothing in the mapping has this key"
        fix = near or "a key of its entities or events"
        self.fault("unknown-reference", path, problem, shape(value), fix)
        return None

    def known(self, key: str, path: Path, known: Iterable[str], what: str) -> bool:
        names = list(known)
        if key in names:
            return True
        section = str(path[0]) if len(path) > 1 else "brief"
        meant = " or ".join(self.vocabulary.meant(key, section, names))
        fix = meant or nearest(key, names) or f"one of {', '.join(names)}"
        self.fault("unknown-key", path, f"{what} has no key {quoted(key)}", None, fix, True)
        return False
