"""The local Neo4j server: download, verify, start, watch and stop it.

Names are imported on first use: a question to a running server needs only
`whomet.graph.server.state`, and loading the rest would cost it a tenth of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whomet.graph.server.checks import Check, doctor
    from whomet.graph.server.lifecycle import ServerStatus, down, ensure_answers, status, up
    from whomet.graph.server.provisioning import Installation, provision
    from whomet.graph.server.state import ServerState
    from whomet.graph.server.stopping import Stopped

__all__ = [
    "Check",
    "Installation",
    "ServerState",
    "ServerStatus",
    "Stopped",
    "doctor",
    "down",
    "ensure_answers",
    "provision",
    "status",
    "up",
]

_MODULES = {
    "checks": ("Check", "doctor"),
    "lifecycle": ("ServerStatus", "down", "ensure_answers", "status", "up"),
    "provisioning": ("Installation", "provision"),
    "state": ("ServerState",),
    "stopping": ("Stopped",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"whomet.graph.server.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
