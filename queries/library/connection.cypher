// title = "Connection"
// question = "Through whom are two actors connected that may never have met?"
// why = """
// The shortest ways from one to the other, each step a meeting: who could have passed on a
// word, and which meetings that rests on.
// """
// parameters = [
//   "actor", "with", "in_order", "place", "since", "until", "on", "topic", "known_by",
//   "source", "attributed_to", "certainty", "medium", "certain", "undated", "status",
//   "include_denied", "limit",
// ]
// caveats = [
//   "All chains of the fewest steps are given, each step with every meeting of the two. What is asked of place, period, topic, source or status holds for each meeting of a chain.",
//   "With --in-order each meeting may have been on the day of the one before it, or later; meetings without a date are then left out. The certainty of the order is not reported.",
//   "Chains of more than eight steps are not looked for.",
// ]
// example = 'whomet ask connection --actor "Ali Khamenei" --with "Vladimir Putin"'
// anchors = ["place", "topic"]
// reach = "events"
// entry = "{who} met {whom}"
// entries.medium.phone = "{who} spoke by phone with {whom}"
// entries.medium.video = "{who} spoke by video with {whom}"
// entries.medium.written = "{who} and {whom} in writing"
// edges = ["who", "whom"]
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// required = true
// help = "Where the chain begins."
//
// [parameter.with]
// required = true
// help = "Where the chain ends."
//
// [parameter.in_order]
// type = "flag"
// help = "Only chains whose meetings may have followed each other in time."
//
// [columns]
// chain = "number of the chain"
// step = "number of the step in it"
// who = "from whom"
// whom = "to whom the step leads"
// "where[]" = "where the two met, as far as a brief or the visit it was part of says"
// when = "when, as EDTF"
// certainty = "how certain: that of the strongest claim that says so"
// medium = "in-person, phone, video or written, if said"

{% set events = Meeting %}
{% set met = events.participants %}
{% set order = "chain, step, e.begin_earliest, e.id" %}
{% set by = {"place": ["$place"], "topic": ["$topic"]} %}
// The meetings of which chains are made; the search begins at the first of these that is given.
{{ anchors(by) }}
{{ found(events, by) }}
{{ asked() }}
  AND ({{ dated() }} OR NOT $in_order)
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// rows
WITH known_by, collect(e) AS meetings
{{ by_id("start", Actor, "$actor") }}
{{ by_id("goal", Actor, "$with") }}
WHERE start <> goal
// Who is reached in one step, two, and so on, and on which day at the earliest. Without
// --in-order any day will do, and nobody is reached twice.
WITH *, date('0001-01-01') AS always, date('9999-12-31') AS never
WITH
  *,
  reduce(
    found = {seen: [start], layers: [{actors: [start], days: [always]}]},
    step IN range(1, 8)
    | CASE
      WHEN goal IN found.seen THEN found
      ELSE
        head(
          [
            reached IN [
              COLLECT {
                WITH last(found.layers) AS before
                UNWIND range(0, size(before.actors) - 1) AS k
                WITH before.actors[k] AS x, before.days[k] AS day
                MATCH (x){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(y)
                WHERE
                  m IN meetings
                  AND {{ asserted_as_known() }}
                  AND {{ asserted_as_known("s") }}
                  AND CASE
                    WHEN $in_order THEN y <> x AND coalesce(m.end_latest, never) >= day
                    ELSE NOT y IN found.seen
                  END
                WITH DISTINCT
                  y,
                  CASE
                    WHEN $in_order AND m.begin_earliest > day THEN m.begin_earliest
                    ELSE day
                  END AS day
                ORDER BY elementId(y), day
                RETURN {actor: y, day: day}
              }
            ]
            | {
              seen: found.seen + [x IN reached | x.actor],
              layers:
                found.layers
                + {
                  actors: [k IN range(0, size(reached) - 1)
                    WHERE k = 0 OR reached[k].actor <> reached[k - 1].actor
                    | reached[k].actor],
                  days: [k IN range(0, size(reached) - 1)
                    WHERE k = 0 OR reached[k].actor <> reached[k - 1].actor
                    | reached[k].day]
                }
            }
          ]
        )
    END
  ) AS found
WHERE goal IN found.seen
// Back from the goal through these layers: all ways, with the last day left at each actor.
WITH
  *,
  reduce(
    ways = [{actors: [goal], days: [never]}],
    layer IN reverse(found.layers[0..-1])
    | head(
      [
        longer IN [
          COLLECT {
            UNWIND ways AS way
            WITH way, head(way.actors) AS y, head(way.days) AS day
            MATCH (y){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(x)
            WHERE
              m IN meetings AND x IN layer.actors
              AND {{ asserted_as_known() }}
              AND {{ asserted_as_known("s") }}
            WITH
              way,
              x,
              day,
              coalesce(m.begin_earliest, always) AS earliest,
              CASE WHEN m.end_latest < day THEN m.end_latest ELSE day END AS latest
            WHERE
              NOT $in_order
              OR (
                earliest <= latest
                AND any(k IN range(0, size(layer.actors) - 1)
                  WHERE layer.actors[k] = x AND layer.days[k] <= latest)
              )
            WITH DISTINCT way, x, CASE WHEN $in_order THEN latest ELSE day END AS day
            ORDER BY [a IN way.actors | elementId(a)], elementId(x), day DESC
            RETURN {actors: [x] + way.actors, days: [day] + way.days}
          }
        ]
        | [k IN range(0, size(longer) - 1)
          WHERE k = 0 OR longer[k].actors <> longer[k - 1].actors
          | longer[k]]
      ]
    )
  ) AS ways
UNWIND ways AS way
WITH known_by, meetings, always, way
ORDER BY [x IN way.actors | x.name], [x IN way.actors | x.id]
WITH known_by, meetings, always, collect(way) AS ways
UNWIND range(1, size(ways)) AS chain
WITH
  known_by,
  meetings,
  always,
  chain,
  ways[chain - 1].actors AS actors,
  ways[chain - 1].days AS days
// Every meeting of each step; --in-order keeps those that fit between the others of the chain.
WITH
  *,
  [
    step IN range(1, size(actors) - 1)
    | COLLECT {
      WITH actors[step - 1] AS x, actors[step] AS y
      MATCH (x){{ met.to_event("r") }}(m:{{ Meeting }}){{ met.from_event("s") }}(y)
      WHERE
        m IN meetings
        AND {{ asserted_as_known() }}
        AND {{ asserted_as_known("s") }}
      RETURN DISTINCT m
    }
  ] AS steps
WITH
  *,
  reduce(
    firsts = [always],
    step IN range(1, size(steps))
    | firsts + reduce(
      first = null,
      m IN steps[step - 1]
      | CASE
        WHEN m.begin_earliest > days[step] OR m.end_latest < last(firsts) THEN first
        WHEN first <= coalesce(m.begin_earliest, always) OR first <= last(firsts) THEN first
        WHEN m.begin_earliest > last(firsts) THEN m.begin_earliest
        ELSE last(firsts)
      END
    )
  ) AS firsts
UNWIND range(1, size(steps)) AS step
UNWIND steps[step - 1] AS e
WITH
  known_by,
  chain,
  step,
  actors[step - 1] AS one,
  actors[step] AS other,
  e,
  firsts[step - 1] AS earliest,
  days[step] AS latest
WHERE
  NOT $in_order
  OR (
    coalesce(e.begin_earliest <= latest, true)
    AND coalesce(e.end_latest >= earliest, true)
  )
WITH known_by, chain, step, one, other, e
{{ first_rows(order) }}
CALL (e, known_by) {
  OPTIONAL MATCH (e){{ events.places.from_event("r") }}(p:{{ Place }})
  WHERE {{ asserted_as_known() }}
  WITH p
  ORDER BY p.name, p.id
  RETURN collect(p) AS places
}
{{ evidence() }}
RETURN
  chain,
  step,
  one.name AS who,
  other.name AS whom,
  {{ names("places") }} AS where,
  e.when AS when,
  certainty,
  e.format AS medium,
  {{ ids_of_one(who="one", whom="other") }},
  {{ ids_of_all(where="places") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY {{ order }}
