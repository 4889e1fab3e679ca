"""Checking who fills the roles of an event. An unknown role is reported by `claims.py`."""

from __future__ import annotations

from collections.abc import Mapping

from whomet.loaders.checking.context import CheckContext
from whomet.loaders.checking.rules import EventRules, RoleRules
from whomet.loaders.checking.values import texts_of
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path
from whomet.ontology.records import ClaimRecord
from whomet.ontology.suggestions import nearest


def fillers_of(
    context: CheckContext, event: str, word: str, value: object, table: RoleRules
) -> tuple[str, ...]:
    """The keys that fill a role, each once, in the order written."""
    classes = context.classes
    if type(value) is str and classes.get(value) in table.range and value != event:
        context.used.add(value)
        return (value,)
    path: Path = ("events", event, word)
    fillers: dict[str, None] = {}
    for here, raw in texts_of(value, path, context.problems):
        key = raw if raw in classes else raw.strip()
        if key in fillers:
            context.problems.add(
                "duplicate-filler", here, f"{key} is listed twice in {word}", None, "each key once"
            )
        elif key == event:
            context.problems.add(
                "self-reference",
                here,
                f"{event} cannot be its own {word}",
                quoted(key),
                "the key of another event",
            )
        elif key not in classes:
            _unknown(context, key, here, table)
        elif classes[key] is None or classes[key] in table.range:
            context.used.add(key)
            fillers[key] = None
        else:
            context.used.add(key)
            context.problems.add(
                "wrong-filler",
                here,
                f"{word} must be {_one_of(table.role.range)}",
                f"{classes[key]} {quoted(key)}",
                _fitting(context, key, table),
            )
    if len(fillers) > table.at_most:
        context.problems.add(
            "too-many-fillers",
            path,
            f"{word} takes {'one' if table.at_most == 1 else table.at_most}",
            f"{len(fillers)}: {', '.join(fillers)}",
            "one of them" if table.at_most == 1 else "fewer",
        )
    return tuple(fillers)


def source_of(
    context: CheckContext, event: str, value: object
) -> tuple[str | tuple[str, ...], ...]:
    """The attribution chain; an element that is a list is of those who said it together."""
    table = context.tables.source
    word = table.role.key
    if not isinstance(value, list) or not any(isinstance(item, list) for item in value):
        return fillers_of(context, event, word, value, table)
    lists = [item if isinstance(item, list) else [item] for item in value]
    flat = [key for together in lists for key in together]
    # Where something is wrong, its place is that of the whole element.
    elements = [number for number, together in enumerate(lists) for _ in together]
    before = len(context.problems)
    kept = fillers_of(context, event, word, flat, table)
    for number in range(before, len(context.problems)):
        problem = context.problems[number]
        if len(problem.path) == 4 and isinstance(index := problem.path[3], int):
            place = (*problem.path[:3], elements[index])
            context.problems[number] = problem._replace(path=place)
    if any(item == [] for item in value):
        path: Path = ("events", event, word)
        context.problems.add(
            "empty-list",
            path,
            f"{word} has an empty list in it",
            None,
            "to give keys or remove the list",
        )
    chain: list[str | tuple[str, ...]] = []
    left = dict.fromkeys(kept)
    for together in lists:
        own = tuple(k for key in together if isinstance(key, str) and (k := key.strip()) in left)
        own = tuple(dict.fromkeys(own))
        for key in own:
            del left[key]
        if own:
            chain.append(own if len(own) > 1 else own[0])
    return tuple(chain)


def _one_of(names: tuple[str, ...]) -> str:
    shown = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"{'an' if shown[0] in 'AEIOU' else 'a'} {shown}"


def _fitting(context: CheckContext, key: str, table: RoleRules) -> str:
    """What may fill the role, with the keys that do in this brief."""
    keys = [other for other, kind in context.classes.items() if kind in table.range]
    if not keys:
        return f"the key of {_one_of(table.role.range)}, declared in this brief"
    return f"the key of {_one_of(table.role.range)}: {', '.join(keys[:8])}{' …' * (len(keys) > 8)}"


def _unknown(context: CheckContext, key: str, path: Path, table: RoleRules) -> None:
    """Note a key that nothing has; a name or an alias leads to the key that is meant."""
    if not context.all_keys_known:
        return
    fitting = {other: other for other, kind in context.classes.items() if kind in table.range}
    for other in list(fitting):
        data = context.entities.get(other)
        if isinstance(data, dict):
            aliases = data.get("aliases")
            names = [data.get("name"), *(aliases if isinstance(aliases, list) else ())]
            fitting.update({name: other for name in names if isinstance(name, str)})
    near = nearest(key, fitting)
    context.problems.add(
        "unknown-reference",
        path,
        "no entity or event of this brief has this key",
        quoted(key),
        fitting[near] if near is not None else _fitting(context, key, table),
    )


def check_counts(
    context: CheckContext,
    event: str,
    data: Mapping[str, object],
    roles: Mapping[str, tuple[str, ...]],
    table: EventRules,
    misspelt: set[str | None],
) -> None:
    """See that the roles the class asks for are filled; `misspelt` ones have faults already."""
    for word in table.wanted:
        role = table.roles[word]
        count = len(roles.get(word, ()))
        given = data.get(word)
        faulty = isinstance(given, list) and len({str(key).strip() for key in given}) != count
        if word in misspelt or faulty:
            continue
        if count < role.at_least:
            if word not in data:
                context.problems.add(
                    "missing-role",
                    ("events", event),
                    f"the {table.cls.name} {event} has no {word}",
                    None,
                    f"{word}: the key of {_one_of(role.role.range)}",
                    at_key=True,
                )
        elif count < role.advised:
            there = word in data
            context.problems.add(
                "few-fillers",
                ("events", event, word) if there else ("events", event),
                f"a {table.cls.name} usually has {role.advised} or more in {word}",
                str(count),
                "everyone whom the text names",
                at_key=not there,
            )


def note_circles(context: CheckContext, claims: list[ClaimRecord]) -> None:
    """Warn of events that are during each other."""
    above = {claim.key: claim.roles["during"] for claim in claims if "during" in claim.roles}
    if len(above) < 2:
        return
    done: set[str] = set()
    for start in above:
        chain: list[str] = []
        pending: list[tuple[str, int]] = [(start, 0)]
        while pending:
            key, depth = pending.pop()
            del chain[depth:]
            if key in chain:
                context.problems.add(
                    "during-cycle",
                    ("events", key, "during"),
                    "`during` forms a cycle, which is ignored",
                    " → ".join([*chain[chain.index(key) :], key]),
                    "a part to be during its whole, not the reverse",
                )
                return
            if key in done:
                continue
            chain.append(key)
            done.add(key)
            pending.extend((other, depth + 1) for other in above.get(key, ()))
