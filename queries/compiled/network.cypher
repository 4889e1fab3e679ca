// # Compiled from queries/library/network.cypher; edit that, then `make docs`.
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

// Where the search begins: the first of these that is given, else all such events.
WITH
  $place AS by_place,
  CASE WHEN $place IS NULL THEN $topic END AS by_topic,
  CASE
    WHEN coalesce($place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_place, by_topic, by_period, by_class, since, until) {
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:AT]-(e:Meeting)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Meeting)
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
  MATCH (e:Meeting)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Meeting)
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
  AND (
    $topic IS NULL
    OR EXISTS {
      MATCH (e)-[r:CONCERNS]->(t)
      WHERE t.id IN $topic AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    }
  )
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:AT]->(:Place)-[:WITHIN*0..]->(p)
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
CALL (e, known_by) {
  MATCH (e)<-[r:ATTENDED|HOSTED]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN collect(DISTINCT x) AS everyone
}
UNWIND [x IN everyone WHERE $actor IS NULL OR x.id IN $actor] AS x
WITH x, known_by, e, everyone
ORDER BY e.begin_earliest, e.id
WITH
  x,
  known_by,
  collect(e) AS events,
  collect(everyone) AS parties,
  sum(size(everyone) - 1) AS weighted_degree
WITH *, size(events) AS meetings
// limit
ORDER BY weighted_degree DESC, meetings DESC, x.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (x, parties) {
  UNWIND parties AS everyone
  UNWIND everyone AS other
  WITH DISTINCT other
  WHERE other <> x
  RETURN count(other) AS people
}
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
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
  x.id AS actor_id,
  [e IN events | e.id] AS event,
  briefs,
  quotes
ORDER BY weighted_degree DESC, meetings DESC, x.id
