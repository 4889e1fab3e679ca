// # Compiled from queries/library/gaps.cypher; edit that, then `make docs`.
// title = "Gaps"
// question = "What is missing from the record?"
// why = """
// What to look for next: meetings without a place or a date, what only one publisher reports,
// names that could not be resolved, and plans of which nothing was heard again.
// """
// parameters = [
//   "kind", "actor", "with", "place", "since", "until", "on", "topic", "known_by",
//   "source", "attributed_to", "certainty", "medium", "certain", "undated", "status",
//   "include_denied", "limit",
// ]
// caveats = [
//   "Events that only one publisher reports are most of a record: they are listed with --kind single-source alone.",
//   "Calls, video conferences and exchanges of letters have no place, and lack none.",
//   "A planned event counts as not reported when its last possible day is before today, or before --known-by or --until where that is earlier.",
//   "An unresolved name is one that stays with its brief: a single word for a person, or a name that several entities have. With an actor, a place, a topic or a period, those are listed who take part in such events.",
// ]
// counts = "gap"
// example = 'whomet ask gaps --kind single-source --actor Bagheri'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{gap}: {what}"
// parameter.actor.many = true
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.kind]
// type = "choice"
// help = "Only gaps of this kind; without it, all but single-source."
// choices = ["no-place", "no-date", "single-source", "unresolved-name", "no-report"]
// left_out = ["single-source"]
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [parameter.status]
// help = "Events of this status; any means all but denied ones. Plans without a report come with each."
//
// [columns]
// gap = "no-place, no-date (of a meeting), single-source, unresolved-name or no-report (of a plan)"
// what = "the event by name, in which people are called as its briefs call them; of an unresolved name, the name"
// when = "when the event was, as EDTF"
// event = "id of the event; of an unresolved name, of whom or what it names"

// Where the search begins: the first of these that is given, else all events.
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
  // Nothing asked for: all unresolved names too, also of those who take part in nothing.
  CASE
    WHEN coalesce($actor, $with, $place, $topic, $attributed_to) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NOT NULL OR $source IS NOT NULL THEN []
    WHEN coalesce($certainty, $medium) IS NOT NULL THEN []
    WHEN coalesce($kind, 'unresolved-name') = 'unresolved-name' THEN ['all']
    ELSE []
  END AS by_name,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic, by_period, by_class, since, until, by_name, known_by) {
  // Whoever could not be resolved has the id of one mention.
  UNWIND by_name AS which
  MATCH (e:Person|Organization|Position|Place|Topic)
  WHERE e.ref IS NULL AND e.id CONTAINS '#' AND EXISTS {
    MATCH (e)<-[:MENTIONS]-(b:Brief)
    WHERE b.published <= known_by
  }
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
  MATCH (e:Visit|Meeting|Message|Statement|Tenure|Affiliation)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Visit|Meeting|Message|Statement|Tenure|Affiliation)
  RETURN e
}
WITH
  e,
  known_by,
  by_name,
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
  AND (
    NOT e:Event
    OR (
      e.known_from <= known_by
      AND (
        e.status IN [$status, 'planned']
        OR ($status = 'any' AND e.status <> 'denied')
        OR ($include_denied AND e.status = 'denied')
      )
    )
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
WITH *
WHERE
  ($actor IS NULL OR any(id IN actors WHERE id IN $actor))
  AND ($with IS NULL OR any(id IN everyone WHERE id IN $with))
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
// What is missing from each event. A plan counts up to the day that the question is about.
WITH
  e,
  known_by,
  by_name,
  reduce(
    day = date(), other IN [$known_by, $until] | CASE WHEN other < day THEN other ELSE day END
  ) AS day,
  e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied') AS asked
WITH
  e,
  known_by,
  [
    gap IN [
      CASE WHEN NOT e:Event THEN 'unresolved-name' END,
      CASE
        WHEN asked AND e:Meeting AND coalesce(e.format, 'in-person') = 'in-person' AND NOT EXISTS {
          MATCH (e)-[r:AT]->()
          WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
        }
          THEN 'no-place'
      END,
      CASE WHEN asked AND e:Meeting AND e.span = -4 THEN 'no-date' END,
      CASE
        WHEN asked AND COUNT {
          MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
          WHERE c.deciding AND c.published <= known_by
          RETURN DISTINCT toLower(b.source)
        } = 1
          THEN 'single-source'
      END,
      CASE WHEN e.status = 'planned' AND e.end_latest < day THEN 'no-report' END
    ]
    WHERE gap = $kind OR ($kind IS NULL AND gap <> 'single-source')
  ] AS gaps,
  CASE
    WHEN asked AND by_name = [] AND coalesce($kind, 'unresolved-name') = 'unresolved-name'
      THEN COLLECT {
        MATCH (e)-[r]-(x:Person|Organization|Position|Place|Topic)
        WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND x.ref IS NULL AND x.id CONTAINS '#'
        RETURN DISTINCT x
      }
    ELSE []
  END AS unresolved
WHERE gaps <> [] OR unresolved <> []
// rows
UNWIND
  [gap IN gaps | {gap: gap, x: e}] + [x IN unresolved | {gap: 'unresolved-name', x: x}]
  AS row
WITH DISTINCT row.gap AS gap, row.x AS x, known_by
// limit
ORDER BY x.begin_earliest, x.id, gap
LIMIT coalesce($limit, 9223372036854775807)
CALL (x, known_by) {
  MATCH (x)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  RETURN b, c.id AS said, c.quote AS quote
UNION
  MATCH (x)<-[m:MENTIONS]-(b:Brief)
  WHERE b.published <= known_by
  RETURN b, m.key AS said, coalesce(head(m.surfaces), m.name) AS quote
}
WITH gap, x, b, said, quote
ORDER BY b.published, b.id, said
WITH gap, x, collect(b.id) AS briefs, collect(quote) AS quotes
RETURN
  gap,
  x.name AS what,
  x.when AS when,
  x.begin_earliest AS begin_earliest,
  x.begin_latest AS begin_latest,
  x.end_earliest AS end_earliest,
  x.end_latest AS end_latest,
  x.id AS event,
  briefs,
  quotes
ORDER BY x.begin_earliest, x.id, gap
