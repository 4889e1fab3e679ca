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
WITH
  b,
  c,
  e,
  COLLECT {
    MATCH (c)-[r:ATTRIBUTED_TO]->(s:Actor)
    RETURN {step: r.order, name: s.name}
    ORDER BY r.order, s.name
  } AS told
RETURN
  c.id AS claim,
  c.class AS kind,
  e.name AS what,
  c.quote AS quote,
  // Those of one step say it together.
  [
    n IN range(0, size(told) - 1)
    WHERE n = 0 OR told[n].step <> told[n - 1].step
    | reduce(
      words = told[n].name,
      other IN [x IN told[n + 1..] WHERE x.step = told[n].step]
      | words + ' and ' + other.name
    )
  ] AS attributed_to,
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
