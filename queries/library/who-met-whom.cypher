// title = "Who met whom"
// question = "Who met whom, where and when?"
// why = """
// The first question about any actor: a row for each pair and meeting, with the words that say
// so. A call counts as a meeting.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Whoever hosts a meeting counts as having met those who attended.",
//   "Without --actor each pair comes once per meeting, in the order of their ids.",
// ]
// example = 'whomet ask who-met-whom --actor "Bagheri" --since 2017-08 --until 2017-10 --place Syria'
// anchors = ["actor", "with", "place", "topic"]
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
// many = true
// help = "Meetings that this actor attended or hosted."
//
// [parameter.with]
// many = true
// help = "Meetings with this actor."
//
// [columns]
// who = "the actor asked for; without one, one of the pair"
// whom = "whom they met"
// "where[]" = "where it took place, as far as a brief or the visit it was part of says"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "topics[]" = "what it was about"
// status = "occurred, planned, cancelled or denied"
// "capacities[]" = "positions that the two may have held on the day, such as Bagheri: chief of staff"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "in-person, phone, video or written, if said"

{% set events = Meeting %}
{% set order = "e.begin_earliest, e.id, one.id, other.id" %}
{{ events_asked(events, events.participants) }}
{{ fillers(events, people=events.participants, places=events.places, topics=events.topics) }}
WITH *
WHERE
  {{ among("actor", "people") }}
  AND {{ among("with", "people") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
UNWIND {{ those_asked("actor", "people") }} AS one
UNWIND people AS other
WITH e, known_by, date_match, places, topics, one, other
WHERE
  {{ pair_asked() }}
{{ first_rows(order) }}
{{ evidence() }}
CALL (e, known_by, one, other) {
  // Held on the day: the tenure may have begun by then, and may not have ended before.
  UNWIND [one, other] AS holder
  {{ held("holder", "position") }}
  WITH DISTINCT holder = other AS second, holder, position
  ORDER BY second, position.name, position.id
  RETURN collect(holder.name + ': ' + position.name) AS capacities
}
RETURN
  one.name AS who,
  other.name AS whom,
  {{ names("places") }} AS where,
  e.when AS when,
  date_match,
  {{ names("topics") }} AS topics,
  e.status AS status,
  capacities,
  certainty,
  e.format AS medium,
  {{ ids_of_one(who="one", whom="other") }},
  {{ ids_of_all(where="places", topics="topics") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY {{ order }}
