// Names that begin with a letter of another script than Latin, in order of the alphabet.
MATCH (n:Name)
WHERE n.folded >= $first
WITH n
ORDER BY n.folded
LIMIT 5000
MATCH (n)<-[r:NAMED]-(x)
WHERE r.`as` <> 'quote'
RETURN DISTINCT labels(x) AS labels, x.id AS id, x.name AS name, n.folded AS form
ORDER BY form, id
