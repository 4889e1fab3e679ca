"""Phrases that are understood to name no day; each with the reason why."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form of phrase that no publication day can resolve, and why; for the error only."""

    source: str
    reason: str


_OTHER_EVENT = "it counts from another event, which relative_to can name"
_VAGUE = "it names no days"

REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        r".*\b(?:later|earlier|afterwards?|thereafter|beforehand|meanwhile|then)"
        r"|(?:the )?(?:next|following|previous|preceding|same) (?:day|morning|afternoon|evening"
        r"|night|week|month|year)|that (?:same )?(?:day|week|month|year|morning|evening|night)"
        r"|.*\b(?:the day|days?|weeks?|months?|years?) (?:before|after|later)\b.*"
        r"|following .*",
        _OTHER_EVENT,
    ),
    Refusal(
        r"(?:the )?last (?:week|month|year|decade|century)",
        "it may be the one before this, or the days up to publication; "
        "write “last week” or “the past week”",
    ),
    Refusal(
        r"(?:just |only |most )?(?:recently|lately|soon|shortly|now|currently|presently|once"
        r"|nowadays|these days|ever|always|some ?time(?: ago)?|one day|a while ago|long ago)"
        r"|.*\b(?:recent|few|several|many|some|couple|coming days|upcoming days|decades|hours"
        r"|minutes|moment|about|around|circa|approximately|nearly|almost|over|more than)\b.*",
        _VAGUE,
    ),
    Refusal(
        r".*\b(?:christmas|easter|ramadan|eid|nowruz|new year|thanksgiving|passover|hanukkah|diwali"
        r"|independence day|holidays?|ashura|lent|pentecost)\b.*",
        "feasts and holidays differ by country and calendar",
    ),
    Refusal(r".*\b(?:midnight|overnight)\b.*", "it lies between two days"),
    Refusal(
        r"(?:the )?[0-9]{1,2}|(?:the )?'?[0-9]{2}'?s|.*'[0-9]{2}",
        "it does not say which month and year, or which century",
    ),
    Refusal(r"(?:next|coming|upcoming) .*", _VAGUE),
)


_LEADING = re.compile(r"^(?:on|in|at|over|during|within|for) ")


def reason_against(text: str) -> str | None:
    """Why plain `text` names no day, if that is known."""
    for phrase in (text, _LEADING.sub("", text, count=1).removeprefix("the ")):
        for refusal in REFUSALS:
            if re.fullmatch(refusal.source, phrase):
                return refusal.reason
    return None
