"""A sentence of each entity of a proposal, in which a brief names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.proposals.entity_profiles import Reader, batches
from whomet.graph.review.proposals.profiles import Profile
from whomet.ontology.json_values import JsonObject
from whomet.ontology.sentences import sentence_around

#: Maximum characters of a sentence.
LONGEST = 400
# The brief in which most is said by that entity's own words, the earliest of these.
_SENTENCES = """
UNWIND $ids AS id
MATCH (x:{label} {{id: id}})
CALL (x) {{
  MATCH (b:Brief)-[m:MENTIONS]->(x)
  ORDER BY size(coalesce(m.starts, [])) = 0, b.published, b.id, m.key
  LIMIT 1
  RETURN b.id AS brief, b.source AS source, toString(b.published) AS published, b.text AS text,
         m.starts[0] AS start, m.ends[0] AS end, m.surfaces[0] AS surface
}}
RETURN id, brief, source, published, text, start, end, surface
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a brief that names somebody, by the words `surface`."""

    text: str
    brief: str
    source: str
    published: str
    surface: str | None = None

    def to_json(self) -> JsonObject:
        """By name."""
        return {
            "text": self.text,
            "brief": self.brief,
            "source": self.source,
            "published": self.published,
            "surface": self.surface,
        }


def read_sentences(reader: Reader, profiles: Iterable[Profile]) -> Mapping[NodeKey, Sentence]:
    """A sentence for the first entity of each profile, of those that are in the graph."""
    wanted: dict[str, set[str]] = {}
    for profile in profiles:
        wanted.setdefault(profile.cls, set()).add(profile.ids[0])
    found: dict[NodeKey, Sentence] = {}
    for cls, ids in wanted.items():
        for batch in batches(sorted(ids)):
            for row in reader.read(_SENTENCES.format(label=cls), {"ids": list(batch)}):
                text = _cut(row["text"], row["start"], row["end"])
                key = NodeKey(cls, row["id"])
                found[key] = Sentence(
                    text, row["brief"], row["source"], row["published"], row["surface"]
                )
    return found


def _cut(text: str, start: int | None, end: int | None) -> str:
    """The sentence around a place of a text; its beginning where there is no place."""
    first, last = sentence_around(text, start or 0, end or 0)
    sentence = " ".join(text[first:last].split())
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"
