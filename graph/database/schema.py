"""The constraints and indexes, derived from the ontology; Community edition supports them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from neo4j import Session

#: How the full-text index of a label, `LABEL_words`, cuts texts into words. Names are folded before
#: they are stored; they are cut at blanks and punctuation ("harry s. truman", "birch grove,
#: sussex"), and any word of a name may matter: no stop words. The words of a brief are cut already
#: (`ontology/search_words.py`), in one way for all languages and scripts.
ANALYZERS = {"Name": "standard-no-stop-words", "Brief": "whitespace"}

#: Labels of the nodes that follow from no brief: the lock and the log of loads, standing questions.
OWN = ("LoadLock", "LoadRecord", "StandingQuestion", "StandingRun")


def statements(vocabulary: Vocabulary) -> dict[str, str]:
    """The CREATE statement of each constraint and index, by its name."""
    found = {}
    for label, key in (*vocabulary.unique_constraints(), *((label, "id") for label in OWN)):
        name = f"{label.lower()}_{key}"
        found[name] = f"CREATE CONSTRAINT {name} FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
    for index in vocabulary.indexes:
        listed = ", ".join(f"n.{key}" for key in index.properties)
        if index.fulltext:
            name = f"{index.label.lower()}_words"
            found[name] = (
                f"CREATE FULLTEXT INDEX {name} FOR (n:{index.label}) ON EACH [{listed}] "
                f"OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{ANALYZERS[index.label]}'}}}}"
            )
        else:
            name = f"{index.label.lower()}_{'_'.join(index.properties)}"
            found[name] = f"CREATE INDEX {name} FOR (n:{index.label}) ON ({listed})"
    found["matched_by_key"] = "CREATE INDEX matched_by_key FOR ()-[r:MATCHED_BY]-() ON (r.key)"
    return found


def apply_schema(session: Session, vocabulary: Vocabulary) -> None:
    """Create the missing ones and wait until they are online; cheap if none is missing."""
    present = {record["name"] for record in session.run("SHOW INDEXES YIELD name")}
    missing = [text for name, text in statements(vocabulary).items() if name not in present]
    if missing:
        # Constraints on an existing graph take time in proportion to its size.
        with session.begin_transaction(timeout=0.0) as transaction:
            for text in missing:
                transaction.run(text)
            transaction.commit()
        session.run("CALL db.awaitIndexes(3600)").consume()


def renew_schema(session: Session, vocabulary: Vocabulary) -> None:
    """Drop the constraints and indexes of ours whose definition has changed, and create all again.

    What others have made is left alone.
    """
    wanted = {name: _definition(text) for name, text in statements(vocabulary).items()}
    rows = session.run(_DEFINITIONS).data()
    for row in rows:
        name = row["name"]
        if name in wanted and wanted[name] != _definition(row["text"]):
            kind = "CONSTRAINT" if row["constraint"] is not None else "INDEX"
            session.run(f"DROP {kind} `{name}` IF EXISTS").consume()
    apply_schema(session, vocabulary)


_DEFINITIONS = """
SHOW INDEXES YIELD name, type, owningConstraint, createStatement
WHERE type <> 'LOOKUP'
RETURN name, owningConstraint AS constraint, createStatement AS text
"""


def _definition(text: str) -> tuple[str, tuple[str, ...], str]:
    """What a CREATE statement defines: its kind, label and properties, and its analyzer."""
    kind = "FULLTEXT" if "FULLTEXT" in text else "CONSTRAINT" if "CONSTRAINT" in text else "INDEX"
    plain = text.replace("`", "")
    label = re.search(r"FOR \(n:(\w+)\)", plain)
    analyzer = re.search(r"fulltext\.analyzer: '([^']*)'", plain)
    properties = tuple(re.findall(r"n\.(\w+)", plain))
    return (
        f"{kind} {analyzer[1] if analyzer and kind == 'FULLTEXT' else ''}",
        properties,
        label[1] if label else "",
    )
