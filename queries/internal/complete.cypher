// Entities of these classes with a name in which every word given is, or begins, a word.
MATCH (any:Name)
WITH any
LIMIT 1
CALL db.index.fulltext.queryNodes('name_words', $query) YIELD node, score
MATCH (node)<-[:NAMED]-(x)
WHERE any(label IN labels(x) WHERE label IN $classes)
WITH x, max(score) AS score
ORDER BY score DESC, x.name, x.id
LIMIT $limit
RETURN x.id AS id, x.name AS name, labels(x) AS labels
ORDER BY name, id
