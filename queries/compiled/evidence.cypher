// # Compiled from queries/library/evidence.cypher; edit that, then `make docs`.
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

WITH coalesce($known_by, date('9999-12-31')) AS known_by
CALL () {
  MATCH (e:Visit|Meeting|Message|Statement|Tenure|Affiliation {id: $event})
  MATCH (e)<-[:ABOUT]-(c)
  RETURN e, c
UNION
  UNWIND CASE WHEN $event IS NULL THEN $actor END AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[r:VISITED|LED|HOSTED|CONCERNS|ATTENDED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e:Event)<-[:ABOUT]-(c)
  WHERE c.id IN r.claims
  RETURN e, c
}
MATCH (c)<-[:STATES]-(b)
WHERE
  c.published <= known_by
  AND (
    $actor IS NULL
    OR EXISTS {
      MATCH (a:Actor)-[r:VISITED|LED|HOSTED|CONCERNS|ATTENDED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e)
      WHERE a.id IN $actor AND c.id IN r.claims
    }
  )
  AND (
    $with IS NULL
    OR EXISTS {
      MATCH (w:Actor)-[r:VISITED|LED|HOSTED|CONCERNS|ATTENDED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e)
      WHERE w.id IN $with AND c.id IN r.claims
    }
  )
  AND ($source IS NULL OR b.source IN $source)
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (c)-[:ATTRIBUTED_TO]->(s:Actor)
      WHERE s.id = $attributed_to
    }
  )
WITH e, c, b
// limit
ORDER BY e.begin_earliest, e.id, c.published, b.id, c.id
LIMIT coalesce($limit, 9223372036854775807)
WITH
  e,
  c,
  b,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
    RETURN s
    ORDER BY told.order, s.id
  } AS told_by,
  COLLECT {
    MATCH (c)-[told:ATTRIBUTED_TO]->(s:Actor)
    RETURN told.order
    ORDER BY told.order, s.id
  } AS attributed_to_steps
RETURN
  c.id AS claim,
  c.class AS kind,
  e.name AS what,
  c.quote AS quote,
  [x IN told_by | x.name] AS attributed_to,
  c.certainty AS certainty,
  c.polarity AS polarity,
  c.status AS status,
  CASE
    WHEN c.when_edtf IS NOT NULL THEN c.when_edtf
    WHEN coalesce(c.start_edtf, c.end_edtf) IS NOT NULL
      THEN coalesce(c.start_edtf, '') + '/' + coalesce(c.end_edtf, '')
  END AS when,
  b.id AS brief,
  c.published AS published,
  [x IN told_by | x.id] AS attributed_to_ids,
  attributed_to_steps,
  c.begin_earliest AS begin_earliest,
  c.begin_latest AS begin_latest,
  c.end_earliest AS end_earliest,
  c.end_latest AS end_latest,
  e.id AS event
ORDER BY e.begin_earliest, e.id, c.published, brief, claim
