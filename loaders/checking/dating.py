"""Checking the dates of an event, and finding the words of the text that say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.occurrences import anywhere, nearest_to
from whomet.loaders.checking.quoting import Anchor
from whomet.loaders.checking.values import shape, text_of, unknown_key
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.dates import DateError, edtf_range, resolve, stated_bounds
from whomet.ontology.records import ClaimRecord, Span, StatedDate
from whomet.ontology.suggestions import nearest, nearest_words

_KEYS = frozenset(("phrase", "edtf", "relative_to"))
_MAY_BE_EDTF = re.compile(r"[0-9XYESTZ?~%/.,:+{}\[\]-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that an event states."""

    when: StatedDate | None = None
    start: StatedDate | None = None
    end: StatedDate | None = None


def dates_of(
    draft: CheckContext,
    data: dict[str, object],
    path: Path,
    anchor: Anchor,
    *,
    forward: bool,
    lasting: bool,
    happened: bool,
) -> Dates:
    """The dates of an event. `forward` is set for planned ones, `lasting` for states.

    Of one that `happened`, a date after publication is doubtful.
    """
    found = [
        _date(draft, data[name], (*path, name), anchor, forward) if name in data else None
        for name in DATE_KEYS
    ]
    when, start, end = (None if date is None else date.edtf for date in found)
    try:
        bounds = stated_bounds(when, start, end, lasting)
    except DateError as fault:
        _contradiction(draft, path, when, start, end, lasting, fault)
        return Dates()
    if (
        happened
        and draft.published is not None
        and bounds.begin_earliest is not None
        and bounds.begin_earliest > draft.published
    ):
        name = "when" if when is not None else "start"
        draft.problems.add(
            "after-publication",
            (*path, name),
            "an event that occurred is dated after the brief was published",
            f"{when or start}, published {draft.published}",
            "status: planned, or an earlier date",
        )
    return Dates(*found)


def _contradiction(
    draft: CheckContext,
    path: Path,
    when: str | None,
    start: str | None,
    end: str | None,
    lasting: bool,
    fault: DateError,
) -> None:
    """Note the date that cannot be, or those that cannot be together, where the last stands."""
    alone = {"when": (when, None, None), "start": (None, start, None), "end": (None, None, end)}
    for name, given in alone.items():
        try:
            stated_bounds(*given, lasting)
        except DateError as own:
            _refused(draft, "bad-date", (*path, name), own)
            return
    last = "end" if end is not None else "start"
    _refused(draft, "contradicting-dates", (*path, last), fault)


def _date(
    draft: CheckContext, value: object, path: Path, anchor: Anchor, forward: bool
) -> StatedDate | None:
    if isinstance(value, dict):
        return _written(draft, value, path, anchor, forward)
    if isinstance(value, list):
        draft.problems.add(
            "wrong-shape",
            path,
            f"{path[-1]} is one date",
            shape(value),
            "one, such as 2017-10-17/2017-10-19 for several days",
        )
        return None
    text = text_of(value, path, draft.problems)
    if text is None:
        return None
    return _words(draft, text.strip(), path, anchor, forward)


def _written(
    draft: CheckContext, value: dict[str, object], path: Path, anchor: Anchor, forward: bool
) -> StatedDate | None:
    """A date as `{phrase: …, edtf: …}`: the annotator's EDTF wins."""
    for key in value:
        if key not in _KEYS:
            unknown_key(key, (*path, key), _KEYS, "a date", draft.problems, "unknown-key")
    if "relative_to" in value and "edtf" not in value:
        return _counted(draft, value, path, anchor)
    phrase = edtf = None
    if "phrase" in value:
        phrase = text_of(value["phrase"], (*path, "phrase"), draft.problems)
    if "edtf" in value:
        edtf = text_of(value["edtf"], (*path, "edtf"), draft.problems)
    if not value:
        draft.problems.add("missing-key", path, "the date is empty", None, "{phrase: …, edtf: …}")
    if edtf is None:
        if phrase is None or "edtf" in value:
            return None
        return _words(draft, phrase.strip(), (*path, "phrase"), anchor, forward)
    edtf = edtf.strip()
    try:
        edtf_range(edtf)
    except DateError as fault:
        _refused(draft, "bad-date", (*path, "edtf"), fault)
        return None
    span: Span | None = None
    if phrase is not None:
        phrase = phrase.strip()
        places = anywhere(phrase, draft.text)
        if not places:
            _not_found(draft, phrase, (*path, "phrase"), None)
            return None
        span = nearest_to(anchor.span, places)
    return StatedDate(edtf, phrase, span)


def in_order(draft: CheckContext) -> Iterable[str]:
    """The keys of the events, each after those from which its dates count."""
    bases = {key: set(_bases(data)) & draft.events.keys() for key, data in draft.events.items()}
    if not any(bases.values()):
        return draft.events
    from graphlib import CycleError, TopologicalSorter

    while True:
        try:
            return list(TopologicalSorter(bases).static_order())
        except CycleError as error:
            circle = error.args[1]
            last = max(circle, key=list(draft.events).index)
            bases[last] = set()
            draft.problems.add(
                "date-circle",
                ("events", last),
                "the dates of these events are relative to each other",
                " and ".join(dict.fromkeys(circle)),
                "a day for one of them",
                at_key=True,
            )


def _bases(data: object) -> Iterator[str]:
    """The keys of the events from which the dates of one count."""
    for name in DATE_KEYS:
        value = data.get(name) if isinstance(data, dict) else None
        if isinstance(value, dict) and isinstance(base := value.get("relative_to"), str):
            yield base.strip()


def _counted(
    draft: CheckContext, value: dict[str, object], path: Path, anchor: Anchor
) -> StatedDate | None:
    """A date as `{phrase: the next day, relative_to: arrival}`: counted from another event."""
    here = (*path, "relative_to")
    base = text_of(value["relative_to"], here, draft.problems)
    if "phrase" not in value:
        problem, fix = "the date has no phrase", "{phrase: the next day, relative_to: …}"
        draft.problems.add("missing-key", path, problem, None, fix)
        return None
    phrase = text_of(value["phrase"], (*path, "phrase"), draft.problems)
    if base is None or phrase is None:
        return None
    base, phrase = base.strip(), phrase.strip()
    if base not in draft.events:
        if draft.all_keys_known:
            problem = "no event of this brief has this key"
            fix = nearest(base, draft.events) or "the key of the event from which it counts"
            draft.problems.add("unknown-reference", here, problem, quoted(base), fix)
        return None
    places = anywhere(phrase, draft.text)
    if not places:
        _not_found(draft, phrase, (*path, "phrase"), None)
        return None
    claim = draft.claims.get(base)
    if claim is None or _has_dates(draft.events[base]) != _is_dated(claim):
        return None  # the fault of that event stands there
    from whomet.ontology.dates.counting import resolve_from

    dates = (
        date.edtf if date is not None else None for date in (claim.when, claim.start, claim.end)
    )
    lasting = draft.tables.events[claim.type].cls.lasting
    try:
        edtf = resolve_from(phrase, stated_bounds(*dates, lasting))
    except DateError as error:
        _refused(draft, "unresolved-date", (*path, "phrase"), error)
        return None
    return StatedDate(edtf, phrase, nearest_to(anchor.span, places))


def _has_dates(data: object) -> bool:
    return isinstance(data, dict) and any(name in data for name in DATE_KEYS)


def _is_dated(claim: ClaimRecord) -> bool:
    return not (claim.when is None and claim.start is None and claim.end is None)


def _words(
    draft: CheckContext, text: str, path: Path, anchor: Anchor, forward: bool
) -> StatedDate | None:
    """A date as words of the text, or as bare EDTF, which need not stand there."""
    fault: DateError | None = None
    if _MAY_BE_EDTF.fullmatch(text):
        try:
            edtf_range(text)
        except DateError as error:
            fault = error
        else:
            places = anywhere(text, draft.text)
            if not places:
                return StatedDate(text)
            return StatedDate(text, text, nearest_to(anchor.span, places))
    places = anywhere(text, draft.text)
    if not places and fault is not None:
        _refused(draft, "bad-date", path, fault)
        return None
    if draft.published is None:
        return None
    try:
        edtf = resolve(text, draft.published, forward)
    except DateError as error:
        if places:
            _refused(draft, "unresolved-date", path, error)
        else:
            _not_found(draft, text, path, None)
        return None
    if not places:
        _not_found(draft, text, path, edtf)
        return None
    return StatedDate(edtf, text, nearest_to(anchor.span, places))


def reading_of(phrase: str, published: date, forward: bool) -> str | None:
    """The EDTF that words of a text mean by themselves, if they mean any."""
    try:
        if _MAY_BE_EDTF.fullmatch(phrase):
            try:
                edtf_range(phrase)
            except DateError:
                pass
            else:
                return phrase
        return resolve(phrase, published, forward)
    except DateError:
        return None


def _not_found(draft: CheckContext, phrase: str, path: Path, edtf: str | None) -> None:
    if not draft.text:
        return  # the text has a fault of its own
    near = nearest_words(phrase, draft.text)
    fixes = [quoted(near)] if near is not None else []
    fixes.append(edtf if edtf is not None else "a bare EDTF such as 2017-10-19")
    draft.problems.add(
        "phrase-not-found",
        path,
        "these words are not in the text",
        quoted(phrase),
        " or ".join(fixes),
    )


def _refused(draft: CheckContext, code: str, path: Path, fault: DateError) -> None:
    """Note a date that cannot be read; the sentence of the error says what to do."""
    problem, separator, advice = fault.message.rpartition("; ")
    if separator and advice.split(" ", 1)[0] in _VERBS:
        draft.problems.add(code, path, problem, None, f"to {advice}")
    else:
        draft.problems.add(code, path, fault.message)


_VERBS = frozenset("write leave give correct name say use move add state choose put".split())
