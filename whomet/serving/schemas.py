"""Parameters of questions as JSON Schema: for the description of the API, and for tools."""

from __future__ import annotations

from whomet.ontology.json_values import JsonObject
from whomet.queries import Parameter
from whomet.queries.parameters import TYPES


def parameter_schema(parameter: Parameter) -> JsonObject:
    """What values a parameter takes."""
    schema: JsonObject = {"type": "string"}
    if parameter.type == "flag":
        schema = {"type": "boolean"}
    elif parameter.type == "integer":
        schema = {"type": "integer", "minimum": 1}
    elif parameter.choices:
        schema = {"enum": list(parameter.choices)}
    if parameter.default is not None:
        schema["default"] = parameter.default
    if parameter.many:
        return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}
    return schema


def parameter_help(parameter: Parameter) -> str:
    """What a parameter is for, and what it takes."""
    several = " May be given several times." if parameter.many else ""
    return f"{parameter.help} Takes {TYPES[parameter.type]}.{several}"
