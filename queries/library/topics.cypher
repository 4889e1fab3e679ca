// title = "Topics"
// question = "What did actors discuss, and who discusses a topic?"
// why = """
// What two actors talked about, how often, and since when; or who deals with a topic. One row
// a topic, with every visit, meeting, message and statement that was about it.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "A topic is whatever an event is said to be about: a matter, but also a person, an organization or a place.",
//   "An event about two topics counts for each.",
//   "Events without a date count, but are neither first nor last.",
// ]
// example = 'whomet ask topics --actor "Bagheri" --with "Assad"'
// anchors = ["actor", "with", "place", "topic"]
// parameter.place.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Events in which this actor took part: visits as visitor or leader, all else in any part."
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [parameter.topic]
// many = true
// help = "This topic alone."
//
// [columns]
// topic = "what it was about"
// "who[]" = "who took part in these events, hosts included"
// count = "how many events were about it"
// first = "when the first of them was, as EDTF; null if not known"
// last = "when the last of them was, as EDTF; null if not known"
// "event[]" = "ids of the events, in order of time"

{% set events = Event - State %}
{% set everyone = events.participants + events.hosts %}
{% set order = "head(about).begin_earliest, head(about).id, t.name, t.id" %}
{{ events_asked(events, everyone) }}
{{ filler_ids(events, everyone=everyone, actors=events.participants, topics=events.topics) }}
WITH *
WHERE
  {{ among_ids("actor", "actors") }}
  AND {{ among_ids("with", "everyone") }}
  AND topics <> []
  AND {{ among_ids("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
MATCH (e){{ events.topics.from_event("r") }}(t)
WHERE {{ asserted_as_known() }} AND ($topic IS NULL OR {{ is_given("topic", "t.id") }})
WITH DISTINCT t, e, known_by
ORDER BY e.begin_earliest, e.id, coalesce(e.when, '')  // events of two classes may have one id
WITH t, known_by, collect(e) AS about
{{ first_rows(order) }}
CALL (about, known_by) {
  UNWIND about AS e
  MATCH (e){{ everyone.from_event("r") }}(x)
  WHERE {{ asserted_as_known() }}
  WITH DISTINCT x
  ORDER BY x.name, x.id
  RETURN collect(x) AS who
}
{{ evidence_of("about") }}
WITH *, [e IN about WHERE e.begin_earliest IS NOT NULL] AS begun
RETURN
  t.name AS topic,
  {{ names("who") }} AS who,
  size(about) AS count,
  head(begun).when AS first,
  last(begun).when AS last,
  {{ ids_of_one(topic="t") }},
  {{ ids_of_all(who="who") }},
  {{ bounds("head(begun)", "last(begun)") }},
  [e IN about | e.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
