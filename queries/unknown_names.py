"""Labels, relationship types and properties in a user-defined question that no graph can have.

For Neo4j they are names that may be added later, so that it finds nothing and reports no error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whomet.ontology.suggestions import suggest

if TYPE_CHECKING:
    from neo4j import GqlStatusObject, ResultSummary

    from whomet.ontology.vocabulary import Vocabulary

_LABEL, _RELATIONSHIP, _PROPERTY = "01N50", "01N51", "01N52"
#: The codes by which Neo4j tells of names that are not in the graph.
UNKNOWN_NAMES = (_LABEL, _RELATIONSHIP, _PROPERTY)


def unknown_name(notice: GqlStatusObject, vocabulary: Vocabulary) -> str | None:
    """What is wrong with the name in a notification; None if the vocabulary has it."""
    what, names = {
        _LABEL: ("label", vocabulary.labels()),
        _RELATIONSHIP: ("relationship type", vocabulary.relationship_types()),
        _PROPERTY: ("property", vocabulary.property_keys()),
    }[notice.gql_status]
    named = re.search(r"`([^`]+)`", notice.status_description)
    if named is None or named[1] in names:
        return None
    hint = suggest(named[1], names) or "; `whomet ontology` lists them"
    return f"there is no {what} '{named[1]}'{hint}"


def unknown_names(summary: ResultSummary, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is wrong with the names in a question, by the notifications of its EXPLAIN."""
    told = [
        unknown_name(notice, vocabulary)
        for notice in summary.gql_status_objects
        if notice.gql_status in UNKNOWN_NAMES
    ]
    return tuple(dict.fromkeys(one for one in told if one is not None))
