"""Checking the events of a brief: their types, roles, closed lists, quotes and dates."""

from __future__ import annotations

from typing import Any

from whomet.loaders.checking.classes import class_named
from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.dating import Dates, dates_of, direction_of, in_order
from whomet.loaders.checking.fillers import check_counts, fillers_of, note_circles, source_of
from whomet.loaders.checking.quoting import Anchor, anchor_of
from whomet.loaders.checking.rules import EventRules
from whomet.loaders.checking.values import (
    line_of,
    reference_of,
    shape,
    text_of,
    unknown_key,
)
from whomet.loaders.faults import one_of, quoted
from whomet.loaders.parsed import Path
from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.records import ClaimRecord
from whomet.ontology.suggestions import nearest


def claims_of(context: CheckContext) -> tuple[ClaimRecord, ...]:
    """The events as records, in the order written."""
    found, tables = context.claims, context.tables
    for key in in_order(context):
        data = context.events[key]
        path: Path = ("events", key)
        if not isinstance(data, dict):
            context.problems.add(
                "wrong-shape", path, f"{key} must be a mapping", shape(data), "{type: …, …}"
            )
            continue
        table = class_named(context, "event", key, data, tables.events, tables.entities)
        if table is None:
            continue
        found[key] = _claim(context, key, data, table)
    claims = [found[key] for key in context.events if key in found]
    if claims:
        note_circles(context, claims)
        _note_same(context, claims)
    return tuple(claims)


def _claim(
    context: CheckContext, key: str, data: dict[str, object], table: EventRules
) -> ClaimRecord:
    problems = context.problems
    path: Path = ("events", key)
    roles: dict[str, tuple[str, ...]] = {}
    attributes: dict[str, str] = {}
    common: dict[str, Any] = {}
    source: tuple[str | tuple[str, ...], ...] = ()
    misspelt: set[str | None] = set()
    dated = False
    for word, value in data.items():
        role = table.roles.get(word)
        if role is not None:
            fillers = fillers_of(context, key, word, value, role)
            if fillers:
                roles[word] = fillers
        elif word in table.attributes:
            found = _listed(context, value, (*path, word), table.attributes[word])
            if found is not None:
                attributes[word] = found
        elif word in DATE_KEYS:
            dated = True
        elif word in context.tables.common:
            found = _listed(context, value, (*path, word), context.tables.common[word])
            if found is not None:
                common[word] = found
        elif word == "source":
            source = source_of(context, key, value)
        elif word == "ref":
            pattern, reserved = context.tables.patterns["ref"], context.tables.reserved_schemes
            common["ref"] = reference_of(value, (*path, "ref"), pattern, reserved, problems)
        elif word == "note":
            common["note"] = text_of(value, (*path, "note"), problems)
        elif word not in ("type", "quote"):
            misspelt.add(_unknown_role(context, word, (*path, word), table))
    if table.wanted:
        check_counts(context, key, data, roles, table, misspelt)
    anchor = _anchor(context, data, path)
    dates = _UNDATED
    if dated:
        occurred = common.get("status", "occurred") == "occurred"
        affirmed = common.get("polarity", "affirmed") == "affirmed"
        dates = dates_of(
            context,
            data,
            path,
            anchor,
            forward=direction_of(common.get("status")),
            cls=table.cls,
            happened=occurred and affirmed,
        )
    start, end = anchor.span
    return ClaimRecord(
        key=key,
        type=table.cls.name,
        quote=context.text[start:end],
        span=anchor.span,
        roles=roles,
        when=dates.when,
        start=dates.start,
        end=dates.end,
        attributes=attributes,
        source=source,
        whole_text=anchor.whole_text,
        **common,
    )


_UNDATED = Dates()


def _anchor(context: CheckContext, data: dict[str, object], path: Path) -> Anchor:
    if "quote" not in data:
        return Anchor((0, len(context.text)), True)
    return anchor_of(context, data["quote"], (*path, "quote"))


def _listed(
    context: CheckContext, value: object, path: Path, allowed: frozenset[str]
) -> str | None:
    """`value` if it is one of a closed list; any one line where there is none."""
    if type(value) is str and value in allowed:
        return value
    text = line_of(value, path, context.problems)
    if text is None:
        return None
    if text in allowed or not allowed:
        return text
    choices = ", ".join(sorted(allowed))
    near = nearest(text, sorted(allowed))
    context.problems.add(
        "unknown-value",
        path,
        f"{path[-1]} must be one of {choices}",
        quoted(text),
        near or one_of(sorted(allowed)),
    )
    return None


def _unknown_role(context: CheckContext, word: str, path: Path, table: EventRules) -> str | None:
    """Add the problem of a key that the class lacks; return the most similar one, if any."""
    others = [
        name
        for name, other in context.tables.events.items()
        if word in other.roles or word in other.attributes
    ]
    article = "an" if table.cls.name[0] in "AEIOU" else "a"
    what = f"{article} {table.cls.name}"
    meant = context.tables.vocabulary.meant(word, "events", table.keys)
    if others:
        context.problems.add(
            "unknown-role",
            path,
            f"{what} has no role {quoted(word)}, which belongs to {', '.join(others)}",
            None,
            " or ".join(meant) or one_of(table.cls.keys),
            at_key=True,
        )
        return next(iter(meant), None)
    return unknown_key(word, path, table.keys, what, context.problems, "unknown-role", meant)


def _note_same(context: CheckContext, claims: list[ClaimRecord]) -> None:
    known: dict[tuple[str, str], str] = {}
    for claim in claims:
        if claim.ref is None:
            continue
        other = known.setdefault((claim.type, claim.ref), claim.key)
        if other != claim.key:
            context.problems.add(
                "same-event",
                ("events", claim.key, "ref"),
                f"{other} and {claim.key} are the same {claim.type}",
                quoted(claim.ref),
                "one report of an event in a brief",
            )
