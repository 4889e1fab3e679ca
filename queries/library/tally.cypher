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

{% set events = Visit %}
{% set order = "often DESC, guest.name, guest.id, unit.first, unit.last, unit.of" %}
{% call events_asked(events, events.participants + events.hosts) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
{{ fillers(
  events,
  visitors=events.participants,
  hosts=events.hosts,
  topics=events.topics
) }}
{{ memberships() }}
WITH *
WHERE
  {{ among("actor", "visitors + members") }}
  AND {{ among("with", "visitors + hosts + members") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
UNWIND {{ those_asked("actor", "visitors") }} + {{ others_asked("visitors") }} AS guest
WITH DISTINCT e, known_by, guest
// The days on which a visit is possible: an open side ends with the period, or with what is known.
WITH
  e,
  known_by,
  guest,
  coalesce(
    e.begin_earliest,
    $since,
    {{ earliest(["e.begin_latest", "e.end_earliest", "e.end_latest", "$until"]) }}
  ) AS first,
  coalesce(
    e.end_latest,
    $until,
    {{ latest(["e.begin_earliest", "e.begin_latest", "e.end_earliest", "$since"]) }}
  ) AS last
WITH
  e,
  known_by,
  guest,
  {{ latest(["first", "$since"]) }} AS first,
  {{ earliest(["last", "$until"]) }} AS last
CALL (e, known_by, guest, first, last) {
  WITH *
  WHERE $by IS NULL
  RETURN {of: '', first: $since, last: $until} AS unit
UNION
  WITH *
  WHERE $by = 'year' AND {{ dated() }}
  UNWIND range(first.year, last.year) AS year
  RETURN
    {
      of: '', first: date({year: year}), last: date({year: year, month: 12, day: 31})
    } AS unit
UNION
  WITH *
  WHERE $by = 'month' AND {{ dated() }}
  UNWIND range(12 * first.year + first.month - 1, 12 * last.year + last.month - 1) AS month
  WITH date({year: month / 12, month: month % 12 + 1}) AS day
  RETURN {of: '', first: day, last: day + duration({months: 1}) - duration({days: 1})} AS unit
UNION
  WITH *
  WHERE $by IN ['year', 'month'] AND {{ undated() }}
  RETURN {of: null, first: null, last: null} AS unit
UNION
  WITH *
  WHERE $by = 'term'
  OPTIONAL MATCH (guest){{ Tenure.holder.to_event("h") }}(t:{{ Tenure }}){{ Tenure.position.from_event("s") }}(p)
  WHERE
    t.status = 'occurred' AND t.known_from <= known_by AND {{ dated("t") }}
    AND {{ dated() }}
    AND {{ asserted_as_known("h") }}
    AND {{ asserted_as_known("s") }}
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
      first: {{ latest(["unit.first", "$since"]) }},
      last: {{ earliest(["unit.last", "$until"]) }}
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
  CASE WHEN {{ dated() }} THEN {first: first, last: last} END AS possible
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
{{ first_rows(order) }}
{% macro within(stretches) %}
COLLECT {
  UNWIND {{ stretches }} AS x
  WITH
    {{ latest(["x.first", "unit.first"]) }} AS first,
    {{ earliest(["x.last", "unit.last"]) }} AS last
  WHERE first <= last
  RETURN {first: first, last: last}
  ORDER BY first
}
{% endmacro %}
WITH
  *,
  COLLECT {
    UNWIND certain AS x
    RETURN x
    ORDER BY x.first
  } AS whole,
  {{ within("certain") }} AS sure,
  {{ within("possible") }} AS likely
WITH
  *,
  {{ runs("whole") }} + size(events) - size(whole) AS trips,
  {{ days_covered("sure") }} AS days,
  {{ days_covered("likely") }} AS days_possible,
  {{ days_as_edtf("unit.first", "unit.last") }} AS edtf,
  duration.inDays(unit.first, unit.last).days + 1 AS length
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v){{ events.where.from_event("r") }}(x:{{ Place }})
  WHERE {{ asserted_as_known() }}
  // Places that lie in each other have no country.
  OPTIONAL MATCH (x)-[:WITHIN*0..]->(country:{{ Place }})
  WHERE NOT EXISTS { (country)-[:WITHIN]->() }
  RETURN count(DISTINCT x) AS places, count(DISTINCT country) AS countries
}
{{ evidence_of("events") }}
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
  {{ ids_of_one(who="guest") }},
  countries,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
