// title = "TITLE"
// question = "Which meetings did an actor attend, and where?"
// why = "What an analyst gains by asking it."
// parameters = ["actor", "known_by", "status", "limit"]
// caveats = ["What a reader of the answer should keep in mind."]
// example = 'whomet ask NAME --actor "Bagheri"'
//
// [parameter.actor]
// required = true
// help = "Whose meetings."
//
// [columns]
// who = "the actor asked for"
// "where[]" = "where it took place"
// when = "when, as EDTF"
// status = "occurred, planned or cancelled"

{# Labels and types are plain Cypher, or what the vocabulary knows: {{ Actor }} is every class of
   actors, and Meeting.participants are the roles in which one takes part; your own are among them. #}
MATCH (a:{{ Actor }} {id: $actor}){{ Meeting.participants.to_event("r") }}(e:Meeting)
WHERE
  r.asserted
  AND ($status = e.status OR ($status = 'any' AND e.status <> 'denied'))
  AND ($known_by IS NULL OR (e.known_from <= $known_by AND r.known_from <= $known_by))
WITH DISTINCT a, e
ORDER BY e.begin_earliest, e.id
LIMIT coalesce($limit, 9223372036854775807)
RETURN
  a.name AS who,
  COLLECT {
    MATCH (e)-[r:AT]->(p:Place)
    WHERE r.asserted AND ($known_by IS NULL OR r.known_from <= $known_by)
    RETURN p.name
    ORDER BY p.name
  } AS where,
  e.when AS when,
  e.status AS status,
  e.id AS event,
  COLLECT {
    MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
    WHERE $known_by IS NULL OR c.published <= $known_by
    RETURN b.id
    ORDER BY c.published, b.id, c.id
  } AS briefs,
  COLLECT {
    MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
    WHERE $known_by IS NULL OR c.published <= $known_by
    RETURN c.quote
    ORDER BY c.published, b.id, c.id
  } AS quotes
ORDER BY e.begin_earliest, e.id
