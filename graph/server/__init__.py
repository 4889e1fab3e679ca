"""The local server: Neo4j and its Java fetched, checked, started and stopped.

What is listed here is loaded when it is first used: a question to a server that runs needs only
`whomet.graph.server.state`, and has no tenth of a second for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whomet.graph.server.checks import Check, doctor
    from whomet.graph.server.lifecycle import ServerStatus, Stopped, down, status, up
    from whomet.graph.server.provisioning import Installation, provision
    from whomet.graph.server.state import ServerState

__all__ = [
    "Check",
    "Installation",
    "ServerState",
    "ServerStatus",
    "Stopped",
    "doctor",
    "down",
    "provision",
    "status",
    "up",
]

_MODULES = {
    "checks": ("Check", "doctor"),
    "lifecycle": ("ServerStatus", "Stopped", "down", "status", "up"),
    "provisioning": ("Installation", "provision"),
    "state": ("ServerState",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"whomet.graph.server.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
