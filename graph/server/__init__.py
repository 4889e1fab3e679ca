"""The local server: Neo4j and its Java fetched, checked, started and stopped."""

from graph.server.doctor import Check, doctor
from graph.server.lifecycle import Status, Stopped, down, status, up
from graph.server.progress import Progress
from graph.server.provision import Installation, provision
from graph.server.state import ServerState

__all__ = [
    "Check",
    "Installation",
    "Progress",
    "ServerState",
    "Status",
    "Stopped",
    "doctor",
    "down",
    "provision",
    "status",
    "up",
]
