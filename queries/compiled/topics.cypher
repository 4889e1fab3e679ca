// # Compiled from queries/library/topics.cypher; edit that, then `make docs`.
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

// Where the search begins: the first of these that is given, else all such events.
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
  MATCH (a)-[:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO]-(e:Visit|Meeting|Message|Statement)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:TO|AT]-(e:Visit|Meeting|Message|Statement)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Visit|Meeting|Message|Statement)
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
  MATCH (e:Visit|Meeting|Message|Statement)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Visit|Meeting|Message|Statement)
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
  AND (
    e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied')
  )
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO|CONCERNS]-(x)
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
  AND topics <> []
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
// rows
MATCH (e)-[r:CONCERNS]->(t)
WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND ($topic IS NULL OR t.id IN $topic)
WITH DISTINCT t, e, known_by
ORDER BY e.begin_earliest, e.id, coalesce(e.when, '')  // events of two classes may have one id
WITH t, known_by, collect(e) AS about
// limit
ORDER BY head(about).begin_earliest, head(about).id, t.name, t.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (about, known_by) {
  UNWIND about AS e
  MATCH (e)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH DISTINCT x
  ORDER BY x.name, x.id
  RETURN collect(x) AS who
}
CALL (about, known_by) {
  UNWIND about AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
WITH *, [e IN about WHERE e.begin_earliest IS NOT NULL] AS begun
RETURN
  t.name AS topic,
  [x IN who | x.name] AS who,
  size(about) AS count,
  head(begun).when AS first,
  last(begun).when AS last,
  t.id AS topic_id,
  [x IN who | x.id] AS who_ids,
  head(begun).begin_earliest AS begin_earliest,
  head(begun).begin_latest AS begin_latest,
  last(begun).end_earliest AS end_earliest,
  last(begun).end_latest AS end_latest,
  [e IN about | e.id] AS event,
  briefs,
  quotes
ORDER BY head(about).begin_earliest, head(about).id, t.name, t.id
