// title = "Evidence"
// question = "Which words of which briefs say so?"
// why = """
// Before anything is relied on: every claim behind an event, an actor or a pair of actors,
// also what was denied or only planned, with the words, on whose word, and how sure.
// """
// parameters = ["event", "actor", "with", "known_by", "source", "attributed_to", "limit"]
// needs_one_of = ["event", "actor"]
// example = 'whomet ask evidence --actor "Bagheri" --with "Assad"'
// anchors = ["event", "actor", "with"]
// entry = "{what}"
//
// [parameter.event]
// type = "event"
// help = "Claims about this event: its id, or that of any claim about it."
//
// [parameter.actor]
// many = true
// help = "Claims in which this actor plays any part."
//
// [parameter.with]
// many = true
// help = "Claims in which this actor plays a part as well."
//
// [parameter.source]
// many = true
// help = "Claims of this publisher's briefs."
//
// [parameter.attributed_to]
// help = "Claims on the word of this actor."
//
// [columns]
// claim = "id of the claim: brief#key"
// kind = "class of the event"
// what = "the event by name, in which people are called as its briefs call them"
// quote = "the words of the brief"
// "attributed_to[]" = "on whose word, in the order of the chain"
// certainty = "certain, probable or possible"
// polarity = "affirmed or denied"
// status = "occurred, planned or cancelled, as the claim says"
// when = "the date that the claim states, as EDTF"
// brief = "id of the brief"
// published = "when the brief was published"
// event = "id of the event"

{% set roles = Event.open_to(Actor) %}
{% set order = "e.begin_earliest, e.id, c.published, b.id, c.id" %}
WITH coalesce($known_by, date('9999-12-31')) AS known_by
CALL () {
  {{ by_id("e", Event, "$event") }}
  MATCH (e)<-[:ABOUT]-(c)
  RETURN e, c
UNION
  {{ by_ids("a", Actor, "CASE WHEN $event IS NULL THEN $actor END") }}
  MATCH (a){{ roles.to_event("r") }}(e:{{ Event.label }})<-[:ABOUT]-(c)
  WHERE c.id IN r.claims
  RETURN e, c
}
MATCH (c)<-[:STATES]-(b)
WHERE
  c.published <= known_by
  AND (
    $actor IS NULL
    OR EXISTS {
      MATCH (a:{{ Actor.label }}){{ roles.to_event("r") }}(e)
      WHERE {{ is_given("actor", "a.id") }} AND c.id IN r.claims
    }
  )
  AND (
    $with IS NULL
    OR EXISTS {
      MATCH (w:{{ Actor.label }}){{ roles.to_event("r") }}(e)
      WHERE {{ is_given("with", "w.id") }} AND c.id IN r.claims
    }
  )
  AND ($source IS NULL OR b.source IN $source)
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (c)-[:ATTRIBUTED_TO]->(s:{{ Actor.label }})
      WHERE s.id = $attributed_to
    }
  )
WITH e, c, b
{{ first_rows(order) }}
WITH
  e,
  c,
  b,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:{{ Actor.label }})
    RETURN s
    ORDER BY told.order, s.id
  } AS told_by,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:{{ Actor.label }})
    RETURN told.order
    ORDER BY told.order, s.id
  } AS attributed_to_steps
RETURN
  c.id AS claim,
  c.class AS kind,
  e.name AS what,
  c.quote AS quote,
  {{ names("told_by") }} AS attributed_to,
  c.certainty AS certainty,
  c.polarity AS polarity,
  c.status AS status,
  {{ stated_date() }} AS when,
  b.id AS brief,
  c.published AS published,
  {{ ids_of_all(attributed_to="told_by") }},
  attributed_to_steps,
  {{ bounds("c") }},
  e.id AS event
ORDER BY e.begin_earliest, e.id, c.published, brief, claim
