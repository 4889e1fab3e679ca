"""A brief in the native format, as plain values, YAML and JSON; reading it round-trips exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from whomet.loaders.checking.dating import direction_of, reading_of
from whomet.loaders.checking.entity_quotes import written_quotes
from whomet.loaders.checking.occurrences import anywhere
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import Vocabulary

Plain = dict[str, Any]


def plain(brief: Brief, vocabulary: Vocabulary) -> Plain:
    """The mapping of this brief; defaults are left out."""
    data = head(brief)
    data["text"] = brief.text
    if brief.mentions:
        quotes = written_quotes(brief.mentions, brief.text)
        data["entities"] = {m.key: entity(m, quotes[m.key]) for m in brief.mentions}
    if brief.claims:
        data["events"] = {claim.key: event(brief, claim, vocabulary) for claim in brief.claims}
    return data


def head(brief: Brief) -> Plain:
    """The keys of the brief itself."""
    data = {"brief": brief.id}
    if brief.title != brief.id:
        data["title"] = brief.title
    data |= {"source": brief.source, "published": brief.published.isoformat()}
    data["language"] = brief.language
    if brief.url is not None:
        data["url"] = brief.url
    return data


def entity(mention: Mention, quotes: Sequence[object] = ()) -> Plain:
    """One entity with its `quotes`."""
    data: Plain = {"type": mention.type, "name": mention.name}
    for key in ("ref", "kind", "part_of"):
        if (value := getattr(mention, key)) is not None:
            data[key] = value
    if mention.aliases:
        data["aliases"] = list(mention.aliases)
    if quotes:
        data["quote"] = list(quotes)
    return data


def event(brief: Brief, claim: ClaimRecord, vocabulary: Vocabulary) -> Plain:
    """One event."""
    data: Plain = {"type": claim.type}
    if claim.ref is not None:
        data["ref"] = claim.ref
    if not claim.whole_text:
        places = anywhere(claim.quote, brief.text)
        data["quote"] = claim.quote
        if len(places) > 1:
            data["quote"] = {"text": claim.quote, "nth": str(places.index(claim.span) + 1)}
    for role, fillers in claim.roles.items():
        data[role] = fillers[0] if len(fillers) == 1 else list(fillers)
    for name in DATE_KEYS:
        stated: StatedDate | None = getattr(claim, name)
        if stated is not None:
            data[name] = date(brief, claim, stated)
    data |= claim.attributes
    for attribute in vocabulary.common_attributes.values():
        value = getattr(claim, attribute.key)
        if value != attribute.default:
            data[attribute.key] = value
    if claim.source:
        data["source"] = [s if isinstance(s, str) else list(s) for s in claim.source]
    if claim.note is not None:
        data["note"] = claim.note
    return data


def date(brief: Brief, claim: ClaimRecord, stated: StatedDate) -> str | Plain:
    """One date: its phrase if that resolves to it, else with its EDTF."""
    forward = direction_of(claim.status)
    if stated.phrase is None:
        alone = reading_of(stated.edtf, brief.published, forward) == stated.edtf
        return stated.edtf if alone and stated.edtf not in brief.text else {"edtf": stated.edtf}
    if reading_of(stated.phrase, brief.published, forward) == stated.edtf:
        return stated.phrase
    return {"phrase": stated.phrase, "edtf": stated.edtf}


def to_json(brief: Brief, vocabulary: Vocabulary) -> str:
    """The brief as a JSON file."""
    return json.dumps(plain(brief, vocabulary), ensure_ascii=False, indent=2) + "\n"


def to_json_line(brief: Brief, vocabulary: Vocabulary) -> str:
    """The brief as a line of a JSON lines file."""
    return json.dumps(plain(brief, vocabulary), ensure_ascii=False) + "\n"


def to_yaml(brief: Brief, vocabulary: Vocabulary) -> str:
    """The brief as a YAML file, laid out as one would by hand."""
    return yaml_of(plain(brief, vocabulary))


def yaml_of(data: Plain) -> str:
    """The plain values of a brief as YAML: a line for each entity, the text as a block."""
    import yaml

    laid_out = {**data}
    if "text" in data:
        laid_out["text"] = _Text(data["text"])
    if entities := data.get("entities"):
        laid_out["entities"] = {key: _Line(value) for key, value in entities.items()}
    if events := data.get("events"):
        laid_out["events"] = {key: _lines(value) for key, value in events.items()}
    text: str = yaml.dump(
        laid_out, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=float("inf")
    )
    return text


class _Text(str):
    """Text to be written in a block."""


class _Line(dict[str, Any]):
    """A mapping to be written on one line."""


class _Row(list[Any]):
    """A list to be written on one line."""


def _lines(data: Plain) -> Plain:
    forms: Iterable[tuple[str, Any]] = data.items()
    return {
        key: _Line(value) if isinstance(value, dict) else _Row(value) if isinstance(value, list)
        else value
        for key, value in forms
    }  # fmt: skip


# What a block would not give back: other ends of lines than a line feed, blanks before them.
_NO_BLOCK = re.compile("[\r\x85\u2028\u2029\ufeff\t]| \n| \\Z")


@lru_cache(maxsize=1)
def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    # A day is written without quotation marks, as our briefs have it; all values are text to us.
    Dumper.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def text(dumper: Any, value: str) -> Any:
        block = isinstance(value, _Text) and "\n" in value and not _NO_BLOCK.search(value)
        style = "|" if block else '"' if _SEVERAL_LINES.search(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)

    def on_a_line(dumper: Any, value: Any) -> Any:
        if isinstance(value, list):
            return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
        return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)

    Dumper.add_representer(str, text)
    Dumper.add_representer(_Text, text)
    Dumper.add_representer(_Line, on_a_line)
    Dumper.add_representer(_Row, on_a_line)
    return Dumper


_SEVERAL_LINES = re.compile("[\n\r\x85\u2028\u2029]")
