"""Which profile of the package a table fits, by its columns."""

from __future__ import annotations

from itertools import islice

from whomet.loaders.faults import TextFault
from whomet.loaders.files.source import InputSource
from whomet.loaders.profiles.finding import presets, profile_at, profile_path
from whomet.loaders.profiles.profile import Profile
from whomet.loaders.tabular.mapping import TableMapping
from whomet.loaders.tabular.mapping_reader import read_mapping
from whomet.loaders.tabular.opening import opened
from whomet.loaders.tabular.rows import Header, Passed, TableRow
from whomet.ontology.vocabulary import Vocabulary

_ROWS = 50


def recognised_preset(source: InputSource, vocabulary: Vocabulary) -> tuple[str, Profile] | None:
    """The name of the profile whose columns a table has, and it; of several that with most."""
    fitting: list[tuple[int, str, Profile]] = []
    for name in presets():
        profile, _ = profile_at(profile_path(name), vocabulary)
        if profile is None or profile.table is None:
            continue
        file, table = profile.table_file, profile.table
        mapping, _ = read_mapping(file, table, vocabulary, profile.defaults.keys())
        if mapping is not None and _fits(source, mapping):
            fitting.append((len(mapping.layout.required), name, profile))
    if not fitting:
        return None
    _, name, found = max(fitting, key=lambda one: one[:2])
    return name, found


def _fits(source: InputSource, mapping: TableMapping) -> bool:
    seen: dict[str, None] = {}
    try:
        with source.open() as stream:
            rows = opened(source, stream, mapping.layout, Passed()).rows
            for row in islice(rows, _ROWS):
                if isinstance(row, Header):
                    return not mapping.without(row.columns)
                if isinstance(row, TableRow):
                    seen.update(dict.fromkeys(row.cells))
    except (TextFault, OSError):
        return False
    return bool(seen) and not mapping.without(seen)
