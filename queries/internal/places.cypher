// Where events, or those that claims are about, took place or led to: each place with all that
// it lies in, the nearest first.
UNWIND $ids AS id
CALL (id) {
  MATCH (e:{events} {id: id})
  RETURN e
UNION
  MATCH (:Claim {id: id})-[:ABOUT]->(e:Event)
  RETURN e
}
MATCH (e)-[at:{places}]->(p:Place)
WHERE (at.asserted OR at.known_until > $known_by) AND at.known_from <= $known_by
MATCH path = (p)-[:WITHIN*0..]->(x:Place)
WITH id, p, x, min(length(path)) AS steps
ORDER BY id, p.name, p.id, steps, x.id
RETURN
  id,
  p.id AS place,
  collect({
    id: x.id,
    name: x.name,
    kind: x.kind,
    ref: x.ref,
    names: COLLECT {
      MATCH (x)-[named:NAMED]->(n:Name)
      WHERE named.as IN ['name', 'alias']
      RETURN n.name
    }
  }) AS chain
ORDER BY id, place
