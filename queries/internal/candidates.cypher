// What distinguishes entities of the same name.
UNWIND $ids AS wanted
MATCH (x:{entities} {id: wanted})
RETURN
  x.id AS id,
  x.name AS name,
  labels(x) AS labels,
  x.kind AS kind,
  COLLECT {
    MATCH (x)-[:NAMED]->(n:Name)
    RETURN DISTINCT n.folded
    LIMIT 200
  } AS folded,
  COLLECT {
    MATCH (x)-[r:NAMED]->(:Name)
    WHERE r.`as` = 'alias'
    UNWIND r.forms AS form
    RETURN DISTINCT form
    ORDER BY form
    LIMIT 3
  } AS aliases,
  COLLECT { MATCH (x)-[:WITHIN]->(c) RETURN c.name ORDER BY c.name } AS containers,
  COLLECT { MATCH (x)-[:WITHIN*1..]->(c) RETURN DISTINCT c.id } AS within,
  head(COLLECT {
    MATCH (b:Brief)-[:MENTIONS]->(x)
    RETURN b.id
    ORDER BY b.published, b.id
    LIMIT 1
  }) AS first_brief
ORDER BY id
