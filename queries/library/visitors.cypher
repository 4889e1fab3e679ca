// title = "Visitors"
// question = "Who visited a place in a period?"
// why = """
// Who came to a country, city or venue: one row a visitor and visit, leaders included.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "Members of a delegation at the time of its visit visited too, with a row of their own; as_member_of says of which delegation.",
//   "--place is where a visit led to or took place, never where it came from.",
// ]
// example = 'whomet ask visitors --place Iran --since 2018 --until 2019'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{visitor} in {destinations}"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Visits by this actor, as visitor or leader."
//
// [parameter.with]
// many = true
// help = "Visits of which this actor was a visitor, the leader or a host."
//
// [parameter.place]
// many = true
// help = "Visits to this place or anywhere within it."
//
// [columns]
// visitor = "who visited or led the visit"
// "destinations[]" = "where the visit led to"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "as_member_of[]" = "the delegations as whose member the visitor took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"

{% set events = Visit %}
{% set order = "e.begin_earliest, e.id, guest.name, guest.id" %}
{% call events_asked(events, events.participants + events.hosts) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
{{ fillers(
  events,
  visitors=events.participants,
  hosts=events.hosts,
  destinations=events.destinations,
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
WITH DISTINCT e, known_by, date_match, destinations, visitors, memberships, guest
{{ first_rows(order) }}
{{ evidence() }}
RETURN
  guest.name AS visitor,
  {{ names("destinations") }} AS destinations,
  e.when AS when,
  date_match,
  [m IN memberships WHERE m.member = guest AND NOT guest IN visitors | m.of.name] AS as_member_of,
  certainty,
  guest.id AS visitor_id,
  {{ ids_of_all(destinations="destinations") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY {{ order }}
