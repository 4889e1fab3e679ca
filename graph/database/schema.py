"""Constraints and indexes, derived from the ontology; Community edition is enough for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import Session

#: The full-text index over folded names that looking up by words uses.
NAME_WORDS = "name_words"


def statements(vocabulary: Vocabulary) -> dict[str, str]:
    """What makes a database ready, by the name of the constraint or index."""
    found = {}
    for label, key in (*vocabulary.unique_constraints(), ("LoadLock", "id"), ("LoadRecord", "id")):
        name = f"{label.lower()}_{key}"
        found[name] = f"CREATE CONSTRAINT {name} FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
    for index in vocabulary.indexes:
        listed = ", ".join(f"n.{key}" for key in index.properties)
        if index.fulltext:
            name = NAME_WORDS
            # Split at blanks and signs ("harry s. truman", "birch grove, sussex"); names are
            # folded before they are stored, and no word of a name is too common to be meant.
            found[name] = (
                f"CREATE FULLTEXT INDEX {name} FOR (n:{index.label}) ON EACH [{listed}] "
                "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
            )
        else:
            name = f"{index.label.lower()}_{'_'.join(index.properties)}"
            found[name] = f"CREATE INDEX {name} FOR (n:{index.label}) ON ({listed})"
    return found


def apply_schema(session: Session, vocabulary: Vocabulary) -> None:
    """Create what is missing and wait until it is online. Cheap where nothing is missing."""
    present = {record["name"] for record in session.run("SHOW INDEXES YIELD name")}
    missing = [text for name, text in statements(vocabulary).items() if name not in present]
    if missing:
        # Constraints on a graph that is there already take as long as it is large.
        with session.begin_transaction(timeout=0.0) as transaction:
            for text in missing:
                transaction.run(text)
            transaction.commit()
        session.run("CALL db.awaitIndexes(3600)").consume()
