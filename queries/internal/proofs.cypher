// What events are, and every claim about each with the place of its words in the brief.
UNWIND $ids AS id
MATCH (e:{events} {id: id})
RETURN
  e.id AS event,
  e.name AS name,
  e.class AS kind,
  e.begin_earliest AS first,
  e.end_latest AS last,
  e.span IS NOT NULL AS dated,
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
        // Those of one step say it together.
        MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
        WITH told.order AS step, s
        ORDER BY step, s.name
        WITH step, collect(s.name) AS names
        RETURN reduce(words = head(names), name IN tail(names) | words + ' and ' + name)
        ORDER BY step
      },
      certainty: c.certainty,
      polarity: c.polarity,
      status: c.status,
      published: c.published
    }
  } AS claims
