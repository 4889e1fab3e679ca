"""The error that all date parsing raises."""

from __future__ import annotations

from whomet.ontology.errors import OntologyError


class DateError(OntologyError):
    """A date that cannot be parsed or resolved, or dates that contradict each other."""


class TwoReadings(DateError):
    """A date with two readings: `problem` says which, `edtf` has both as EDTF.

    The message is the one for a brief; elsewhere the fix is another one.
    """

    def __init__(self, text: str, one: tuple[str, str], other: tuple[str, str]) -> None:
        self.text, self.one, self.other = text, one, other
        self.problem = f"“{text}” may be {one[0]} or {other[0]}"
        self.edtf = one[1], other[1]
        super().__init__(
            f"{self.problem}; write {{phrase: {text}, edtf: {one[1]}}} for the one,"
            f" edtf: {other[1]} for the other"
        )
