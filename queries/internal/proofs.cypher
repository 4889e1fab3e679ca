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
    WITH
      b,
      c,
      COLLECT {
        MATCH (c)-[r:ATTRIBUTED_TO]->(s:Actor)
        RETURN {step: r.order, name: s.name}
        ORDER BY r.order, s.name
      } AS told
    ORDER BY c.published, b.id, c.id
    RETURN {
      claim: c.id,
      brief: b.id,
      quote: c.quote,
      begin: c.from_offset,
      end: c.to_offset,
      // Those of one step say it together.
      attributed_to: [
        n IN range(0, size(told) - 1)
        WHERE n = 0 OR told[n].step <> told[n - 1].step
        | reduce(
          words = told[n].name,
          other IN [x IN told[n + 1..] WHERE x.step = told[n].step]
          | words + ' and ' + other.name
        )
      ],
      certainty: c.certainty,
      polarity: c.polarity,
      status: c.status,
      published: c.published
    }
  } AS claims
