// The texts of briefs, whom they mention where, and which events they report with which words.
UNWIND $briefs AS id
MATCH (b:Brief {id: id})
RETURN
  b.id AS brief,
  b.title AS title,
  b.text AS text,
  COLLECT {
    MATCH (b)-[m:MENTIONS]->(x)
    RETURN {node: elementId(x), id: x.id, name: x.name, starts: m.starts, ends: m.ends}
    ORDER BY x.name, x.id, m.key
  } AS mentions,
  COLLECT {
    MATCH (b)-[:STATES]->(c:Claim)-[:ABOUT]->(e:Event)
    RETURN {event: e.id, begin: c.from_offset, end: c.to_offset}
    ORDER BY e.begin_earliest, e.id
  } AS claims
