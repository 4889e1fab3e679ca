// # Compiled from queries/library/itinerary.cypher; edit that, then `make docs`.
// title = "Itinerary"
// question = "Where was an actor, and what did they do there, in order?"
// why = """
// The life of an actor as the briefs have it: visits, meetings, messages and statements in
// order of time.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Events without a date come last; of what begins on one day visits come first.",
// ]
// example = 'whomet ask itinerary --actor "Bagheri" --since 2017-08'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{kind}: {what}"
// entries.medium.phone = "Phone call: {what}"
// entries.medium.video = "Video call: {what}"
// entries.medium.written = "Meeting in writing: {what}"
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// required = true
// help = "Whose itinerary: visits as visitor or leader, meetings, messages and statements."
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well."
//
// [columns]
// kind = "Visit, Meeting, Message or Statement"
// what = "the event by name, in which people are called as its briefs call them"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"

WITH coalesce($known_by, date('9999-12-31')) AS known_by
CALL (known_by) {
  UNWIND $actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO]-(e:Visit|Meeting|Message|Statement)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND NOT (type(r) = 'HOSTED' AND e:Visit)
  RETURN e
UNION
  UNWIND $actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:MEMBER]->(:Affiliation)-[:OF]->(d:Delegation)
  MATCH (d)-[:VISITED|LED]->(e:Visit)
  RETURN e
}
WITH
  e,
  known_by,
  CASE
    WHEN coalesce($since, $until) IS NULL THEN null
    WHEN e.span = -4 THEN CASE WHEN $undated THEN 'possible' ELSE 'outside' END
    WHEN e.begin_earliest > $until OR e.end_latest < $since THEN 'outside'
    WHEN
      ($until IS NULL OR e.begin_latest <= $until)
      AND ($since IS NULL OR e.end_earliest >= $since)
      THEN 'certain'
    ELSE 'possible'
  END AS date_match
WHERE
  coalesce(date_match, 'certain')
    IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
  AND e.known_from <= known_by
  AND (
    e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied')
  )
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|TO|AT|CONCERNS]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED', 'ATTENDED', 'SENT', 'ADDRESSED_TO', 'CARRIED', 'MADE', 'SAID_TO' THEN 'others'
      WHEN 'HOSTED' THEN CASE WHEN e:Meeting THEN 'others' END
      WHEN 'TO' THEN 'destinations'
      WHEN 'AT' THEN 'places'
      WHEN 'CONCERNS' THEN 'topics'
    END AS role
  ORDER BY x.begin_earliest, x.name, x.id
  RETURN
    collect(CASE role WHEN 'others' THEN x END) AS others,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations,
    collect(CASE role WHEN 'places' THEN x END) AS places,
    collect(CASE role WHEN 'topics' THEN x END) AS topics
}
// Members of the delegations among the visitors.
CALL (e, known_by) {
  OPTIONAL MATCH (e)<-[r:VISITED|LED]-(d:Delegation)<-[s:OF]-(a:Affiliation)<-[t:MEMBER]-(x)
  WHERE
    (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    AND (t.asserted OR t.known_until > known_by) AND t.known_from <= known_by
    AND a.status = 'occurred' AND a.known_from <= known_by
    AND coalesce(a.kind, 'member') IN ['member', 'head']
    AND coalesce(a.begin_earliest <= e.end_latest, true)
    AND coalesce(a.end_latest >= e.begin_earliest, true)
  WITH DISTINCT x, d
  ORDER BY d.name, d.id
  RETURN
    collect(x) AS members,
    [m IN collect({member: x, of: d}) WHERE m.member IS NOT NULL] AS memberships
}
WITH *
WHERE
  ($actor IS NULL OR any(x IN others + members WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN others + members WHERE x.id IN $with))
  AND ($topic IS NULL OR any(x IN topics WHERE x.id IN $topic))
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:TO|AT]->(:Place)-[:WITHIN*0..]->(p)
      WHERE p.id IN $place AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    }
  )
  AND (
    $source IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
      WHERE b.source IN $source AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
      WHERE s.id = $attributed_to AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $certainty IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)
      WHERE
        c.deciding AND c.published <= known_by
        AND CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END >= CASE $certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END
    }
  )
  AND ($medium IS NULL OR e.format = $medium)
// rows
WITH e, known_by, date_match, others, destinations, places, memberships
// limit
ORDER BY e.begin_earliest, NOT e:Visit, e.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN
    collect(b.id) AS briefs,
    collect(c.quote) AS quotes,
    ['possible', 'probable', 'certain'][
      max(CASE WHEN c.deciding THEN CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END END)
    ] AS certainty
}
RETURN
  e.class AS kind,
  e.name AS what,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.name] AS where,
  e.when AS when,
  date_match,
  e.status AS status,
  [
    m IN memberships
    WHERE m.member.id IN $actor AND NOT m.member IN others
    | m.of.name
  ] AS as_member_of,
  certainty,
  e.format AS medium,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.id] AS where_ids,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, NOT e:Visit, e.id
