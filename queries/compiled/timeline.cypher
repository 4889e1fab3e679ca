// # Compiled from queries/library/timeline.cypher; edit that, then `make docs`.
// title = "Timeline"
// question = "What happened around an actor, a place or a topic, in order?"
// why = """
// Everything on record of one actor, one place or one topic in order of time: visits, meetings,
// messages and statements, and positions and memberships from the day they began.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certain", "undated", "status", "include_denied", "limit",
// ]
// needs_one_of = ["actor", "place", "topic"]
// caveats = [
//   "Events without a date come last.",
//   "A tenure or affiliation without a known end counts as possibly lasting ever since.",
// ]
// example = 'whomet ask timeline --place Syria --since 2017'
//
// [parameter.actor]
// help = "Visits by this actor, as visitor or leader, and all else in which they have a part."
//
// [parameter.with]
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [columns]
// when = "when, as EDTF"
// kind = "Visit, Meeting, Message, Statement, Tenure or Affiliation"
// what = "the event by name"
// "who[]" = "who took part, hosts included; of a tenure or affiliation also the organization or group"
// "where[]" = "for a visit its destinations, else where it took place"
// date_match = "certain or possible; null where no period was asked for"

// Where the search begins: the first of these that is given.
WITH
  $actor AS by_actor,
  CASE WHEN $actor IS NULL THEN $place END AS by_place,
  CASE WHEN coalesce($actor, $place) IS NULL THEN $topic END AS by_topic,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic) {
  MATCH (a:Person|Organization|Delegation {id: by_actor})
  MATCH (a)-[:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF]-(e:Event)
  RETURN e
UNION
  MATCH (within:Place {id: by_place})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Event)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: by_topic})
  MATCH (t)<-[:CONCERNS]-(e:Event)
  RETURN e
}
WITH
  e,
  known_by,
  CASE
    WHEN coalesce($since, $until) IS NULL THEN null
    WHEN e.span IS NULL THEN CASE WHEN $undated THEN 'possible' ELSE 'outside' END
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
  AND (
    e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied')
  )
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF|CONCERNS]-(x)
  WHERE r.asserted AND r.known_from <= known_by
  RETURN
    collect(CASE WHEN type(r) <> 'CONCERNS' THEN x.id END) AS everyone,
    collect(CASE WHEN type(r) <> 'CONCERNS' AND NOT (type(r) = 'HOSTED' AND e:Visit) THEN x.id END) AS actors,
    collect(CASE WHEN type(r) = 'CONCERNS' THEN x.id END) AS topics
}
WITH *
WHERE
  ($actor IS NULL OR $actor IN actors)
  AND ($with IS NULL OR $with IN everyone)
  AND ($topic IS NULL OR $topic IN topics)
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:TO|AT]->(:Place)-[:WITHIN*0..]->(p)
      WHERE p.id = $place AND r.asserted AND r.known_from <= known_by
    }
  )
  AND (
    $source IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
      WHERE b.source IN $source AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
      WHERE s.id = $attributed_to AND c.deciding AND c.published <= known_by
    }
  )
// rows
WITH e, known_by, date_match
ORDER BY e.begin_earliest, e.id
LIMIT coalesce($limit, 9223372036854775807)
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|HELD|IN|MEMBER|OF|TO|AT]-(x)
  WHERE r.asserted AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'VISITED', 'LED', 'ATTENDED', 'HOSTED', 'SENT', 'ADDRESSED_TO', 'CARRIED', 'MADE', 'SAID_TO', 'HELD', 'IN', 'MEMBER', 'OF' THEN 'who'
      WHEN 'TO' THEN 'destinations'
      WHEN 'AT' THEN 'places'
    END AS role
  ORDER BY x.name, x.id
  RETURN
    collect(CASE role WHEN 'who' THEN x END) AS who,
    collect(CASE role WHEN 'destinations' THEN x END) AS destinations,
    collect(CASE role WHEN 'places' THEN x END) AS places
}
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
RETURN
  e.when AS when,
  e.class AS kind,
  e.name AS what,
  [x IN who | x.name] AS who,
  [x IN CASE destinations WHEN [] THEN places ELSE destinations END | x.name] AS where,
  date_match,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
