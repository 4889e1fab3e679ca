// # Compiled from queries/library/tally.cypher; edit that, then `make docs`.
// title = "Tally"
// question = "How many trips, visits and days abroad were there, of whom, by year or term?"
// why = """
// Travel in figures: an actor's, or that of a place's visitors. Visits, the trips that they make
// up, the days spent on them, and how many places they led to, by year, month or term of office,
// or in any period. Each figure with the visits that it counts.
// """
// parameters = [
//   "actor", "with", "by", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "A visit counts in each period in which it certainly or possibly falls, and its days in the period in which they lie: what began before a year and ended in it counts in both years. So with --by the figures of a year are those of that year asked for alone.",
//   "Visits are one trip if each begins at most one day after the others before it have ended. Visits of which no day is certain are trips of their own.",
//   "Days are calendar days, each counted once, however many visits there were on it. A visit of unknown begin or end is possible from or to the end of the period asked for; without one, no further than the days known of it.",
//   "Visits without a date, and with --by term those in no known term, have a row of their own without a period. They add no days where they have no date.",
//   "The visits of a delegation count for those too who were its members at the time.",
//   "A term is a tenure that occurred, as far as it may have lasted.",
//   "Those with most visits come first; with --by each one's rows come in order of time.",
// ]
// example = 'whomet ask tally --actor "Bagheri" --by year'
// anchors = ["actor", "with", "place", "topic"]
// reach = "events"
// entry = "{who}, visits: {visits}"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "The travel of this actor, as visitor or leader."
//
// [parameter.with]
// many = true
// help = "Visits of which this actor was a visitor, the leader or a host."
//
// [parameter.by]
// type = "choice"
// choices = ["year", "month", "term"]
// help = "A row for each year, month or term of office."
//
// [parameter.place]
// many = true
// help = "Visits to this place or anywhere within it."
//
// [parameter.limit]
// help = "At most this many rows."
//
// [columns]
// who = "who travelled, as visitor or leader"
// period = "the year, month or period, as EDTF; of a term its position and days; null without one"
// trips = "how many trips the visits make up"
// visits = "how many visits"
// days = "on how many days it is certain that they were on one of these visits"
// days_possible = "on how many it is certain or possible"
// places = "how many different places the visits led to"
// share_of_days = "days as a share of the days of the period, from 0 to 1; null for an open one"
// "event[]" = "ids of the visits that are counted, in order of time"

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
  OPTIONAL MATCH (e)-[r:VISITED|LED|HOSTED|CONCERNS]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED' THEN 'visitors'
      WHEN 'HOSTED' THEN 'hosts'
      WHEN 'CONCERNS' THEN 'topics'
    END AS role
  ORDER BY x.begin_earliest, x.name, x.id
  RETURN
    collect(CASE role WHEN 'visitors' THEN x END) AS visitors,
    collect(CASE role WHEN 'hosts' THEN x END) AS hosts,
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
  ($actor IS NULL OR any(x IN visitors + members WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN visitors + hosts + members WHERE x.id IN $with))
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
UNWIND [x IN visitors WHERE $actor IS NULL OR x.id IN $actor] + [
  x IN members
  WHERE ($actor IS NULL OR x.id IN $actor) AND NOT x IN visitors
] AS guest
WITH DISTINCT e, known_by, guest
// The days on which a visit is possible: an open side ends with the period, or with what is known.
WITH
  e,
  known_by,
  guest,
  coalesce(
    e.begin_earliest,
    $since,
    reduce(
      day = null, x IN [e.begin_latest, e.end_earliest, e.end_latest, $until] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
    )
  ) AS first,
  coalesce(
    e.end_latest,
    $until,
    reduce(
      day = null, x IN [e.begin_earliest, e.begin_latest, e.end_earliest, $since] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
    )
  ) AS last
WITH
  e,
  known_by,
  guest,
  reduce(
    day = null, x IN [first, $since] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
  ) AS first,
  reduce(
    day = null, x IN [last, $until] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
  ) AS last
CALL (e, known_by, guest, first, last) {
  WITH *
  WHERE $by IS NULL
  RETURN {of: '', first: $since, last: $until} AS unit
UNION
  WITH *
  WHERE $by = 'year' AND e.span > -4
  UNWIND range(first.year, last.year) AS year
  RETURN
    {
      of: '', first: date({year: year}), last: date({year: year, month: 12, day: 31})
    } AS unit
UNION
  WITH *
  WHERE $by = 'month' AND e.span > -4
  UNWIND range(12 * first.year + first.month - 1, 12 * last.year + last.month - 1) AS month
  WITH date({year: month / 12, month: month % 12 + 1}) AS day
  RETURN {of: '', first: day, last: day + duration({months: 1}) - duration({days: 1})} AS unit
UNION
  WITH *
  WHERE $by IN ['year', 'month'] AND e.span = -4
  RETURN {of: null, first: null, last: null} AS unit
UNION
  WITH *
  WHERE $by = 'term'
  OPTIONAL MATCH (guest)-[h:HELD]->(t:Tenure)-[s:AS]->(p)
  WHERE
    t.status = 'occurred' AND t.known_from <= known_by AND t.span > -4
    AND e.span > -4
    AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    AND coalesce(t.begin_earliest <= last, true)
    AND coalesce(t.end_latest >= first, true)
  WITH DISTINCT t, p
  RETURN {of: p.name, first: t.begin_earliest, last: t.end_latest} AS unit
}
WITH
  e,
  known_by,
  guest,
  first,
  last,
  CASE
    WHEN unit.of IS NULL THEN unit
    ELSE {
      of: unit.of,
      first: reduce(
        day = null, x IN [unit.first, $since] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
      ),
      last: reduce(
        day = null, x IN [unit.last, $until] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
      )
    }
  END AS unit
WHERE
  NOT $certain
  OR (
    (unit.last IS NULL OR e.begin_latest <= unit.last)
    AND (unit.first IS NULL OR e.end_earliest >= unit.first)
  )
WITH
  e,
  known_by,
  guest,
  unit,
  CASE
    WHEN e.begin_latest <= e.end_earliest THEN {first: e.begin_latest, last: e.end_earliest}
  END AS certain,
  CASE WHEN e.span > -4 THEN {first: first, last: last} END AS possible
ORDER BY e.begin_earliest, e.id
WITH
  known_by,
  guest,
  unit,
  collect(e) AS events,
  collect(certain) AS certain,
  collect(possible) AS possible
WITH
  *,
  CASE WHEN $by IS NULL THEN size(events) END AS often
// limit
ORDER BY often DESC, guest.name, guest.id, unit.first, unit.last, unit.of
LIMIT coalesce($limit, 9223372036854775807)
WITH
  *,
  COLLECT {
    UNWIND certain AS x
    RETURN x
    ORDER BY x.first
  } AS whole,
  COLLECT {
    UNWIND certain AS x
    WITH
      reduce(
        day = null, x IN [x.first, unit.first] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
      ) AS first,
      reduce(
        day = null, x IN [x.last, unit.last] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
      ) AS last
    WHERE first <= last
    RETURN {first: first, last: last}
    ORDER BY first
  } AS sure,
  COLLECT {
    UNWIND possible AS x
    WITH
      reduce(
        day = null, x IN [x.first, unit.first] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
      ) AS first,
      reduce(
        day = null, x IN [x.last, unit.last] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
      ) AS last
    WHERE first <= last
    RETURN {first: first, last: last}
    ORDER BY first
  } AS likely
WITH
  *,
  reduce(
    so_far = {runs: 0, last: null},
    x IN whole
    | CASE
      WHEN coalesce(x.first > so_far.last + duration({days: 1}), true)
        THEN {runs: so_far.runs + 1, last: x.last}
      WHEN x.last > so_far.last THEN {runs: so_far.runs, last: x.last}
      ELSE so_far
    END
  ).runs + size(events) - size(whole) AS trips,
  reduce(
    so_far = {days: 0, last: null},
    x IN sure
    | CASE
      WHEN coalesce(x.first > so_far.last, true)
        THEN {
          days: so_far.days + duration.inDays(x.first, x.last).days + 1,
          last: x.last
        }
      WHEN x.last > so_far.last
        THEN {
          days: so_far.days + duration.inDays(so_far.last, x.last).days,
          last: x.last
        }
      ELSE so_far
    END
  ).days AS days,
  reduce(
    so_far = {days: 0, last: null},
    x IN likely
    | CASE
      WHEN coalesce(x.first > so_far.last, true)
        THEN {
          days: so_far.days + duration.inDays(x.first, x.last).days + 1,
          last: x.last
        }
      WHEN x.last > so_far.last
        THEN {
          days: so_far.days + duration.inDays(so_far.last, x.last).days,
          last: x.last
        }
      ELSE so_far
    END
  ).days AS days_possible,
  CASE
    WHEN unit.first IS NULL AND unit.last IS NULL THEN null
    WHEN unit.first = unit.last THEN toString(unit.first)
    WHEN unit.first.ordinalDay = 1 AND unit.last.month = 12 AND unit.last.day = 31
      THEN CASE
        WHEN unit.first.year = unit.last.year THEN left(toString(unit.first), 4)
        ELSE left(toString(unit.first), 4) + '/' + left(toString(unit.last), 4)
      END
    WHEN unit.first.day = 1 AND (unit.last + duration({days: 1})).day = 1
      THEN CASE
        WHEN left(toString(unit.first), 7) = left(toString(unit.last), 7)
          THEN left(toString(unit.first), 7)
        ELSE left(toString(unit.first), 7) + '/' + left(toString(unit.last), 7)
      END
    ELSE coalesce(toString(unit.first), '..') + '/' + coalesce(toString(unit.last), '..')
  END AS edtf,
  duration.inDays(unit.first, unit.last).days + 1 AS length
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v)-[r:TO|AT]->(x:Place)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  // Places that lie in each other have no country.
  OPTIONAL MATCH (x)-[:WITHIN*0..]->(country:Place)
  WHERE NOT EXISTS { (country)-[:WITHIN]->() }
  RETURN count(DISTINCT x) AS places, count(DISTINCT country) AS countries
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
  guest.name AS who,
  CASE unit.of
    WHEN '' THEN edtf
    ELSE unit.of + coalesce(', ' + edtf, '')
  END AS period,
  trips,
  size(events) AS visits,
  days,
  days_possible,
  places,
  round(toFloat(days) / length, 4) AS share_of_days,
  guest.id AS who_id,
  countries,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY often DESC, guest.name, guest.id, unit.first, unit.last, unit.of
