"""What the graph must be, computed from briefs: pure functions that open no connection."""

from whomet.graph.projection.comparison import ComparisonRecord, comparison_records
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey
from whomet.graph.projection.entity_judgements import EntityJudgement, EntityJudgements
from whomet.graph.projection.event_judgements import DIFFERENT, SAME, Judgement, Judgements
from whomet.graph.projection.full_graph import (
    entity_judgements,
    full_graph,
    project,
    resolve_briefs,
)
from whomet.graph.projection.identity import ambiguous_names
from whomet.graph.projection.matching import Matching, is_compatible, match
from whomet.graph.projection.name_usage import NameTable, NameTables, NameUse

__all__ = [
    "DIFFERENT",
    "SAME",
    "ComparisonRecord",
    "EdgeKey",
    "Elements",
    "EntityJudgement",
    "EntityJudgements",
    "Judgement",
    "Judgements",
    "Matching",
    "NameTable",
    "NameTables",
    "NameUse",
    "NodeKey",
    "ambiguous_names",
    "comparison_records",
    "entity_judgements",
    "full_graph",
    "is_compatible",
    "match",
    "project",
    "resolve_briefs",
]
