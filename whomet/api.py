"""The Python API: thin, every method hands on to `graph`, `loaders` or `queries`.

    with whomet.open() as g:
        report = g.load("briefs/")
        answer = g.ask("who-met-whom", actor="Bagheri")
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from whomet.answer import Answer
from whomet.reports import CheckReport, LoadReport, RetractReport, Totals

if TYPE_CHECKING:
    from graph import Connection, Settings
    from ontology.records import Brief
    from queries import Answer as QueryAnswer
    from queries import Description, Question
    from whomet.progress import ProgressCallback

Paths = str | Path | Iterable[str | Path]

# One look at the count store of each label: no node is read.
TOTALS = """
RETURN COUNT { (:Brief) } AS briefs, COUNT { (:Claim) } AS claims,
       COUNT { (:Event) } AS events, COUNT { (:Actor) } AS actors
"""
