// Entities of these classes with a name of words that begin with some letters.
MATCH (n:Name)
WHERE n.folded STARTS WITH $first AND n.folded =~ $pattern
MATCH (n)<-[r:NAMED]-(x)
WHERE r.`as` <> 'quote'
RETURN DISTINCT labels(x) AS labels, x.id AS id, x.name AS name
ORDER BY name, id
LIMIT 20
