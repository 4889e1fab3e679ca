"""Rules for words before a date that keep it: about 15 August, throughout May."""

from __future__ import annotations

import re

from whomet.ontology.dates.edtf import qualified
from whomet.ontology.dates.english import ABOUT, NUMBER, UNIT
from whomet.ontology.dates.rule import PhraseContext, Rule
from whomet.ontology.dates.spans import span_of


def _about(match: re.Match[str], context: PhraseContext) -> str | None:
    """An approximate date: every day, month or year in it is marked `~`."""
    inner = f"{match['ahead'] or ''}{match['inner']}"
    if match["word"] == "some" and not re.match(f"(?:in )?{NUMBER} ", inner):
        return None
    edtf = context.part(inner)
    return qualified(edtf) if edtf else None


def _throughout(match: re.Match[str], context: PhraseContext) -> str | None:
    """From the first day of a period to its last."""
    edtf = context.part(match["inner"])
    span = span_of(edtf) if edtf else None
    if span is None or span.is_day or "/" in span.edtf:
        return None
    return f"{span.first.isoformat()}/{span.last.isoformat()}"


RULES: tuple[Rule, ...] = (
    Rule(
        "about",
        rf"(?:(?:on|in|at) or )?(?:(?P<ahead>in )(?={ABOUT} {NUMBER} {UNIT}))?(?P<word>{ABOUT}) "
        r"(?:the )?(?P<inner>.+)",
        _about,
        "about 15 August",
    ),
    Rule("throughout", r"throughout (?:the )?(?P<inner>.+)", _throughout, "throughout May 2017"),
)
