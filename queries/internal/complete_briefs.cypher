// Briefs whose id begins so, and those with the words in their text or title that come first.
MATCH (any:Brief)
WITH any
LIMIT 1
CALL () {
  MATCH (b:Brief)
  WHERE b.id STARTS WITH $begun
  RETURN b
  ORDER BY b.id
  LIMIT $limit
  UNION
  CALL db.index.fulltext.queryNodes('brief_words', $query, {limit: $looked_at}) YIELD node
  RETURN node AS b
}
RETURN DISTINCT b.id AS id, b.title AS title, b.published AS published
ORDER BY published DESC, id
