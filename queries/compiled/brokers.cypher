// # Compiled from queries/library/brokers.cypher; edit that, then `make docs`.
// title = "Brokers"
// question = "Who links actors that never met, and who carries messages?"
// why = """
// The people in between: who has met both of two actors that have not met each other, and who
// brings messages from one to another.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "medium", "certain", "undated", "status", "include_denied",
//   "limit",
// ]
// caveats = [
//   "Two actors never met if no meeting or call of the two is recorded, whatever the period, place or topic asked for.",
//   "Those who link most come first.",
//   "A link is as strong as the weaker of its two sides: the fewer meetings that one of the pair had with the actor. The ten strongest are listed, with the meetings of both with the actor.",
//   "Betweenness is that of the question network, in the network of all meetings of the period, place or topic; empty in Neo4j Browser. Who is between others on longer chains has it without a link.",
// ]
// network = true
// example = 'whomet ask brokers --with "Ali Khamenei"'
// anchors = ["place", "topic"]
// reach = "neighbours"
// edges = ["actor", "event"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "This actor alone, as the one in between."
//
// [parameter.with]
// many = true
// help = "Who links this actor with others, or carries messages from or to this actor."
//
// [columns]
// actor = "who is in between"
// links = "how many pairs of actors that never met both met this one"
// betweenness = "for which share of all pairs of actors this one is in between, from 0 to 1; null who met nobody"
// "between[]" = "the ten strongest of these pairs: those that it met most often"
// messages_carried = "how many messages this actor carried"
// "event[]" = "ids of the meetings and messages, in order of time"

// Where the search begins: the first of these that is given, else all such events.
WITH
  $actor AS by_actor,
  CASE WHEN $actor IS NULL THEN $place END AS by_place,
  CASE WHEN coalesce($actor, $place) IS NULL THEN $topic END AS by_topic,
  CASE
    WHEN coalesce($actor, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($actor, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic, by_period, by_class, since, until) {
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:ATTENDED|HOSTED|CARRIED]->(e:Meeting|Message)
  RETURN e
UNION
  UNWIND by_place AS within_id
  MATCH (within:Place {id: within_id})<-[:WITHIN*0..]-(:Place)<-[:AT]-(e:Meeting|Message)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  UNWIND by_topic AS t_id
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: t_id})
  MATCH (t)<-[:CONCERNS]-(e:Meeting|Message)
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
  MATCH (e:Meeting|Message)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Meeting|Message)
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
WITH
  known_by,
  collect(CASE WHEN e:Meeting THEN e END) AS meetings,
  collect(CASE WHEN e:Message THEN e END) AS messages
CALL (meetings, messages, known_by) {
  UNWIND meetings AS m
  MATCH (m)<-[r:ATTENDED|HOSTED]-(broker)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN broker
UNION
  UNWIND messages AS m
  MATCH (m)<-[r:CARRIED]-(broker)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  RETURN broker
}
WITH *
WHERE $actor IS NULL OR broker.id IN $actor
CALL (broker, meetings, known_by) {
  // Whom the broker met, and whom each of them ever met.
  OPTIONAL MATCH (broker)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(x)
  WHERE
    m IN meetings AND x <> broker
    AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
  WITH x, collect(DISTINCT m) AS through
  CALL (x, known_by) {
    OPTIONAL MATCH (x)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(y)
    WHERE
      (m.status = 'occurred' OR m.status = $status OR ($status = 'any' AND m.status <> 'denied'))
      AND m.known_from <= known_by
      AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
      AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    RETURN collect(DISTINCT y) AS met
  }
  WITH collect({actor: x, through: through, met: met}) AS acquainted
  CALL (acquainted) {
    UNWIND acquainted AS one
    UNWIND acquainted AS other
    WITH one, other
    WHERE
      one.actor.id < other.actor.id
      AND ($with IS NULL OR any(x IN [one, other] WHERE x.actor.id IN $with))
      AND NOT other.actor IN one.met
    WITH
      one,
      other,
      CASE
        WHEN one.actor.name <= other.actor.name THEN [one.actor, other.actor]
        ELSE [other.actor, one.actor]
      END AS actors,
      size(one.through) AS met_one,
      size(other.through) AS met_other
    ORDER BY
      // A link is as strong as the weaker of its two sides.
      CASE WHEN met_one < met_other THEN met_one ELSE met_other END DESC,
      met_one + met_other DESC,
      actors[0].name, actors[1].name, one.actor.id, other.actor.id
    WITH collect({one: one, other: other, actors: actors}) AS pairs
    RETURN size(pairs) AS links, pairs[..10] AS strongest
  }
  RETURN
    links,
    [pair IN strongest | pair.actors] AS pairs,
    reduce(through = [], pair IN strongest | through + [pair.one.through, pair.other.through])
      AS through
}
CALL (broker, messages, known_by) {
  OPTIONAL MATCH (broker)-[r:CARRIED]->(m:Message)
  WHERE
    m IN messages AND (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
    AND (
      $with IS NULL
      OR EXISTS {
        MATCH (m)-[s:SENT|ADDRESSED_TO]-(x)
        WHERE x.id IN $with AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      }
    )
  RETURN collect(DISTINCT m) AS carried
}
WITH *
WHERE links > 0 OR carried <> []
WITH known_by, broker, links, pairs, through, carried
// limit
ORDER BY links DESC, size(carried) DESC, broker.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (through, carried) {
  UNWIND through + [carried] AS some
  UNWIND some AS v
  WITH DISTINCT v
  ORDER BY v.begin_earliest, v.id
  RETURN collect(v) AS events
}
CALL (events, known_by) {
  UNWIND events AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
RETURN
  broker.name AS actor,
  links,
  $measures[broker.id]['betweenness'] AS betweenness,
  [pair IN pairs | pair[0].name + ' – ' + pair[1].name] AS between,
  size(carried) AS messages_carried,
  broker.id AS actor_id,
  [pair IN pairs | pair[0].id] AS between_one_ids,
  [pair IN pairs | pair[1].id] AS between_other_ids,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY links DESC, size(carried) DESC, broker.id
