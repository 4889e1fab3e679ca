"""What the graph must be, computed from briefs alone: pure functions, no database."""

from whomet.graph.projection.comparison import ComparisonRecord, comparison_records
from whomet.graph.projection.elements import Edge, EdgeKey, Elements, Node, NodeKey
from whomet.graph.projection.events import EventState, Report, own_state
from whomet.graph.projection.identity import (
    Identity,
    NameTable,
    NameUse,
    Resolver,
    identify,
    name_uses,
)
from whomet.graph.projection.judgements import DIFFERENT, SAME, Judgement, Judgements
from whomet.graph.projection.matching import Matching, match, obstacle
from whomet.graph.projection.scratch import project
from whomet.graph.projection.structure import finish_events

__all__ = [
    "DIFFERENT",
    "SAME",
    "ComparisonRecord",
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
    "comparison_records",
    "finish_events",
    "identify",
    "match",
    "name_uses",
    "obstacle",
    "own_state",
    "project",
]
