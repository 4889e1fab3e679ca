"""Parses the periods of questions: `--since`, `--until`, `--on`."""

from __future__ import annotations

from datetime import date

from whomet.ontology.dates.edtf import Days, edtf_range
from whomet.ontology.dates.errors import DateError, TwoReadings
from whomet.ontology.dates.phrases import resolve


def parse_period(text: str, today: date) -> Days:
    """The first and the last day, inclusive, of a period given as EDTF or as a phrase.

    `1961` is 1 January to 31 December 1961; phrases such as "last month" are relative to `today`.
    EDTF means what EDTF says, also where it would have two readings as words of a text.
    None means open. Raises DateError, with examples of valid periods.
    """
    try:
        return edtf_range(text.strip())
    except DateError:
        pass
    try:
        return edtf_range(resolve(text, today))
    except TwoReadings as fault:
        raise DateError(f"{fault.problem}; write {' or '.join(fault.edtf)}") from None
    except DateError as fault:
        reason = fault.message.split("; give the date as ", 1)[0]
        raise DateError(
            f"{reason}; expected a period such as 1961, 1961-06, 2017-10-17/2017-10-19, "
            "“last month” or “August 2017”"
        ) from None
