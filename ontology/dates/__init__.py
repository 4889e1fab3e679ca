"""Dates: EDTF parsing, event bounds, and the resolution of date phrases."""

from whomet.ontology.dates.bounds import Bounds
from whomet.ontology.dates.description import (
    describe,
    describe_begin,
    describe_end,
    describe_side,
)
from whomet.ontology.dates.edtf import as_period, edtf_range, is_qualified
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.period import parse_period
from whomet.ontology.dates.phrases import resolve
from whomet.ontology.dates.readable import readable
from whomet.ontology.dates.stated import is_closed, says_it_lasts, stated_bounds, states_end

__all__ = [
    "Bounds",
    "DateError",
    "as_period",
    "describe",
    "describe_begin",
    "describe_end",
    "describe_side",
    "edtf_range",
    "is_closed",
    "is_qualified",
    "parse_period",
    "readable",
    "resolve",
    "says_it_lasts",
    "stated_bounds",
    "states_end",
]
