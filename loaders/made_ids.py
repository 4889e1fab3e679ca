"""Ids of briefs that do not state one: made of the name of a file, a number in it and the like."""

from __future__ import annotations

import re


def made_id(*parts: object) -> str:
    """The parts joined by dashes, with a dash for whatever an id cannot hold."""
    return "-".join(re.findall(r"[\w.]+", "-".join(map(str, parts))))
