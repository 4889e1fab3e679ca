// title = "Itinerary"
// question = "Where was an actor, and what did they do there, in order?"
// why = """
// The life of an actor as the briefs have it: visits, meetings, messages and statements in
// order of time.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Events without a date come last; of what begins on one day visits come first.",
// ]
// example = 'whomet ask itinerary --actor "Bagheri" --since 2017-08'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{kind}: {what}"
// entries.medium.phone = "Phone call: {what}"
// entries.medium.video = "Video call: {what}"
// entries.medium.written = "Meeting in writing: {what}"
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// required = true
// help = "Whose itinerary: visits as visitor or leader, meetings, messages and statements."
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well."
//
// [columns]
// kind = "Visit, Meeting, Message or Statement"
// what = "the event by name, in which people are called as its briefs call them"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"

{% set events = Event - State %}
WITH coalesce($known_by, date('9999-12-31')) AS known_by
CALL (known_by) {
  {{ by_ids("a", Actor, "$actor") }}
  MATCH (a){{ events.participants.to_event("r") }}(e:{{ events }})
  WHERE {{ asserted_as_known() }}{{ events.participants.exception() }}
  RETURN e
UNION
  {{ visits_by_delegation("$actor") }}
}
{{ asked() }}
{{ fillers(
  events,
  others=events.participants,
  destinations=events.destinations,
  places=events.places,
  topics=events.topics
) }}
{{ memberships() }}
WITH *
WHERE
  {{ among("actor", "others + members") }}
  AND {{ among("with", "others + members") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, others, destinations, places, memberships
{{ first_rows("e.begin_earliest, NOT e:" ~ Visit ~ ", e.id") }}
{{ evidence() }}
RETURN
  e.class AS kind,
  e.name AS what,
  {{ names(where()) }} AS where,
  e.when AS when,
  date_match,
  e.status AS status,
  {{ as_member_of("others") }} AS as_member_of,
  certainty,
  e.format AS medium,
  {{ ids_of_all(where=where()) }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, NOT e:{{ Visit }}, e.id
