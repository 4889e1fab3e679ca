"""The error that all date parsing raises."""

from __future__ import annotations

from collections.abc import Sequence

from whomet.ontology.errors import OntologyError

#: What to do about the period of a question.
PERIOD_EXPECTED = (
    "expected a period such as 1961, 1961-06, 2017-10-17/2017-10-19, “last month” or “August 2017”"
)


class DateError(OntologyError):
    """A date that cannot be parsed or resolved, or dates that contradict each other.

    The message is the one for a brief. `elsewhere` is the one for the period of a question, which
    cannot be given as `{phrase: …, edtf: …}`; None if that is no part of the message. `readings`
    is how many a phrase has, none or two, where a brief would say the meant one in EDTF; None of
    other errors. `similar` are the phrases that one was probably meant to be.
    """

    def __init__(
        self,
        message: str,
        elsewhere: str | None = None,
        readings: int | None = None,
        similar: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.elsewhere = elsewhere
        self.readings = readings
        self.similar = tuple(similar)


class TwoReadings(DateError):
    """A date with two readings: `one` and `other`, each in words and as EDTF.

    `in_question` is the EDTF of both for the period of a question, if it is not the same.
    """

    def __init__(
        self,
        text: str,
        one: tuple[str, str],
        other: tuple[str, str],
        in_question: tuple[str, str] | None = None,
    ) -> None:
        self.text, self.one, self.other = text, one, other
        self.in_question = in_question or (one[1], other[1])
        problem = f"“{text}” may be {one[0]} or {other[0]}"
        super().__init__(
            f"{problem}; write {{phrase: {text}, edtf: {one[1]}}} for the one,"
            f" edtf: {other[1]} for the other",
            f"{problem}; write {' or '.join(self.in_question)}",
            readings=2,
        )
