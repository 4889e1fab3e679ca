"""NAME.pages.yaml: for each address the text of the page and the keys of its brief."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whomet.loaders.faults import Fault, TextFault, fault_at, located, quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import yaml_text
from whomet.loaders.parsed import ParsedNode, Position, locate_in
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.suggestions import nearest

PAGES = ".pages.yaml"
_KEYS = (*METADATA_KEYS, "text")
_WEB = ("https://", "http://")
_FILE = re.compile(r"\S+\.(?:txt|text|md)", re.IGNORECASE)
"""A text that is rather the name of a file."""
_COMPARED = 1_000
"""Pages among which one that is called almost the same is sought."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is given for one address."""

    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages by address, and of those at fault what is wrong."""

    file: str
    found: dict[str, Page]
    wrong: dict[str, Fault]

    def missing(self, file: str, place: Position, address: str, count: int) -> Fault:
        """The fault that `count` annotations are of a page that is not given."""
        more = f" with {count:,} annotations" if count > 1 else ""
        problem = f"there is no page of this address in {self.file}"
        fix = nearest(address, self.found) if len(self.found) <= _COMPARED else None
        shown = f"{quoted(address, 200)}{more}"
        return fault_at(file, place, "missing-key", problem, shown, fix or "the address in it")


def pages_of(source: InputSource, faults: list[Fault]) -> Pages | None:
    """The pages beside some results; None, and a fault, where they cannot be read."""
    beside = source.companion(PAGES)
    if beside is None:
        faults.append(
            fault_at(
                source.name,
                (1, 1),
                "no-companion",
                "Hypothesis does not keep the text of a page",
                None,
                f"{source.stem}{PAGES} beside it, which gives for each address text:, source: and"
                " published:",
            )
        )
        return None
    pages = Pages(beside.name, {}, {})
    try:
        with beside.open() as stream:
            root = yaml_text.parse(whole_text(stream))
        faults += [located(beside.name, warning) for warning in yaml_text.warnings_of(root)]
        if not isinstance(root.value, dict):
            raise TextFault("wrong-shape", (1, 1), "this is not a mapping", None, "address: {…}")
    except TextFault as fault:
        faults.append(located(beside.name, fault))
        return None
    for address, given in root.value.items():
        try:
            pages.found[address] = _page(source, root, address, given)
        except TextFault as fault:
            pages.wrong[address] = located(beside.name, fault)
    return pages


def _page(source: InputSource, root: ParsedNode, address: str, given: object) -> Page:
    """One page. Raises TextFault where it is wrong."""
    if not isinstance(given, dict):
        at = locate_in(root, (address,), True)
        raise TextFault("wrong-shape", at, "a page is a mapping", None, "{text: …}")
    for key in given:
        if key not in _KEYS:
            place = locate_in(root, (address, key), True)
            problem = f"a page has no key {quoted(key)}"
            fix = nearest(key, _KEYS) or f"one of {', '.join(_KEYS)}"
            raise TextFault("unknown-key", place, problem, None, fix)
    url = {"url": address} if address.startswith(_WEB) else {}
    values: dict[str, object] = {"brief": _id(address), **url, **given}
    text = values.get("text")
    if type(text) is str and (file := source.named(text) if "\n" not in text else None):
        with file.open() as stream:
            values["text"] = whole_text(stream)
    elif type(text) is str and _FILE.fullmatch(text):
        at = locate_in(root, (address, "text"), False)
        fix = "the name of a file beside it, or the text itself"
        raise TextFault("no-companion", at, "there is no such file beside it", quoted(text), fix)
    return Page(values)


def _id(address: str) -> str:
    """An id made of the last part of an address that has letters or digits."""
    parts = [part for part in re.split(r"[/?#]+", address) if re.search(r"\w", part)]
    return "-".join(re.findall(r"[A-Za-z0-9_.]+", parts[-1])) if parts else ""
