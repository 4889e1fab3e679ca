// # Compiled from queries/library/meetings.cypher; edit that, then `make docs`.
// title = "Meetings"
// question = "Which meetings took place, of whom, where and when?"
// why = """
// The record of meetings and calls, one row each: who sat together, what about, and on which
// visit.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// example = 'whomet ask meetings --actor "Bagheri" --since 2017-08 --until 2017-10'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{participants} met"
// entries.medium.phone = "{participants} spoke by phone"
// entries.medium.video = "{participants} spoke by video"
// entries.medium.written = "{participants} in writing"
// edges = ["participants"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Meetings that this actor attended or hosted."
//
// [parameter.with]
// many = true
// help = "Meetings that this actor attended or hosted as well."
//
// [columns]
// "participants[]" = "who took part, hosts included, by name"
// "where[]" = "where it took place, as far as a brief or the visit it was part of says"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "topics[]" = "what it was about"
// during = "the visit or other event it was part of; the one that began last"
// status = "occurred, planned, cancelled or denied"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "in-person, phone, video or written, if said"

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
  MATCH (a)-[:ATTENDED|HOSTED]->(e:Meeting)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:AT]-(e:Meeting)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Meeting)
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
  MATCH (e:Meeting)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Meeting)
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
  OPTIONAL MATCH (e)-[r:ATTENDED|HOSTED|AT|CONCERNS|PART_OF]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'ATTENDED', 'HOSTED' THEN 'participants'
      WHEN 'AT' THEN 'places'
      WHEN 'CONCERNS' THEN 'topics'
      WHEN 'PART_OF' THEN CASE WHEN startNode(r) = e THEN 'wholes' END
    END AS role
  ORDER BY x.begin_earliest IS NOT NULL, x.begin_earliest, x.name, x.id
  RETURN
    collect(CASE role WHEN 'participants' THEN x END) AS participants,
    collect(CASE role WHEN 'places' THEN x END) AS places,
    collect(CASE role WHEN 'topics' THEN x END) AS topics,
    collect(CASE role WHEN 'wholes' THEN x END) AS wholes
}
WITH *
WHERE
  ($actor IS NULL OR any(x IN participants WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN participants WHERE x.id IN $with))
  AND ($topic IS NULL OR any(x IN topics WHERE x.id IN $topic))
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:AT]->(:Place)-[:WITHIN*0..]->(p)
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
WITH e, known_by, date_match, participants, places, topics, wholes
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
  [x IN participants | x.name] AS participants,
  [x IN places | x.name] AS where,
  e.when AS when,
  date_match,
  [x IN topics | x.name] AS topics,
  last(wholes).name AS during,
  e.status AS status,
  certainty,
  e.format AS medium,
  [x IN participants | x.id] AS participants_ids,
  [x IN places | x.id] AS where_ids,
  [x IN topics | x.id] AS topics_ids,
  last(wholes).id AS during_id,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
