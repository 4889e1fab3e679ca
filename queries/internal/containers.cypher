// What a place lies in, the nearest first.
MATCH path = (:Place {id: $id})-[:WITHIN*1..]->(x:Place)
WITH x, min(length(path)) AS steps
RETURN x.id AS id, x.name AS name
ORDER BY steps, name, id
