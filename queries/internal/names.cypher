// Names and ids to nodes: level 0 by id, 1 by full name or alias, 2 by full quoted form or the beginning of a monarch's name.
UNWIND $names AS n
CALL (n) {
  MATCH (x:{entities} {id: n.text})
  RETURN x, 0 AS level, null AS form
UNION
  MATCH (x:{events} {id: n.text})
  RETURN x, 0 AS level, null AS form
UNION
  MATCH (:Brief {id: n.brief})-[:MENTIONS {key: n.key}]->(x)
  RETURN x, 0 AS level, null AS form
UNION
  MATCH (:Claim {id: n.text})-[:ABOUT]->(x)
  RETURN x, 0 AS level, null AS form
UNION
  MATCH (:Claim {ref: n.text})-[:ABOUT]->(x)
  RETURN x, 0 AS level, null AS form
UNION
  MATCH (:Name {folded: n.folded})<-[r:NAMED]-(x)
  RETURN x, CASE r.`as` WHEN 'quote' THEN 2 WHEN 'begins' THEN 2 ELSE 1 END AS level, r.`as` AS form
}
RETURN
  n.order AS order,
  min(level) AS level,
  labels(x) AS labels,
  x.id AS id,
  x.name AS name,
  collect(DISTINCT form) AS forms
ORDER BY order, level, id
