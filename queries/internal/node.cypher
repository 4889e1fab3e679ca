// The node with an id: an entity, event, brief or claim, or the entity of a mention.
CALL () {
  MATCH (x:{entities} {id: $id})
  RETURN x, 'entity' AS kind, null AS mention
UNION
  MATCH (x:{events} {id: $id})
  RETURN x, 'event' AS kind, null AS mention
UNION
  MATCH (x:Brief {id: $id})
  RETURN x, 'brief' AS kind, null AS mention
UNION
  MATCH (x:Claim {id: $id})
  RETURN x, 'claim' AS kind, null AS mention
UNION
  MATCH (:Brief {id: $brief})-[m:MENTIONS {key: $key}]->(x)
  RETURN x, 'mention' AS kind, properties(m) AS mention
}
RETURN kind, labels(x) AS labels, properties(x) AS properties, mention
