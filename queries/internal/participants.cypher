// Who takes part in events, as far as deciding claims say so.
UNWIND $ids AS id
MATCH (e:{events} {id: id})-[r:{participants}]-(x:Actor)
WHERE r.asserted AND r.known_from <= $known_by
WITH DISTINCT id, x
ORDER BY id, x.name, x.id
RETURN id, collect({id: x.id, name: x.name}) AS people
ORDER BY id
