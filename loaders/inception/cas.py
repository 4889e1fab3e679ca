"""From the bytes of a CAS to its feature structures, each with its place, by dkpro-cassis."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from whomet.loaders.checking.values import shape
from whomet.loaders.faults import TextFault, quoted
from whomet.loaders.files.decoding import decode, whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.inception.xmi import XmlElement, empty_name, survey
from whomet.loaders.native import json_text
from whomet.loaders.parsed import Number, Position
from whomet.ontology.exports.inception import PACKAGE
from whomet.ontology.suggestions import nearest

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

TYPES, STRUCTURES, VIEWS = "%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"
TYPE_SYSTEM = "TypeSystem.xml"
_ARRAY = re.compile(r"uima\.cas\.\w+Array")
PACKAGES = (PACKAGE, "webanno.custom")
"""Where the types of our layers are: as we export them, and as INCEpTION makes them by hand."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A CAS; `locate` leads from a feature structure, and a feature of it, to line and column.

    `offsets` are begin and end as the file has them, in UTF-16 units, by the id of the structure.
    """

    cas: Cas
    locate: Callable[[object, str], Position]
    offsets: dict[int, tuple[int, int]]


class DamageError(Exception):
    """A CAS that cannot be read, with its faults by file. Raised and caught within `inception`."""

    def __init__(self, faults: list[tuple[str, TextFault]]) -> None:
        super().__init__(str(faults[0][1]))
        self.faults = faults


def from_xmi(source: InputSource, data: bytes) -> Loaded:
    """A CAS as XMI, with the type system beside it. Raises TextFault and DamageError."""
    from cassis import load_cas_from_xmi

    elements = survey(data)
    types = _type_system(source)
    faults = [f for e in elements.values() for f in _unknown(types, e.type, e.attributes, e)]
    if faults:
        raise DamageError([(source.name, fault) for fault in faults])
    with _understood():
        try:
            cas = load_cas_from_xmi(io.BytesIO(data), typesystem=types, lenient=True)
        except KeyError as error:
            missing = str(error.args[0])
            holders = (e for e in elements.values() if missing in _references(e.attributes))
            place = next((element.position for element in holders), (1, 1))
            problem = "a feature structure refers to one that does not exist"
            raise TextFault("bad-cas", place, problem, quoted(missing), _AS_EXPORTED) from None
    offsets = {
        id: (int(begin), int(end))
        for id, e in elements.items()
        if _is_offset(begin := e.attributes.get("begin", ""))
        and _is_offset(end := e.attributes.get("end", ""))
    }
    places = {id: element.position for id, element in elements.items()}
    return Loaded(cas, lambda id, _: places.get(cast(int, id), (1, 1)), offsets)


def _references(attributes: Mapping[str, str]) -> set[str]:
    return {part for value in attributes.values() if len(value) < 10_000 for part in value.split()}


def _unknown(
    types: TypeSystem, name: str, features: Iterable[str], where: XmlElement
) -> Iterator[TextFault]:
    """Types and features of our structures that the type system lacks and that would be lost."""
    if name.rpartition(".")[0] not in PACKAGES:
        return
    if not types.contains_type(name):
        near = nearest(name, [known.name for known in types.get_types()])
        problem = "the type system has no such type"
        yield TextFault("bad-cas", where.position, problem, quoted(name), near)
        return
    known = [feature.name.rstrip("_") for feature in types.get_type(name).all_features]
    for feature in features:
        if " " not in feature and feature not in known:
            problem = f"the type {name} has no such feature"
            fix = nearest(feature, known)
            yield TextFault("bad-cas", where.position, problem, quoted(feature), fix)


def _type_system(source: InputSource) -> TypeSystem:
    from cassis import load_typesystem

    beside = source.beside(TYPE_SYSTEM)
    if beside is None:
        raise TextFault(
            "no-companion",
            (1, 1),
            "a CAS in XMI needs its types",
            None,
            f"{TYPE_SYSTEM} beside it, as INCEpTION exports both",
        )
    try:
        with beside.open() as stream:
            data = whole_text(stream).encode()
        survey(data)
        problem = "a type or a feature has no name"
        if (place := empty_name(data)) is not None:
            raise TextFault("bad-cas", place, problem, "an empty name", _AS_EXPORTED)
        with _understood():
            types = load_typesystem(io.BytesIO(data))
        if not all(feature.name for type in types.get_types() for feature in type.features):
            raise TextFault("bad-cas", (1, 1), problem, "an element without name", _AS_EXPORTED)
        return types
    except TextFault as fault:
        raise DamageError([(beside.name, fault)]) from None


def from_json(data: bytes) -> Loaded:
    """A CAS as JSON. Raises TextFault."""
    from cassis import load_cas_from_json

    text = decode(data)
    value = json_text.parse(text)
    paths = dict(_structures(text, value))
    for path, item in paths.values():
        name = item.get("%TYPE")
        if type(name) is not str or name.rpartition(".")[0] not in PACKAGES:
            continue
        # An array of the elements of a type has its name and [].
        if name.removesuffix("[]") not in value[TYPES]:
            place = json_text.position_of(text, (*path, "%TYPE"))
            problem = "the type system has no such type"
            raise TextFault("bad-cas", place, problem, quoted(name), nearest(name, value[TYPES]))
    for _, item in paths.values():
        # An empty array has no elements in the file, which dkpro-cassis cannot take.
        name = item.get("%TYPE")
        if type(name) is str and (name.endswith("[]") or _ARRAY.fullmatch(name)):
            item.setdefault("%ELEMENTS", [])
    plain = json.dumps(_plain(value))
    with _understood():
        try:
            cas = load_cas_from_json(plain, lenient=True)
        except KeyError as error:
            problem = "the CAS refers to a type or structure that does not exist"
            raise TextFault(
                "bad-cas", (1, 1), problem, quoted(str(error.args[0])), _AS_EXPORTED
            ) from None
    offsets: dict[int, tuple[int, int]] = {}
    for id, (_, item) in paths.items():
        first, last = (str(item.get(key, "")) for key in ("begin", "end"))
        if _is_offset(first) and _is_offset(last):
            offsets[id] = int(first), int(last)

    def locate(id: object, feature: str) -> Position:
        if not isinstance(id, int) or id not in paths:
            return (1, 1)
        path, item = paths[id]
        key = next((n for n in (feature, f"@{feature}") if n in item), None)
        return json_text.position_of(text, path if key is None else (*path, key))

    return Loaded(cas, locate, offsets)


def _structures(
    text: str, value: object
) -> Iterator[tuple[int, tuple[tuple[str | int, ...], dict[str, Any]]]]:
    """The feature structures of a CAS in JSON, by id, with their paths."""
    if not isinstance(value, dict):
        raise TextFault("wrong-shape", (1, 1), "a CAS is an object", shape(value), _IN_JSON)
    for key, kind in ((TYPES, dict), (STRUCTURES, (list, dict)), (VIEWS, dict)):
        if not isinstance(value.get(key), kind):
            place = json_text.position_of(text, (key,))
            raise TextFault(
                "wrong-shape", place, f"a CAS has {key}", shape(value.get(key)), _IN_JSON
            )
    found = value[STRUCTURES]
    listed = isinstance(found, list)
    items: Iterable[tuple[str | int, Any]] = enumerate(found) if listed else found.items()
    for name, item in items:
        if not isinstance(item, dict):
            place = json_text.position_of(text, (STRUCTURES, name))
            raise TextFault(
                "wrong-shape",
                place,
                "this feature structure is not an object",
                shape(item),
                '{"%ID": …, "%TYPE": …}',
            )
        id = str(item.get("%ID", "") if listed else name)
        if _is_offset(id):
            yield int(id), ((STRUCTURES, name), item)


def _plain(value: object) -> object:
    """A parsed value with its numbers as numbers again."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Number):
        return int(value) if value.lstrip("-").isdigit() and len(value) < 20 else float(value)
    return value


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


@contextmanager
def _understood() -> Iterator[None]:
    """Any exception of dkpro-cassis is a fault of the file.

    It has no exception class of its own: a damaged CAS raises whatever Python raises.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except TextFault:
            raise
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
            raise TextFault(
                "bad-cas",
                (1, 1),
                "dkpro-cassis cannot read this CAS",
                quoted(found, 120),
                _AS_EXPORTED,
            ) from None


_AS_EXPORTED = "the file as INCEpTION exports it"
_IN_JSON = "UIMA CAS JSON 0.4.0 as INCEpTION exports it"
