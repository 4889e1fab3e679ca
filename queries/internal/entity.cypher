// What there is to know of an entity besides the claims about it.
MATCH (x:{entities} {id: $id})
RETURN
  COLLECT {
    MATCH (x)-[r:NAMED]->(:Name)
    UNWIND r.forms AS form
    RETURN DISTINCT form
    ORDER BY form
  } AS names,
  COLLECT { MATCH (x)-[:WITHIN]->(whole) RETURN whole.name ORDER BY whole.name } AS within,
  COLLECT {
    MATCH (x)-[r]-(e:Event)
    WHERE r.asserted AND e.status = 'occurred'
    WITH e.class AS class, count(DISTINCT e) AS count
    RETURN class + ': ' + toString(count)
    ORDER BY class
  } AS events,
  COLLECT {
    MATCH (b:Brief)-[:MENTIONS]->(x)
    WITH DISTINCT b
    RETURN b.id
    ORDER BY b.published, b.id
  } AS briefs
