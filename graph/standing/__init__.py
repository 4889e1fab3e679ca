"""Standing questions and their kept runs, stored in the graph beside what is made of the briefs.

They do not follow from the briefs: loads, upgrades and `verify` leave them as they are, and backups
contain them.
"""

from whomet.graph.standing.freshness import Dependencies, QuestionState, question_state
from whomet.graph.standing.storing import (
    KeptRow,
    KeptRun,
    StandingQuestion,
    add,
    keep,
    kept_run,
    kept_runs,
    later_runs,
    noted_entries,
    remove,
    standing_question,
    standing_questions,
)

__all__ = [
    "Dependencies",
    "KeptRow",
    "KeptRun",
    "QuestionState",
    "StandingQuestion",
    "add",
    "keep",
    "kept_run",
    "kept_runs",
    "later_runs",
    "noted_entries",
    "question_state",
    "remove",
    "standing_question",
    "standing_questions",
]
