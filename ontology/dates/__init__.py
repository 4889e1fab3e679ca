"""Dates: EDTF parsing, event bounds, and the resolution of date phrases."""

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.description import describe, describe_side
from whomet.ontology.dates.edtf import edtf_range
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.period import parse_period
from whomet.ontology.dates.phrases import resolve
from whomet.ontology.dates.readable import readable
from whomet.ontology.dates.stated import stated_bounds

__all__ = [
    "Bounds",
    "DateError",
    "describe",
    "describe_side",
    "edtf_range",
    "parse_period",
    "readable",
    "resolve",
    "stated_bounds",
]
