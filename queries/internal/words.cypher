// Entities one of whose names matches a full-text query; the best names first.
// Without a name there may be no index yet, and the procedure would fail.
MATCH (any:Name)
WITH any
LIMIT 1
UNWIND $names AS n
CALL (n) {
  CALL db.index.fulltext.queryNodes('name_words', n.query) YIELD node, score
  WITH node, score
  ORDER BY score DESC, node.folded
  LIMIT 200
  MATCH (node)<-[:NAMED]-(x)
  RETURN x, node.folded AS form, score
}
RETURN n.order AS order, max(score) AS score, labels(x) AS labels, x.id AS id, x.name AS name,
  collect(form)[0] AS form
ORDER BY order, score DESC, id
