// # Compiled from queries/library/firsts.cypher; edit that, then `make docs`.
// title = "Firsts"
// question = "When was an actor first there, or first met somebody, and when the next times?"
// why = """
// "The second foreign trip since his promotion", "their first meeting": the visits of an actor
// since a date, in a place or with someone, counted in order; or the meetings.
// """
// parameters = [
//   "kind", "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "nth", "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Only the rows of this answer are counted: events outside of the period, in another place or with others are not.",
//   "The order is that of the earliest day on which each may have begun. Where two may have begun in either order, their numbers may be the other way round; what has no known begin is counted last.",
//   "In a period, a row that only possibly matches still counts: --certain leaves it out.",
// ]
// example = 'whomet ask firsts --actor "Bagheri" --since 2017-08 --nth 2'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{n}. {what}"
// entries.medium.phone = "{n}. Phone call: {what}"
// entries.medium.video = "{n}. Video call: {what}"
// entries.medium.written = "{n}. Meeting in writing: {what}"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.kind]
// type = "choice"
// help = "What is counted."
// choices = ["visit", "meeting"]
// default = "visit"
// left_out = ["meeting"]
//
// [parameter.actor]
// many = true
// required = true
// help = "Whose visits, as visitor or leader; whose meetings, as participant or host."
//
// [parameter.with]
// many = true
// help = "Visits of which this actor was a visitor, the leader or a host; meetings with this actor."
//
// [parameter.place]
// many = true
// help = "Visits to this place or anywhere within it; meetings there."
//
// [parameter.nth]
// type = "integer"
// help = "Only the one with this number: 1 for the first."
//
// [columns]
// n = "its number in the order of time, from 1"
// kind = "Visit or Meeting"
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
  MATCH (a)-[r:VISITED|LED|ATTENDED|HOSTED]->(e)
  WHERE
    (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND CASE $kind
      WHEN 'visit' THEN e:Visit AND (type(r) IN ['VISITED', 'LED'])
      ELSE e:Meeting AND (type(r) IN ['ATTENDED', 'HOSTED'])
    END
  RETURN e
UNION
  UNWIND CASE $kind WHEN 'visit' THEN $actor END AS a_id
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
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|TO|AT|CONCERNS]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED', 'ATTENDED' THEN 'people'
      WHEN 'HOSTED' THEN CASE WHEN e:Meeting THEN 'people' WHEN e:Visit THEN 'hosts' END
      WHEN 'TO' THEN 'destinations'
      WHEN 'AT' THEN 'places'
      WHEN 'CONCERNS' THEN 'topics'
    END AS role
  ORDER BY x.name, x.id
  RETURN
    collect(CASE role WHEN 'people' THEN x END) AS people,
    collect(CASE role WHEN 'hosts' THEN x END) AS hosts,
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
  ($actor IS NULL OR any(x IN people + members WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN people + hosts + members WHERE x.id IN $with))
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
WITH e, known_by, date_match, people, destinations, places, memberships
ORDER BY e.begin_earliest, e.id
WITH
  known_by,
  collect({
    e: e, date_match: date_match, destinations: destinations, places: places,
    as_member_of: [
      m IN memberships
      WHERE m.member.id IN $actor AND NOT m.member IN people
      | m.of.name
    ]
  }) AS found
UNWIND range(1, size(found)) AS n
WITH n, known_by, found[n - 1] AS counted
WHERE coalesce(n = $nth, true)
WITH n, known_by, counted, counted.e AS e
// limit
ORDER BY n
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
  n,
  e.class AS kind,
  e.name AS what,
  [x IN CASE counted.destinations WHEN [] THEN counted.places ELSE counted.destinations END | x.name] AS where,
  e.when AS when,
  counted.date_match AS date_match,
  e.status AS status,
  counted.as_member_of AS as_member_of,
  certainty,
  e.format AS medium,
  [x IN CASE counted.destinations WHEN [] THEN counted.places ELSE counted.destinations END | x.id] AS where_ids,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY n
