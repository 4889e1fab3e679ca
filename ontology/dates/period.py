"""Periods that a question asks for: `--since`, `--until`, `--on`."""

from __future__ import annotations

from datetime import date

from whomet.ontology.dates.edtf import Days, edtf_range
from whomet.ontology.dates.errors import DateError
from whomet.ontology.dates.phrases import resolve


def period(text: str, today: date) -> Days:
    """The first and the last day, inclusive, of a period given as EDTF or in words.

    `1961` is 1 January to 31 December 1961; "last month" and the like count from `today`. An open
    side is None. Raises DateError, one sentence with examples.
    """
    try:
        return edtf_range(resolve(text, today))
    except DateError as fault:
        reason = fault.message.split("; write the days yourself", 1)[0]
        raise DateError(
            f"{reason}; write a period such as 1961, 1961-06, 2017-10-17/2017-10-19, "
            "“last month” or “August 2017”"
        ) from None
