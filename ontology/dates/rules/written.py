"""Rules for written dates and names of days: 19 October 2017, last Tuesday, the 19th, summer."""

from __future__ import annotations

import re
from datetime import date

from whomet.ontology.dates.edtf import edtf_range
from whomet.ontology.dates.english import (
    DAYPART,
    MONTH,
    MONTH_NAMES,
    ORDINAL,
    ORDINALS,
    SEASON,
    SEASON_CODES,
    WEEKDAY,
    WEEKDAY_NAMES,
    YEAR,
    month_number,
    weekday_number,
)
from whomet.ontology.dates.errors import DateError, TwoReadings
from whomet.ontology.dates.partial_dates import PartialDate, read_partial_date
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.spans import (
    DaySpan,
    day_span,
    last_before,
    month_span,
    months_around,
    next_after,
    season_span,
    seasons_around,
    span_of,
    week_span,
    weekdays_around,
)

_STEP = "(?P<step>last|past|previous|this past|next|coming|upcoming|this coming|this)"
_BACK = {"last", "past", "previous", "this past"}


def single(point: PartialDate, context: PhraseContext) -> DaySpan:
    """The span of a single written date.

    Without a year, it is the latest that begins on or before the publication day or, looking
    forward, the earliest that has not ended.
    """
    if point.is_whole:
        return point.span()
    if point.is_weekday:
        context.ensure_direction(WEEKDAY_NAMES[point.weekday or 0])
    span = context.choose(point.around(context.published))
    if span.is_day:
        point.check_weekday(span.first)
    return span


def _written(match: re.Match[str], context: PhraseContext) -> str | None:
    point = read_partial_date(match.string)
    if point is None:
        return None
    bare_number = point.day is not None and point.month is None and not point.ordinal
    if bare_number and (point.weekday is None or point.year is not None):
        return None
    if point.year is not None and point.day is not None and point.month is None:
        return None
    return single(point, context).edtf


def _ordinal_word(match: re.Match[str], context: PhraseContext) -> str | None:
    number = ORDINALS.get(match["ordinal"])
    if number is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return single(
        PartialDate(day=number, month=month_number(match["month"]), year=year), context
    ).edtf


def _weekday(match: re.Match[str], context: PhraseContext) -> str:
    spans = weekdays_around(context.published, weekday_number(match["weekday"]))
    step = match["step"]
    if step in _BACK:
        return last_before(spans, context.published).edtf
    if step is None:
        return context.choose(spans).edtf
    if step == "this":
        return _this_weekday(match["weekday"], spans, context)
    return next_after(spans, context.published).edtf


def _this_weekday(name: str, spans: list[DaySpan], context: PhraseContext) -> str:
    """The weekday in the week of publication, if that agrees with the direction of the phrase."""
    week = week_span(context.published)
    here = next(s for s in spans if week.first <= s.first <= week.last)
    if context.forward:
        return context.choose(spans).edtf
    if here.first <= context.published:
        return here.edtf
    weekday = WEEKDAY_NAMES[weekday_number(name)]
    raise DateError(
        f"“this {weekday}” in the week of publication ({here.edtf}) is after publication; "
        f"write last {weekday}, next {weekday} or the date, or "
        f"{{phrase: this {weekday}, edtf: {here.edtf}}} if that is the intended day",
        f"“this {weekday}” ({here.edtf}) is after today; "
        f"write last {weekday}, next {weekday} or the date",
    )


def _month(match: re.Match[str], context: PhraseContext) -> str:
    spans, step = months_around(context.published, month_number(match["month"])), match["step"]
    if step in _BACK:
        return last_before(spans, context.published).edtf
    if step == "this":
        return next(s for s in spans if s.first.year == context.published.year).edtf
    return next_after(spans, context.published).edtf


def _of_year(match: re.Match[str], context: PhraseContext) -> str | None:
    """A day or month of last, this or next year."""
    point = read_partial_date(match["date"] or match["date2"])
    if point is None or point.month is None or point.is_whole:
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["step"] or match["step2"]]
    year = context.published.year + step
    return PartialDate(point.weekday, point.day, point.month, year).span().edtf


def _of_month(match: re.Match[str], context: PhraseContext) -> str | None:
    """A day of last, this or next month."""
    day = ORDINALS.get(match["day"])
    if day is None:
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["step"]]
    years, index = divmod(context.published.month - 1 + step, 12)
    return PartialDate(day=day, month=index + 1, year=context.published.year + years).span().edtf


def _season(match: re.Match[str], context: PhraseContext) -> str:
    published, step = context.published, match["step"]
    spans = seasons_around(published, SEASON_CODES[match["season"]])
    if step in _BACK:
        return last_before(spans, published).edtf
    if step == "this" and match["season"] != "winter":
        return next(s for s in spans if s.first.year == published.year).edtf
    if step in (None, "this"):
        return context.choose(spans).edtf
    return next_after(spans, published).edtf


def _season_of_year(match: re.Match[str], context: PhraseContext) -> str:
    year = int(match["year"])
    season = season_span(year, SEASON_CODES[match["season"]])
    second = match["second"]
    if second is not None:
        if match["season"] != "winter" or int(second[-2:]) != (year + 1) % 100:
            raise DateError(
                f"“{match.string}” spans two years; expected a winter of two consecutive years"
            )
    elif match["season"] == "winter" and season.first > context.published and not context.forward:
        problem = (
            f"“{match.string}” may be the winter that ended in {year} or the one that began then"
        )
        raise DateError(
            f"{problem}; "
            f"write {{phrase: {match.string}, edtf: {year - 1}-24}} for the one that ended then, "
            f"edtf: {year}-24 for the one that began",
            f"{problem}; write {year - 1}-24 or {year}-24",
        )
    return season.edtf


def _season_of_step(match: re.Match[str], context: PhraseContext) -> str | None:
    if match["season"] == "winter":
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["step"]]
    return season_span(context.published.year + step, SEASON_CODES[match["season"]]).edtf


def _numeric(match: re.Match[str], context: PhraseContext) -> str:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a <= 12 and b <= 12 and a != b:
        raise TwoReadings(
            match.string,
            (_named(b, a, year), f"{year}-{a:02}-{b:02}"),
            (_named(a, b, year), f"{year}-{b:02}-{a:02}"),
        )
    month, day = (a, b) if a <= 12 else (b, a)
    return _real_day(year, month, day, match.string)


def _named(day: int, month: int, year: int) -> str:
    return f"{day} {MONTH_NAMES[month - 1]} {year}"


def _year_first(match: re.Match[str], context: PhraseContext) -> str:
    return _real_day(int(match["year"]), int(match["month"]), int(match["day"]), match.string)


def _named_month(match: re.Match[str], context: PhraseContext) -> str:
    month, year = month_number(match["month"] or match["month2"]), match["year"] or match["year2"]
    day = match["day"] or match["day2"]
    if day is None:
        return month_span(int(year), month).edtf
    return _real_day(int(year), month, int(day), match.string)


def _iso(match: re.Match[str], context: PhraseContext) -> str:
    edtf_range(match.string)
    return match.string


def _week_of(match: re.Match[str], context: PhraseContext) -> str | None:
    day = read_partial_date(match["inner"])
    if day is None or (day.day is None and day.weekday is None):
        return None
    return week_span(single(day, context).first).edtf


def _real_day(year: int, month: int, day: int, text: str) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise DateError(
            f"“{text}” does not exist; correct the date, or write {{phrase: …, edtf: …}}",
            f"“{text}” does not exist; correct the date",
        ) from None


def _nth_weekday(match: re.Match[str], context: PhraseContext) -> str | None:
    whole = _month_or_year(match["inner"], context)
    if whole is None or len(whole.edtf) != 7:
        return None
    weekday = weekday_number(match["weekday"])
    days = [
        s.first
        for day in (whole.first, whole.last)
        for s in weekdays_around(day, weekday)
        if whole.first <= s.first <= whole.last
    ]
    days = sorted(set(days))
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[match["nth"]]
    return days[index].isoformat()


def _edge_day(match: re.Match[str], context: PhraseContext) -> str | None:
    whole = _month_or_year(match["inner"], context)
    if whole is None:
        return None
    return day_span(whole.first if match["nth"] == "first" else whole.last).edtf


def _month_or_year(text: str, context: PhraseContext) -> DaySpan | None:
    edtf = context.part(text)
    span = span_of(edtf) if edtf else None
    return span if span and re.fullmatch("[0-9]{4}(?:-[01][0-9])?", span.edtf) else None


RULES: tuple[Rule, ...] = (
    Rule(
        "written date",
        r".+",
        _written,
        "19 October 2017",
    ),
    Rule(
        "weekday",
        f"(?:{_STEP} )?(?P<weekday>{WEEKDAY})(?: {DAYPART})?",
        _weekday,
        "last Tuesday",
        from_publication=True,
    ),
    Rule("last or next month by name", f"{_STEP} (?P<month>{MONTH})", _month, "last August"),
    Rule(
        "date of last or next year",
        r"(?P<date>[a-z0-9 ]+?)(?: of| in)? (?P<step>last|this|next) year"
        r"|(?P<step2>last|this|next) year (?:on |in )?(?P<date2>[a-z0-9 ]+)",
        _of_year,
        "August last year",
    ),
    Rule(
        "day of last or next month",
        f"(?P<day>{ORDINAL}) (?:of )?(?P<step>last|this|next) month",
        _of_month,
        "the 19th of last month",
    ),
    Rule(
        "ordinal word",
        rf"(?P<ordinal>{ORDINAL}) (?:of )?(?P<month>{MONTH})(?: (?:of )?(?P<year>{YEAR}))?",
        _ordinal_word,
        "the first of May",
    ),
    Rule("season", f"(?:{_STEP} )?(?P<season>{SEASON})", _season, "last summer"),
    Rule(
        "season of a year",
        rf"(?P<season>{SEASON})(?: of| in)? (?P<year>{YEAR})(?:[-/](?P<second>{YEAR}|[0-9]{{2}}))?",
        _season_of_year,
        "the spring of 2017",
    ),
    Rule(
        "season of last or next year",
        f"(?P<season>{SEASON})(?: of| in)? (?P<step>last|this|next) year",
        _season_of_step,
        "the summer of last year",
    ),
    Rule(
        "numeric",
        r"(?P<a>[0-9]{1,2})(?P<sep>[/.-])(?P<b>[0-9]{1,2})(?P=sep)(?P<year>[12][0-9]{3})",
        _numeric,
        "2017-10-19",
    ),
    Rule(
        "year first",
        r"(?P<year>[12][0-9]{3})(?P<sep>[/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})",
        _year_first,
        "2017/10/19",
    ),
    Rule("ISO day", "[12][0-9]{3}-[0-9]{2}-[0-9]{2}", _iso, "2017-10-19"),
    Rule("week of a day", "week of (?:the )?(?P<inner>.+)", _week_of, "the week of 16 October"),
    Rule(
        "named month with hyphens",
        rf"(?:(?P<day>[0-9]{{1,2}})-)?(?P<month>{MONTH})-(?P<year>{YEAR})"
        rf"|(?P<year2>{YEAR})-(?P<month2>{MONTH})(?:-(?P<day2>[0-9]{{1,2}}))?",
        _named_month,
        "19-Oct-2017",
    ),
    Rule(
        "weekday of a month",
        rf"(?P<nth>first|second|third|fourth|last) (?P<weekday>{WEEKDAY}) (?:of|in) (?P<inner>.+)",
        _nth_weekday,
        "the first Tuesday of October",
    ),
    Rule(
        "first or last day",
        r"(?P<nth>first|last) day (?:of|in) (?P<inner>.+)",
        _edge_day,
        "the last day of May",
    ),
)
