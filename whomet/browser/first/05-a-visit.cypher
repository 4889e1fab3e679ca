// 05. A visit and the events that were part of it
MATCH (v:Visit)<-[:PART_OF]-(part)
WITH v, count(part) AS parts
ORDER BY parts DESC, v.id
LIMIT 1
MATCH (v)-[role]-(x)
WHERE role.asserted
OPTIONAL MATCH (x:Event)-[other]-(y:Actor)
WHERE other.asserted
RETURN v, role, x, other, y
