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

{% set events = Visit %}
{% set spots = events.where %}
{% set met = Meeting.participants %}
{% set order = "begin_earliest, event, one.id, other.id, spot.id" %}
{% macro lines_of(visit, lines) %}
CALL ({{ visit }}, known_by) {
  MATCH ({{ visit }}){{ spots.from_event("r") }}(place:{{ Place }})
  WHERE {{ asserted_as_known() }}
  MATCH (place)-[:WITHIN*0..]->(outer:{{ Place }})
  WITH place, collect(DISTINCT outer) AS outers
  WITH collect({place: place, outers: outers}) AS found
  RETURN
    [
      x IN found
      WHERE none(y IN found
        WHERE x.place IN y.outers AND NOT y.place IN x.outers)
      | x.outers
    ] AS {{ lines }}
}
{% endmacro %}
{% macro guests_of(visit, guests) %}
CALL ({{ visit }}, known_by) {
  CALL ({{ visit }}, known_by) {
    MATCH ({{ visit }}){{ events.participants.from_event("r") }}(x)
    WHERE {{ asserted_as_known() }}
    RETURN x
  UNION
    {{ member_of_delegation(visit) }}
      AND x.id IN coalesce($actor, []) + coalesce($with, [])
    RETURN x
  }
  RETURN collect(DISTINCT x) AS {{ guests }}
}
{% endmacro %}
// Where the search begins: the first of these that is given, else all events of the class.
{{ anchors(asked_by) }}
{% call found(events, asked_by, events.participants) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
WITH e, known_by
WHERE
  ({{ dated() }} OR $undated)
  AND coalesce(e.begin_earliest <= $until, true)
  AND coalesce(e.end_latest >= $since, true)
  AND e.known_from <= known_by
  AND {{ of_status() }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
{{ lines_of("e", "lines") }}
{{ guests_of("e", "guests") }}
WITH *
WHERE coalesce($actor, $with) IS NULL OR any(x IN guests WHERE x.id IN coalesce($actor, $with))
// rows
CALL (e, lines) {
  // Visits that may overlap in time: the period index again.
  {{ overlapping(
    events,
    spans="CASE WHEN " ~ dated() ~ " THEN range(-3, 22) ELSE [] END",
    since="coalesce(e.begin_earliest, date('0001-01-01'))",
    until="coalesce(e.end_latest, date('9999-12-31'))",
    event="f",
    keep=["e"]
  ) }}
  RETURN f
UNION
  // With --undated, visits to the same country of which one has no date.
  UNWIND CASE WHEN $undated THEN lines ELSE [] END AS line
  UNWIND line AS outer
  MATCH (outer)<-[:WITHIN*0..]-(:{{ Place }}){{ spots.to_event() }}(f:{{ events }})
  WHERE {{ undated("f") }} OR {{ undated() }}
  RETURN f
}
WITH *
WHERE
  CASE WHEN coalesce($actor, $with) IS NULL THEN e.id < f.id ELSE e <> f END
  AND coalesce(e.begin_earliest <= f.end_latest, true)
  AND coalesce(f.begin_earliest <= e.end_latest, true)
  AND f.known_from <= known_by
  AND {{ of_status("f") }}
// The nearest places that hold both.
{{ lines_of("f", "other_lines") }}
WITH *, [x IN other_lines | [p IN x WHERE any(line IN lines WHERE p IN line)]] AS shared
UNWIND shared AS some
UNWIND some AS p
WITH e, f, known_by, lines, other_lines, guests, collect(DISTINCT p) AS shared
CALL (shared) {
  UNWIND shared AS p
  OPTIONAL MATCH (p)-[:WITHIN*1..]->(wider:{{ Place }})
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
      AND EXISTS { (spot)-[:WITHIN]->(:{{ Place }}) }
    )
  )
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (spot)-[:WITHIN*0..]->(p)
      WHERE {{ is_given("place", "p.id") }}
    }
  )
  AND {{ about_topic(events, "f") }}
  AND {{ reported("f") }}
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
{{ guests_of("f", "other_guests") }}
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
    MATCH (one){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(other)
    WHERE
      m.status = 'occurred' AND m.known_from <= known_by
      AND {{ asserted_as_known() }}
      AND {{ asserted_as_known("s") }}
      AND {{ dated("m") }}
      AND coalesce(m.begin_earliest <= end_latest, true)
      AND coalesce(m.end_latest >= begin_earliest, true)
  } AS met
WHERE NOT ($unmet AND met)
WITH *, [x IN events | x.id] AS event
{{ first_rows(order) }}
CALL (events, known_by, one, other) {
  UNWIND events AS v
  {{ member_of_delegation("v") }}
    AND x IN [one, other]
    AND x.id IN coalesce($actor, []) + coalesce($with, [])
    AND NOT EXISTS {
      MATCH (v){{ events.participants.from_event("u") }}(x)
      WHERE {{ asserted_as_known("u") }}
    }
  WITH DISTINCT d
  ORDER BY d.name, d.id
  RETURN collect(d.name) AS as_member_of
}
CALL (events, known_by) {
  UNWIND events AS v
  {{ certainty_of("v") }}
  RETURN min({{ rank("certainty") }}) AS least
}
{{ evidence_of("events") }}
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
  {{ ids_of_one(who="one", whom="other", where="spot") }},
  begin_earliest,
  begun_by AS begin_latest,
  lasts_to AS end_earliest,
  end_latest,
  event,
  briefs,
  quotes
ORDER BY {{ order }}
