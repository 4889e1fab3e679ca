"""Generates the JSON Schema of the native brief format, for editors and other programs.

The schema covers keys, types, values and counts. Only `whomet check` verifies that a quote occurs
in the text, that a key refers to an entity of the right class, and that a phrase is a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whomet.ontology.brief_keys import DATE_KEYS, REQUIRED_KEYS
from whomet.ontology.vocabulary import Attribute, EntityClass, EventClass, Role, Vocabulary

SCHEMA_ID = "https://w3id.org/whomet/brief.schema.json"
TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}


def brief_schema(vocabulary: Vocabulary, patterns: Mapping[str, str]) -> dict[str, Any]:
    """The schema; `patterns` are `Compiled.patterns`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "whomet brief",
        "description": "A short text and its annotations.",
        "type": "object",
        "required": list(REQUIRED_KEYS),
        "additionalProperties": False,
        "properties": {
            "brief": {
                "type": "string",
                "pattern": patterns["brief"],
                "description": "The id: letters, digits, dots, underscores and hyphens.",
            },
            "title": TEXT,
            "source": {**TEXT, "description": "The publisher of the brief."},
            "published": {
                "type": "string",
                "pattern": patterns["published"],
                "description": "The date of publication; date phrases are relative to it.",
            },
            "language": {
                "type": "string",
                "pattern": patterns["language"],
                "default": "en",
            },
            "url": {"type": "string", "pattern": patterns["url"]},
            "text": {**TEXT, "description": "The full text; quotes are exact excerpts of it."},
            "entities": _by_key("entity"),
            "events": _by_key("event"),
        },
        "$defs": {
            "key": {
                "type": "string",
                "pattern": patterns["brief"],
                "description": "The key of an entity or event of this brief.",
            },
            "date": _date(),
            "quote": _quote(patterns),
            "entity": _one_of_classes("entity", vocabulary.entities),
            "event": _one_of_classes("event", vocabulary.events),
            **{f"entity.{c.name}": _entity(c, patterns) for c in vocabulary.entities.values()},
            **{
                f"event.{c.name}": _event(c, vocabulary, patterns)
                for c in vocabulary.events.values()
            },
        },
    }


def _by_key(what: str) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/key"},
        "additionalProperties": {"$ref": f"#/$defs/{what}"},
    }


def _one_of_classes(what: str, classes: Mapping[str, Any]) -> dict[str, Any]:
    """Select the schema of a class by `type`, so that errors are about that class only."""
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(classes)}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": name}}},
                "then": {"$ref": f"#/$defs/{what}.{name}"},
            }
            for name in classes
        ],
    }


def _date() -> dict[str, Any]:
    # Editors parse a bare year in YAML as a number; the loader keeps it as text.
    year = {"type": "integer", "minimum": 1000, "maximum": 9999}
    return {
        "description": "A phrase of the text, an EDTF date, or both.",
        "anyOf": [
            TEXT,
            year,
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {
                    "phrase": TEXT,
                    "edtf": {"anyOf": [TEXT, year]},
                    "relative_to": {"$ref": "#/$defs/key"},
                },
            },
        ],
    }


def _number(patterns: Mapping[str, str]) -> dict[str, Any]:
    """The number of an occurrence; a text of digits is one too, since YAML tells none apart."""
    number = {"type": "integer", "minimum": 1, "maximum": 99_999_999}
    return {"anyOf": [number, {"type": "string", "pattern": patterns["nth"]}]}


def _quote(patterns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "description": "Exact words of the text; with nth if they occur more than once.",
        "anyOf": [
            TEXT,
            {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {"text": TEXT, "nth": _number(patterns)},
            },
        ],
    }


def _entity_quotes(patterns: Mapping[str, str]) -> dict[str, Any]:
    number = _number(patterns)
    one = {
        "anyOf": [
            TEXT,
            {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {
                    "text": TEXT,
                    "nth": {
                        "anyOf": [
                            *number["anyOf"],
                            {"type": "array", "items": number, "minItems": 1},
                        ]
                    },
                },
            },
        ]
    }
    return {
        "description": "Words of the text that name it, wherever they occur; with nth, there only.",
        "anyOf": [one, {"type": "array", "items": one, "minItems": 1}],
    }


def _texts() -> dict[str, Any]:
    return {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}


def _entity(cls: EntityClass, patterns: Mapping[str, str]) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "type": {"const": cls.name},
        "name": TEXT,
        "ref": {"type": "string", "pattern": patterns["ref"]},
        "aliases": _texts(),
        "quote": _entity_quotes(patterns),
        "kind": TEXT,
        "part_of": {"$ref": "#/$defs/key"},
    }
    return {
        "title": cls.label,
        "description": cls.definition,
        "required": ["type", "name"],
        "additionalProperties": False,
        "properties": {key: keys.get(key, TEXT) for key in cls.keys},
    }


def _event(cls: EventClass, vocabulary: Vocabulary, patterns: Mapping[str, str]) -> dict[str, Any]:
    date = {"$ref": "#/$defs/date"}
    attributes = {**cls.attributes, **vocabulary.common_attributes}
    keys: dict[str, Any] = {
        "type": {"const": cls.name},
        "quote": {"$ref": "#/$defs/quote"},
        "ref": {"type": "string", "pattern": patterns["ref"]},
        **dict.fromkeys(DATE_KEYS, date),
        **{key: _role(role) for key, role in cls.roles.items()},
        **{key: _attribute(attribute) for key, attribute in attributes.items()},
        "source": _source(vocabulary.source),
        "note": TEXT,
    }
    return {
        "title": cls.label,
        "description": cls.definition,
        "required": ["type", *(key for key, role in cls.roles.items() if role.min_count)],
        "additionalProperties": False,
        "properties": {key: keys[key] for key in cls.keys},
    }


def _role(role: Role) -> dict[str, Any]:
    key = {"$ref": "#/$defs/key"}
    many: dict[str, Any] = {"type": "array", "items": key, "minItems": max(role.min_count, 1)}
    if role.max_count is not None:
        many["maxItems"] = role.max_count
    one_is_enough = role.min_count <= 1
    return {
        "description": f"{role.definition} Keys of: {', '.join(role.range)}.",
        **({"anyOf": [key, many]} if one_is_enough else many),
    }


def _source(role: Role) -> dict[str, Any]:
    """The attribution chain: keys, and lists of those who said it together."""
    key = {"$ref": "#/$defs/key"}
    together = {"type": "array", "items": key, "minItems": 1}
    chain = {"type": "array", "items": {"anyOf": [key, together]}, "minItems": 1}
    return {
        "description": f"{role.definition} Keys of: {', '.join(role.range)}.",
        "anyOf": [key, chain],
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": attribute.definition}
    schema.update({"enum": list(attribute.values)} if attribute.values else TEXT)
    if attribute.default is not None:
        schema["default"] = attribute.default
    return schema
