"""Dates: EDTF, the four bounds, and the phrases of briefs."""

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.description import describe, describe_side
from whomet.ontology.dates.edtf import edtf_range
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.period import period
from whomet.ontology.dates.phrases import resolve
from whomet.ontology.dates.stated import stated_bounds

__all__ = [
    "Bounds",
    "DateError",
    "describe",
    "describe_side",
    "edtf_range",
    "period",
    "resolve",
    "stated_bounds",
]
