// # Compiled from queries/library/timeline.cypher; edit that, then `make docs`.
// title = "Timeline"
// question = "What happened around an actor, a place or a topic, in order?"
// why = """
// Everything on record of one actor, one place or one topic in order of time: visits, meetings,
// messages and statements, and positions and memberships from the day they began.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// needs_one_of = ["actor", "place", "topic"]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Events without a date come last; of what begins on one day visits come first.",
//   "A tenure or affiliation without a known end counts as possibly lasting ever since.",
// ]
// example = 'whomet ask timeline --place Syria --since 2017'
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
// help = "Visits by this actor, as visitor or leader, and all else in which they have a part."
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [columns]
// when = "when, as EDTF"
// kind = "Visit, Meeting, Message, Statement, Tenure or Affiliation"
// what = "the event by name, in which people are called as its briefs call them"
// "who[]" = "who took part, hosts included; of a tenure or affiliation also the organization or group"
// "where[]" = "for a visit its destinations, else where it took place"
// date_match = "certain or possible; null where no period was asked for"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"

// Where the search begins: the first of these that is given.
WITH
  $actor AS by_actor,
  CASE WHEN $actor IS NULL THEN $place END AS by_place,
  CASE WHEN coalesce($actor, $place) IS NULL THEN $topic END AS by_topic,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic) {
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:MEMBER]->(:Affiliation)-[:OF]->(d:Delegation)
  MATCH (d)-[:VISITED|LED]->(e:Visit)
  RETURN e
UNION
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e:Event)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Event)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Event)
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
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF|CONCERNS]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN
    collect(CASE WHEN type(r) <> 'CONCERNS' THEN x.id END) AS everyone,
    collect(CASE WHEN type(r) <> 'CONCERNS' AND NOT (type(r) = 'HOSTED' AND e:Visit) THEN x.id END) AS actors,
    collect(CASE WHEN type(r) = 'CONCERNS' THEN x.id END) AS topics
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
  ($actor IS NULL OR any(id IN actors + [x IN members | x.id] WHERE id IN $actor))
  AND ($with IS NULL OR any(id IN everyone + [x IN members | x.id] WHERE id IN $with))
  AND ($topic IS NULL OR any(id IN topics WHERE id IN $topic))
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
WITH e, known_by, date_match, actors, memberships
// limit
ORDER BY e.begin_earliest, NOT e:Visit, e.id
LIMIT coalesce($limit, 9223372036854775807)
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF|TO|AT]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED', 'ATTENDED', 'HOSTED', 'SENT', 'ADDRESSED_TO', 'CARRIED', 'MADE', 'SAID_TO', 'HELD', 'IN', 'MEMBER', 'OF' THEN 'who'
      WHEN 'TO' THEN 'destinations'
      WHEN 'AT' THEN 'places'
    END AS role
  ORDER BY x.name, x.id
  RETURN
    collect(CASE role WHEN 'who' THEN x END) AS who,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations,
    collect(CASE role WHEN 'places' THEN x END) AS places
}
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
  e.when AS when,
  e.class AS kind,
  e.name AS what,
  [x IN who | x.name] AS who,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.name] AS where,
  date_match,
  e.status AS status,
  [
    m IN memberships
    WHERE m.member.id IN $actor AND NOT m.member.id IN actors
    | m.of.name
  ] AS as_member_of,
  certainty,
  e.format AS medium,
  [x IN who | x.id] AS who_ids,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.id] AS where_ids,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, NOT e:Visit, e.id
