"""A small writer of Web Annotations: a brief in the profile of docs/web-annotation.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whomet.ontology.records import Brief, ClaimRecord, Mention, Span

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"w": "https://w3id.org/whomet/ontology#"}]
#: Terms of the ontology that are called otherwise than the keys of a brief.
TERMS = {
    ("Place", "kind"): "placeKind",
    ("Affiliation", "kind"): "affiliationKind",
    ("Message", "delivered_at"): "deliveredAt",
    ("Message", "reply_to"): "replyTo",
    ("Statement", "said_at"): "saidAt",
}


def page(brief: Brief, *, by_quote: bool) -> dict[str, Any]:
    """The brief as an AnnotationPage, its words by position or by quote alone."""
    writer = _Writer(brief, by_quote)
    made = [writer.brief_itself(), *map(writer.mention, brief.mentions)]
    made += map(writer.claim, brief.claims)
    return {"@context": CONTEXT, "type": "AnnotationPage", "items": made}


class _Writer:
    def __init__(self, brief: Brief, by_quote: bool) -> None:
        self.brief = brief
        self.by_quote = by_quote
        self.source = "https://example.org/source.txt"

    def annotation(self, body: Mapping[str, Any], spans: list[Span]) -> dict[str, Any]:
        targets = [{"source": self.source, "selector": self.selector(*s)} for s in spans]
        return {"type": "Annotation", "body": body, "target": targets or self.source}

    def selector(self, start: int, end: int) -> dict[str, Any]:
        text = self.brief.text
        if not self.by_quote:
            return {"type": "TextPositionSelector", "start": start, "end": end}
        return {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[:start],
            "suffix": text[end:],
        }

    def brief_itself(self) -> dict[str, Any]:
        brief = self.brief
        body = {
            "type": "w:Brief",
            "w:id": brief.id,
            "w:title": brief.title,
            "w:publisher": brief.source,
            "w:published": brief.published.isoformat(),
            "w:language": brief.language,
            "w:text": brief.text,
        }
        return self.annotation(body | ({"w:url": brief.url} if brief.url else {}), [])

    def mention(self, mention: Mention) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": f"#{mention.key}",
            "type": f"w:{mention.type}",
            "w:name": mention.name,
            "w:alias": list(mention.aliases),
        }
        for key, value in (("ref", mention.ref), ("kind", mention.kind)):
            if value is not None:
                body["w:" + TERMS.get((mention.type, key), key)] = value
        if mention.part_of is not None:
            body["w:partOf"] = {"id": f"#{mention.part_of}"}
        text = self.brief.text
        spans = [s for words in mention.surfaces for s in mention.spans if text[slice(*s)] == words]
        return self.annotation(body, spans)

    def claim(self, claim: ClaimRecord) -> dict[str, Any]:
        body: dict[str, Any] = {"id": f"#{claim.key}", "type": f"w:{claim.type}"}
        for key, fillers in (*claim.roles.items(), ("source", claim.source)):
            name = TERMS.get((claim.type, key), key)
            body[f"w:{name}"] = [{"id": f"#{filler}"} for filler in fillers]
        for key, value in claim.attributes.items():
            body["w:" + TERMS.get((claim.type, key), key)] = value
        for key in ("certainty", "polarity", "status", "note", "ref"):
            if (value := getattr(claim, key)) is not None:
                body[f"w:{key}"] = value
        for key in ("when", "start", "end"):
            if (date := getattr(claim, key)) is not None:
                body[f"w:{key}Edtf"] = date.edtf
                if date.phrase is not None:
                    body[f"w:{key}Phrase"] = date.phrase
        return self.annotation(body, [] if claim.whole_text else [claim.span])
