// 01. The actors with the most events
MATCH (a:Actor)-[role]-(e:Event)
WHERE role.asserted
RETURN a.name AS actor, labels(a) AS labels, count(DISTINCT e) AS events, a.id AS id
ORDER BY events DESC, actor
LIMIT 20
