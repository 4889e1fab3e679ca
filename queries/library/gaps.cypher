// title = "Gaps"
// question = "What is missing from the record?"
// why = """
// What to look for next: meetings without a place or a date, what only one publisher reports,
// names that could not be resolved, and plans of which nothing was heard again.
// """
// parameters = [
//   "kind", "actor", "with", "place", "since", "until", "on", "topic", "known_by",
//   "source", "attributed_to", "certainty", "medium", "certain", "undated", "status",
//   "include_denied", "limit",
// ]
// caveats = [
//   "Events that only one publisher reports are most of a record: they are listed with --kind single-source alone.",
//   "Calls, video conferences and exchanges of letters have no place, and lack none.",
//   "A planned event counts as not reported when its last possible day is before today, or before --known-by or --until where that is earlier.",
//   "An unresolved name is one that stays with its brief: a single word for a person, or a name that several entities have. With an actor, a place, a topic or a period, those are listed who take part in such events.",
// ]
// counts = "gap"
// example = 'whomet ask gaps --kind single-source --actor Bagheri'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{gap}: {what}"
// parameter.actor.many = true
// parameter.place.many = true
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.kind]
// type = "choice"
// help = "Only gaps of this kind; without it, all but single-source."
// choices = ["no-place", "no-date", "single-source", "unresolved-name", "no-report"]
// left_out = ["single-source"]
//
// [parameter.with]
// many = true
// help = "Events in which this actor took part as well, also as host of a visit."
//
// [parameter.status]
// help = "Events of this status; any means all but denied ones. Plans without a report come with each."
//
// [columns]
// gap = "no-place, no-date (of a meeting), single-source, unresolved-name or no-report (of a plan)"
// what = "the event by name, in which people are called as its briefs call them; of an unresolved name, the name"
// when = "when the event was, as EDTF"
// event = "id of the event; of an unresolved name, of whom or what it names"

{% set events = Event %}
{% set everyone = events.participants + events.hosts %}
{# Without a ref a delegation belongs to its brief, and has nothing to be resolved to. #}
{% set named = Entity - Delegation %}
{% set by_name %}
// Nothing asked for: all unresolved names too, also of those who take part in nothing.
CASE
  WHEN coalesce($actor, $with, $place, $topic, $attributed_to) IS NOT NULL THEN []
  WHEN coalesce($since, $until) IS NOT NULL OR $source IS NOT NULL THEN []
  WHEN coalesce($certainty, $medium) IS NOT NULL THEN []
  WHEN coalesce($kind, 'unresolved-name') = 'unresolved-name' THEN ['all']
  ELSE []
END AS by_name,
{% endset %}
// Where the search begins: the first of these that is given, else all events.
{{ anchors(asked_by, more=by_name) }}
{% call found(events, asked_by, everyone, also=["by_name", "known_by"]) %}
  // Whoever could not be resolved has the id of one mention.
  UNWIND by_name AS which
  MATCH (e:{{ named }})
  WHERE e.ref IS NULL AND e.id CONTAINS '#' AND EXISTS {
    MATCH (e)<-[:MENTIONS]-(b:Brief)
    WHERE b.published <= known_by
  }
  RETURN e
{% endcall %}
WITH
  e,
  known_by,
  by_name,
  {{ date_match() }} AS date_match
WHERE
  {{ in_period() }}
  AND (
    NOT e:{{ events.label }}
    OR (
      e.known_from <= known_by
      AND (
        e.status IN [$status, 'planned']
        OR ($status = 'any' AND e.status <> 'denied')
        OR ($include_denied AND e.status = 'denied')
      )
    )
  )
{{ filler_ids(events, everyone=everyone, actors=events.participants, topics=events.topics) }}
WITH *
WHERE
  {{ among_ids("actor", "actors") }}
  AND {{ among_ids("with", "everyone") }}
  AND {{ among_ids("topic", "topics") }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
// What is missing from each event. A plan counts up to the day that the question is about.
WITH
  e,
  known_by,
  by_name,
  reduce(
    day = date(), other IN [$known_by, $until] | CASE WHEN other < day THEN other ELSE day END
  ) AS day,
  e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied') AS asked
WITH
  e,
  known_by,
  [
    gap IN [
      CASE WHEN NOT e:{{ Event.label }} THEN 'unresolved-name' END,
      CASE
        WHEN asked AND e:{{ Meeting }} AND coalesce(e.format, 'in-person') = 'in-person' AND NOT EXISTS {
          MATCH (e){{ Meeting.places.from_event("r") }}()
          WHERE {{ asserted_as_known() }}
        }
          THEN 'no-place'
      END,
      CASE WHEN asked AND e:{{ Meeting }} AND {{ undated() }} THEN 'no-date' END,
      CASE
        WHEN asked AND COUNT {
          MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
          WHERE c.deciding AND c.published <= known_by
          RETURN DISTINCT toLower(b.source)
        } = 1
          THEN 'single-source'
      END,
      CASE WHEN e.status = 'planned' AND e.end_latest < day THEN 'no-report' END
    ]
    WHERE gap = $kind OR ($kind IS NULL AND gap <> 'single-source')
  ] AS gaps,
  CASE
    WHEN asked AND by_name = [] AND coalesce($kind, 'unresolved-name') = 'unresolved-name'
      THEN COLLECT {
        MATCH (e)-[r]-(x:{{ named }})
        WHERE {{ asserted_as_known() }} AND x.ref IS NULL AND x.id CONTAINS '#'
        RETURN DISTINCT x
      }
    ELSE []
  END AS unresolved
WHERE gaps <> [] OR unresolved <> []
// rows
UNWIND
  [gap IN gaps | {gap: gap, x: e}] + [x IN unresolved | {gap: 'unresolved-name', x: x}]
  AS row
WITH DISTINCT row.gap AS gap, row.x AS x, known_by
{{ first_rows("x.begin_earliest, x.id, gap") }}
CALL (x, known_by) {
  MATCH (x)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  RETURN b, c.id AS said, c.quote AS quote
UNION
  MATCH (x)<-[m:MENTIONS]-(b:Brief)
  WHERE b.published <= known_by
  RETURN b, m.key AS said, coalesce(head(m.surfaces), m.name) AS quote
}
WITH gap, x, b, said, quote
ORDER BY b.published, b.id, said
WITH gap, x, collect(b.id) AS briefs, collect(quote) AS quotes
RETURN
  gap,
  x.name AS what,
  x.when AS when,
  {{ bounds("x") }},
  x.id AS event,
  briefs,
  quotes
ORDER BY x.begin_earliest, x.id, gap
