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

{% set events = Meeting %}
{% set order = "often DESC, one.id, other.id, unit" %}
{{ events_asked(events, events.participants) }}
CALL (e, known_by) {
  OPTIONAL MATCH (e){{ events.participants.from_event("r") }}(x)
  WHERE {{ asserted_as_known() }}
  RETURN collect(DISTINCT x) AS people
}
WITH *
WHERE
  {{ among("actor", "people") }}
  AND {{ among("with", "people") }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
UNWIND {{ those_asked("actor", "people") }} AS one
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
  {{ pair_asked() }}
WITH e, known_by, one, other, unit
ORDER BY e.begin_earliest, e.id
WITH known_by, one, other, unit, collect(e) AS events
WITH *, CASE WHEN $by IS NULL THEN size(events) END AS often
{{ first_rows(order) }}
{{ evidence_of("events") }}
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
  {{ ids_of_one(who="one", whom="other") }},
  {{ bounds("head(begun)", "last(begun)") }},
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
