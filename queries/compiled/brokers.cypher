// # Compiled from queries/library/brokers.cypher; edit that, then `make docs`.
// title = "Brokers"
// question = "Who links actors that never met, and who carries messages?"
// why = """
// The people in between: who has met both of two actors that have not met each other, and who
// brings messages from one to another.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "Two actors never met if no meeting or call of the two is recorded, whatever the period, place or topic asked for.",
//   "Those who link most come first.",
//   "For each pair linked, the meetings of both with the actor are listed.",
// ]
// example = 'whomet ask brokers --with "Ali Khamenei"'
//
// [parameter.actor]
// help = "This actor alone, as the one in between."
//
// [parameter.with]
// help = "Who links this actor with others, or carries messages from or to this actor."
//
// [columns]
// actor = "who is in between"
// links = "how many pairs of actors that never met both met this one"
// "between[]" = "these pairs"
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
    ELSE range(-3, 22)
  END AS by_period,
  CASE
    WHEN coalesce($actor, $place, $topic) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    WHEN $undated THEN ['undated']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_place, by_topic, by_period, by_class, since, until) {
  MATCH (a:Person|Organization|Delegation {id: by_actor})
  MATCH (a)-[:ATTENDED|HOSTED|CARRIED]->(e:Meeting|Message)
  RETURN e
UNION
  MATCH (within:Place {id: by_place})<-[:WITHIN*0..]-(:Place)<-[:AT]-(e:Meeting|Message)
  USING INDEX SEEK within:Place(id)
  RETURN e
UNION
  MATCH (t:Person|Organization|Delegation|Position|Place|Topic {id: by_topic})
  MATCH (t)<-[:CONCERNS]-(e:Meeting|Message)
  RETURN e
UNION
  // The period index: one seek for each power of two of days, and for each open side.
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
  UNWIND by_class AS which
  MATCH (e:Meeting|Message)
  WHERE which = 'all' OR e.span IS NULL
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
  AND (
    $topic IS NULL
    OR EXISTS {
      MATCH (e)-[r:CONCERNS]->(t)
      WHERE t.id = $topic AND r.asserted AND r.known_from <= known_by
    }
  )
  AND (
    $place IS NULL
    OR EXISTS {
      MATCH (e)-[r:AT]->(:Place)-[:WITHIN*0..]->(p)
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
WITH
  known_by,
  collect(CASE WHEN e:Meeting THEN e END) AS meetings,
  collect(CASE WHEN e:Message THEN e END) AS messages
CALL (meetings, messages, known_by) {
  UNWIND meetings AS m
  MATCH (m)<-[r:ATTENDED|HOSTED]-(broker)
  WHERE r.asserted AND r.known_from <= known_by
  RETURN broker
UNION
  UNWIND messages AS m
  MATCH (m)<-[r:CARRIED]-(broker)
  WHERE r.asserted AND r.known_from <= known_by
  RETURN broker
}
WITH *
WHERE $actor IS NULL OR broker.id = $actor
CALL (broker, meetings, known_by) {
  // Whom the broker met, and whom each of them ever met.
  OPTIONAL MATCH (broker)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(x)
  WHERE
    m IN meetings AND x <> broker
    AND r.asserted AND r.known_from <= known_by
    AND s.asserted AND s.known_from <= known_by
  WITH x, collect(DISTINCT m) AS through
  CALL (x, known_by) {
    OPTIONAL MATCH (x)-[r:ATTENDED|HOSTED]->(m:Meeting)<-[s:ATTENDED|HOSTED]-(y)
    WHERE
      (m.status = 'occurred' OR m.status = $status OR ($status = 'any' AND m.status <> 'denied'))
      AND m.known_from <= known_by
      AND r.asserted AND r.known_from <= known_by
      AND s.asserted AND s.known_from <= known_by
    RETURN collect(DISTINCT y) AS met
  }
  WITH collect({actor: x, through: through, met: met}) AS acquainted
  CALL (acquainted) {
    UNWIND acquainted AS one
    UNWIND acquainted AS other
    WITH one, other
    WHERE
      one.actor.id < other.actor.id
      AND ($with IS NULL OR $with IN [one.actor.id, other.actor.id])
      AND NOT other.actor IN one.met
    WITH one, other, [one.actor.name, other.actor.name] AS names
    WITH
      one,
      other,
      CASE WHEN names[0] <= names[1] THEN names ELSE reverse(names) END AS names
    ORDER BY names[0], names[1], one.actor.id, other.actor.id
    RETURN
      collect(names[0] + ' – ' + names[1]) AS between,
      collect(DISTINCT one.actor) + collect(DISTINCT other.actor) AS linked
  }
  RETURN between, [x IN acquainted WHERE x.actor IN linked | x.through] AS through
}
CALL (broker, messages, known_by) {
  OPTIONAL MATCH (broker)-[r:CARRIED]->(m:Message)
  WHERE
    m IN messages AND r.asserted AND r.known_from <= known_by
    AND (
      $with IS NULL
      OR EXISTS {
        MATCH (m)-[s:SENT|ADDRESSED_TO]-(x)
        WHERE x.id = $with AND s.asserted AND s.known_from <= known_by
      }
    )
  RETURN collect(DISTINCT m) AS carried
}
WITH *
WHERE between <> [] OR carried <> []
WITH known_by, broker, between, through, carried
ORDER BY size(between) DESC, size(carried) DESC, broker.id
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
  size(between) AS links,
  between,
  size(carried) AS messages_carried,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY size(between) DESC, size(carried) DESC, broker.id
