// # Compiled from queries/library/visits.cypher; edit that, then `make docs`.
// title = "Visits"
// question = "Who visited where, when, with whom and what for?"
// why = """
// The record of visits, one row each: the party and its leader, where it went, who received
// it, and which meetings were part of it.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "--place is where a visit led to or took place, never where it came from.",
// ]
// example = 'whomet ask visits --place Turkey --since 2017'
// anchors = ["actor", "with", "place", "topic"]
// entry = "[{leader}][, {visitors}][ in {destinations}]"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Visits by this actor, as visitor or leader."
//
// [parameter.with]
// many = true
// help = "Visits of which this actor was a visitor, the leader or a host."
//
// [parameter.place]
// many = true
// help = "Visits to this place or anywhere within it."
//
// [columns]
// "visitors[]" = "who visited, by name"
// leader = "who led the party"
// "destinations[]" = "where it led to"
// when = "when, as EDTF"
// start = "when it began, as EDTF"
// end = "when it ended, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "hosts[]" = "who received the visitors"
// "topics[]" = "what it was about"
// "meetings[]" = "the meetings that were part of it, by name, in order of time"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"

// Where the search begins: the first of these that is given, else all such events.
WITH
  coalesce($actor
  , $with
  ) AS by_actor,
  CASE WHEN coalesce($actor, $with) IS NULL THEN $place END AS by_place,
  CASE WHEN coalesce($actor, $with, $place) IS NULL THEN $topic END AS by_topic,
  CASE
    WHEN coalesce($actor, $with, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($actor, $with, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic, by_period, by_class, since, until) {
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:MEMBER]->(:Affiliation)-[:OF]->(d:Delegation)
  MATCH (d)-[:VISITED|LED]->(e:Visit)
  RETURN e
UNION
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:VISITED|LED|HOSTED]->(e:Visit)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Visit)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Visit)
  RETURN e
UNION
  // The period index: one seek for each power of two of days, for each open side, and for no date.
  UNWIND by_period AS span
  WITH
    span,
    CASE
      WHEN span >= 0 THEN since - duration({days: toInteger(2 ^ span) - 1})
      WHEN span = -1 THEN since
      ELSE date('0001-01-01')
    END AS earliest,
    CASE WHEN span IN [-1, -3] THEN date('9999-12-31') ELSE until END AS latest
  MATCH (e:Visit)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Visit)
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
  OPTIONAL MATCH (e)-[r:VISITED|LED|HOSTED|TO|CONCERNS|PART_OF]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED' THEN 'visitors'
      WHEN 'LED' THEN 'leaders'
      WHEN 'HOSTED' THEN 'hosts'
      WHEN 'TO' THEN 'destinations'
      WHEN 'CONCERNS' THEN 'topics'
      WHEN 'PART_OF' THEN CASE WHEN endNode(r) = e THEN 'parts' END
    END AS role
  ORDER BY x.begin_earliest, x.name, x.id
  RETURN
    collect(CASE role WHEN 'visitors' THEN x END) AS visitors,
    collect(CASE role WHEN 'leaders' THEN x END) AS leaders,
    collect(CASE role WHEN 'hosts' THEN x END) AS hosts,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations,
    collect(CASE role WHEN 'topics' THEN x END) AS topics,
    collect(CASE role WHEN 'parts' THEN x END) AS parts
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
  ($actor IS NULL OR any(x IN visitors + leaders + members WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN visitors + leaders + hosts + members WHERE x.id IN $with))
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
// rows
WITH
  e, known_by, date_match, visitors, leaders, hosts, destinations, topics, parts, memberships
// limit
ORDER BY e.begin_earliest, e.id
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
  [x IN visitors | x.name] AS visitors,
  head(leaders).name AS leader,
  [x IN destinations | x.name] AS destinations,
  e.when AS when,
  e.start AS start,
  e.end AS end,
  date_match,
  [x IN hosts | x.name] AS hosts,
  [x IN topics | x.name] AS topics,
  [
    x IN parts
    WHERE x:Meeting AND x.status IN [e.status, 'occurred'] AND x.known_from <= known_by
    | x.name
  ] AS meetings,
  e.status AS status,
  [
    m IN memberships
    WHERE m.member.id IN $actor AND NOT m.member IN visitors + leaders
    | m.of.name
  ] AS as_member_of,
  certainty,
  [x IN visitors | x.id] AS visitors_ids,
  [x IN destinations | x.id] AS destinations_ids,
  [x IN hosts | x.id] AS hosts_ids,
  [x IN topics | x.id] AS topics_ids,
  head(leaders).id AS leader_id,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
