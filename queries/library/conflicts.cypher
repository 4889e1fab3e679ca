// title = "Conflicts"
// question = "Where do briefs disagree?"
// why = """
// What was denied by one and affirmed by another, dated or placed differently, or reported of other
// people: nothing is settled silently, and this is where to look before relying on an event.
// """
// parameters = [
//   "kind", "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "limit",
// ]
// caveats = [
//   "Dates disagree when no day fits both; places when none contains the other; participants when each side names somebody whom the other does not. What one side leaves out is not a disagreement.",
//   "A plan that was reported first and then carried out is not a disagreement; one that was called off is.",
//   "Dates, places and participants are compared among the claims that decide what became of the event: those that it occurred, where it did.",
//   "A row is a pair of things said; its briefs and quotes are those that say the one or the other.",
// ]
// example = 'whomet ask conflicts --kind date'
// anchors = ["actor", "with", "place", "topic"]
// reach = "events"
// parameter.actor.many = true
// parameter.place.many = true
// parameter.topic.many = true
//
// [parameter.kind]
// type = "choice"
// help = "Only disagreements of this kind."
// choices = ["date", "place", "participants", "polarity", "status", "structure"]
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [parameter.source]
// many = true
// help = "Events of which a brief of this publisher speaks."
//
// [parameter.attributed_to]
// help = "Events of which a brief speaks on the word of this actor."
//
// [parameter.status]
// help = "Events that came to this in the end; any means all, denied ones too."
// choices = ["occurred", "planned", "cancelled", "denied", "any"]
// default = "any"
//
// [columns]
// about = "the event by name"
// kind = "date, place, participants, polarity (affirmed or denied), status (occurred, planned or cancelled), or structure (parts and wholes that do not fit)"
// says = "what is said first"
// against = "what is said against it"
// event = "id of the event"
// "briefs[]" = "the brief of each claim that says the one or the other"
// "quotes[]" = "the words of each claim, in the same order"

{% set events = Event %}
{% set everyone = events.participants + events.hosts %}
{% set where = events.filled_by(Place) %}
{% set who = events.filled_by(Entity) - where - events.topics %}
{% set order = "e.begin_earliest, e.id, place" %}
// Where the search begins: the first of these that is given, else all events.
{{ anchors(asked_by) }}
{{ found(events, asked_by, everyone) }}
WITH
  e,
  known_by,
  {{ date_match() }} AS date_match
WHERE
  {{ in_period() }}
  AND e.known_from <= known_by
  AND $status IN ['any', e.status]
{{ filler_ids(events, everyone=everyone, actors=events.participants, topics=events.topics) }}
WITH *
WHERE
  {{ among_ids("actor", "actors") }}
  AND {{ among_ids("with", "everyone") }}
  AND {{ among_ids("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported(deciding=false) }}
// What each claim says of each thing; what contradicts it is said of the same thing.
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)
  WHERE c.published <= known_by
  CALL (e, c) {
    WITH
      {{ stated_date() }} AS said
    WHERE c.deciding AND said IS NOT NULL
    RETURN
      'date' AS kind, '' AS role, [said] AS said,
      [c.begin_earliest, c.begin_latest, c.end_earliest, c.end_latest] AS facts, [] AS within
  UNION
    MATCH (e){{ where.from_event("r") }}(p:{{ Place }})
    WHERE c.deciding AND c.id IN r.claims
    WITH type(r) AS role, p
    ORDER BY p.name, p.id
    WITH role, collect(p) AS places
    RETURN
      'place' AS kind, role,
      [p IN places | p.name] AS said, [p IN places | p.id] AS facts,
      COLLECT { UNWIND places AS p MATCH (p)-[:WITHIN*0..]->(w) RETURN DISTINCT w.id } AS within
  UNION
    MATCH (e){{ who.from_event("r") }}(x)
    WHERE c.deciding AND c.id IN r.claims
    UNWIND
      CASE
        WHEN {{ Visit.leader.test() }} THEN [type(r), '{{ Visit.visitor }}']
        WHEN e:{{ Meeting }} THEN ['{{ Meeting.participant }}']
        ELSE [type(r)]
      END AS role
    WITH DISTINCT role, x
    ORDER BY x.name, x.id
    RETURN
      'participants' AS kind, role, collect(x.name) AS said, collect(x.id) AS facts, [] AS within
  UNION
    UNWIND ['polarity', 'status'] AS kind
    WITH kind, properties(c)[kind] AS said
    WHERE kind = 'polarity' OR c.polarity = 'affirmed'
    RETURN kind, '' AS role, [said] AS said, [said] AS facts, [] AS within
  }
  WITH kind, role, said, facts, within, c
  ORDER BY c.published, c.id
  WITH kind, role, said, facts, within, collect(c) AS told
  ORDER BY kind, role, head(told).published, head(told).id
  WITH kind, role, collect({said: said, facts: facts, within: within, told: told}) AS values
  UNWIND range(0, size(values) - 2) AS i
  UNWIND range(i + 1, size(values) - 1) AS j
  WITH kind, values[i] AS one, values[j] AS other
  WHERE
    CASE kind
      WHEN 'date'
        // Begins and ends: the earliest of the one after the latest of the other.
        THEN
          one.facts[0] > other.facts[1] OR other.facts[0] > one.facts[1]
          OR one.facts[2] > other.facts[3] OR other.facts[2] > one.facts[3]
      WHEN 'place'
        THEN
          none(id IN one.facts WHERE id IN other.within)
          AND none(id IN other.facts WHERE id IN one.within)
      WHEN 'status'
        // A plan that was reported first, and then carried out, contradicts nothing.
        THEN
          any(side IN [one, other] WHERE NOT side.facts[0] IN ['planned', 'occurred'])
          OR CASE one.facts[0]
            WHEN 'planned' THEN last(one.told).published > head(other.told).published
            ELSE last(other.told).published > head(one.told).published
          END
      ELSE
        any(id IN one.facts WHERE NOT id IN other.facts)
        AND any(id IN other.facts WHERE NOT id IN one.facts)
    END
  RETURN collect(DISTINCT {
    kind: kind, says: one.said, against: other.said, told: one.told + other.told
  }) AS pairs
}
// Parts and wholes that do not fit, as the projection found them.
CALL (e, known_by) {
  UNWIND coalesce(e.conflicts, []) AS fault
  MATCH (e)-[r:{{ events.wholes }}]-(x)
  WHERE
    {{ asserted_as_known() }}
    AND (
      (fault IN ['part of itself', 'outside of its whole'] AND startNode(r) = e)
      OR (fault = 'its parts lie outside' AND endNode(r) = e)
    )
  WITH fault, x
  ORDER BY fault, x.begin_earliest, x.id
  WITH fault, collect(DISTINCT x.name) AS others
  ORDER BY fault
  RETURN collect({
    kind: 'structure', says: [fault], against: others,
    told: COLLECT { MATCH (e)<-[:ABOUT]-(c:Claim) WHERE c.published <= known_by RETURN c }
  }) AS faults
}
WITH e, [pair IN pairs + faults WHERE pair.kind = coalesce($kind, pair.kind)] AS found
WHERE found <> []
// rows
UNWIND range(0, size(found) - 1) AS place
WITH e, place, found[place] AS pair
{{ first_rows(order) }}
CALL (pair) {
  UNWIND pair.told AS c
  WITH DISTINCT c
  MATCH (c)<-[:STATES]-(b:Brief)
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
RETURN
  e.name AS about,
  pair.kind AS kind,
  reduce(text = head(pair.says), said IN tail(pair.says) | text + '; ' + said) AS says,
  reduce(text = head(pair.against), said IN tail(pair.against) | text + '; ' + said) AS against,
  e.id AS event,
  briefs,
  quotes
ORDER BY {{ order }}
