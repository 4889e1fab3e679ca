"""Checking the dates of an event, and finding their phrases in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.lookalikes import difference, not_found, same_words
from whomet.loaders.checking.occurrences import anywhere, nearest_to
from whomet.loaders.checking.quoting import Anchor
from whomet.loaders.checking.values import shape, text_of, unknown_key
from whomet.loaders.faults import Fix, FixKind, quoted
from whomet.loaders.parsed import Path
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates import DateError, as_period, edtf_range, resolve, stated_bounds
from whomet.ontology.records import ClaimRecord, Span, StatedDate
from whomet.ontology.suggestions import nearest
from whomet.ontology.vocabulary import EventClass

RANGE_AS_PERIOD = "a range of days is read as when the event was, not as how long it lasted"
HOW_LONG = "start: and end: in the mapping, if it lasted as long"
_KEYS = frozenset(("phrase", "edtf", "relative_to"))
_MAY_BE_EDTF = re.compile(r"[0-9XYESTZ?~%/.,:+{}\[\]-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that an event states."""

    when: StatedDate | None = None
    start: StatedDate | None = None
    end: StatedDate | None = None


def dates_of(
    context: CheckContext,
    data: dict[str, object],
    path: Path,
    anchor: Anchor,
    *,
    forward: bool | None,
    cls: EventClass,
    happened: bool,
) -> Dates:
    """The dates of an event of a class. `forward` is as in `dates.resolve`.

    If it `happened`, a date after publication gives a warning.
    """
    lasting = cls.lasting
    found = [
        _date(context, data[name], (*path, name), anchor, forward) if name in data else None
        for name in DATE_KEYS
    ]
    if context.ranges_are_periods and not lasting and isinstance(data.get("when"), str):
        found[0] = _period(context, found[0], (*path, "when"), cls.usual_days)
    when, start, end = (None if date is None else date.edtf for date in found)
    try:
        bounds = stated_bounds(when, start, end, lasting)
    except DateError as fault:
        _contradiction(context, path, when, start, end, lasting, fault)
        return Dates()
    if (
        happened
        and context.published is not None
        and bounds.begin_earliest is not None
        and bounds.begin_earliest > context.published
    ):
        name = "when" if when is not None else "start"
        context.problems.add(
            "after-publication",
            (*path, name),
            "an event that occurred is dated after the brief was published",
            f"{when or start}, published {context.published}",
            "status: planned, or an earlier date",
        )
    return Dates(*found)


def _period(
    context: CheckContext, when: StatedDate | None, path: Path, longest: int
) -> StatedDate | None:
    """A long range of words as the period in which the event lies."""
    if when is None or when.phrase in (None, when.edtf):
        return when  # EDTF says what it means
    period = as_period(when.edtf, longest)
    if period == when.edtf:
        return when
    context.problems.add("read-as-period", path, RANGE_AS_PERIOD, quoted(when.phrase), HOW_LONG)
    return replace(when, edtf=period)


def _contradiction(
    context: CheckContext,
    path: Path,
    when: str | None,
    start: str | None,
    end: str | None,
    lasting: bool,
    fault: DateError,
) -> None:
    """Add the problem of a date that is impossible, or of dates that contradict each other."""
    alone = {"when": (when, None, None), "start": (None, start, None), "end": (None, None, end)}
    for name, given in alone.items():
        try:
            stated_bounds(*given, lasting)
        except DateError as own:
            _refused(context, "bad-date", (*path, name), own)
            return
    last = "end" if end is not None else "start"
    _refused(context, "contradicting-dates", (*path, last), fault)


def _date(
    context: CheckContext, value: object, path: Path, anchor: Anchor, forward: bool | None
) -> StatedDate | None:
    if isinstance(value, dict):
        return _written(context, value, path, anchor, forward)
    if isinstance(value, list):
        context.problems.add(
            "wrong-shape",
            path,
            f"{path[-1]} must be one date",
            shape(value),
            "one, such as 2017-10-17/2017-10-19 for several days",
        )
        return None
    text = text_of(value, path, context.problems)
    if text is None:
        return None
    return _words(context, text.strip(), path, anchor, forward)


def _written(
    context: CheckContext,
    value: dict[str, object],
    path: Path,
    anchor: Anchor,
    forward: bool | None,
) -> StatedDate | None:
    """A date as `{phrase: …, edtf: …}`: the annotator's EDTF wins."""
    for key in value:
        if key not in _KEYS:
            unknown_key(key, (*path, key), _KEYS, "a date", context.problems)
    if "relative_to" in value and "edtf" not in value:
        return _counted(context, value, path, anchor)
    phrase = edtf = None
    if "phrase" in value:
        phrase = text_of(value["phrase"], (*path, "phrase"), context.problems)
    if "edtf" in value:
        edtf = text_of(value["edtf"], (*path, "edtf"), context.problems)
    if not value:
        context.problems.add("missing-key", path, "the date is empty", None, "{phrase: …, edtf: …}")
    if edtf is None:
        if phrase is None or "edtf" in value:
            return None
        return _words(context, phrase.strip(), (*path, "phrase"), anchor, forward)
    edtf = edtf.strip()
    try:
        edtf_range(edtf)
    except DateError as fault:
        _refused(context, "bad-date", (*path, "edtf"), fault)
        return None
    span: Span | None = None
    if phrase is not None:
        phrase = phrase.strip()
        places = anywhere(phrase, context.text)
        if not places:
            _not_found(context, phrase, (*path, "phrase"), None)
            return None
        span = nearest_to(anchor.span, places)
    return StatedDate(edtf, phrase, span)


def in_order(context: CheckContext) -> Iterable[str]:
    """The keys of the events, each after those that its dates are relative to."""
    bases = {key: set(_bases(data)) & context.events.keys() for key, data in context.events.items()}
    if not any(bases.values()):
        return context.events
    from graphlib import CycleError, TopologicalSorter

    while True:
        try:
            return list(TopologicalSorter(bases).static_order())
        except CycleError as error:
            circle = error.args[1]
            last = max(circle, key=list(context.events).index)
            bases[last] = set()
            context.problems.add(
                "date-circle",
                ("events", last),
                "the dates of these events are relative to each other",
                " and ".join(dict.fromkeys(circle)),
                "a day for one of them",
                at_key=True,
            )


def _bases(data: object) -> Iterator[str]:
    """The keys of the events that the dates of one are relative to."""
    for name in DATE_KEYS:
        value = data.get(name) if isinstance(data, dict) else None
        if isinstance(value, dict) and isinstance(base := value.get("relative_to"), str):
            yield base.strip()


def _counted(
    context: CheckContext, value: dict[str, object], path: Path, anchor: Anchor
) -> StatedDate | None:
    """A date as `{phrase: the next day, relative_to: arrival}`: relative to another event."""
    here = (*path, "relative_to")
    base = text_of(value["relative_to"], here, context.problems)
    if "phrase" not in value:
        problem, fix = "the date has no phrase", "{phrase: the next day, relative_to: …}"
        context.problems.add("missing-key", path, problem, None, fix)
        return None
    phrase = text_of(value["phrase"], (*path, "phrase"), context.problems)
    if base is None or phrase is None:
        return None
    base, phrase = base.strip(), phrase.strip()
    if base not in context.events:
        if context.all_keys_known:
            problem = "no event of this brief has this key"
            fix = nearest(base, context.events) or "the key of the event from which it counts"
            context.problems.add("unknown-reference", here, problem, quoted(base), fix)
        return None
    places = anywhere(phrase, context.text)
    if not places:
        _not_found(context, phrase, (*path, "phrase"), None)
        return None
    claim = context.claims.get(base)
    if claim is None or _has_dates(context.events[base]) != _is_dated(claim):
        return None  # that event has an error of its own
    from whomet.ontology.dates.counting import resolve_relative

    dates = (
        date.edtf if date is not None else None for date in (claim.when, claim.start, claim.end)
    )
    lasting = context.tables.events[claim.type].cls.lasting
    try:
        edtf = resolve_relative(phrase, stated_bounds(*dates, lasting))
    except DateError as error:
        _refused(context, "unresolved-date", (*path, "phrase"), error)
        return None
    return StatedDate(edtf, phrase, nearest_to(anchor.span, places))


def _has_dates(data: object) -> bool:
    return isinstance(data, dict) and any(name in data for name in DATE_KEYS)


def _is_dated(claim: ClaimRecord) -> bool:
    return not (claim.when is None and claim.start is None and claim.end is None)


def _words(
    context: CheckContext, text: str, path: Path, anchor: Anchor, forward: bool | None
) -> StatedDate | None:
    """A date as words of the text, or as bare EDTF, which need not occur in it."""
    fault: DateError | None = None
    if _MAY_BE_EDTF.fullmatch(text):
        try:
            edtf_range(text)
            if context.published is not None:
                resolve(text, context.published, forward)
        except DateError as error:
            fault = error
        else:
            places = anywhere(text, context.text)
            if not places:
                return StatedDate(text)
            return StatedDate(text, text, nearest_to(anchor.span, places))
    places = anywhere(text, context.text)
    if not places and fault is not None:
        _refused(context, "bad-date", path, fault)
        return None
    if context.published is None:
        _without_published(context, text, path, bool(places), forward)
        return None
    try:
        edtf = resolve(text, context.published, forward)
    except DateError as error:
        if places:
            _refused(context, "unresolved-date", path, error)
        else:
            _misspelled(context, text, path, error.similar, forward)
        return None
    if not places:
        _not_found(context, text, path, edtf)
        return None
    return StatedDate(edtf, text, nearest_to(anchor.span, places))


_SOME_DAYS = (date(2016, 2, 29), date(2001, 10, 17))


def _without_published(
    context: CheckContext, text: str, path: Path, occurs: bool, forward: bool | None
) -> None:
    """Add the problem of a phrase that is wrong whatever the day of publication.

    That day has an error of its own; who corrects it should not find the next one only then.
    """
    if not occurs:
        _not_found(context, text, path, None)
        return
    errors: list[DateError] = []
    for day in _SOME_DAYS:
        try:
            resolve(text, day, forward)
        except DateError as error:
            errors.append(error)
        else:
            return
    if len({error.message for error in errors}) == 1:
        _refused(context, "unresolved-date", path, errors[0])


def direction_of(status: str | None) -> bool | None:
    """Whether phrases of an event look forward: planned ones do, cancelled ones have no direction.

    See `whomet.ontology.dates.resolve`.
    """
    return None if status == "cancelled" else status == "planned"


def reading_of(phrase: str, published: date, forward: bool | None) -> str | None:
    """The EDTF that a phrase resolves to on its own, if it does."""
    try:
        return resolve(phrase, published, forward)
    except DateError:
        return None


def _misspelled(
    context: CheckContext,
    phrase: str,
    path: Path,
    similar: Sequence[str],
    forward: bool | None,
) -> None:
    """Add the problem of a phrase that is not in the text, and that is no date as it is written.

    What it was probably meant to be is `similar`.
    """
    meant = similar[0] if len(similar) == 1 else phrase
    edtf = None if context.published is None else reading_of(meant, context.published, forward)
    _not_found(context, phrase, path, edtf, meant)


def _not_found(
    context: CheckContext, phrase: str, path: Path, edtf: str | None, meant: str | None = None
) -> None:
    """Add the problem of a phrase that is not in the text; `meant` is it with its words corrected.

    What the text has of the same words, in another order or form, is rather right than what it has
    that is only spelled alike: "4 October 2017" for "Oct 4, 2017".
    """
    if not context.text:
        return  # the text has an error of its own
    problem, near = not_found(phrase, context.text, None)
    written = same_words(meant or phrase, context.text)
    if written is not None and difference(phrase, written) is None:
        near = quoted(written)
    fixes = [near] if near is not None else []
    fixes.append(edtf if edtf is not None else "a bare EDTF such as 2017-10-19")
    context.problems.add(
        "phrase-not-found",
        path,
        problem,
        quoted(phrase),
        " or ".join(fixes),
    )


def _refused(context: CheckContext, code: str, path: Path, fault: DateError) -> None:
    """Add the problem of a date that cannot be read; its advice becomes what to do."""
    problem, separator, advice = fault.message.rpartition("; ")
    if separator and advice.split(" ", 1)[0] in _VERBS:
        kind = None if fault.readings is None else _KINDS[fault.readings]
        fix = f"to {advice}"
        context.problems.add(code, path, problem, None, fix if kind is None else Fix(fix, kind))
    else:
        context.problems.add(code, path, fault.message)


_KINDS = {0: FixKind.NO_READING, 2: FixKind.TWO_READINGS}
_VERBS = frozenset("write leave give correct name say use move add state choose put".split())
