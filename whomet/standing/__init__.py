"""Standing questions: asked again and again, they report what has changed in the answers, and why.

Each run is compared with an earlier one, row by row: the outcome is the difference of two whole
answers.
"""

from whomet.standing.comparing import Change, difference
from whomet.standing.running import News, history, run

__all__ = ["Change", "News", "difference", "history", "run"]
