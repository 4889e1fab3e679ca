// # Compiled from queries/library/capacities.cypher; edit that, then `make docs`.
// title = "Capacities"
// question = "In which position did each take part, as held on the day of the event?"
// why = """
// A meeting of two ministers is another thing than one of two old friends: who took part as
// what, with the words that give the position.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Members of a delegation at the time of its visit took part too; as_member_of says of which delegation.",
//   "A position counts as held on the day unless the tenure is known to have begun later or to have ended before; one without a known end as held ever since.",
//   "To take part is to attend or host a meeting, to visit or lead a visit, to send, carry or receive a message, to make a statement or be addressed by one.",
//   "Actors of whom no position is known are left out, and so are tenures without a date and, unless --undated asks for them, events without one.",
// ]
// example = 'whomet ask capacities --actor "Bagheri" --since 2017-10'
// anchors = ["actor", "with", "place", "topic"]
// reach = "events"
// entry = "{actor} as {position}"
// parameter.with.many = true
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Events in which this actor took part, and the positions of this actor alone."
//
// [columns]
// actor = "who took part"
// position = "the position held on the day"
// organization = "in which organization; null if not said"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when the event was, as EDTF"
// date_match = "certain if the event certainly falls in the period and the position was certainly held then, else possible; null where no period was asked for"
// "as_member_of[]" = "the delegations as whose member the actor took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"
// "event[]" = "id of the event, then of the tenures that say who held the position"

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
  MATCH (a)-[:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO]-(e:Visit|Meeting|Message|Statement)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Visit|Meeting|Message|Statement)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Visit|Meeting|Message|Statement)
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
  MATCH (e:Visit|Meeting|Message|Statement)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Visit|Meeting|Message|Statement)
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
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|TO|AT]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED', 'ATTENDED', 'SENT', 'ADDRESSED_TO', 'CARRIED', 'MADE', 'SAID_TO' THEN 'people'
      WHEN 'HOSTED' THEN CASE WHEN e:Meeting THEN 'people' END
      WHEN 'TO' THEN 'destinations'
      WHEN 'AT' THEN 'places'
    END AS role
  ORDER BY x.name, x.id
  RETURN
    collect(CASE role WHEN 'people' THEN x END) AS people,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations,
    collect(CASE role WHEN 'places' THEN x END) AS places
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
  AND ($with IS NULL OR any(x IN people + members WHERE x.id IN $with))
  AND (
    $topic IS NULL
    OR EXISTS {
      MATCH (e)-[r:CONCERNS]->(t)
      WHERE t.id IN $topic AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    }
  )
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
UNWIND [x IN people WHERE $actor IS NULL OR x.id IN $actor] + [
  x IN members
  WHERE ($actor IS NULL OR x.id IN $actor) AND NOT x IN people
] AS holder
WITH DISTINCT e, known_by, date_match, people, destinations, places, memberships, holder
CALL (e, known_by, holder) {
  // Held on the day: the tenure may have begun by then, and may not have ended before.
  MATCH (holder)-[h:HELD]->(t:Tenure)-[s:AS]->(post:Position)
  WHERE
    t.status = 'occurred' AND t.known_from <= known_by
    AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    AND t.span > -4 AND (e.span > -4
     OR $undated)
    AND coalesce(t.begin_earliest <= e.end_latest, true)
    AND coalesce(t.end_latest >= e.begin_earliest, true)
  OPTIONAL MATCH (t)-[i:IN]->(body:Organization)
  WHERE (i.asserted OR i.known_until > known_by) AND i.known_from <= known_by
  WITH post, body, t
  ORDER BY t.begin_earliest, t.id
  WITH post, body, collect(DISTINCT t) AS tenures
  RETURN
    post,
    body,
    tenures,
    any(t IN tenures WHERE t.begin_latest <= e.begin_earliest AND t.end_earliest >= e.end_latest)
      AS certainly_held
}
WITH
  e, known_by, destinations, places, holder, post, body, [e] + tenures AS events,
  [m IN memberships WHERE m.member = holder AND NOT holder IN people | m.of.name] AS as_member_of,
  CASE
    WHEN certainly_held OR date_match IS NULL THEN date_match
    ELSE 'possible'
  END AS date_match
WHERE coalesce(date_match, 'certain')
  IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
// limit
ORDER BY e.begin_earliest, e.id, holder.name, holder.id, post.name, post.id, body.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (e, known_by) {
  OPTIONAL MATCH (e)<-[:ABOUT]-(c:Claim)
  WHERE c.published <= known_by
  RETURN
    ['possible', 'probable', 'certain'][
      max(CASE WHEN c.deciding THEN CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END END)
    ] AS certainty
}
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
RETURN
  holder.name AS actor,
  post.name AS position,
  body.name AS organization,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.name] AS where,
  e.when AS when,
  date_match,
  as_member_of,
  certainty,
  e.format AS medium,
  holder.id AS actor_id,
  post.id AS position_id,
  body.id AS organization_id,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.id] AS where_ids,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id, holder.name, holder.id, post.name, post.id, body.id
