"""Refs by the addresses under which authority files have their entries."""

from __future__ import annotations

import re

#: The addresses of schemes of refs. Any other address is itself a ref.
_SCHEMES = (
    ("wikidata", re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q\d+)")),
    ("geonames", re.compile(r"https?://(?:sws\.|www\.)?geonames\.org/(\d+)(?:/.*)?")),
    ("viaf", re.compile(r"https?://(?:www\.)?viaf\.org/viaf/(\d+)/?")),
    ("gnd", re.compile(r"https?://d-nb\.info/gnd/([0-9X-]+)")),
    ("isni", re.compile(r"https?://(?:www\.)?isni\.org/(?:isni/)?([0-9X]+)")),
    ("orcid", re.compile(r"https?://orcid\.org/([0-9X-]+)")),
)


def ref_of(address: str) -> str:
    """The ref that an address stands for: wikidata:Q132345 of that in Wikidata, or the address."""
    for scheme, pattern in _SCHEMES:
        if match := pattern.fullmatch(address):
            return f"{scheme}:{match[1]}"
    return address
