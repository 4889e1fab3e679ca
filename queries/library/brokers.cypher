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

{% set events = Meeting + Message %}
{% set met = Meeting.participants %}
{% set order = "size(between) DESC, size(carried) DESC, broker.id" %}
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
  WHERE {{ asserted() }}
  RETURN broker
UNION
  UNWIND messages AS m
  MATCH (m){{ Message.carrier.from_event("r") }}(broker)
  WHERE {{ asserted() }}
  RETURN broker
}
WITH *
WHERE $actor IS NULL OR broker.id = $actor
CALL (broker, meetings, known_by) {
  // Whom the broker met, and whom each of them ever met.
  OPTIONAL MATCH (broker){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(x)
  WHERE
    m IN meetings AND x <> broker
    AND {{ asserted() }}
    AND {{ asserted("s") }}
  WITH x, collect(DISTINCT m) AS through
  CALL (x, known_by) {
    OPTIONAL MATCH (x){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(y)
    WHERE
      (m.status = 'occurred' OR m.status = $status OR ($status = 'any' AND m.status <> 'denied'))
      AND m.known_from <= known_by
      AND {{ asserted() }}
      AND {{ asserted("s") }}
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
  OPTIONAL MATCH (broker){{ Message.carrier.to_event("r") }}(m:{{ Message }})
  WHERE
    m IN messages AND {{ asserted() }}
    AND (
      $with IS NULL
      OR EXISTS {
        MATCH (m){{ (Message.sender + Message.recipient).from_event("s") }}(x)
        WHERE x.id = $with AND {{ asserted("s") }}
      }
    )
  RETURN collect(DISTINCT m) AS carried
}
WITH *
WHERE between <> [] OR carried <> []
WITH known_by, broker, between, through, carried
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
  size(between) AS links,
  between,
  size(carried) AS messages_carried,
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
