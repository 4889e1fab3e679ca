"""Names behind titles: "President Putin", "Mrs. Gandhi", "King Hussein", and whom they may mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whomet.ontology.gazetteer import known_places
from whomet.ontology.names import fold, name_words, person_name
from whomet.ontology.names.titles import behind_spouse_title, is_office, without_titles


def untitled(text: str) -> str:
    """A name without its titles; empty if it has no titles, or consists of them."""
    found = without_titles(text)
    return " ".join(found.words) if found.titles and not found.office else ""


def bare_name(text: str) -> str:
    """A name without its titles, also without those that may name a husband: "Mrs. Gandhi"."""
    title_and_name = behind_spouse_title(text)
    return title_and_name[1] if title_and_name else untitled(text) or text


def behind_title(text: str) -> tuple[str, str] | None:
    """The name of somebody who may be meant by a title or an office with a name, and the reason.

    "Gandhi" of "Mrs. Gandhi", who may be her husband too; "Putin" of "President of Russia Putin".
    """
    if (found := behind_spouse_title(text)) is not None:
        return found[1], f"without '{found[0]}'"
    last = text.split()[-1] if is_office(text) else ""
    return (last, f"only '{last}' agrees") if last and not known_places(last) else None


def is_found_by_title(text: str, hit: Mapping[str, Any]) -> bool:
    """Whether a person is a hit for words of a title alone: "President" of "President Erdogan"."""
    words = set(name_words(fold(text)))
    forms = (without_titles(name).words for name in (hit["form"], hit["name"]))
    return "Person" in hit["labels"] and all(
        words.isdisjoint(name_words(fold(" ".join(form)))) for form in forms
    )


def may_be_another_monarch(text: str, hit: Mapping[str, Any], *, by_words: bool = False) -> bool:
    """Whether a hit for the name of a monarch or pope without the style may be somebody else.

    "King Hussein" is not Saddam Hussein, though some call him Hussein.
    """
    if not person_name(text).style_name or "Person" not in hit["labels"]:
        return False
    name, shown = (name_words(fold(bare_name(each))) for each in (text, hit["name"]))
    return by_words or shown[: len(name)] != name
