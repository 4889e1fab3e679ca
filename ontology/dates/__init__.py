"""Dates: EDTF, the four bounds, and the phrases of briefs."""

from ontology.dates.bounds import Bounds
from ontology.dates.description import describe, describe_side
from ontology.dates.edtf import edtf_range
from ontology.dates.errors import DateError
from ontology.dates.period import period
from ontology.dates.phrases import resolve
from ontology.dates.stated import stated_bounds

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
