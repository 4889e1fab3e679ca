// title = "Statements"
// question = "Who said what to whom, about what, and on whose word?"
// why = """
// What was said is often all there is; who reports it, and on whose word, decides what it is
// worth.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "A statement without a date or place of its own has those of the event it was said at.",
// ]
// example = 'whomet ask statements --actor "Khamenei" --since 2019'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{speakers}[ to {addressees}][ about {about}]"
// edges = ["speakers", "addressees"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Statements that this actor made or that were made to them."
//
// [parameter.with]
// many = true
// help = "Statements that this actor made or that were made to them as well."
//
// [columns]
// "speakers[]" = "who spoke"
// "addressees[]" = "to whom"
// "about[]" = "what it was about"
// when = "when, as EDTF"
// date_match = "certain or possible; null where no period was asked for"
// quotation = "direct or indirect"
// "attributed_to[]" = "whom the deciding claims attribute it to, in order of these claims and their chains"
// certainty = "how certain: that of the strongest claim that says so"

{% set events = Statement %}
{{ events_asked(events, events.participants) }}
{{ fillers(
  events,
  speakers=events.speaker,
  addressees=events.participants - events.speaker,
  topics=events.topics
) }}
WITH *
WHERE
  {{ among("actor", "speakers + addressees") }}
  AND {{ among("with", "speakers + addressees") }}
  AND {{ among("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, speakers, addressees, topics
{{ first_rows("e.begin_earliest, e.id") }}
{{ evidence() }}
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  MATCH (c)-[told:ATTRIBUTED_TO]->(s:{{ Actor.label }})
  WHERE c.deciding AND c.published <= known_by
  WITH s, c.published AS published, b.id AS brief, c.id AS claim, told.order AS step
  ORDER BY published, brief, claim, step
  WITH s, collect([toString(published), brief, claim, toString(1000 + step)])[0] AS first
  ORDER BY first, s.id
  RETURN collect(s) AS attributed_to
}
RETURN
  {{ names("speakers") }} AS speakers,
  {{ names("addressees") }} AS addressees,
  {{ names("topics") }} AS about,
  e.when AS when,
  date_match,
  e.quotation AS quotation,
  {{ names("attributed_to") }} AS attributed_to,
  certainty,
  {{ ids_of_all(speakers="speakers", addressees="addressees", about="topics") }},
  {{ ids_of_all(attributed_to="attributed_to") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
