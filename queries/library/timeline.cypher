// title = "Timeline"
// question = "What happened around an actor, a place or a topic, in order?"
// why = """
// Everything on record of one actor, one place or one topic in order of time: visits, meetings,
// messages and statements, and positions and memberships from the day they began.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// needs_one_of = ["actor", "place", "topic"]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Events without a date come last; of what begins on one day visits come first.",
//   "A tenure or affiliation without a known end counts as possibly lasting ever since.",
// ]
// example = 'whomet ask timeline --place Syria --since 2017'
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
// help = "Visits by this actor, as visitor or leader, and all else in which they have a part."
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [columns]
// when = "when, as EDTF"
// kind = "Visit, Meeting, Message, Statement, Tenure or Affiliation"
// what = "the event by name, in which people are called as its briefs call them"
// "who[]" = "who took part, hosts included; of a tenure or affiliation also the organization or group"
// "where[]" = "for a visit its destinations, else where it took place"
// date_match = "certain or possible; null where no period was asked for"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"

{% set events = Event %}
{% set everyone = events.participants + events.hosts %}
{% set by = {"actor": ["$actor"], "place": ["$place"], "topic": ["$topic"]} %}
// Where the search begins: the first of these that is given.
{{ anchors(by, period=false) }}
{% call found(events, by, everyone, period=false) %}
  {{ visits_by_delegation("by_actor") }}
{% endcall %}
{{ asked() }}
{{ filler_ids(events, everyone=everyone, actors=events.participants, topics=events.topics) }}
{{ memberships() }}
WITH *
WHERE
  {{ among_ids("actor", "actors + [x IN members | x.id]") }}
  AND {{ among_ids("with", "everyone + [x IN members | x.id]") }}
  AND {{ among_ids("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, actors, memberships
{{ first_rows("e.begin_earliest, NOT e:" ~ Visit ~ ", e.id") }}
{{ fillers(
  events,
  order="x.name, x.id",
  who=everyone,
  destinations=events.destinations,
  places=events.places
) }}
{{ evidence() }}
RETURN
  e.when AS when,
  e.class AS kind,
  e.name AS what,
  {{ names("who") }} AS who,
  {{ names(where()) }} AS where,
  date_match,
  e.status AS status,
  [
    m IN memberships
    WHERE {{ is_given("actor", "m.member.id") }} AND NOT m.member.id IN actors
    | m.of.name
  ] AS as_member_of,
  certainty,
  e.format AS medium,
  {{ ids_of_all(who="who", where=where()) }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, NOT e:{{ Visit }}, e.id
