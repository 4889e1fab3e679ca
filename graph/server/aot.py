"""placeholder"""

from __future__ import annotations

from graph.server.provision import Installation
from graph.settings import Settings


def usable_flags(settings: Settings, installation: Installation, flags: list[str]) -> list[str]:
    return []


def train_in_background(settings: Settings) -> None:
    return None
