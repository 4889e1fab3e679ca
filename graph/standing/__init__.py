"""Standing questions and their kept runs, stored in the graph beside what is made of the briefs.

They are no function of the briefs: loads, upgrades and `verify` leave them alone, and backups
hold them.
"""

from whomet.graph.standing.freshness import QuestionState, Rest, question_state
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
    "KeptRow",
    "KeptRun",
    "QuestionState",
    "Rest",
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
