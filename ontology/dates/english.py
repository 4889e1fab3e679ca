"""English names of weekdays, months, seasons and numbers, as regular expressions and as tables.

The expressions match normalized text (see `phrases.normalize_phrase`).
"""

from __future__ import annotations

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = (
    "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?)"
)
SEASON = "(?:spring|summer|autumn|fall|winter)"
DAY = "(?:[0-9]{1,2})(?:st|nd|rd|th)?"
YEAR = "(?:[12][0-9]{3})"
UNIT = "(?:day|week|fortnight|month|year)s?"
ABOUT = "(?:about|around|circa|ca|c|approximately|approx|roughly|some)"
DAYPART = "(?:morning|afternoon|evening|night|noon|midday|lunchtime|dawn|dusk)"

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first"
).split()

NUMBERS: dict[str, int] = {"a": 1, "an": 1, **{w: n for n, w in enumerate(_NUMBERS, 1)}}
ORDINALS: dict[str, int] = {
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    **{f"{n}{s}": n for n in range(1, 32) for s in ("st", "nd", "rd", "th")},
}
SEASON_CODES: dict[str, int] = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

NUMBER = f"(?:[0-9]{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
ORDINAL = "(?:[a-z]+(?:-[a-z]+)?|[0-9]{1,2}(?:st|nd|rd|th))"


def month_number(name: str) -> int:
    """1 to 12 for a name that MONTH matches."""
    return _MONTHS.index(name[:3]) + 1


def weekday_number(name: str) -> int:
    """0 for Monday to 6 for Sunday, for a name that WEEKDAY matches."""
    return _WEEKDAYS.index(name[:3])


def number(text: str) -> int:
    """The value of a text that NUMBER matches."""
    return int(text) if text.isdigit() else NUMBERS[text]


WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
