// Who and what takes part in an event, also as far as only denials or plans say so.
MATCH (x:{events} {id: $id})-[r]-(other)
WHERE r.claims IS NOT NULL
RETURN
  type(r) AS type,
  startNode(r) = x AS outgoing,
  other.name AS name,
  other.id AS id,
  r.asserted AS asserted
ORDER BY type, outgoing, name, id
