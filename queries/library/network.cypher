// title = "Network"
// question = "Who is central in the network of meetings?"
// why = """
// The meetings of a period as a network: who met most people, who is between others, and which
// circles there are. The same briefs give the same figures each time.
// """
// parameters = [
//   "actor", "place", "since", "until", "on", "topic", "known_by", "source", "attributed_to",
//   "certainty", "medium", "certain", "undated", "status", "include_denied", "limit",
// ]
// network = true
// caveats = [
//   "Two actors are tied by each meeting or call that both took part in. A meeting of many ties each with each.",
//   "Betweenness is the share of all pairs of other actors between whom the shortest chains of meetings lead through this one, from 0 to 1; where there are several shortest chains, each counts in part. How often two met does not matter for it.",
//   "Communities are found by the Leiden algorithm, which weighs a tie by the number of meetings. Their numbers, 1 for the largest, are those of this answer, and say nothing about another one.",
//   "The network is that of all actors; --actor shows one of them in it. Those with most ties come first.",
//   "Of more than 50,000 meetings neither is computed, nor is betweenness where actors times ties are more than 200 million; a note says so.",
//   "It is a network of what is recorded: an actor in few briefs is at its edge.",
//   "In Neo4j Browser, betweenness and community are empty.",
// ]
// example = 'whomet ask network --since 2017 --until 2018'
// anchors = ["place", "topic"]
// edges = ["actor", "event"]
// groups = "community"
// entry = "{actor}, meetings: {meetings}"
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "The row of this actor alone, in the network of all."
//
// [parameter.limit]
// help = "At most this many rows."
//
// [columns]
// actor = "who took part in the meetings"
// meetings = "in how many of them"
// people = "how many different others took part in these"
// weighted_degree = "how many others in all, each counted for each meeting"
// betweenness = "for which share of the pairs of others this actor is in between, from 0 to 1"
// community = "the number of the community to which this actor belongs; 1 is the largest"
// first = "when the first of the meetings was, as EDTF; null if not known"
// last = "when the last of them was, as EDTF; null if not known"
// "event[]" = "ids of the meetings, in order of time"

{% set events = Meeting %}
{% set order = "weighted_degree DESC, meetings DESC, x.id" %}
{{ events_asked(events, none, {"place": ["$place"], "topic": ["$topic"]}) }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
CALL (e, known_by) {
  MATCH (e){{ events.participants.from_event("r") }}(x)
  WHERE {{ asserted_as_known() }}
  RETURN collect(DISTINCT x) AS everyone
}
UNWIND {{ those_asked("actor", "everyone") }} AS x
WITH x, known_by, e, everyone
ORDER BY e.begin_earliest, e.id
WITH
  x,
  known_by,
  collect(e) AS events,
  collect(everyone) AS parties,
  sum(size(everyone) - 1) AS weighted_degree
WITH *, size(events) AS meetings
{{ first_rows(order) }}
CALL (x, parties) {
  UNWIND parties AS everyone
  UNWIND everyone AS other
  WITH DISTINCT other
  WHERE other <> x
  RETURN count(other) AS people
}
{{ evidence_of("events") }}
WITH *, [e IN events WHERE e.begin_earliest IS NOT NULL] AS begun
RETURN
  x.name AS actor,
  meetings,
  people,
  weighted_degree,
  $measures[x.id]['betweenness'] AS betweenness,
  $measures[x.id]['community'] AS community,
  head(begun).when AS first,
  last(begun).when AS last,
  {{ ids_of_one(actor="x") }},
  [e IN events | e.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
