// # Compiled from queries/library/delegations.cypher; edit that, then `make docs`.
// title = "Delegations"
// question = "Which delegation went where, led by whom, and who belonged to it?"
// why = """
// Who came along says what a visit was for: every delegation with its leader and its members,
// as far as the briefs name them.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "Members are those of whom a brief says that they belong to the delegation; other visitors of the visit are in the question visits.",
//   "A delegation of which no visit is recorded has one row, without visit, place and date, if a brief names who belonged to it; a period is then compared with the time of belonging.",
//   "A delegation without a ref belongs to its brief: two briefs on one visit may give two rows.",
// ]
// example = 'whomet ask delegations --actor "Bagheri"'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{delegation}[, led by {leader},][ in {where}]"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "This delegation, or delegations with which this actor went, as leader, member or visitor."
//
// [parameter.with]
// many = true
// help = "Delegations with which this actor went as well."
//
// [parameter.place]
// many = true
// help = "Delegations to this place or anywhere within it."
//
// [columns]
// delegation = "the delegation"
// leader = "who led the visit, else who is called the head of the delegation"
// "members[]" = "who else is said to belong to it"
// visit = "the visit by name; null if none is recorded"
// "where[]" = "where the visit led to"
// when = "when the visit was, as EDTF"
// certainty = "how certain: that of the strongest claim that says so"
// "event[]" = "ids of the visit, then of what names the members"

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
  // The visits of the delegations that an actor belonged to, and who else belonged to them.
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:MEMBER]->(:Affiliation)-[:OF]->(d:Delegation)
  MATCH (d)-[:VISITED|LED]->(e:Visit)
  RETURN e
UNION
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:MEMBER]->(:Affiliation)-[:OF]->(d:Delegation)
  MATCH (d)<-[:OF]-(e:Affiliation)
  RETURN e
UNION
  UNWIND by_actor AS d_id
  MATCH (d:Delegation {id: d_id})<-[:OF]-(e:Affiliation)
  USING INDEX SEEK d:Delegation(id)
  RETURN e
UNION
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:VISITED|LED|MEMBER]->(e:Visit|Affiliation)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Visit|Affiliation)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Visit|Affiliation)
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
  MATCH (e:Visit|Affiliation)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (:Delegation)-[:VISITED|LED|OF]-(e:Visit|Affiliation)
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
MATCH (e)-[r:VISITED|LED|OF]-(party:Delegation)
WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND (e:Visit OR type(r) = 'OF')
WITH DISTINCT e, known_by, party
WHERE
  e:Visit
  OR (
    coalesce(e.kind, 'member') IN ['member', 'head']
    AND NOT EXISTS {
      MATCH (party)-[r:VISITED|LED]->(v:Visit)
      WHERE
        (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND v.known_from <= known_by
        AND (v.status = e.status OR v.status = 'occurred')
    }
  )
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|TO]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED' THEN 'visitors'
      WHEN 'LED' THEN 'leaders'
      WHEN 'TO' THEN 'destinations'
    END AS role
  ORDER BY x.name, x.id
  RETURN
    collect(CASE role WHEN 'visitors' THEN x END) AS visitors,
    collect(CASE role WHEN 'leaders' THEN x END) AS leaders,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations
}
CALL (e, known_by, party) {
  OPTIONAL MATCH (x)-[r:MEMBER]->(a:Affiliation)-[s:OF]->(party)
  WHERE
    coalesce(a.kind, 'member') IN ['member', 'head']
    AND a.status IN [e.status, 'occurred'] AND a.known_from <= known_by
    AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
  WITH DISTINCT x, a
  ORDER BY x.name, x.id
  RETURN
    collect(DISTINCT x) AS members,
    collect(DISTINCT CASE a.kind WHEN 'head' THEN x END) AS heads,
    collect(DISTINCT a) AS memberships
}
WITH
  *,
  [x IN visitors + leaders + members + [party] | x.id] AS people,
  head([x IN leaders WHERE x <> party] + heads) AS leader
WHERE ($actor IS NULL OR any(id IN people WHERE id IN $actor)) AND ($with IS NULL OR any(id IN people WHERE id IN $with))
// rows
WITH DISTINCT
  known_by,
  party,
  leader,
  members,
  CASE WHEN e:Visit THEN e END AS trip,
  destinations,
  memberships
// limit
ORDER BY trip.begin_earliest, trip.id, party.name, party.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (trip, memberships) {
  UNWIND memberships + [trip] AS v
  WITH DISTINCT v
  ORDER BY v:Affiliation, v.begin_earliest, v.id
  RETURN collect(v) AS events
}
CALL (trip, known_by) {
  OPTIONAL MATCH (trip)<-[:ABOUT]-(c:Claim)
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
WITH *, [x IN members WHERE leader IS NULL OR x <> leader] AS members
RETURN
  party.name AS delegation,
  leader.name AS leader,
  [x IN members | x.name] AS members,
  trip.name AS visit,
  [x IN destinations | x.name] AS where,
  trip.when AS when,
  certainty,
  party.id AS delegation_id,
  leader.id AS leader_id,
  trip.id AS visit_id,
  [x IN members | x.id] AS members_ids,
  [x IN destinations | x.id] AS where_ids,
  trip.begin_earliest AS begin_earliest,
  trip.begin_latest AS begin_latest,
  trip.end_earliest AS end_earliest,
  trip.end_latest AS end_latest,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY trip.begin_earliest, trip.id, party.name, party.id
