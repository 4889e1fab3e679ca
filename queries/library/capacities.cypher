// title = "Capacities"
// question = "In which position did each take part, as held on the day of the event?"
// why = """
// A meeting of two ministers is another thing than one of two old friends: who took part as
// what, with the words that give the position.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "A position counts as held on the day unless the tenure is known to have begun later or to have ended before; one without a known end as held ever since.",
//   "To take part is to attend or host a meeting, to visit or lead a visit, to send, carry or receive a message, to make a statement or be told it.",
//   "Actors of whom no position is known are left out, and so are tenures without a date and, unless --undated asks for them, events without one.",
// ]
// example = 'whomet ask capacities --actor "Bagheri" --since 2017-10'
//
// [parameter.actor]
// help = "Events in which this actor took part, and the positions of this actor alone."
//
// [columns]
// actor = "who took part"
// position = "the position held on the day"
// organization = "in which organization; null if not said"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when the event was, as EDTF"
// "event[]" = "id of the event, then of the tenures that say who held the position"

{% set events = Event - State %}
{% set order = "e.begin_earliest, e.id, holder.name, holder.id, post.name, post.id, body.id" %}
{{ events_asked(events, events.participants) }}
{{ fillers(
  events,
  order="x.name, x.id",
  people=events.participants,
  destinations=events.destinations,
  places=events.places
) }}
WITH *
WHERE
  {{ among("actor", "people") }}
  AND {{ among("with", "people") }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
UNWIND [x IN people WHERE $actor IS NULL OR x.id = $actor] AS holder
CALL (e, known_by, holder) {
  // Held on the day: the tenure may have begun by then, and may not have ended before.
  {{ held("holder", "post", "(e.span IS NOT NULL OR $undated)") }}
  OPTIONAL MATCH (t){{ Tenure.organization.from_event("i") }}(body:{{ Organization }})
  WHERE {{ asserted("i") }}
  WITH post, body, t
  ORDER BY t.begin_earliest, t.id
  RETURN post, body, collect(DISTINCT t) AS tenures
}
WITH e, known_by, destinations, places, holder, post, body, [e] + tenures AS events
{{ first_rows(order) }}
{{ evidence_of("events") }}
RETURN
  holder.name AS actor,
  post.name AS position,
  body.name AS organization,
  {{ names(where()) }} AS where,
  e.when AS when,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
