// The texts of briefs, and the words that each claim quotes.
UNWIND $briefs AS id
MATCH (b:Brief {id: id})
RETURN
  b.id AS brief,
  b.text AS text,
  COLLECT {
    MATCH (b)-[:STATES]->(c:Claim)-[:ABOUT]->(e:Event)
    WITH c, e
    ORDER BY c.id
    RETURN {claim: c.id, event: e.id, begin: c.from_offset, end: c.to_offset}
  } AS claims
