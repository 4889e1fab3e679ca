// Claims as the question `evidence` shows them: of an entity, an event, a brief, or one claim.
CALL () {
  MATCH (:{events} {id: $event})<-[:ABOUT]-(c:Claim)
  RETURN c
UNION
  MATCH (x:{entities} {id: $entity})
  MATCH (x)-[r]-(e:Event)<-[:ABOUT]-(c:Claim)
  WHERE c.id IN r.claims
  RETURN c
UNION
  MATCH (:Brief {id: $brief})-[:STATES]->(c:Claim)
  RETURN c
UNION
  MATCH (c:Claim {id: $claim})
  RETURN c
}
MATCH (b:Brief)-[:STATES]->(c)-[:ABOUT]->(e:Event)
RETURN
  c.id AS claim,
  c.class AS kind,
  e.name AS what,
  c.quote AS quote,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
    RETURN s.name
    ORDER BY told.order, s.name
  } AS attributed_to,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
    RETURN told.order
    ORDER BY told.order, s.name
  } AS attributed_to_steps,
  c.certainty AS certainty,
  c.polarity AS polarity,
  c.status AS status,
  CASE
    WHEN c.when_edtf IS NOT NULL THEN c.when_edtf
    WHEN coalesce(c.start_edtf, c.end_edtf) IS NOT NULL
      THEN coalesce(c.start_edtf, '..') + '/' + coalesce(c.end_edtf, '..')
  END AS when,
  b.id AS brief,
  c.published AS published,
  e.id AS event
ORDER BY e.begin_earliest, e.id, c.published, brief, claim
