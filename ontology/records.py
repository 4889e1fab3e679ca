"""Records of a checked brief: what loaders produce and the graph is computed from.

Offsets count Unicode code points; `text[start:end] == quote` always holds.
A record is a frozen, comparable value that round-trips through canonical JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from whomet.ontology.brief_keys import DATE_KEYS

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as a brief states it: its EDTF value, and the phrase and span it was read from."""

    edtf: str
    phrase: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One entity as one brief annotates it.

    `surfaces` are the distinct quoted forms, `spans` every occurrence of them in the text.
    `part_of` is the key of the containing entity in the same brief.
    """

    key: str
    type: str
    name: str
    ref: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    part_of: str | None = None
    surfaces: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """One event or state as one brief annotates it.

    `roles` maps a role's key (`participant`, `place`, `during` …) to the keys of its fillers in
    the same brief, in the order written. `attributes` holds the class's own closed-list
    attributes (`format`, `form`, `quotation`, `kind`). `source` is the attribution chain; an
    element is a key, or a tuple of those who said it together.
    A claim without a quote of its own covers the whole text (`whole_text`).
    """

    key: str
    type: str
    quote: str
    span: Span
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ref: str | None = None
    when: StatedDate | None = None
    start: StatedDate | None = None
    end: StatedDate | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    certainty: str = "certain"
    polarity: str = "affirmed"
    status: str = "occurred"
    source: tuple[str | tuple[str, ...], ...] = ()
    note: str | None = None
    whole_text: bool = False

    @property
    def attribution(self) -> Iterator[tuple[int, str]]:
        """The keys of the attribution chain, each with its step; those of one step are together."""
        for step, element in enumerate(self.source):
            for key in (element,) if isinstance(element, str) else element:
                yield step, key


@dataclass(frozen=True, slots=True)
class Brief:
    """A checked brief: its text and everything annotated in it."""

    id: str
    title: str
    source: str
    published: date
    text: str
    language: str = "en"
    url: str | None = None
    mentions: tuple[Mention, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()

    def __repr__(self) -> str:
        counted = f"{len(self.mentions)} entities, {len(self.claims)} events"
        return f"<Brief {self.id!r} of {self.published}: {counted}>"

    def annotation(self) -> str:
        """Canonical JSON of the mentions and claims; `from_annotation` reads it back."""
        return json.dumps(
            {
                "entities": {m.key: _mention_to_json(m) for m in self.mentions},
                "events": {c.key: _claim_to_json(c) for c in self.claims},
            },
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )

    @classmethod
    def from_annotation(
        cls,
        annotation: str,
        *,
        id: str,
        title: str,
        source: str,
        published: date,
        text: str,
        language: str,
        url: str | None,
    ) -> Brief:
        """Rebuild the brief from its canonical JSON; mentions and claims come sorted by key."""
        data: dict[str, dict[str, dict[str, Any]]] = json.loads(annotation)
        return cls(
            id=id,
            title=title,
            source=source,
            published=published,
            text=text,
            language=language,
            url=url,
            mentions=tuple(_mention_from_json(k, v) for k, v in data["entities"].items()),
            claims=tuple(_claim_from_json(k, v, text) for k, v in data["events"].items()),
        )


def _mention_to_json(mention: Mention) -> dict[str, Any]:
    data: dict[str, Any] = {"type": mention.type, "name": mention.name}
    if mention.ref is not None:
        data["ref"] = mention.ref
    if mention.aliases:
        data["aliases"] = list(mention.aliases)
    if mention.kind is not None:
        data["kind"] = mention.kind
    if mention.part_of is not None:
        data["part_of"] = mention.part_of
    if mention.surfaces:
        data["quote"] = list(mention.surfaces)
        data["spans"] = [list(s) for s in mention.spans]
    return data


def _mention_from_json(key: str, data: dict[str, Any]) -> Mention:
    return Mention(
        key=key,
        type=data["type"],
        name=data["name"],
        ref=data.get("ref"),
        aliases=tuple(data.get("aliases", ())),
        kind=data.get("kind"),
        part_of=data.get("part_of"),
        surfaces=tuple(data.get("quote", ())),
        spans=tuple((s[0], s[1]) for s in data.get("spans", ())),
    )


def _date_to_json(stated: StatedDate) -> dict[str, Any]:
    data: dict[str, Any] = {"edtf": stated.edtf}
    if stated.phrase is not None:
        data["phrase"] = stated.phrase
    if stated.span is not None:
        data["span"] = list(stated.span)
    return data


def _date_from_json(data: dict[str, Any] | None) -> StatedDate | None:
    if data is None:
        return None
    span = data.get("span")
    return StatedDate(data["edtf"], data.get("phrase"), (span[0], span[1]) if span else None)


def _claim_to_json(claim: ClaimRecord) -> dict[str, Any]:
    data: dict[str, Any] = {"type": claim.type}
    if not claim.whole_text:
        data["quote"] = claim.quote
        data["span"] = list(claim.span)
    if claim.roles:
        data["roles"] = {role: list(fillers) for role, fillers in claim.roles.items()}
    if claim.attributes:
        data["attributes"] = dict(claim.attributes)
    if claim.source:
        data["source"] = [s if isinstance(s, str) else list(s) for s in claim.source]
    for name in DATE_KEYS:
        stated: StatedDate | None = getattr(claim, name)
        if stated is not None:
            data[name] = _date_to_json(stated)
    for name, default in _CLAIM_DEFAULTS.items():
        value = getattr(claim, name)
        if value != default:
            data[name] = value
    return data


_CLAIM_DEFAULTS: dict[str, str | None] = {
    "ref": None,
    "certainty": "certain",
    "polarity": "affirmed",
    "status": "occurred",
    "note": None,
}


def _claim_from_json(key: str, data: dict[str, Any], text: str) -> ClaimRecord:
    whole = "quote" not in data
    span = (0, len(text)) if whole else (data["span"][0], data["span"][1])
    return ClaimRecord(
        key=key,
        type=data["type"],
        quote=text if whole else data["quote"],
        span=span,
        roles={role: tuple(fillers) for role, fillers in data.get("roles", {}).items()},
        **{name: _date_from_json(data.get(name)) for name in DATE_KEYS},
        attributes=data.get("attributes", {}),
        source=tuple(s if isinstance(s, str) else tuple(s) for s in data.get("source", ())),
        whole_text=whole,
        ref=data.get("ref"),
        certainty=data.get("certainty", "certain"),
        polarity=data.get("polarity", "affirmed"),
        status=data.get("status", "occurred"),
        note=data.get("note"),
    )
