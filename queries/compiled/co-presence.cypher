// # Compiled from queries/library/co-presence.cypher; edit that, then `make docs`.
// title = "Co-presence"
// question = "Who was in the same country at the same time, and did they meet?"
// why = """
// Two who were in one place at one time could have met: chances that no brief speaks of, and
// with --unmet those of which no meeting is recorded.
// """
// parameters = [
//   "actor", "with", "level", "unmet", "place", "since", "until", "on", "topic", "known_by",
//   "source", "attributed_to", "certainty", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Two visits are compared, each with all places that it led to. The same country means: there is a place that holds one of each, be it what no brief puts into a larger one.",
//   "date_match is given without a period as well. It is certain if the two visits certainly overlap, and in the period asked for, and each led to places in that country alone (with --level city, to the place in where alone); else possible, as one may have left before the other came.",
//   "A visit of unknown begin may have begun at any time before: it is possible beside every earlier visit there, and one of unknown end that is only planned beside every later one. --certain leaves these out.",
//   "Of several places that hold both, where is the nearest; if two lie in different parts, each has a row.",
//   "--actor and --with match the visits of a delegation too of which they were a member at the time; as_member_of says of which.",
//   "What is asked of topic, source, attribution or status holds for both visits. A visit without a date is at the same time as nobody, unless --undated asks for it.",
//   "Without --actor each pair comes once, in the order of their ids.",
// ]
// example = 'whomet ask co-presence --actor "Bagheri" --since 2017 --unmet'
// anchors = ["actor", "with", "place", "topic"]
// reach = "neighbours"
// entry = "{who} and {whom} in {where}"
// edges = ["who", "whom"]
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Who was where this actor was, as visitor or leader of another visit."
//
// [parameter.with]
// many = true
// help = "Co-presence with this actor."
//
// [parameter.place]
// many = true
// help = "In this place or anywhere within it."
//
// [parameter.since]
// help = "Together there on or after the first day of this date."
//
// [parameter.until]
// help = "Together there on or before the last day of this date."
//
// [parameter.on]
// help = "Together there within this date: a day, month, year …"
//
// [parameter.certain]
// help = "Only where it is certain that they were there at the same time."
//
// [parameter.level]
// type = "choice"
// choices = ["country", "city"]
// default = "country"
// help = "How near: in one country, or in one city or other place narrower than a country or region."
//
// [parameter.unmet]
// type = "flag"
// help = "Only those of whom no meeting at that time is recorded."
//
// [columns]
// who = "the actor asked for; without one, one of the pair"
// whom = "who was there too, on another visit"
// where = "the nearest place that holds both"
// from = "when they were both there, as EDTF: since when"
// until = "and until when"
// date_match = "certain or possible, without a period as well"
// met = "whether a meeting or call of the two is recorded that may have been at that time; one without a date does not count"
// "as_member_of[]" = "the delegations as whose member an actor asked for was there, if not by name"
// certainty = "how certain the two visits are: the less certain of them"
// "event[]" = "ids of the two visits, in order of time"

// Where the search begins: the first of these that is given, else all events of the class.
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
  MATCH (a)-[:VISITED|LED]->(e:Visit)
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
WITH e, known_by
WHERE
  (e.span > -4 OR $undated)
  AND coalesce(e.begin_earliest <= $until, true)
  AND coalesce(e.end_latest >= $since, true)
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
CALL (e, known_by) {
  MATCH (e)-[r:TO|AT]->(place:Place)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  MATCH (place)-[:WITHIN*0..]->(outer:Place)
  WITH place, collect(DISTINCT outer) AS outers
  WITH collect({place: place, outers: outers}) AS found
  RETURN
    [
      x IN found
      WHERE none(y IN found
        WHERE x.place IN y.outers AND NOT y.place IN x.outers)
      | x.outers
    ] AS lines
}
CALL (e, known_by) {
  CALL (e, known_by) {
    MATCH (e)<-[r:VISITED|LED]-(x)
    WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    RETURN x
  UNION
    MATCH (e)<-[r:VISITED|LED]-(d:Delegation)<-[s:OF]-(a:Affiliation)<-[t:MEMBER]-(x)
    WHERE
      (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
      AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      AND (t.asserted OR t.known_until > known_by) AND t.known_from <= known_by
      AND a.status = 'occurred' AND a.known_from <= known_by
      AND coalesce(a.kind, 'member') IN ['member', 'head']
      AND coalesce(a.begin_earliest <= e.end_latest, true)
      AND coalesce(a.end_latest >= e.begin_earliest, true)
      AND x.id IN coalesce($actor, []) + coalesce($with, [])
    RETURN x
  }
  RETURN collect(DISTINCT x) AS guests
}
WITH *
WHERE coalesce($actor, $with) IS NULL OR any(x IN guests WHERE x.id IN coalesce($actor, $with))
// rows
CALL (e, lines) {
  // Visits that may overlap in time: the period index again.
  UNWIND CASE WHEN e.span > -4
   THEN range(-3, 22) ELSE [] END AS span
  WITH
    e,
    span,
    CASE
      WHEN span >= 0 THEN coalesce(e.begin_earliest, date('0001-01-01')) - duration({days: toInteger(2 ^ span) - 1})
      WHEN span = -1 THEN coalesce(e.begin_earliest, date('0001-01-01'))
      ELSE date('0001-01-01')
    END AS earliest,
    CASE WHEN span IN [-1, -3] THEN date('9999-12-31') ELSE coalesce(e.end_latest, date('9999-12-31')) END AS latest
  MATCH (f:Visit)
  WHERE f.span = span AND earliest <= f.span_from <= latest
  RETURN f
UNION
  // With --undated, visits to the same country of which one has no date.
  UNWIND CASE WHEN $undated THEN lines ELSE [] END AS line
  UNWIND line AS outer
  MATCH (outer)<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(f:Visit)
  WHERE f.span = -4 OR e.span = -4
  RETURN f
}
WITH *
WHERE
  CASE WHEN coalesce($actor, $with) IS NULL THEN e.id < f.id ELSE e <> f END
  AND coalesce(e.begin_earliest <= f.end_latest, true)
  AND coalesce(f.begin_earliest <= e.end_latest, true)
  AND f.known_from <= known_by
  AND (
    f.status = $status
    OR ($status = 'any' AND f.status <> 'denied')
    OR ($include_denied AND f.status = 'denied')
  )
// The nearest places that hold both.
CALL (f, known_by) {
  MATCH (f)-[r:TO|AT]->(place:Place)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  MATCH (place)-[:WITHIN*0..]->(outer:Place)
  WITH place, collect(DISTINCT outer) AS outers
  WITH collect({place: place, outers: outers}) AS found
  RETURN
    [
      x IN found
      WHERE none(y IN found
        WHERE x.place IN y.outers AND NOT y.place IN x.outers)
      | x.outers
    ] AS other_lines
}
WITH *, [x IN other_lines | [p IN x WHERE any(line IN lines WHERE p IN line)]] AS shared
UNWIND shared AS some
UNWIND some AS p
WITH e, f, known_by, lines, other_lines, guests, collect(DISTINCT p) AS shared
CALL (shared) {
  UNWIND shared AS p
  OPTIONAL MATCH (p)-[:WITHIN*1..]->(wider:Place)
  WHERE wider IN shared AND NOT EXISTS { MATCH (wider)-[:WITHIN*1..]->(p) }
  RETURN collect(DISTINCT wider) AS wider
}
UNWIND [p IN shared WHERE NOT p IN wider] AS spot
WITH *
WHERE
  (
    $level = 'country'
    OR spot.kind = 'city'
    OR (
      NOT coalesce(spot.kind, '') IN ['country', 'region']
      AND EXISTS { (spot)-[:WITHIN]->(:Place) }
    )
  )
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (spot)-[:WITHIN*0..]->(p)
      WHERE p.id IN $place
    }
  )
  AND (
    $topic IS NULL
    OR EXISTS {
      MATCH (f)-[r:CONCERNS]->(t)
      WHERE t.id IN $topic AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    }
  )
  AND (
    $source IS NULL
    OR EXISTS {
      MATCH (f)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
      WHERE b.source IN $source AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (f)<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
      WHERE s.id = $attributed_to AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $certainty IS NULL
    OR EXISTS {
      MATCH (f)<-[:ABOUT]-(c:Claim)
      WHERE
        c.deciding AND c.published <= known_by
        AND CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END >= CASE $certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END
    }
  )
// The time of both: each bound from the two visits, made consistent.
WITH
  *,
  CASE
    WHEN f.begin_earliest IS NULL OR e.begin_earliest >= f.begin_earliest THEN e.begin_earliest
    ELSE f.begin_earliest
  END AS begin_earliest,
  CASE
    WHEN f.end_latest IS NULL OR e.end_latest <= f.end_latest THEN e.end_latest
    ELSE f.end_latest
  END AS end_latest,
  CASE
    WHEN e.begin_latest >= f.begin_latest THEN e.begin_latest
    WHEN e.begin_latest < f.begin_latest THEN f.begin_latest
  END AS begin_latest,
  CASE
    WHEN e.end_earliest <= f.end_earliest THEN e.end_earliest
    WHEN e.end_earliest > f.end_earliest THEN f.end_earliest
  END AS end_earliest,
  lines + other_lines AS lines
WITH
  *,
  CASE
    WHEN end_latest IS NULL OR begin_latest <= end_latest THEN begin_latest
    ELSE end_latest
  END AS begun_by,
  CASE
    WHEN begin_earliest IS NULL OR end_earliest >= begin_earliest THEN end_earliest
    ELSE begin_earliest
  END AS lasts_to
WITH
  *,
  CASE
    WHEN begin_earliest > $until OR end_latest < $since THEN 'outside'
    WHEN
      e.begin_latest <= f.end_earliest AND f.begin_latest <= e.end_earliest
      AND ($until IS NULL OR begun_by <= $until)
      AND ($since IS NULL OR lasts_to >= $since)
      AND CASE $level
        WHEN 'city' THEN all(line IN lines WHERE spot IN line)
        ELSE any(outer IN lines[0]
          WHERE
            all(line IN lines WHERE outer IN line)
            AND EXISTS { (spot)-[:WITHIN*0..]->(outer) })
      END
      THEN 'certain'
    ELSE 'possible'
  END AS date_match
WHERE date_match IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
// Pairs of one from each visit.
CALL (f, known_by) {
  CALL (f, known_by) {
    MATCH (f)<-[r:VISITED|LED]-(x)
    WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    RETURN x
  UNION
    MATCH (f)<-[r:VISITED|LED]-(d:Delegation)<-[s:OF]-(a:Affiliation)<-[t:MEMBER]-(x)
    WHERE
      (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
      AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      AND (t.asserted OR t.known_until > known_by) AND t.known_from <= known_by
      AND a.status = 'occurred' AND a.known_from <= known_by
      AND coalesce(a.kind, 'member') IN ['member', 'head']
      AND coalesce(a.begin_earliest <= f.end_latest, true)
      AND coalesce(a.end_latest >= f.begin_earliest, true)
      AND x.id IN coalesce($actor, []) + coalesce($with, [])
    RETURN x
  }
  RETURN collect(DISTINCT x) AS other_guests
}
UNWIND [x IN guests WHERE x.id IN coalesce($actor, $with, [x.id])] AS one
UNWIND [x IN other_guests WHERE $actor IS NULL OR $with IS NULL OR x.id IN $with] AS other
WITH
  *,
  CASE WHEN $actor IS NOT NULL OR one.id < other.id THEN one ELSE other END AS one,
  CASE WHEN $actor IS NOT NULL OR one.id < other.id THEN other ELSE one END AS other
WHERE one <> other
CALL (e, f) {
  UNWIND [e, f] AS v
  WITH v
  ORDER BY v.begin_earliest, v.id
  RETURN collect(v) AS events
}
WITH DISTINCT
  known_by, one, other, spot, begin_earliest, begun_by, lasts_to, end_latest, date_match, events
WITH
  *,
  EXISTS {
    MATCH (one)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(other)
    WHERE
      m.status = 'occurred' AND m.known_from <= known_by
      AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
      AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      AND m.span > -4
      AND coalesce(m.begin_earliest <= end_latest, true)
      AND coalesce(m.end_latest >= begin_earliest, true)
  } AS met
WHERE NOT ($unmet AND met)
WITH *, [x IN events | x.id] AS event
// limit
ORDER BY begin_earliest, event, one.id, other.id, spot.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (events, known_by, one, other) {
  UNWIND events AS v
  MATCH (v)<-[r:VISITED|LED]-(d:Delegation)<-[s:OF]-(a:Affiliation)<-[t:MEMBER]-(x)
  WHERE
    (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    AND (t.asserted OR t.known_until > known_by) AND t.known_from <= known_by
    AND a.status = 'occurred' AND a.known_from <= known_by
    AND coalesce(a.kind, 'member') IN ['member', 'head']
    AND coalesce(a.begin_earliest <= v.end_latest, true)
    AND coalesce(a.end_latest >= v.begin_earliest, true)
    AND x IN [one, other]
    AND x.id IN coalesce($actor, []) + coalesce($with, [])
    AND NOT EXISTS {
      MATCH (v)<-[u:VISITED|LED]-(x)
      WHERE (u.asserted OR u.known_until > known_by) AND u.known_from <= known_by
    }
  WITH DISTINCT d
  ORDER BY d.name, d.id
  RETURN collect(d.name) AS as_member_of
}
CALL (events, known_by) {
  UNWIND events AS v
  CALL (v, known_by) {
    OPTIONAL MATCH (v)<-[:ABOUT]-(c:Claim)
    WHERE c.published <= known_by
    RETURN
      ['possible', 'probable', 'certain'][
        max(CASE WHEN c.deciding THEN CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END END)
      ] AS certainty
  }
  RETURN min(CASE certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END) AS least
}
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
WITH
  *,
  // A side as EDTF: a day, month or year if it is exactly one, else a set, open where not known.
  [
    side IN [[begin_earliest, begun_by], [lasts_to, end_latest]]
    | CASE
      WHEN side[0] IS NULL AND side[1] IS NULL THEN null
      WHEN side[0] = side[1] THEN toString(side[0])
      WHEN
        side[0].day = 1 AND (side[1] + duration({days: 1})).day = 1
        AND left(toString(side[0]), 7) = left(toString(side[1]), 7)
        THEN left(toString(side[0]), 7)
      WHEN
        side[0].ordinalDay = 1 AND (side[1] + duration({days: 1})).ordinalDay = 1
        AND side[0].year = side[1].year
        THEN left(toString(side[0]), 4)
      ELSE '[' + coalesce(toString(side[0]), '') + '..' + coalesce(toString(side[1]), '') + ']'
    END
  ] AS sides
RETURN
  one.name AS who,
  other.name AS whom,
  spot.name AS where,
  sides[0] AS from,
  sides[1] AS until,
  date_match,
  met,
  as_member_of,
  ['possible', 'probable', 'certain'][least] AS certainty,
  one.id AS who_id,
  other.id AS whom_id,
  spot.id AS where_id,
  begin_earliest,
  begun_by AS begin_latest,
  lasts_to AS end_earliest,
  end_latest,
  event,
  briefs,
  quotes
ORDER BY begin_earliest, event, one.id, other.id, spot.id
