// title = "Firsts"
// question = "When was an actor first there, or first met somebody, and when the next times?"
// why = """
// "The second foreign trip since his promotion", "their first meeting": the visits of an actor
// since a date, in a place or with someone, counted in order; or the meetings.
// """
// parameters = [
//   "kind", "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "nth", "limit",
// ]
// caveats = [
//   "--actor matches the visits of a delegation too of which the actor was a member at the time; as_member_of says of which.",
//   "Only the rows of this answer are counted: events outside of the period, in another place or with others are not.",
//   "The order is that of the earliest day on which each may have begun. Where two may have begun in either order, their numbers may be the other way round; what has no known begin is counted last.",
//   "In a period, a row that only possibly matches still counts: --certain leaves it out.",
// ]
// example = 'whomet ask firsts --actor "Bagheri" --since 2017-08 --nth 2'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{n}. {what}"
// entries.medium.phone = "{n}. Phone call: {what}"
// entries.medium.video = "{n}. Video call: {what}"
// entries.medium.written = "{n}. Meeting in writing: {what}"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.kind]
// type = "choice"
// help = "What is counted."
// choices = ["visit", "meeting"]
// default = "visit"
// left_out = ["meeting"]
//
// [parameter.actor]
// many = true
// required = true
// help = "Whose visits, as visitor or leader; whose meetings, as participant or host."
//
// [parameter.with]
// many = true
// help = "Visits of which this actor was a visitor, the leader or a host; meetings with this actor."
//
// [parameter.place]
// many = true
// help = "Visits to this place or anywhere within it; meetings there."
//
// [parameter.nth]
// type = "integer"
// help = "Only the one with this number: 1 for the first."
//
// [columns]
// n = "its number in the order of time, from 1"
// kind = "Visit or Meeting"
// what = "the event by name, in which people are called as its briefs call them"
// "where[]" = "for a visit its destinations, else where it took place"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// status = "occurred, planned, cancelled or denied"
// "as_member_of[]" = "the delegations as whose member the actor asked for took part, if not by name"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "of a meeting: in-person, phone, video or written, if said"

{% set events = Visit + Meeting %}
WITH coalesce($known_by, date('9999-12-31')) AS known_by
CALL (known_by) {
  {{ by_ids("a", Actor, "$actor") }}
  MATCH (a){{ events.participants.to_event("r") }}(e)
  WHERE
    {{ asserted_as_known() }}
    AND CASE $kind
      WHEN 'visit' THEN e:{{ Visit }} AND ({{ Visit.participants.test() }})
      ELSE e:{{ Meeting }} AND ({{ Meeting.participants.test() }})
    END
  RETURN e
UNION
  {{ visits_by_delegation("CASE $kind WHEN 'visit' THEN $actor END") }}
}
{{ asked() }}
{{ fillers(
  events,
  order="x.name, x.id",
  people=events.participants,
  hosts=events.hosts,
  destinations=events.destinations,
  places=events.places,
  topics=events.topics
) }}
{{ memberships() }}
WITH *
WHERE
  {{ among("actor", "people + members") }}
  AND {{ among("with", "people + hosts + members") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, people, destinations, places, memberships
ORDER BY e.begin_earliest, e.id
WITH
  known_by,
  collect({
    e: e, date_match: date_match, destinations: destinations, places: places,
    as_member_of: {{ as_member_of("people") }}
  }) AS found
UNWIND range(1, size(found)) AS n
WITH n, known_by, found[n - 1] AS counted
WHERE coalesce(n = $nth, true)
WITH n, known_by, counted, counted.e AS e
{{ first_rows("n") }}
{{ evidence() }}
RETURN
  n,
  e.class AS kind,
  e.name AS what,
  {{ names(where("counted.destinations", "counted.places")) }} AS where,
  e.when AS when,
  counted.date_match AS date_match,
  e.status AS status,
  counted.as_member_of AS as_member_of,
  certainty,
  e.format AS medium,
  {{ ids_of_all(where=where("counted.destinations", "counted.places")) }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY n
