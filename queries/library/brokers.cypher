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

{% set events = Meeting + Message %}
{% set met = Meeting.participants %}
{% set order = "links DESC, size(carried) DESC, broker.id" %}
{{ events_asked(
  events,
  met + Message.carrier,
  {"actor": ["$actor"], "place": ["$place"], "topic": ["$topic"]}
) }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH
  known_by,
  collect(CASE WHEN e:{{ Meeting }} THEN e END) AS meetings,
  collect(CASE WHEN e:{{ Message }} THEN e END) AS messages
CALL (meetings, messages, known_by) {
  UNWIND meetings AS m
  MATCH (m){{ met.from_event("r") }}(broker)
  WHERE {{ asserted_as_known() }}
  RETURN broker
UNION
  UNWIND messages AS m
  MATCH (m){{ Message.carrier.from_event("r") }}(broker)
  WHERE {{ asserted_as_known() }}
  RETURN broker
}
WITH *
WHERE $actor IS NULL OR {{ is_given("actor", "broker.id") }}
CALL (broker, meetings, known_by) {
  // Whom the broker met, and whom each of them ever met.
  OPTIONAL MATCH (broker){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(x)
  WHERE
    m IN meetings AND x <> broker
    AND {{ asserted_as_known() }}
    AND {{ asserted_as_known("s") }}
  WITH x, collect(DISTINCT m) AS through
  CALL (x, known_by) {
    OPTIONAL MATCH (x){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(y)
    WHERE
      (m.status = 'occurred' OR m.status = $status OR ($status = 'any' AND m.status <> 'denied'))
      AND m.known_from <= known_by
      AND {{ asserted_as_known() }}
      AND {{ asserted_as_known("s") }}
    RETURN collect(DISTINCT y) AS met
  }
  WITH collect({actor: x, through: through, met: met}) AS acquainted
  CALL (acquainted) {
    UNWIND acquainted AS one
    UNWIND acquainted AS other
    WITH one, other
    WHERE
      one.actor.id < other.actor.id
      AND ($with IS NULL OR any(x IN [one, other] WHERE {{ is_given("with", "x.actor.id") }}))
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
  OPTIONAL MATCH (broker){{ Message.carrier.to_event("r") }}(m:{{ Message }})
  WHERE
    m IN messages AND {{ asserted_as_known() }}
    AND (
      $with IS NULL
      OR EXISTS {
        MATCH (m){{ (Message.sender + Message.recipient).from_event("s") }}(x)
        WHERE {{ is_given("with", "x.id") }} AND {{ asserted_as_known("s") }}
      }
    )
  RETURN collect(DISTINCT m) AS carried
}
WITH *
WHERE links > 0 OR carried <> []
WITH known_by, broker, links, pairs, through, carried
{{ first_rows(order) }}
CALL (through, carried) {
  UNWIND through + [carried] AS some
  UNWIND some AS v
  WITH DISTINCT v
  ORDER BY v.begin_earliest, v.id
  RETURN collect(v) AS events
}
{{ evidence_of("events") }}
RETURN
  broker.name AS actor,
  links,
  $measures[broker.id]['betweenness'] AS betweenness,
  [pair IN pairs | pair[0].name + ' – ' + pair[1].name] AS between,
  size(carried) AS messages_carried,
  {{ ids_of_one(actor="broker") }},
  [pair IN pairs | pair[0].id] AS between_one_ids,
  [pair IN pairs | pair[1].id] AS between_other_ids,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
