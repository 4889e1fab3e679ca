// # Compiled from queries/library/conflicts.cypher; edit that, then `make docs`.
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

// Where the search begins: the first of these that is given, else all events.
WITH
  coalesce($actor
  , $with
  ) AS by_actor,
  CASE WHEN coalesce($actor, $with) IS NULL THEN $place END AS by_place,
  CASE WHEN coalesce($actor, $with, $place) IS NULL THEN $topic END AS by_topic,
  CASE
    WHEN coalesce($actor, $with, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($actor, $with, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic, by_period, by_class, since, until) {
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e:Event)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Event)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Event)
  RETURN e
UNION
  // The period index: one seek for each power of two of days, for each open side, and for no date.
  UNWIND by_period AS span
  WITH
    span,
    CASE
      WHEN span >= 0 THEN since - duration({days: toInteger(2 ^ span) - 1})
      WHEN span = -1 THEN since
      ELSE date('0001-01-01')
    END AS earliest,
    CASE WHEN span IN [-1, -3] THEN date('9999-12-31') ELSE until END AS latest
  MATCH (e:Visit|Meeting|Message|Statement|Tenure|Affiliation)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Visit|Meeting|Message|Statement|Tenure|Affiliation)
  RETURN e
}
WITH
  e,
  known_by,
  CASE
    WHEN coalesce($since, $until) IS NULL THEN null
    WHEN e.span = -4 THEN CASE WHEN $undated THEN 'possible' ELSE 'outside' END
    WHEN e.begin_earliest > $until OR e.end_latest < $since THEN 'outside'
    WHEN
      ($until IS NULL OR e.begin_latest <= $until)
      AND ($since IS NULL OR e.end_earliest >= $since)
      THEN 'certain'
    ELSE 'possible'
  END AS date_match
WHERE
  coalesce(date_match, 'certain')
    IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
  AND e.known_from <= known_by
  AND $status IN ['any', e.status]
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF|CONCERNS]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN
    collect(CASE WHEN type(r) <> 'CONCERNS' THEN x.id END) AS everyone,
    collect(CASE WHEN type(r) <> 'CONCERNS' AND NOT (type(r) = 'HOSTED' AND e:Visit) THEN x.id END) AS actors,
    collect(CASE WHEN type(r) = 'CONCERNS' THEN x.id END) AS topics
}
WITH *
WHERE
  ($actor IS NULL OR any(id IN actors WHERE id IN $actor))
  AND ($with IS NULL OR any(id IN everyone WHERE id IN $with))
  AND ($topic IS NULL OR any(id IN topics WHERE id IN $topic))
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:TO|AT]->(:Place)-[:WITHIN*0..]->(p)
      WHERE p.id IN $place AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    }
  )
  AND (
    $source IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
      WHERE b.source IN $source AND c.published <= known_by
    }
  )
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
      WHERE s.id = $attributed_to AND c.published <= known_by
    }
  )
  AND (
    $certainty IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)
      WHERE
        c.deciding AND c.published <= known_by
        AND CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END >= CASE $certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END
    }
  )
  AND ($medium IS NULL OR e.format = $medium)
// What each claim says of each thing; what contradicts it is said of the same thing.
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)
  WHERE c.published <= known_by
  CALL (e, c) {
    WITH
      CASE
        WHEN c.when_edtf IS NOT NULL THEN c.when_edtf
        WHEN coalesce(c.start_edtf, c.end_edtf) IS NOT NULL
          THEN coalesce(c.start_edtf, '') + '/' + coalesce(c.end_edtf, '')
      END AS said
    WHERE c.deciding AND said IS NOT NULL
    RETURN
      'date' AS kind, '' AS role, [said] AS said,
      [c.begin_earliest, c.begin_latest, c.end_earliest, c.end_latest] AS facts, [] AS within
  UNION
    MATCH (e)-[r:TO|FROM|AT]->(p:Place)
    WHERE c.deciding AND c.id IN r.claims
    WITH type(r) AS role, p
    ORDER BY p.name, p.id
    WITH role, collect(p) AS places
    RETURN
      'place' AS kind, role,
      [p IN places | p.name] AS said, [p IN places | p.id] AS facts,
      COLLECT { UNWIND places AS p MATCH (p)-[:WITHIN*0..]->(w) RETURN DISTINCT w.id } AS within
  UNION
    MATCH (e)-[r:VISITED|LED|HOSTED|ATTENDED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|AS|IN|MEMBER|OF]-(x)
    WHERE c.deciding AND c.id IN r.claims
    UNWIND
      CASE
        WHEN type(r) = 'LED' THEN [type(r), 'VISITED']
        WHEN e:Meeting THEN ['ATTENDED']
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
  MATCH (e)-[r:PART_OF]-(x)
  WHERE
    (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
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
// limit
ORDER BY e.begin_earliest, e.id, place
LIMIT coalesce($limit, 9223372036854775807)
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
ORDER BY e.begin_earliest, e.id, place
