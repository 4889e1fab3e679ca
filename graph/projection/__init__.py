"""What the graph must be, computed from briefs alone: pure functions, no database."""

from graph.projection.elements import Edge, EdgeKey, Elements, Node, NodeKey
from graph.projection.events import EventState, Report, own_state
from graph.projection.identity import (
    Identity,
    NameTable,
    NameUse,
    Resolver,
    identify,
    name_uses,
)
from graph.projection.judgements import DIFFERENT, SAME, Judgement, Judgements
from graph.projection.matching import Matching, match, obstacle
from graph.projection.scratch import project
from graph.projection.sightings import Sighting, sightings
from graph.projection.structure import finish_events

__all__ = [
    "DIFFERENT",
    "SAME",
    "Edge",
    "EdgeKey",
    "Elements",
    "EventState",
    "Identity",
    "Judgement",
    "Judgements",
    "Matching",
    "NameTable",
    "NameUse",
    "Node",
    "NodeKey",
    "Report",
    "Resolver",
    "Sighting",
    "finish_events",
    "identify",
    "match",
    "name_uses",
    "obstacle",
    "own_state",
    "project",
    "sightings",
]
