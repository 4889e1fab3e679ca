"""Standing questions: asked repeatedly, they report what has changed in their answers, and why.

The answer of each run is compared with that of an earlier one, row by row.
"""

from whomet.standing.comparing import Change, difference
from whomet.standing.running import News, history, run

__all__ = ["Change", "News", "difference", "history", "run"]
