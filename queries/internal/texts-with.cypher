// The briefs, of each up to a hundred, that have the words of full-text queries in their text.
// Without a brief there may be no index yet, and the procedure would fail.
MATCH (any:Brief)
WITH any
LIMIT 1
UNWIND range(0, size($queries) - 1) AS number
CALL (number) {
  CALL db.index.fulltext.queryNodes('brief_words', $queries[number], {limit: 100}) YIELD node
  RETURN collect(node.id) AS briefs
}
WITH number, briefs
WHERE size(briefs) > 0
RETURN number, briefs
ORDER BY number
