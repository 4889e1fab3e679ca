"""Checking one brief: plain values become a `Brief`, or a list of everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from whomet.loaders.checking.claims import claims_of
from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.mentions import mentions_of
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import Rules
from whomet.loaders.checking.values import (
    LONGEST_NAME,
    line_of,
    mapping_of,
    note_quotes,
    shape,
    text_of,
    unknown_key,
)
from whomet.loaders.faults import (
    BY_PROFILE,
    NAMES,
    Fault,
    Fix,
    FixKind,
    kind_of,
    missing_key,
    quoted,
)
from whomet.loaders.parsed import Position
from whomet.ontology.brief_keys import BRIEF_KEYS, REQUIRED_KEYS
from whomet.ontology.records import Brief

_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:Z|[+-]\d\d(?::?\d\d)?)?"
)

_MISSING = {
    "brief": "a unique id, such as brief: 2017-10-19-damascus",
    "source": "who published it, such as source: Example Digest",
    "published": "the day of publication, such as published: 2017-10-19",
    "text": "the text that is annotated",
}

_BY_NAME = NAMES | {"unknown-key"}
_BY_DEFAULT = {"brief": '"{file}-{number}"', "source": "…", "published": "…"}


def check_brief(
    value: object, tables: Rules, problems: Problems, *, ranges_are_periods: bool = False
) -> Brief | None:
    """The brief in `value`, or None if there is an error in it.

    Every error and warning is added to `problems`. `ranges_are_periods` is as in `Document`.
    """
    if not isinstance(value, dict):
        problems.add(
            "wrong-shape", (), "the brief is not a mapping", shape(value), "brief: …, text: …"
        )
        return None
    if value and not _is_like_a_brief(value, tables):
        keys = quoted(", ".join(map(str, [*value][:10])))
        fix = "brief: …, source: …, published: …, text: …; or --input-format with another format"
        problems.add("wrong-shape", (), "this is no brief: it has none of its keys", keys, fix)
        return None
    misnamed: set[str] = set()
    for key in value:
        if key not in BRIEF_KEYS:
            meant = tables.vocabulary.meant(key, "brief", BRIEF_KEYS)
            unknown_key(key, (key,), BRIEF_KEYS, "a brief", problems, meant=meant)
            misnamed.update(meant if len(meant) == 1 else ())
    for key in REQUIRED_KEYS:
        if key not in value and key not in misnamed:
            problem = f"the key {key} is missing"
            fix = Fix(_MISSING[key], FixKind.MISSING_KEY, key)
            problems.add("missing-key", (), problem, None, fix)
    patterns = tables.patterns
    id = _id(value, patterns["brief"], problems)
    source = _line(value, "source", problems)
    note_quotes(source, ("source",), problems)
    # Exports write null where there is no title.
    title = None if value.get("title") is None else _line(value, "title", problems)
    published = _published(value, patterns["published"], problems)
    language = _language(value, patterns["language"], problems)
    url = _url(value, patterns["url"], problems)
    text = text_of(value["text"], ("text",), problems) if "text" in value else None
    context = CheckContext(
        tables,
        problems,
        text or "",
        published,
        mapping_of(value.get("entities"), ("entities",), "a mapping of entities", problems),
        mapping_of(value.get("events"), ("events",), "a mapping of events", problems),
    )
    context.ranges_are_periods = ranges_are_periods
    context.all_keys_known = all(
        isinstance(value.get(section), (dict, type(None))) for section in ("entities", "events")
    )
    _name_keys(context)
    mentions = mentions_of(context)
    claims = claims_of(context)
    _note_unused(context)
    if not context.entities and not context.events and not problems:
        fix = "entities and events; perhaps the end of the file is missing"
        problems.add("annotates-nothing", (), "the brief annotates nothing", None, fix)
    if problems and problems.has_errors:
        return None
    assert id is not None and source is not None and published is not None and text is not None
    return Brief(id, title or id, source, published, text, language, url, mentions, claims)


def _is_like_a_brief(value: dict[str, object], tables: Rules) -> bool:
    """Whether a mapping has a key of a brief, or two that seem to be misspelt."""
    if any(key in BRIEF_KEYS for key in value):
        return True
    meant = tables.vocabulary.meant
    return sum(bool(meant(key, "brief", BRIEF_KEYS)) for key in value) > 1


def missing_explained(
    fault: Fault, file: str, missing: Mapping[str, tuple[Position, str]]
) -> Fault:
    """The fault of a missing key, where its value would be, with what is there instead."""
    key = missing_key(fault)
    if key is None or key not in missing:
        return fault
    (line, column), found = missing[key]
    return replace(fault, file=file, line=line, column=column, found=found)


def with_profile(fault: Fault) -> Fault:
    """A fault of a file of a tool, with what a profile can do about it.

    It may give a missing source or day, and say what a name means that is like none of ours.
    """
    if fault.code in _BY_NAME and kind_of(fault.fix) is FixKind.ALL_NAMES:
        return replace(fault, fix=f"{fault.fix}, {BY_PROFILE}")
    if (key := missing_key(fault)) in _BY_DEFAULT:
        default = f"{key}: {_BY_DEFAULT[key]}"
        return replace(fault, fix=f"{fault.fix}, or {default} in the defaults of a profile")
    return fault


def _name_keys(context: CheckContext) -> None:
    """Fill in the classes, and check that keys are single words and are used once."""
    classes = context.classes
    pattern = context.tables.patterns["brief"]
    for section, things, known in (
        ("entities", context.entities, context.tables.entities),
        ("events", context.events, context.tables.events),
    ):
        for key, data in things.items():
            word = pattern.fullmatch(key)
            if not word or len(key) > LONGEST_NAME:
                context.problems.add(
                    "bad-key",
                    (section, key),
                    f"the key is longer than {LONGEST_NAME} characters"
                    if word
                    else "the key is not one word of letters, digits, . _ -",
                    quoted(key),
                    quoted("-".join(re.findall(r"\w+", key)).lower() or "a-word"),
                    at_key=True,
                )
            if key in classes:
                context.problems.add(
                    "key-used-twice",
                    (section, key),
                    f"an entity also has the key {key}",
                    None,
                    "another key for the event",
                    at_key=True,
                )
                classes[key] = None
                continue
            kind = data.get("type") if isinstance(data, dict) else None
            classes[key] = kind if isinstance(kind, str) and kind in known else None


def _note_unused(context: CheckContext) -> None:
    used = context.used
    if context.problems.has_errors:
        # What a misspelt role names, or an event that is not read, is not unused.
        used = used.union(_texts_in([*context.entities.values(), *context.events.values()]))
    for key, data in context.entities.items():
        if key not in used and isinstance(data, dict) and "quote" not in data:
            context.problems.add(
                "unused-entity",
                ("entities", key),
                f"nothing refers to {key}, and it quotes no words of the text",
                None,
                "a quote, or a role in an event",
                at_key=True,
            )


def _texts_in(things: list[object]) -> Iterator[str]:
    """The texts that mappings have as values, alone or in lists."""
    pending = [value for data in things if isinstance(data, dict) for value in data.values()]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value.strip()
        elif isinstance(value, list):
            pending += value


def _id(value: dict[str, object], pattern: re.Pattern[str], problems: Problems) -> str | None:
    if "brief" not in value:
        return None
    id = line_of(value["brief"], ("brief",), problems)
    if id is None or pattern.fullmatch(id):
        return id
    better = "-".join(re.findall(r"[\w.]+", id)) or "a-word"
    problems.add(
        "bad-id",
        ("brief",),
        "the id has characters other than letters, digits, . _ -",
        quoted(id),
        quoted(better),
    )
    return None


def _line(value: dict[str, object], key: str, problems: Problems) -> str | None:
    return line_of(value[key], (key,), problems) if key in value else None


def _published(
    value: dict[str, object], pattern: re.Pattern[str], problems: Problems
) -> date | None:
    text = _line(value, "published", problems)
    if text is None:
        return None
    try:
        if _MOMENT.fullmatch(text):
            # The day as it was where it was published.
            return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")).date()
        if pattern.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    fix = "a day of the calendar as YYYY-MM-DD, such as 2017-10-19"
    problem = "published must be a full date"
    if pattern.fullmatch(text):
        problem = "this day does not exist"
    problems.add("bad-published", ("published",), problem, quoted(text), fix)
    return None


def _language(value: dict[str, object], pattern: re.Pattern[str], problems: Problems) -> str:
    text = _line(value, "language", problems)
    if text is None:
        return "en"
    if not pattern.fullmatch(text):
        problems.add(
            "bad-language",
            ("language",),
            "language must be a language tag",
            quoted(text),
            "a tag such as en, fa or ar-SY",
        )
    return text


def _url(value: dict[str, object], pattern: re.Pattern[str], problems: Problems) -> str | None:
    text = _line(value, "url", problems)
    if text is not None and not pattern.fullmatch(text):
        problems.add(
            "bad-url",
            ("url",),
            "url must be a web address",
            quoted(text),
            "one that begins with https:// or http://",
        )
    return text
