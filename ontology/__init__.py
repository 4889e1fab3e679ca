"""What the words mean: the vocabulary, the records of a brief, dates and names."""

from ontology.errors import OntologyError, WhometError
from ontology.records import Brief, ClaimRecord, Mention, StatedDate
from ontology.vocabulary import (
    Attribute,
    EntityClass,
    EventClass,
    Role,
    Vocabulary,
    vocabulary,
)

__all__ = [
    "Attribute",
    "Brief",
    "ClaimRecord",
    "EntityClass",
    "EventClass",
    "Mention",
    "OntologyError",
    "Role",
    "StatedDate",
    "Vocabulary",
    "WhometError",
    "vocabulary",
]
