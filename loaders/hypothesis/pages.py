"""NAME.pages.yaml: for each address the text of the page and the keys of its brief."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from whomet.loaders.faults import Fault, TextFault, fault_at, located, quoted
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.source import InputSource
from whomet.loaders.native import yaml_text
from whomet.loaders.parsed import locate_in
from whomet.ontology.brief_keys import METADATA_KEYS
from whomet.ontology.suggestions import nearest

PAGES = ".pages.yaml"
_KEYS = (*METADATA_KEYS, "text")


@dataclass(frozen=True, slots=True)
class Page:
    """What is given for one address."""

    values: dict[str, object]


def pages_of(
    source: InputSource, addresses: Iterable[str], faults: list[Fault]
) -> dict[str, Page] | None:
    """The pages by address; None, and a fault, where there is nothing beside the results."""
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
    found: dict[str, Page] = {}
    try:
        with beside.open() as stream:
            root = yaml_text.parse(whole_text(stream))
        faults += [located(beside.name, warning) for warning in yaml_text.warnings_of(root)]
        if not isinstance(root.value, dict):
            raise TextFault("wrong-shape", (1, 1), "this is not a mapping", None, "address: {…}")
        for address, given in root.value.items():
            at = locate_in(root, (address,), True)
            if not isinstance(given, dict):
                raise TextFault("wrong-shape", at, "a page is a mapping", None, "{text: …}")
            for key in given:
                if key not in _KEYS:
                    place = locate_in(root, (address, key), True)
                    problem = f"a page has no key {quoted(key)}"
                    fix = nearest(key, _KEYS) or f"one of {', '.join(_KEYS)}"
                    raise TextFault("unknown-key", place, problem, None, fix)
            values: dict[str, object] = {"brief": _id(address), "url": address, **given}
            text = values.get("text")
            if type(text) is str and "\n" not in text and (file := source.beside(text)):
                with file.open() as stream:
                    values["text"] = whole_text(stream)
            found[address] = Page(values)
    except TextFault as fault:
        faults.append(located(beside.name, fault))
        return None
    for address in addresses:
        if address not in found:
            problem = "there is no page of this address"
            fix = nearest(address, found) or f"the address in {beside.name}"
            shown = quoted(address, 200)
            faults.append(fault_at(source.name, (1, 1), "missing-key", problem, shown, fix))
    return found


def _id(address: str) -> str:
    """An id made of the last part of an address that has letters or digits."""
    parts = [part for part in re.split(r"[/?#]+", address) if re.search(r"\w", part)]
    return "-".join(re.findall(r"[A-Za-z0-9_.]+", parts[-1])) if parts else ""
