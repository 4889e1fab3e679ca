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

{% set events = Meeting %}
{{ events_asked(events, events.participants) }}
{{ fillers(
  events,
  participants=events.participants,
  places=events.places,
  topics=events.topics,
  wholes=events.wholes,
  order="x.begin_earliest IS NOT NULL, x.begin_earliest, x.name, x.id"
) }}
WITH *
WHERE
  {{ among("actor", "participants") }}
  AND {{ among("with", "participants") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, participants, places, topics, wholes
{{ first_rows("e.begin_earliest, e.id") }}
{{ evidence() }}
RETURN
  {{ names("participants") }} AS participants,
  {{ names("places") }} AS where,
  e.when AS when,
  date_match,
  {{ names("topics") }} AS topics,
  last(wholes).name AS during,
  e.status AS status,
  certainty,
  e.format AS medium,
  {{ ids_of_all(participants="participants", where="places", topics="topics") }},
  last(wholes).id AS during_id,
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
