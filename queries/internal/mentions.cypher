// Whom and what a brief mentions, and at which words of its text.
MATCH (:Brief {id: $id})-[m:MENTIONS]->(x)
RETURN x.id AS id, x.name AS name, m.starts AS starts, m.ends AS ends
ORDER BY name, id
