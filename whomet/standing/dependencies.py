"""What an answer depends on: what must change before a standing question is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from whomet.graph.standing import Dependencies
from whomet.graph.writing.concerned import DELEGATION
from whomet.graph.writing.cypher import role_relationships
from whomet.queries.question import NEIGHBOURS, ROWS
from whomet.standing.comparing import is_id_column

if TYPE_CHECKING:
    from whomet.ontology.vocabulary import Vocabulary
    from whomet.queries import QueryResult, Reader
    from whomet.queries.resolving import Resolved

#: A question whose answer depends on more is asked again after any change.
MOST_DEPENDENCIES = 20_000
#: It names the classes of events, each of which has an index, and the types of their relationships.
AROUND = """
UNWIND $events AS id
MATCH (e:{events} {{id: id}})
RETURN id, COLLECT {{ MATCH (e)<-[:ABOUT]-(c:Claim) RETURN DISTINCT c.id }} AS claims,
       COLLECT {{ MATCH (e)-[:{roles}]-(x) RETURN DISTINCT x.id }} AS around
"""
#: The events of some entities, of the places within them, and of the delegations that they belong
#: to; then the entities with a role in these events, the members of delegations among them, and all
#: that these lie within.
NEIGHBOURHOOD = """
CALL () {{
  UNWIND $anchors AS id
  MATCH (a:{entities} {{id: id}})
  CALL (a) {{
    MATCH (a)<-[:WITHIN*0..]-()-[:{roles}]-(e:{events})
    RETURN e
  UNION
    MATCH (a)-[:{roles}]-(:{states})-[:{roles}]-(:{delegation})-[:{roles}]-(e:{events})
    RETURN e
  }}
  RETURN DISTINCT e
  LIMIT $most
}}
CALL (e) {{
  MATCH (e)-[:{roles}]-(x)
  RETURN x
UNION
  MATCH (e)-[:{roles}]-(:{delegation})-[:{roles}]-(:{states})-[:{roles}]-(x)
  RETURN x
}}
WITH collect(DISTINCT e.id) AS events, collect(DISTINCT x) AS near
RETURN events, COLLECT {{
  UNWIND near AS x
  MATCH (x)-[:WITHIN*0..]->(y)
  RETURN DISTINCT y.id
}} AS near
"""

#: For each event of an answer, by id: the `claims` about it, and the entities `around` it.
Around = Mapping[str, Mapping[str, list[str]]]


def around(reader: Reader, result: QueryResult) -> Around:
    """The claims about each event of an answer, and the entities related to it."""
    events = sorted({id for row in result.rows for id in listed(row.get("event"))})
    if not events:
        return {}
    text = AROUND.format(**_names(reader.vocabulary))
    return {row["id"]: row for row in reader.read(text, {"events": events})}


def dependencies_of(
    reader: Reader, resolved: Resolved, result: QueryResult, found: Around
) -> Dependencies:
    """What an answer depends on, if that is less than the whole graph."""
    question = resolved.question
    anchors = {id for name in question.anchors for id in listed(resolved.values[name])}
    if not anchors:
        return Dependencies()
    rests = {*found, *(id for each in found.values() for id in each["around"])}
    for name in result.columns:
        if name == "event" or is_id_column(name):
            rests.update(id for row in result.rows for id in listed(row[name]))
    if question.reach != ROWS:
        text = NEIGHBOURHOOD.format(**_names(reader.vocabulary))
        values = {"anchors": sorted(anchors), "most": MOST_DEPENDENCIES}
        [row] = reader.read(text, values)
        rests.update(row["events"], row["near"])
        if question.reach == NEIGHBOURS:
            anchors.update(row["near"])
    if len(rests) > MOST_DEPENDENCIES:
        return Dependencies()
    return Dependencies(sorted(anchors), sorted(rests))


def listed(value: Any) -> list[Any]:
    """The ids in a value that is one id, a list of them, or None."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _names(vocabulary: Vocabulary) -> dict[str, str]:
    """The classes and relationships that the texts above name."""
    return {
        "entities": "|".join(sorted(vocabulary.entities)),
        "events": "|".join(sorted(vocabulary.events)),
        "states": "|".join(sorted(cls.name for cls in vocabulary.events.values() if cls.lasting)),
        "delegation": DELEGATION,
        "roles": "|".join(role_relationships(vocabulary)),
    }
