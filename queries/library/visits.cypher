// title = "Visits"
// question = "Who visited where, when, with whom and what for?"
// why = """
// The record of visits, one row each: the party and its leader, where it went, who received
// it, and which meetings were part of it.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "--place is where a visit led to or took place, never where it came from.",
// ]
// example = 'whomet ask visits --place Turkey --since 2017'
// anchors = ["actor", "with", "place", "topic"]
// entry = "[{leader}][, {visitors}][ in {destinations}]"
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
// "visitors[]" = "who visited, by name"
// leader = "who led the party"
// "destinations[]" = "where it led to"
// when = "when, as EDTF"
// start = "when it began, as EDTF"
// end = "when it ended, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// "hosts[]" = "who received the visitors"
// "topics[]" = "what it was about"
// "meetings[]" = "the meetings that were part of it, by name, in order of time"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"

{% set events = Visit %}
{% call events_asked(events, events.participants + events.hosts) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
{{ fillers(
  events,
  visitors=events.participants - events.leader,
  leaders=events.leader,
  hosts=events.hosts,
  destinations=events.destinations,
  topics=events.topics,
  parts=events.parts
) }}
{{ memberships() }}
WITH *
WHERE
  {{ among("actor", "visitors + leaders + members") }}
  AND {{ among("with", "visitors + leaders + hosts + members") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH
  e, known_by, date_match, visitors, leaders, hosts, destinations, topics, parts, memberships
{{ first_rows("e.begin_earliest, e.id") }}
{{ evidence() }}
RETURN
  {{ names("visitors") }} AS visitors,
  head(leaders).name AS leader,
  {{ names("destinations") }} AS destinations,
  e.when AS when,
  e.start AS start,
  e.end AS end,
  date_match,
  {{ names("hosts") }} AS hosts,
  {{ names("topics") }} AS topics,
  [
    x IN parts
    WHERE x:{{ Meeting }} AND x.status IN [e.status, 'occurred'] AND x.known_from <= known_by
    | x.name
  ] AS meetings,
  e.status AS status,
  {{ as_member_of("visitors + leaders") }} AS as_member_of,
  certainty,
  {{ ids_of_all(visitors="visitors", destinations="destinations", hosts="hosts", topics="topics") }},
  head(leaders).id AS leader_id,
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
