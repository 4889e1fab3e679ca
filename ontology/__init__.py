"""The ontology layer: vocabulary, brief records, dates and names; imports no other layer."""

from whomet.ontology.errors import OntologyError, WhometError
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import (
    Attribute,
    EntityClass,
    EventClass,
    Role,
    Vocabulary,
    default_vocabulary,
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
    "default_vocabulary",
]
