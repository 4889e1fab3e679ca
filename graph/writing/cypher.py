"""The Cypher statements of an update, with labels and types from the ontology only.

What a claim consists of is defined in `graph/projection/claims.py`, a brief in `briefs.py` and an
event in `structure.py` beside it.

Values are always parameters. A statement is the same text from call to call, so that the server
plans it once. It does so while the graph is small or empty, when a scan of all nodes of a label
looks as cheap as a seek, and keeps that plan: so every anchor has a hint (`USING INDEX SEEK`).
"""

from __future__ import annotations

from functools import cache

from whomet.graph.database.versions import COLUMNS, FORMAT, RULES
from whomet.graph.projection.elements import DISCRIMINATOR_PROPERTY
from whomet.ontology.vocabulary import EntityClass, EventClass, Vocabulary


def class_label(vocabulary: Vocabulary, label: str) -> str:
    """The label expression of the nodes of one class, without those of its subclasses."""
    classes: tuple[EntityClass | EventClass, ...] = (
        *vocabulary.entities.values(),
        *vocabulary.events.values(),
    )
    below = [f"!{cls.name}" for cls in classes if label in cls.labels and label != cls.name]
    return "&".join((label, *below))


def all_labels(vocabulary: Vocabulary, label: str) -> tuple[str, ...]:
    """The labels of a node, super-labels first: ("Actor", "Person")."""
    if label in vocabulary.entities:
        return vocabulary.entities[label].labels
    if label in vocabulary.events:
        return vocabulary.events[label].labels
    return (label,)


def key_property(label: str) -> str:
    """The property that is unique for a label; a name's id is its folded form."""
    return "folded" if label == "Name" else "id"


def seek(variable: str, label: str, value: str) -> str:
    """Find a node by its key, through the index, by a hint to the planner.

    `value` is an expression of Cypher. In a label expression (`class_label`), the first label has
    the index.
    """
    indexed = f"{variable}:{label.partition('&')[0]}({key_property(label)})"
    return (
        f"MATCH ({variable}:{label} {{{key_property(label)}: {value}}}) USING INDEX SEEK {indexed}"
    )


@cache
def create_nodes(labels: tuple[str, ...]) -> str:
    """Create nodes from `$rows`, each a map of all properties."""
    return f"UNWIND $rows AS row CREATE (n:{':'.join(labels)}) SET n = row"


@cache
def replace_nodes(label: str) -> str:
    """Give the nodes named in `$rows` (id, properties) these properties and no others."""
    return f"UNWIND $rows AS row {seek('n', label, 'row.id')} SET n = row.properties"


@cache
def delete_nodes(label: str) -> str:
    """Delete the nodes with the ids in `$rows`."""
    return f"UNWIND $rows AS id {seek('n', label, 'id')} DETACH DELETE n"


@cache
def create_edges(kind: str, source: str, target: str) -> str:
    """Create relationships from `$rows`: source id, target id, properties."""
    return f"{_ends(source, target)} CREATE (a)-[r:{kind}]->(b) SET r = row.p"


@cache
def replace_edges(kind: str, source: str, target: str) -> str:
    """Give relationships the properties in `$rows` and no others."""
    return f"{_match_edges(kind, source, target)} SET r = row.p"


@cache
def delete_edges(kind: str, source: str, target: str) -> str:
    """Delete the relationships in `$rows`."""
    return f"{_match_edges(kind, source, target)} DELETE r"


def _match_edges(kind: str, source: str, target: str) -> str:
    name = DISCRIMINATOR_PROPERTY.get(kind)
    which = f" WHERE r.`{name}` = row.discriminator" if name else ""
    return f"{_ends(source, target)} MATCH (a)-[r:{kind}]->(b){which}"


def _ends(source: str, target: str) -> str:
    ends = seek("a", source, "row.a"), seek("b", target, "row.b")
    return f"UNWIND $rows AS row {' '.join(ends)}"


#: Makes all other loaders wait until this transaction ends. A graph that is new gets the version
#: of this whomet; of any other the version is to be checked.
LOCK = f"""
MERGE (lock:LoadLock {{id: 'load'}})
SET lock.taken = datetime()
WITH lock, NOT EXISTS {{ MATCH (:Brief) }} AS empty
SET lock += CASE WHEN empty AND lock.format IS NULL AND lock.state IS NULL
  THEN {{format: {FORMAT}, rules: {RULES}}} ELSE {{}} END
RETURN empty, {COLUMNS}
"""

BRIEFS = """
UNWIND $ids AS id
MATCH (b:Brief {id: id})
USING INDEX SEEK b:Brief(id)
RETURN properties(b) AS properties
"""

MENTION_NODES = """
UNWIND $ids AS id
MATCH (b:Brief {id: id})-[m:MENTIONS]->(e)
USING INDEX SEEK b:Brief(id)
RETURN b.id AS brief, m.key AS key, labels(e) AS labels, e.id AS id
"""

MENTION_EDGES = """
UNWIND $ids AS id
MATCH (b:Brief {id: id})-[r:MENTIONS]->(e)
USING INDEX SEEK b:Brief(id)
RETURN b.id AS brief, properties(r) AS properties, labels(e) AS labels, e.id AS id
"""

EVERY_JUDGEMENT = "MATCH (j:Judgement) RETURN properties(j) AS properties"
#: Judgements on claims, and those on entities.
JUDGEMENTS = (
    "MATCH (j:Judgement) WHERE j.judged_class IS NULL"
    " RETURN properties(j) AS properties ORDER BY j.id"
)
ENTITY_JUDGEMENTS = (
    "MATCH (j:Judgement) WHERE j.judged_class IS NOT NULL"
    " RETURN properties(j) AS properties ORDER BY j.id"
)

JUDGES = """
UNWIND $ids AS id
MATCH (j:Judgement)-[:JUDGES]->(c:Claim {id: id})
USING INDEX SEEK c:Claim(id)
RETURN j.id AS judgement, id AS claim
"""

NAMES = """
UNWIND $folded AS folded
MATCH (n:Name {folded: folded})
USING INDEX SEEK n:Name(folded)
RETURN folded, n.uses AS uses
"""

DELETE_UNUSED_NAMES = """
UNWIND $folded AS folded
MATCH (n:Name {folded: folded})
USING INDEX SEEK n:Name(folded)
WHERE NOT EXISTS { (n)<-[:NAMED]-() }
WITH n, properties(n) AS properties
DELETE n
RETURN properties
"""


@cache
def attached(label: str) -> str:
    """Every relationship of the nodes `$ids`, which is deleted with them."""
    return (
        f"UNWIND $ids AS id {seek('n', label, 'id')} "
        "MATCH (n)-[r]-() "
        "RETURN DISTINCT elementId(r) AS element, type(r) AS type, properties(r) AS properties, "
        "labels(startNode(r)) AS source_labels, startNode(r).id AS source, "
        "labels(endNode(r)) AS target_labels, endNode(r).id AS target"
    )


@cache
def earliest_use(label: str) -> str:
    """The earliest brief, other than `$ids`, that calls the entity `$id` by `$form`."""
    return (
        f"{seek('e', label, '$id')} "
        "MATCH (e)<-[:MENTIONS {name: $form}]-(b:Brief) WHERE NOT b.id IN $ids "
        "RETURN min(toString(b.published) + ' ' + b.id) AS stamp"
    )


@cache
def briefs_using_name(label: str) -> str:
    """The briefs that mention an entity of this class with one of the names `$folded`."""
    return (
        f"UNWIND $folded AS folded {seek('n', 'Name', 'folded')} "
        f"MATCH (n)<-[r:NAMED]-(:{label})<-[:MENTIONS]-(b) "
        "WHERE r.`as` IN ['name', 'untitled', 'alias'] "
        "RETURN DISTINCT b.id AS id"
    )


@cache
def briefs_by_word(label: str) -> str:
    """The briefs with mentions of this class whose name has `$word` in it, and how they write it.

    It reads every name, and is for judgements of a name that identified nobody before.
    """
    return (
        "MATCH (n:Name) WHERE n.folded CONTAINS $word "
        f"MATCH (n)<-[r:NAMED {{`as`: 'name'}}]-(:{label})<-[m:MENTIONS]-(b) "
        "WHERE m.name IN r.forms "
        "RETURN b.id AS id, b.language AS language, collect(DISTINCT m.name) AS forms"
    )


@cache
def briefs_inside(label: str) -> str:
    """The briefs that mention the entity `$id` of this class and something that lies in it.

    What lies in it may be the same entity.
    """
    return (
        f"{seek('e', label, '$id')} "
        "CALL (e) { MATCH (e)<-[:WITHIN]-()<-[:MENTIONS]-(b:Brief) "
        "WHERE EXISTS { (b)-[:MENTIONS]->(e) } RETURN b "
        "UNION MATCH (e)<-[:MENTIONS]-(b:Brief) "
        "WITH b, count(*) AS times WHERE times > 1 RETURN b } "
        "RETURN DISTINCT b.id AS id"
    )


@cache
def briefs_mentioning(label: str) -> str:
    """The briefs that mention the entity `$id`."""
    return f"{seek('e', label, '$id')} MATCH (e)<-[:MENTIONS]-(b:Brief) RETURN DISTINCT b.id AS id"


@cache
def names_of(label: str) -> str:
    """The folded names by which the entity `$id` counts."""
    return (
        f"{seek('e', label, '$id')} MATCH (e)-[r:NAMED]->(n:Name) "
        "WHERE r.`as` IN ['name', 'untitled', 'alias'] RETURN DISTINCT n.folded AS folded"
    )


KEEP_JUDGEMENTS = "UNWIND $rows AS row MERGE (j:Judgement {id: row.id}) SET j = row"
FORGET_JUDGEMENTS = "UNWIND $ids AS id MATCH (j:Judgement {id: id}) DETACH DELETE j"


@cache
def entity_counts(label: str) -> str:
    """The counts of the entities `$ids`: of briefs, kinds, and every name."""
    return (
        f"UNWIND $ids AS id {seek('e', label, 'id')} "
        "OPTIONAL MATCH (e)-[r:NAMED]->(n:Name) "
        "RETURN id, properties(e) AS properties, "
        "collect([n.folded, properties(r)]) AS names"
    )


@cache
def within(label: str) -> str:
    """The counts of the containments `$rows`."""
    return (
        f"{_ends(label, label)} MATCH (a)-[r:WITHIN]->(b) "
        "RETURN row.a AS a, row.b AS b, r.briefs AS briefs"
    )


CONTAINMENT = """
UNWIND $ids AS id
MATCH (part:Place {id: id})-[:WITHIN*1..]->(whole:Place)
USING INDEX SEEK part:Place(id)
WHERE whole.id IN $ids
RETURN DISTINCT id AS part, whole.id AS whole
"""


@cache
def visits_between(destinations: tuple[str, ...], wholes: tuple[str, ...]) -> str:
    """The visits that depend on whether one place contains another, and their parts.

    A visit to both, or a part (of a part …) of two visits, one to each, where one of the two may be
    part of the other.
    """
    to, part_of = "|".join(destinations), "|".join(wholes)
    return (
        f"UNWIND $rows AS row "
        f"MATCH (inner:Place {{id: row.a}})<-[:WITHIN*0..]-(:Place)<-[:{to}]-()"
        f"<-[:{part_of}*0..]-(part)-[:{part_of}*0..]->()-[:{to}]->(outer:Place) "
        "USING INDEX SEEK inner:Place(id) "
        "WHERE EXISTS { (:Place {id: row.b})-[:WITHIN*0..]->(outer) } "
        "RETURN DISTINCT labels(part) AS labels, part.id AS id"
    )


def event_relationships(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The relationship types that lead from one event to another."""
    found = {
        role.relationship
        for cls in vocabulary.events.values()
        for role in cls.roles.values()
        if any(filler in vocabulary.events for filler in role.range)
    }
    return tuple(sorted(found))


def role_relationships(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The relationship types of all roles."""
    found = {role.relationship for cls in vocabulary.events.values() for role in cls.roles.values()}
    return tuple(sorted(found))


@cache
def fillers(label: str, relationships: tuple[str, ...]) -> str:
    """What has a role in the events `$ids`."""
    return _reached(label, f"-[:{'|'.join(relationships)}]-(x)")


@cache
def fillers_of_states(label: str, states: tuple[str, ...], relationships: tuple[str, ...]) -> str:
    """What has a role in the states in which the entities `$ids` have one."""
    types = "|".join(relationships)
    return _reached(label, f"-[:{types}]-(:{'|'.join(states)})-[:{types}]-(x)")


@cache
def containers(label: str) -> str:
    """All that the entities `$ids` lie within."""
    return _reached(label, "-[:WITHIN*1..]->(x)")


@cache
def neighbours(label: str, relationships: tuple[str, ...]) -> str:
    """The events that are related to the events `$ids` directly."""
    return _reached(label, f"-[:{'|'.join(relationships)}]-(x:Event)")


def _reached(label: str, path: str) -> str:
    """The nodes `x` at the end of a path from the nodes `$ids`."""
    return (
        f"UNWIND $ids AS id {seek('e', label, 'id')} "
        f"MATCH (e){path} RETURN DISTINCT labels(x) AS labels, x.id AS id"
    )


@cache
def events_with_edges(label: str) -> str:
    """The events `$ids` with the relationships of their own roles.

    A relationship between two events belongs to the one where it starts.
    """
    return (
        f"UNWIND $ids AS id {seek('e', label, 'id')} "
        "RETURN id, properties(e) AS properties, "
        "[(e)-[r]->(x) | [type(r), properties(r), labels(x), x.id]] AS outgoing, "
        "[(e)<-[r]-(x) WHERE NOT x:Event AND NOT x:Claim "
        "| [type(r), properties(r), labels(x), x.id]] AS incoming"
    )


#: The claims `c` as rows: those of one event that say the same of it are one row.
_AS_REPORTS = """
WITH DISTINCT c
MATCH (c)-[:ABOUT]->(e)
WITH e, c.report_digest AS digest, collect(c) AS claims
RETURN labels(e) AS labels, e.id AS event, digest, claims[0].class AS class,
       claims[0].ref AS ref, claims[0].blocking_key AS blocking_key,
       claims[0].key_participants AS key_participants,
       [c IN claims | [c.id, toString(c.published), c.deciding]] AS claims
"""


@cache
def reports_of_events(label: str) -> str:
    """The claims about the events `$ids`."""
    return (
        f"UNWIND $ids AS id {seek('about', label, 'id')} "
        f"MATCH (about)<-[:ABOUT]-(c:Claim) {_AS_REPORTS}"
    )


#: The claims that have the keys of `$rows`, and enough key participants in common with each.
REPORTS_BY_SHARED_KEY = f"""
UNWIND $rows AS row
CALL (row) {{
  MATCH (c:Claim {{shared_key: row.key}})
  USING INDEX SEEK c:Claim(shared_key)
  RETURN c
UNION
  MATCH (c:Claim)-[m:MATCHED_BY {{key: row.key}}]->()
  USING INDEX SEEK m:MATCHED_BY(key)
  RETURN c
}}
WITH row, c
WHERE row.min_shared = 0
   OR size([who IN row.key_participants WHERE who IN c.key_participants]) >= row.min_shared
{_AS_REPORTS}
"""

REPORTS_BY_REF = f"""
UNWIND $refs AS ref
MATCH (c:Claim {{ref: ref}})
USING INDEX SEEK c:Claim(ref)
{_AS_REPORTS}
"""

REPORTS_BY_ID = f"""
UNWIND $ids AS id
MATCH (c:Claim {{id: id}})
USING INDEX SEEK c:Claim(id)
{_AS_REPORTS}
"""

EVENTS_OF_CLAIMS = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e)
USING INDEX SEEK c:Claim(id)
RETURN DISTINCT labels(e) AS labels, e.id AS id
"""

CLAIM_EVENTS = """
UNWIND $ids AS id
MATCH (b:Brief {id: id})-[:STATES]->(c:Claim)-[:ABOUT]->(e)
USING INDEX SEEK b:Brief(id)
RETURN c.id AS id, labels(e) AS labels, e.id AS event
"""

CLAIMS = """
UNWIND $ids AS id
MATCH (b:Brief {id: id})-[:STATES]->(c:Claim)-[:ABOUT]->(e)
USING INDEX SEEK b:Brief(id)
RETURN id AS brief, properties(c) AS properties, labels(e) AS labels, e.id AS event,
       [(c)-[r:ATTRIBUTED_TO]->(x) | [properties(r), labels(x), x.id]] AS sources,
       [(c)-[r:MATCHED_BY]->() | r.key] AS keys
"""
