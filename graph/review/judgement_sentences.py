"""Judgements in sentences: what was decided, by whom, when and why."""

from __future__ import annotations

from whomet.graph.projection.entity_judgements import ALIAS, SPLIT, UNSURE, EntityJudgement
from whomet.graph.projection.event_judgements import DIFFERENT, Judgement


def judgement_sentence(made: Judgement | EntityJudgement) -> str:
    """What was decided of two units, or of one, by whom, when and why."""
    on = f" on {made.on}" if made.on else ""
    why = f": {made.note}" if made.note else ""
    return f"{_said(made)} by {made.by or 'nobody named'}{on}{why}"


def _said(made: Judgement | EntityJudgement) -> str:
    one, other = made.one, made.other
    if isinstance(made, EntityJudgement) and made.verdict == SPLIT:
        return f"{one} is split at {made.day}"
    if isinstance(made, EntityJudgement) and made.verdict == ALIAS:
        return f"“{made.alias}” was added as a name of {one}"
    if made.verdict == UNSURE:
        return f"whether {one} is {other} was left open"
    if made.verdict == DIFFERENT:
        return f"{one} is not {other}: judged different"
    return f"{one} is {other}: judged the same"
