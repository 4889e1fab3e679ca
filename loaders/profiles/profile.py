"""A profile: defaults, patterns, names to map and to ignore, a policy, a mapping of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from whomet.loaders.checking.values import shape
from whomet.loaders.faults import Fault, fault_at, quoted
from whomet.loaders.parsed import ParsedNode, Path, locate_in
from whomet.loaders.policy import ON_FAULT
from whomet.loaders.profiles.patterns import Pattern, PatternError, pattern
from whomet.loaders.tabular.templates import BraceError, Template, template
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import Vocabulary

KEYS = (
    *("about", "extends", "defaults", "patterns", "map", "ignore", "on_fault", "annotators"),
    "table",
)
PATTERN_SUBJECTS = ("file", "path", "text")
PART = "part_of"
"""The key of an entity that names what it is part of."""

ADDED = ("aliases", "undated")
"""Settings of columns that add to those of the profile that is extended."""

_SETTINGS = 2
"""How deep they lie below the table: columns, COLUMN."""

TASK = "task."
"""Before the name of a field of the task or record that a brief is made of."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A complete profile.

    `defaults` fill in what a brief does not say of itself. `patterns` are tried on the name of the
    file without its extension (`file`), its whole path (`path`), the first line of the text
    (`text`) and fields of the task that a brief is made of (`task.NAME`); the fields that they
    find, and those of the task, may be used in the defaults. `map` leads from names of classes,
    roles, attributes and values in the files to those of the vocabulary, `ignore` are names that
    are left out. `annotators` says whose annotation counts where a task has several. `table` is the
    mapping of tables that have none of their own, with its place in `table_file`.
    """

    file: str
    defaults: Mapping[str, Template] = field(default_factory=dict)
    patterns: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    map: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    on_fault: str | None = None
    table: ParsedNode | None = None
    table_file: str = ""
    annotators: tuple[str, ...] = ()

    @property
    def task_fields(self) -> frozenset[str]:
        """The names of the fields of a task that the patterns and defaults use."""
        used = [*self.patterns, *(name for t in self.defaults.values() for name in t.columns)]
        return frozenset(name.removeprefix(TASK) for name in used if name.startswith(TASK))

    def above(self, base: Profile) -> Profile:
        """This profile, and what it does not say from `base`."""
        subjects = dict.fromkeys((*self.patterns, *base.patterns))
        table, file = base.table, base.table_file
        if self.table is not None:
            table, file = _merged(self.table, base.table), self.table_file
        return Profile(
            self.file,
            {**base.defaults, **self.defaults},
            {s: (*self.patterns.get(s, ()), *base.patterns.get(s, ())) for s in subjects},
            {**base.map, **self.map},
            base.ignore | self.ignore,
            self.on_fault or base.on_fault,
            table,
            file,
            self.annotators or base.annotators,
        )


def _merged(own: ParsedNode, base: ParsedNode | None, depth: int = 0) -> ParsedNode:
    """The mapping of a table with what only `base` says: of `columns`, setting by setting.

    Settings in `ADDED` are in addition to those of `base`.
    """
    if base is None or not isinstance(own.value, dict) or not isinstance(base.value, dict):
        return own
    children = {**base.children, **own.children}
    for key in own.children.keys() & base.children.keys():
        if key in ADDED and depth == _SETTINGS:
            children[key] = _joined(own.children[key], base.children[key])
        elif key == "columns" or depth:
            children[key] = _merged(own.children[key], base.children[key], depth + 1)
    value = {key: children[key].value for key in children}
    return ParsedNode(value, own.position, children, {**base.keys, **own.keys})


def _joined(own: ParsedNode, base: ParsedNode) -> ParsedNode:
    """The texts of two settings, each of which is one or a list."""
    nodes = [
        node
        for one in (own, base)
        for node in (one.children.values() if isinstance(one.value, list) else [one])
    ]
    return ParsedNode([node.value for node in nodes], own.position, dict(enumerate(nodes)), {})


def read_profile(
    file: str, root: ParsedNode, vocabulary: Vocabulary, bases: Mapping[str, Callable[[], Profile]]
) -> tuple[Profile, tuple[Fault, ...]]:
    """The profile in a parsed YAML text, and what is wrong with it.

    `bases` are those that it may extend, by name.
    """
    reader = _Reader(file, root, vocabulary, bases)
    return reader.read(), tuple(reader.faults)


class _Reader:
    def __init__(
        self,
        file: str,
        root: ParsedNode,
        vocabulary: Vocabulary,
        bases: Mapping[str, Callable[[], Profile]],
    ) -> None:
        self.file = file
        self.bases = bases
        self.root = root
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []

    def fault(
        self, code: str, path: Path, problem: str, found: str | None, fix: str, key: bool = False
    ) -> None:
        place = locate_in(self.root, path, key)
        self.faults.append(fault_at(self.file, place, code, problem, found, fix))

    def read(self) -> Profile:
        value = self.mapping(self.root.value, ())
        self.known(value, (), KEYS, "a profile")
        base = self.base(value.get("extends"))
        patterns = self.patterns(value.get("patterns", {}))
        policy = value.get("on_fault")
        if policy is not None and policy not in ON_FAULT:
            fix = f"one of {', '.join(ON_FAULT)}"
            self.fault("unknown-value", ("on_fault",), "this is not a policy", shape(policy), fix)
            policy = None
        known = [*patterns.values(), *base.patterns.values()]
        own = Profile(
            self.file,
            self.defaults(value.get("defaults", {}), [one for found in known for one in found]),
            patterns,
            self.names(value.get("map", {})),
            frozenset(text for _, text in self.texts(value.get("ignore", []), ("ignore",))),
            policy if isinstance(policy, str) else None,
            self.root.children.get("table"),
            self.file,
            tuple(t for _, t in self.texts(value.get("annotators", []), ("annotators",))),
        )
        return own.above(base)

    def base(self, name: object) -> Profile:
        """The profile that this one extends, or an empty one."""
        if name is None:
            return Profile(self.file)
        if isinstance(name, str) and name in self.bases:
            return self.bases[name]()
        fix = f"one of {', '.join(self.bases)}"
        problem = "there is no such profile in the package"
        self.fault("bad-profile", ("extends",), problem, shape(name), fix)
        return Profile(self.file)

    def patterns(self, value: object) -> dict[str, tuple[Pattern, ...]]:
        found = {}
        given = self.mapping(value, ("patterns",))
        subjects = [key for key in given if not key.startswith(TASK)]
        self.known(subjects, ("patterns",), PATTERN_SUBJECTS, "patterns")
        for subject, texts in given.items():
            right = []
            for path, text in self.texts(texts, ("patterns", subject)):
                try:
                    right.append(pattern(text))
                except PatternError as error:
                    fix = "text with fields, such as {place}-{year:4}{month:2}{day:2}"
                    self.fault("bad-profile", path, str(error), quoted(text), fix)
            found[subject] = tuple(right)
        return found

    def defaults(self, value: object, patterns: Iterable[Pattern]) -> dict[str, Template]:
        given = self.mapping(value, ("defaults",))
        self.known(given, ("defaults",), METADATA_KEYS, "defaults")
        fields = {"file", "folder", "number"}
        fields.update(name for one in patterns for name in one.names)
        found = {}
        for key, text in given.items():
            path: Path = ("defaults", key)
            if not isinstance(text, str) or not text.strip():
                self.fault("wrong-shape", path, f"{key} is text", shape(text), "one text")
                continue
            try:
                made = template(text.strip())
            except BraceError:
                problem, fix = "a brace is not closed or not opened", "{field}, or {{ for a brace"
                self.fault("bad-profile", path, problem, quoted(text), fix)
                continue
            for name in made.columns:
                if name not in fields and not name.startswith(TASK):
                    fix = nearest(name, fields) or f"one of {', '.join(sorted(fields))}"
                    problem = "no pattern has this field"
                    self.fault("bad-profile", path, problem, quoted(name), fix)
            found[key] = made
        return found

    def names(self, value: object) -> dict[str, str]:
        vocabulary = self.vocabulary
        attributes = [*vocabulary.common_attributes.values()]
        attributes += [a for cls in vocabulary.events.values() for a in cls.attributes.values()]
        known = {
            *(*vocabulary.entities, *vocabulary.events, *vocabulary.date_labels),
            *vocabulary.same_labels,
            vocabulary.source.key,
            *(key for cls in vocabulary.events.values() for key in cls.keys),
            *(key for cls in vocabulary.entities.values() for key in cls.keys),
            *(value for attribute in attributes for value in attribute.values),
        }
        found = {}
        for name, target in self.mapping(value, ("map",)).items():
            if isinstance(target, str) and target in known:
                found[name] = target
            elif isinstance(target, str) and target in vocabulary.part_labels:
                found[name] = PART
            if name in found:
                continue
            near = nearest(target, known) if isinstance(target, str) else None
            fix = near or "a class, role, attribute or value of the ontology"
            self.fault(
                "bad-profile", ("map", name), "the ontology has no such name", shape(target), fix
            )
        return found

    def mapping(self, value: object, path: Path) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self.fault("wrong-shape", path, "this must be a mapping", shape(value), "key: value lines")
        return {}

    def texts(self, value: object, path: Path) -> list[tuple[Path, str]]:
        given = value if isinstance(value, list) else [value]
        found = []
        for index, text in enumerate(given):
            here = (*path, index) if isinstance(value, list) else path
            if isinstance(text, str) and text:
                found.append((here, text))
            else:
                self.fault("wrong-shape", here, "this must be text", shape(text), "one text")
        return found

    def known(self, given: Iterable[str], path: Path, known: tuple[str, ...], what: str) -> None:
        for key in given:
            if key not in known:
                fix = nearest(key, known) or f"one of {', '.join(known)}"
                problem = f"{what} cannot have the key {quoted(key)}"
                self.fault("unknown-key", (*path, key), problem, None, fix, True)
