// title = "Agreements"
// question = "Who agreed with whom, on what, where and when?"
// why = "What actors have bound themselves to, and which sentence says so."
// parameters = ["actor", "known_by", "status", "limit"]
// example = 'whomet ask agreements --actor "Putin"'
//
// [parameter.actor]
// help = "Agreements to which this actor is a party."
//
// [columns]
// "parties[]" = "who agreed"
// "topics[]" = "on what"
// value = "what it is worth or what it covers"
// "where[]" = "where it was made"
// when = "when, as EDTF"
// status = "occurred, planned or cancelled"

CALL () {
  MATCH (:Person|Organization|Delegation {id: $actor})-[r:PARTY_TO]->(e:Agreement)
  WHERE r.asserted AND ($known_by IS NULL OR r.known_from <= $known_by)
  RETURN e
UNION
  UNWIND CASE WHEN $actor IS NULL THEN [1] ELSE [] END AS all
  MATCH (e:Agreement)
  RETURN e
}
WITH e
WHERE
  ($status = e.status OR ($status = 'any' AND e.status <> 'denied'))
  AND ($known_by IS NULL OR e.known_from <= $known_by)
ORDER BY e.begin_earliest, e.id
LIMIT coalesce($limit, 9223372036854775807)
RETURN
  COLLECT {
    MATCH (e)<-[r:PARTY_TO]-(x)
    WHERE r.asserted AND ($known_by IS NULL OR r.known_from <= $known_by)
    RETURN x.name
    ORDER BY x.name
  } AS parties,
  COLLECT {
    MATCH (e)-[r:CONCERNS]->(x)
    WHERE r.asserted AND ($known_by IS NULL OR r.known_from <= $known_by)
    RETURN x.name
    ORDER BY x.name
  } AS topics,
  e.value AS value,
  COLLECT {
    MATCH (e)-[r:AT]->(x:Place)
    WHERE r.asserted AND ($known_by IS NULL OR r.known_from <= $known_by)
    RETURN x.name
    ORDER BY x.name
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
