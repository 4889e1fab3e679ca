// title = "Capacities"
// question = "In which position did each take part, as held on the day of the event?"
// why = """
// A meeting of two ministers is another thing than one of two old friends: who took part as
// what, with the words that give the position.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Members of a delegation at the time of its visit took part too; as_member_of says of which delegation.",
//   "A position counts as held on the day unless the tenure is known to have begun later or to have ended before; one without a known end as held ever since.",
//   "To take part is to attend or host a meeting, to visit or lead a visit, to send, carry or receive a message, to make a statement or be addressed by one.",
//   "Actors of whom no position is known are left out, and so are tenures without a date and, unless --undated asks for them, events without one.",
// ]
// example = 'whomet ask capacities --actor "Bagheri" --since 2017-10'
// anchors = ["actor", "with", "place", "topic"]
// reach = "events"
// entry = "{actor} as {position}"
// parameter.with.many = true
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Events in which this actor took part, and the positions of this actor alone."
//
// [columns]
// actor = "who took part"
// position = "the position held on the day"
// organization = "in which organization; null if not said"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when the event was, as EDTF"
// date_match = "certain if the event certainly falls in the period and the position was certainly held then, else possible; null where no period was asked for"
// "as_member_of[]" = "the delegations as whose member the actor took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"
// "event[]" = "id of the event, then of the tenures that say who held the position"

{% set events = Event - State %}
{% set order = "e.begin_earliest, e.id, holder.name, holder.id, post.name, post.id, body.id" %}
{% call events_asked(events, events.participants) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
{{ fillers(
  events,
  order="x.name, x.id",
  people=events.participants,
  destinations=events.destinations,
  places=events.places
) }}
{{ memberships() }}
WITH *
WHERE
  {{ among("actor", "people + members") }}
  AND {{ among("with", "people + members") }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
UNWIND {{ those_asked("actor", "people") }} + {{ others_asked("people") }} AS holder
WITH DISTINCT e, known_by, date_match, people, destinations, places, memberships, holder
CALL (e, known_by, holder) {
  // Held on the day: the tenure may have begun by then, and may not have ended before.
  {{ held("holder", "post", "(" ~ dated("e") ~ " OR $undated)") }}
  OPTIONAL MATCH (t){{ Tenure.organization.from_event("i") }}(body:{{ Organization }})
  WHERE {{ asserted_as_known("i") }}
  WITH post, body, t
  ORDER BY t.begin_earliest, t.id
  WITH post, body, collect(DISTINCT t) AS tenures
  RETURN
    post,
    body,
    tenures,
    any(t IN tenures WHERE t.begin_latest <= e.begin_earliest AND t.end_earliest >= e.end_latest)
      AS certainly_held
}
WITH
  e, known_by, destinations, places, holder, post, body, [e] + tenures AS events,
  [m IN memberships WHERE m.member = holder AND NOT holder IN people | m.of.name] AS as_member_of,
  CASE
    WHEN certainly_held OR date_match IS NULL THEN date_match
    ELSE 'possible'
  END AS date_match
WHERE {{ in_period() }}
{{ first_rows(order) }}
{{ certainty_of("e") }}
{{ evidence_of("events") }}
RETURN
  holder.name AS actor,
  post.name AS position,
  body.name AS organization,
  {{ names(where()) }} AS where,
  e.when AS when,
  date_match,
  as_member_of,
  certainty,
  e.format AS medium,
  {{ ids_of_one(actor="holder", position="post", organization="body") }},
  {{ ids_of_all(where=where()) }},
  {{ bounds() }},
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
