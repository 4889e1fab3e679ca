"""What the graph must be, computed from briefs alone: pure functions, no database."""

from graph.projection.elements import Edge, EdgeKey, Elements, Node, NodeKey
from graph.projection.events import EventState, Report, own_state
from graph.projection.identity import Identity, NameTable, NameUse, Resolver
from graph.projection.scratch import project
from graph.projection.structure import finish_events

__all__ = [
    "Edge",
    "EdgeKey",
    "Elements",
    "EventState",
    "Identity",
    "NameTable",
    "NameUse",
    "Node",
    "NodeKey",
    "Report",
    "Resolver",
    "finish_events",
    "own_state",
    "project",
]
