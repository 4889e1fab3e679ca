// What events are, and every claim about each with the place of its words in the brief.
UNWIND $ids AS id
MATCH (e:{events} {id: id})
RETURN
  e.id AS event,
  e.name AS name,
  e.class AS kind,
  e.begin_earliest AS first,
  e.end_latest AS last,
  coalesce(e.begin_earliest, e.begin_latest, e.end_earliest, e.end_latest) IS NOT NULL AS dated,
  COLLECT {
    MATCH (b:Brief)-[:STATES]->(c:Claim)-[:ABOUT]->(e)
    WITH b, c
    ORDER BY c.published, b.id, c.id
    RETURN {
      claim: c.id,
      brief: b.id,
      quote: c.quote,
      begin: c.from_offset,
      end: c.to_offset,
      attributed_to: COLLECT {
        MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
        RETURN s.name
        ORDER BY told.order, s.name
      },
      attributed_to_steps: COLLECT {
        MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
        RETURN told.order
        ORDER BY told.order, s.name
      },
      certainty: c.certainty,
      polarity: c.polarity,
      status: c.status,
      published: c.published
    }
  } AS claims
