"""A small writer of UIMA CAS: a brief in the layers of docs/inception.md."""

from __future__ import annotations

import io
from typing import Any

import cassis

from whomet.ontology.exports import export
from whomet.ontology.records import Brief, ClaimRecord, Mention, Span, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()
TYPE_SYSTEM = export("inception", WORDS)["TypeSystem.xml"]


def cas_of(brief: Brief, types: str = TYPE_SYSTEM) -> cassis.Cas:
    """The brief as a CAS."""
    return _Writer(brief, types).write()


class _Writer:
    def __init__(self, brief: Brief, types: str) -> None:
        self.brief = brief
        self.types = cassis.load_typesystem(io.BytesIO(types.encode()))
        self.cas = cassis.Cas(typesystem=self.types)
        self.cas.sofa_string = brief.text
        self.made: dict[str, Any] = {}

    def write(self) -> cassis.Cas:
        brief = self.brief
        self.add(
            "Brief",
            (0, 1),
            Brief=brief.id,
            Title=brief.title,
            Source=brief.source,
            Published=brief.published.isoformat(),
            Language=brief.language,
            Url=brief.url,
        )
        for mention in brief.mentions:
            self.mention(mention)
        for claim in brief.claims:
            span = (0, 0) if claim.whole_text else claim.span
            self.made[claim.key] = self.add(claim.type, span, Key=claim.key)
        for mention in brief.mentions:
            if mention.part_of is not None:
                self.slot(self.made[mention.key], "PartOf", [self.made[mention.part_of]])
        for claim in brief.claims:
            self.claim(claim)
        return self.cas

    def add(self, layer: str, span: Span, **features: Any) -> Any:
        cls = self.types.get_type(f"whomet.{layer}")
        found = cls(begin=span[0], end=span[1], **{k: v for k, v in features.items() if v})
        self.cas.add(found)
        return found

    def mention(self, mention: Mention) -> None:
        text = self.brief.text
        spans = [s for words in mention.surfaces for s in mention.spans if text[slice(*s)] == words]
        for number, span in enumerate(spans or [(0, 0)]):
            found = self.add(mention.type, span, Key=mention.key)
            if number == 0:
                self.made[mention.key] = found
                found.Name = mention.name
                found.Ref = mention.ref
                if mention.kind is not None:
                    found.Kind = mention.kind
                if mention.aliases:
                    array = self.types.get_type("uima.cas.StringArray")
                    found.Aliases = array(elements=list(mention.aliases))

    def claim(self, claim: ClaimRecord) -> None:
        found = self.made[claim.key]
        cls = WORDS.events[claim.type]
        for key, fillers in claim.roles.items():
            self.slot(found, cls.roles[key].brat, [self.made[filler] for filler in fillers])
        if claim.source:
            self.slot(found, WORDS.source.brat, [self.made[key] for key in claim.source])
        for key, value in claim.attributes.items():
            setattr(found, cls.attributes[key].brat, value)
        for key, attribute in WORDS.common_attributes.items():
            setattr(found, attribute.brat, getattr(claim, key))
        found.Ref, found.Note = claim.ref, claim.note
        for key in ("when", "start", "end"):
            date: StatedDate | None = getattr(claim, key)
            if date is not None:
                made = self.add("Date", date.span or (0, 0), Edtf=date.edtf)
                self.slot(found, key.capitalize(), [made])

    def slot(self, owner: Any, feature: str, targets: list[Any]) -> None:
        link = self.types.get_type(f"{owner.type.name}{feature}Link")
        array = self.types.get_type("uima.cas.FSArray")
        links = [link(role=feature.lower(), target=target) for target in targets]
        owner[feature] = array(elements=links)
