"""What happens when something is wrong: how much of what was read is refused."""

from __future__ import annotations

SKIP_BRIEF, SKIP_FILE, STOP = "skip-brief", "skip-file", "stop"

ON_FAULT = (SKIP_BRIEF, SKIP_FILE, STOP)
"""Refuse the brief, its whole file, or everything."""
