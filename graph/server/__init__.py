"""The local server: Neo4j and its Java fetched, checked, started and stopped."""

from graph.server.lifecycle import Status, Stopped, down, status, up
from graph.server.progress import Progress
from graph.server.provision import Installation, provision
from graph.server.state import ServerState

__all__ = [
    "Installation",
    "Progress",
    "ServerState",
    "Status",
    "Stopped",
    "down",
    "provision",
    "status",
    "up",
]
