"""Phrases that cannot be resolved, each with the reason to show in the error.

Consulted only after every rule has failed: a phrase that a rule matches is never refused here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from whomet.ontology.dates.english import MONTH, NUMBER, SEASON, UNIT, WEEKDAY


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form of phrase that cannot be resolved, and the reason, which may name groups of it."""

    source: str
    reason: str


OTHER_EVENT = "it is relative to another event"
"""A reason against a phrase that `relative_to` can do something about, in a brief."""
_VAGUE = "it does not name a date"

_MODIFIER = (
    r"(?P<word>over|under|nearly|almost|well|just|shortly|soon|long|immediately|right|within|barely"
    r"|(?:more|less|fewer|no more|not more|no less|not less) than|at (?:least|most)|up to"
    r"|as (?:early|late|recently) as)"
)

_COUNTED = f"(?:ago|before|after|earlier|later|since|until|{UNIT})"

REFUSALS: tuple[Refusal, ...] = (
    Refusal(r".*\b(?:midnight|overnight)\b.*", "it falls between two days"),
    Refusal(
        rf"(?:.*?\b)?{_MODIFIER} (?=.*[0-9]|.*\b{_COUNTED}\b).*",
        "“{word}” changes the meaning, and does not say by how much",
    ),
    Refusal(
        r"(?P<inner>[0-9-]+) or (?:later|after|thereafter)",
        "it is open-ended, which is [{inner}..] in EDTF",
    ),
    Refusal(
        r"(?P<inner>[0-9-]+) or (?:earlier|before)",
        "it is open-ended, which is [..{inner}] in EDTF",
    ),
    Refusal(
        r".+ or (?:later|after|thereafter)",
        "it is open-ended; write “on or after”, then the date",
    ),
    Refusal(r".+ or (?:earlier|before)", "it is open-ended; write “on or before”, then the date"),
    Refusal(
        rf"{NUMBER} {UNIT} (?:before|after) (?:the )?(?:.*[0-9].*|.*\b(?:{MONTH}|{WEEKDAY}|{SEASON}"
        r"|today|yesterday|tomorrow)\b.*)",
        "it counts from a date that it names, which is not supported",
    ),
    Refusal(r"(?:days|weeks|months|years) (?:before|after|ago|later|earlier)\b.*", _VAGUE),
    Refusal(
        r".*\b(?:later|earlier|afterwards?|thereafter|beforehand|meanwhile|then)"
        r"|(?:the )?(?:next|following|previous|preceding|same) (?:day|morning|afternoon|evening"
        r"|night|week|month|year)|that (?:same )?(?:day|week|month|year|morning|evening|night)"
        r"|.*\b(?:the day|days?|weeks?|months?|years?) (?:before|after|later)\b.*"
        r"|following .*",
        OTHER_EVENT,
    ),
    Refusal(
        r"(?:the )?last (?P<unit>week|month|year)",
        "it may be the previous one, or the days up to publication; "
        "write “last {unit}” or “the past {unit}”",
    ),
    Refusal(
        r"(?:the )?(?:last|past|previous) (?:decade|century)",
        "it may be the previous one, or the years up to publication; "
        "write it as “the 1960s” or “the 20th century”",
    ),
    Refusal(
        r"(?:just |only |most )?(?:recently|lately|soon|shortly|now|currently|presently|once"
        r"|nowadays|these days|ever|always|some ?time(?: ago)?|one day|a while ago|long ago"
        r"|the other day)"
        r"|.*\b(?:recent|few|several|many|some|couple|coming days|upcoming days|decades|hours"
        r"|minutes|moment|about|around|circa|approximately|nearly|almost|over|more than)\b.*",
        _VAGUE,
    ),
    Refusal(
        r".*\b(?:christmas|easter|ramadan|eid|nowruz|new year|thanksgiving|passover|hanukkah|diwali"
        r"|independence day|holidays?|ashura|lent|pentecost)\b.*",
        "holidays differ by country and calendar",
    ),
    Refusal(
        r"(?:the )?[0-9]{1,2}|(?:the )?'?[0-9]{2}'?s|.*'[0-9]{2}"
        r"|.*\b(?:twen|thir|for|fif|six|seven|eigh|nine)ties",
        "it does not say which month and year, or which century",
    ),
    Refusal(
        r".*\b(?:fiscal|financial|fy) ?(?:year )?'?[0-9]{2}.*",
        "fiscal years begin on different days; write the first and the last day",
    ),
    Refusal(
        r"(?:.*[0-9]-?)?(?:w|wk|week) ?[0-9]{1,2}(?: .*)?",
        "weeks are numbered differently by country; write “the week of” and a day of it",
    ),
    Refusal(r"(?:next|coming|upcoming) .*", _VAGUE),
)


_LEADING = re.compile(r"^(?:on|in|at|over|during|within|for) ")


def reason_against(text: str) -> str | None:
    """Why normalized `text` cannot be resolved, if a reason is known."""
    for phrase in (text, _LEADING.sub("", text, count=1).removeprefix("the ")):
        for refusal in REFUSALS:
            match = re.fullmatch(refusal.source, phrase)
            if match:
                return refusal.reason.format(**match.groupdict())
    return None
