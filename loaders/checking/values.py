"""Reading the plain values of a brief: text where text is expected, each problem with its path."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from whomet.loaders.checking.problems import Problems
from whomet.loaders.faults import one_of, quoted
from whomet.loaders.parsed import Number, Path
from whomet.ontology.suggestions import CLASSES, nearest
from whomet.ontology.vocabulary import Vocabulary

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")

LONGEST_NAME = 500
"""Code points of a name, title, source, reference or key."""
_GIVE = "to give a value or remove the key"


def shape(value: object) -> str:
    """The kind of a value, as messages call it."""
    if isinstance(value, dict):
        return "a mapping of keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Number):
        return f"the number {quoted(str(value))}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    return quoted(str(value))


def text_of(value: object, path: Path, problems: Problems, *, blank: bool = False) -> str | None:
    """`value` if it is text and not blank, else None and a problem."""
    if type(value) is str:
        if blank or (value and not value.isspace()):
            return value
        problems.add("empty-value", path, f"{path[-1]} is blank", None, _GIVE)
    elif value is None:
        problems.add("empty-value", path, f"{path[-1]} has no value", None, _GIVE)
    elif isinstance(value, (Number, bool)):
        fix = quoted(_as_written(value)).translate({0x201C: '"', 0x201D: '"'})
        problems.add("not-text", path, f"{path[-1]} must be text", shape(value), f"{fix} in quotes")
    else:
        problems.add("wrong-shape", path, f"{path[-1]} must be text", shape(value), "one text")
    return None


_CURLY = re.compile(r"[“”„«].*[“”»]", re.DOTALL)


def note_quotes(text: str | None, path: Path, problems: Problems) -> None:
    """Warn of a name in quotation marks of print, which YAML takes for letters of it."""
    if text is not None and _CURLY.fullmatch(text) and not re.search("[“”„«»]", text[1:-1]):
        problem = "these quotation marks count as part of the name"
        problems.add("curly-quotes", path, problem, text, f'{text[1:-1]}, or in " marks')


def line_of(value: object, path: Path, problems: Problems) -> str | None:
    """`value`, stripped, if it is one line of at most `LONGEST_NAME` code points."""
    if type(value) is str and value.isprintable() and 0 < len(value) <= LONGEST_NAME:
        stripped = value.strip()
        if stripped:
            return stripped
    text = text_of(value, path, problems)
    if text is None:
        return None
    text = text.strip()
    if len(text) > LONGEST_NAME:
        problems.add(
            "too-long",
            path,
            f"{path[-1]} is longer than {LONGEST_NAME} characters",
            f"{len(text)} characters",
            "a short one; the text of the brief goes into text",
        )
        return None
    if "\n" in text or "\r" in text:
        problems.add("bad-name", path, f"{path[-1]} must be on one line", quoted(text), "one line")
        return None
    return text


def texts_of(value: object, path: Path, problems: Problems) -> list[tuple[Path, str]]:
    """The texts of a list, or of a single text, each with its path."""
    if type(value) is not list:
        text = text_of(value, path, problems)
        return [] if text is None else [(path, text)]
    if not value:
        problems.add("empty-list", path, f"{path[-1]} is an empty list", None, _GIVE)
        return []
    found = []
    for index, item in enumerate(value):
        here = (*path, index)
        if type(item) is str and item and not item.isspace():
            found.append((here, item))
        elif type(item) is str or item is None:
            problems.add(
                "empty-value", here, f"a value of {path[-1]} is blank", None, "some text, or none"
            )
        else:
            text_of_item(item, here, problems)
    return found


def _as_written(value: Number | bool) -> str:
    """A number or a truth value as YAML and JSON write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_of_item(item: object, path: Path, problems: Problems) -> None:
    """Add the problem that an item of a list is not text."""
    key = next(step for step in reversed(path) if isinstance(step, str))
    if isinstance(item, (Number, bool)):
        fix = f'"{_as_written(item)}" in quotes'
        problems.add("not-text", path, f"{key} must hold text", shape(item), fix)
    else:
        problems.add("wrong-shape", path, f"{key} must hold texts", shape(item), "one text each")


def mapping_of(value: object, path: Path, what: str, problems: Problems) -> dict[str, object]:
    """`value` if it is a mapping; None (a key without a value) counts as an empty one."""
    if isinstance(value, dict):
        return value
    if value is not None:
        problems.add(
            "wrong-shape", path, f"{path[-1]} must be {what}", shape(value), "key: {type: …} lines"
        )
    return {}


def reference_of(
    value: object,
    path: Path,
    pattern: re.Pattern[str],
    reserved: frozenset[str],
    problems: Problems,
) -> str | None:
    """`value` if it is a reference `scheme:id`."""
    text = line_of(value, path, problems)
    if text is None:
        return None
    if pattern.fullmatch(text) is None:
        problems.add(
            "bad-ref",
            path,
            "this is not a ref (scheme:id, the scheme in lower case, without spaces)",
            quoted(text),
            "a ref such as wikidata:Q649",
        )
        return None
    scheme = text.partition(":")[0]
    if scheme in reserved:
        problems.add(
            "bad-ref",
            path,
            f"the scheme {scheme} is reserved for ids that whomet makes",
            quoted(text),
            "another scheme, or a name alone",
        )
        return None
    return text


def unknown_key(
    key: str,
    path: Path,
    known: Collection[str],
    what: str,
    problems: Problems,
    code: str = "unknown-key",
    meant: Sequence[str] = (),
) -> str | None:
    """Add the problem of a key that is not in `known`, and return the one meant, if any.

    That is the first of those that its word means, else the most similar one.
    """
    kind = "role" if code == "unknown-role" else "key"
    near = next(iter(meant), None) or nearest(key, sorted(known))
    every = one_of(sorted(known))
    # A profile maps and ignores keys of entities and events, not of the brief.
    fix = " or ".join(meant) or near or (every if len(path) > 1 else str(every))
    problems.add(code, path, f"{what} has no {kind} {quoted(key)}", None, fix, at_key=True)
    return near


def class_meant(name: str, known: Collection[str], vocabulary: Vocabulary) -> str:
    """The fix for a class that is not known: one that means it or is nearly so called, or all."""
    own = "or a class of your own, whose Turtle file `extensions` names"
    meant = " or ".join(vocabulary.meant(name, "classes", known))
    return meant or nearest(name, known, CLASSES) or one_of(known, f", {own}")


def strings_at_fault(value: object, problems: Problems) -> None:
    """Add a problem for every string that is not text though its escapes are valid: `\\ud800`."""
    pending: list[tuple[Path, object]] = [((), value)]
    while pending:
        path, found = pending.pop()
        if isinstance(found, str):
            _check_string(found, path, problems)
        elif isinstance(found, dict):
            for key, child in found.items():
                _check_string(key, (*path, key), problems, at_key=True)
                pending.append(((*path, key), child))
        elif isinstance(found, list):
            pending.extend(((*path, index), child) for index, child in enumerate(found))


def _check_string(text: str, path: Path, problems: Problems, at_key: bool = False) -> None:
    match = _NOT_TEXT.search(text)
    if match is None:
        return
    found = f"U+{ord(match[0]):04X}"
    if _SURROGATE.match(match[0]):
        problems.add(
            "lone-surrogate",
            path,
            "this is half of a surrogate pair",
            found,
            "the character itself, or both halves as escapes",
            at_key=at_key,
        )
    else:
        problems.add(
            "control-character",
            path,
            "the text has a control character",
            found,
            "the text without it",
            at_key=at_key,
        )
