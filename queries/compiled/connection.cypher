// # Compiled from queries/library/connection.cypher; edit that, then `make docs`.
// title = "Connection"
// question = "Through whom are two actors connected that may never have met?"
// why = """
// The shortest ways from one to the other, each step a meeting: who could have passed on a
// word, and which meetings that rests on.
// """
// parameters = [
//   "actor", "with", "in_order", "place", "since", "until", "on", "topic", "known_by",
//   "source", "attributed_to", "certainty", "medium", "certain", "undated", "status",
//   "include_denied", "limit",
// ]
// caveats = [
//   "All chains of the fewest steps are given, each step with every meeting of the two. What is asked of place, period, topic, source or status holds for each meeting of a chain.",
//   "With --in-order each meeting may have been on the day of the one before it, or later; meetings without a date are then left out. The certainty of the order is not reported.",
//   "Chains of more than eight steps are not looked for.",
// ]
// example = 'whomet ask connection --actor "Ali Khamenei" --with "Vladimir Putin"'
// anchors = ["place", "topic"]
// reach = "events"
// entry = "{who} met {whom}"
// entries.medium.phone = "{who} spoke by phone with {whom}"
// entries.medium.video = "{who} spoke by video with {whom}"
// entries.medium.written = "{who} and {whom} in writing"
// edges = ["who", "whom"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// required = true
// help = "Where the chain begins."
//
// [parameter.with]
// required = true
// help = "Where the chain ends."
//
// [parameter.in_order]
// type = "flag"
// help = "Only chains whose meetings may have followed each other in time."
//
// [columns]
// chain = "number of the chain"
// step = "number of the step in it"
// who = "from whom"
// whom = "to whom the step leads"
// "where[]" = "where the two met, as far as a brief or the visit it was part of says"
// when = "when, as EDTF"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "in-person, phone, video or written, if said"

// The meetings of which chains are made; the search begins at the first of these that is given.
WITH
  $place AS by_place,
  CASE WHEN $place IS NULL THEN $topic END AS by_topic,
  CASE
    WHEN coalesce($place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_place, by_topic, by_period, by_class, since, until) {
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
  AND (e.span > -4 OR NOT $in_order)
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
WITH known_by, collect(e) AS meetings
MATCH (start:Person|Organization|Delegation {id: $actor})
MATCH (goal:Person|Organization|Delegation {id: $with})
WHERE start <> goal
// Who is reached in one step, two, and so on, and on which day at the earliest. Without
// --in-order any day will do, and nobody is reached twice.
WITH *, date('0001-01-01') AS always, date('9999-12-31') AS never
WITH
  *,
  reduce(
    found = {seen: [start], layers: [{actors: [start], days: [always]}]},
    step IN range(1, 8)
    | CASE
      WHEN goal IN found.seen THEN found
      ELSE
        head(
          [
            reached IN [
              COLLECT {
                WITH last(found.layers) AS before
                UNWIND range(0, size(before.actors) - 1) AS k
                WITH before.actors[k] AS x, before.days[k] AS day
                MATCH (x)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(y)
                WHERE
                  m IN meetings
                  AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
                  AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
                  AND CASE
                    WHEN $in_order THEN y <> x AND coalesce(m.end_latest, never) >= day
                    ELSE NOT y IN found.seen
                  END
                WITH DISTINCT
                  y,
                  CASE
                    WHEN $in_order AND m.begin_earliest > day THEN m.begin_earliest
                    ELSE day
                  END AS day
                ORDER BY elementId(y), day
                RETURN {actor: y, day: day}
              }
            ]
            | {
              seen: found.seen + [x IN reached | x.actor],
              layers:
                found.layers
                + {
                  actors: [k IN range(0, size(reached) - 1)
                    WHERE k = 0 OR reached[k].actor <> reached[k - 1].actor
                    | reached[k].actor],
                  days: [k IN range(0, size(reached) - 1)
                    WHERE k = 0 OR reached[k].actor <> reached[k - 1].actor
                    | reached[k].day]
                }
            }
          ]
        )
    END
  ) AS found
WHERE goal IN found.seen
// Back from the goal through these layers: all ways, with the last day left at each actor.
WITH
  *,
  reduce(
    ways = [{actors: [goal], days: [never]}],
    layer IN reverse(found.layers[0..-1])
    | head(
      [
        longer IN [
          COLLECT {
            UNWIND ways AS way
            WITH way, head(way.actors) AS y, head(way.days) AS day
            MATCH (y)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(x)
            WHERE
              m IN meetings AND x IN layer.actors
              AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
              AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
            WITH
              way,
              x,
              day,
              coalesce(m.begin_earliest, always) AS earliest,
              CASE WHEN m.end_latest < day THEN m.end_latest ELSE day END AS latest
            WHERE
              NOT $in_order
              OR (
                earliest <= latest
                AND any(k IN range(0, size(layer.actors) - 1)
                  WHERE layer.actors[k] = x AND layer.days[k] <= latest)
              )
            WITH DISTINCT way, x, CASE WHEN $in_order THEN latest ELSE day END AS day
            ORDER BY [a IN way.actors | elementId(a)], elementId(x), day DESC
            RETURN {actors: [x] + way.actors, days: [day] + way.days}
          }
        ]
        | [k IN range(0, size(longer) - 1)
          WHERE k = 0 OR longer[k].actors <> longer[k - 1].actors
          | longer[k]]
      ]
    )
  ) AS ways
UNWIND ways AS way
WITH known_by, meetings, always, way
ORDER BY [x IN way.actors | x.name], [x IN way.actors | x.id]
WITH known_by, meetings, always, collect(way) AS ways
UNWIND range(1, size(ways)) AS chain
WITH
  known_by,
  meetings,
  always,
  chain,
  ways[chain - 1].actors AS actors,
  ways[chain - 1].days AS days
// Every meeting of each step; --in-order keeps those that fit between the others of the chain.
WITH
  *,
  [
    step IN range(1, size(actors) - 1)
    | COLLECT {
      WITH actors[step - 1] AS x, actors[step] AS y
      MATCH (x)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(y)
      WHERE
        m IN meetings
        AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
        AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      RETURN DISTINCT m
    }
  ] AS steps
WITH
  *,
  reduce(
    firsts = [always],
    step IN range(1, size(steps))
    | firsts + reduce(
      first = null,
      m IN steps[step - 1]
      | CASE
        WHEN m.begin_earliest > days[step] OR m.end_latest < last(firsts) THEN first
        WHEN first <= coalesce(m.begin_earliest, always) OR first <= last(firsts) THEN first
        WHEN m.begin_earliest > last(firsts) THEN m.begin_earliest
        ELSE last(firsts)
      END
    )
  ) AS firsts
UNWIND range(1, size(steps)) AS step
UNWIND steps[step - 1] AS e
WITH
  known_by,
  chain,
  step,
  actors[step - 1] AS one,
  actors[step] AS other,
  e,
  firsts[step - 1] AS earliest,
  days[step] AS latest
WHERE
  NOT $in_order
  OR (
    coalesce(e.begin_earliest <= latest, true)
    AND coalesce(e.end_latest >= earliest, true)
  )
WITH known_by, chain, step, one, other, e
// limit
ORDER BY chain, step, e.begin_earliest, e.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:AT]->(p:Place)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH p
  ORDER BY p.name, p.id
  RETURN collect(p) AS places
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
  chain,
  step,
  one.name AS who,
  other.name AS whom,
  [x IN places | x.name] AS where,
  e.when AS when,
  certainty,
  e.format AS medium,
  one.id AS who_id,
  other.id AS whom_id,
  [x IN places | x.id] AS where_ids,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY chain, step, e.begin_earliest, e.id
