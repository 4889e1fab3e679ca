"""Checking that the vocabulary knows what is stored, which another vocabulary may have loaded.

What it does not know is left as it is, and an update that would affect it is refused: without its
class, the roles, dates and name of an event cannot be computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whomet.graph.errors import GraphError
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import Vocabulary


def ensure_known(vocabulary: Vocabulary, brief: Brief, where: str = "in the graph") -> None:
    """GraphError if a stored brief uses a class, role or attribute unknown to the vocabulary."""
    for word in _unknown(vocabulary, brief):
        raise unknown(f"The brief {brief.id} {where}", word)


def class_of(vocabulary: Vocabulary, labels: Iterable[str]) -> str:
    """The class of a node from its labels; GraphError if the vocabulary knows none of them."""
    labels = list(labels)
    found = vocabulary.class_of(labels)
    if found is None:
        raise unknown("The graph", ":".join(labels))
    return found


def unknown(what: str, word: str) -> GraphError:
    """The error for a class, role or attribute in the graph that the vocabulary does not know."""
    return GraphError(
        f"{what} has '{word}', which the settings do not know; name the Turtle file that"
        " declares it under `extensions` in whomet.toml."
    )


def _unknown(vocabulary: Vocabulary, brief: Brief) -> Iterator[str]:
    for mention in brief.mentions:
        if mention.type not in vocabulary.entities:
            yield mention.type
    for claim in brief.claims:
        cls = vocabulary.events.get(claim.type)
        if cls is None:
            yield claim.type
            continue
        for key in claim.roles:
            if key not in cls.roles:
                yield f"{claim.type} {key}"
        for key in claim.attributes:
            if key not in cls.attributes:
                yield f"{claim.type} {key}"
