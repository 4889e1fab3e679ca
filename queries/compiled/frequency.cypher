// # Compiled from queries/library/frequency.cypher; edit that, then `make docs`.
// title = "Frequency"
// question = "How often did who meet whom, from when to when, and how long did they not meet?"
// why = """
// Who meets often, when it began and whether it still continues: the rhythm of a relation, and
// with --by its course over the years or months.
// """
// parameters = [
//   "actor", "with", "by", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Meetings of the two without a date count, but are neither first nor last.",
//   "The longest gap is the longest time in which no meeting is recorded, from the last possible day of one meeting to the first possible day of the next.",
//   "Pairs that met most often come first. With --by there is a row for each pair and each year or month in which a meeting of theirs began, in order; meetings of which that is not known are in a row of their own, the last of the pair.",
//   "Without --actor each pair comes once, in the order of their ids.",
// ]
// example = 'whomet ask frequency --actor "Bagheri" --since 2017'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{who} and {whom} met {count} times"
// edges = ["who", "whom"]
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
// help = "Meetings with this actor."
//
// [parameter.by]
// type = "choice"
// choices = ["year", "month"]
// help = "Count by the year or month in which the meetings began."
//
// [parameter.limit]
// help = "At most this many rows."
//
// [columns]
// who = "the actor asked for; without one, one of the pair"
// whom = "whom they met"
// year = {meaning = "the year in which they began; null if not known", by = "year"}
// month = {meaning = "the month in which they began; null if not known", by = "month"}
// count = "how many meetings of the two there were"
// first = "when the first of them was, as EDTF; null if not known"
// last = "when the last of them was, as EDTF; null if not known"
// longest_gap_days = "days between two meetings that follow each other, where most; null for one"
// "event[]" = "ids of the meetings, in order of time"

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
CALL (e, known_by) {
  OPTIONAL MATCH (e)<-[r:ATTENDED|HOSTED]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN collect(DISTINCT x) AS people
}
WITH *
WHERE
  ($actor IS NULL OR any(x IN people WHERE x.id IN $actor))
  AND ($with IS NULL OR any(x IN people WHERE x.id IN $with))
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
UNWIND [x IN people WHERE $actor IS NULL OR x.id IN $actor] AS one
UNWIND people AS other
WITH
  e,
  known_by,
  one,
  other,
  CASE
    WHEN $by = 'year' AND e.begin_earliest.year = e.begin_latest.year
      THEN left(toString(e.begin_earliest), 4)
    WHEN
      $by = 'month'
      AND left(toString(e.begin_earliest), 7) = left(toString(e.begin_latest), 7)
      THEN left(toString(e.begin_earliest), 7)
  END AS unit
WHERE
  one <> other
  AND ($actor IS NOT NULL OR one.id < other.id)
  AND (
    $with IS NULL
    OR other.id IN $with
    OR ($actor IS NULL AND one.id IN $with)
  )
WITH e, known_by, one, other, unit
ORDER BY e.begin_earliest, e.id
WITH known_by, one, other, unit, collect(e) AS events
WITH *, CASE WHEN $by IS NULL THEN size(events) END AS often
// limit
ORDER BY often DESC, one.id, other.id, unit
LIMIT coalesce($limit, 9223372036854775807)
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
  [x IN events WHERE x.begin_earliest IS NOT NULL] AS begun,
  reduce(
    so_far = {gap: null, last: null},
    x IN [x IN events WHERE x.begin_earliest IS NOT NULL AND x.end_latest IS NOT NULL]
    | {
      gap:
        CASE
          WHEN so_far.last IS NULL THEN null
          WHEN duration.inDays(so_far.last, x.begin_earliest).days > coalesce(so_far.gap, 0)
            THEN duration.inDays(so_far.last, x.begin_earliest).days
          ELSE coalesce(so_far.gap, 0)
        END,
      last: CASE WHEN so_far.last >= x.end_latest THEN so_far.last ELSE x.end_latest END
    }
  ).gap AS longest_gap_days
RETURN
  one.name AS who,
  other.name AS whom,
  CASE WHEN $by = 'year' THEN unit END AS year,
  CASE WHEN $by = 'month' THEN unit END AS month,
  size(events) AS count,
  head(begun).when AS first,
  last(begun).when AS last,
  longest_gap_days,
  one.id AS who_id,
  other.id AS whom_id,
  head(begun).begin_earliest AS begin_earliest,
  head(begun).begin_latest AS begin_latest,
  last(begun).end_earliest AS end_earliest,
  last(begun).end_latest AS end_latest,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY often DESC, one.id, other.id, unit
