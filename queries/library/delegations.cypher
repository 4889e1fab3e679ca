// title = "Delegations"
// question = "Which delegation went where, led by whom, and who belonged to it?"
// why = """
// Who came along says what a visit was for: every delegation with its leader and its members,
// as far as the briefs name them.
// """
// parameters = [
//   "actor", "with", "place", "since", "until", "on", "topic", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "Members are those of whom a brief says that they belong to the delegation; other visitors of the visit are in the question visits.",
//   "A delegation of which no visit is recorded has one row, without visit, place and date, if a brief names who belonged to it; a period is then compared with the time of belonging.",
//   "A delegation without a ref belongs to its brief: two briefs on one visit may give two rows.",
// ]
// example = 'whomet ask delegations --actor "Bagheri"'
// anchors = ["actor", "with", "place", "topic"]
// entry = "{delegation}[, led by {leader},][ in {where}]"
// parameter.topic.many = true
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "This delegation, or delegations with which this actor went, as leader, member or visitor."
//
// [parameter.with]
// many = true
// help = "Delegations with which this actor went as well."
//
// [parameter.place]
// many = true
// help = "Delegations to this place or anywhere within it."
//
// [columns]
// delegation = "the delegation"
// leader = "who led the visit, else who is called the head of the delegation"
// "members[]" = "who else is said to belong to it"
// visit = "the visit by name; null if none is recorded"
// "where[]" = "where the visit led to"
// when = "when the visit was, as EDTF"
// certainty = "how certain: that of the strongest claim that says so"
// "event[]" = "ids of the visit, then of what names the members"

{% set events = Visit + Affiliation %}
{% set went = Visit.participants %}
{% set order = "trip.begin_earliest, trip.id, party.name, party.id" %}
{% set all = "(:" ~ Delegation ~ ")" ~ (went + Affiliation.group).to_event() ~ "(e:" ~ events ~ ")" %}
// Where the search begins: the first of these that is given, else all such events.
{{ anchors(asked_by) }}
{% call found(events, asked_by, went + Affiliation.member, all=all) %}
  // The visits of the delegations that an actor belonged to, and who else belonged to them.
  {{ by_ids("a", Actor, "by_actor") }}
  MATCH (a){{ Affiliation.member.to_event() }}(:{{ Affiliation }}){{ Affiliation.group.from_event() }}(d:{{ Delegation }})
  MATCH (d){{ went.to_event() }}(e:{{ Visit }})
  RETURN e
UNION
  {{ by_ids("a", Actor, "by_actor") }}
  MATCH (a){{ Affiliation.member.to_event() }}(:{{ Affiliation }}){{ Affiliation.group.from_event() }}(d:{{ Delegation }})
  MATCH (d){{ Affiliation.group.to_event() }}(e:{{ Affiliation }})
  RETURN e
UNION
  {{ by_ids("d", Delegation, "by_actor", Affiliation.group.to_event() ~ "(e:" ~ Affiliation ~ ")") }}
  RETURN e
{% endcall %}
{{ asked() }}
  AND {{ about_topic(events) }}
  AND {{ in_place(events) }}
  AND {{ reported() }}
MATCH (e){{ (went + Affiliation.group).from_event("r") }}(party:{{ Delegation }})
WHERE {{ asserted_as_known() }} AND (e:{{ Visit }} OR {{ Affiliation.group.test() }})
WITH DISTINCT e, known_by, party
WHERE
  e:{{ Visit }}
  OR (
    coalesce(e.kind, 'member') IN ['member', 'head']
    AND NOT EXISTS {
      MATCH (party){{ went.to_event("r") }}(v:{{ Visit }})
      WHERE
        {{ asserted_as_known() }} AND v.known_from <= known_by
        AND (v.status = e.status OR v.status = 'occurred')
    }
  )
{{ fillers(
  Visit,
  order="x.name, x.id",
  visitors=went - Visit.leader,
  leaders=Visit.leader,
  destinations=Visit.destinations
) }}
CALL (e, known_by, party) {
  OPTIONAL MATCH (x){{ Affiliation.member.to_event("r") }}(a:{{ Affiliation }}){{ Affiliation.group.from_event("s") }}(party)
  WHERE
    coalesce(a.kind, 'member') IN ['member', 'head']
    AND a.status IN [e.status, 'occurred'] AND a.known_from <= known_by
    AND {{ asserted_as_known() }}
    AND {{ asserted_as_known("s") }}
  WITH DISTINCT x, a
  ORDER BY x.name, x.id
  RETURN
    collect(DISTINCT x) AS members,
    collect(DISTINCT CASE a.kind WHEN 'head' THEN x END) AS heads,
    collect(DISTINCT a) AS memberships
}
WITH
  *,
  [x IN visitors + leaders + members + [party] | x.id] AS people,
  head([x IN leaders WHERE x <> party] + heads) AS leader
WHERE {{ among_ids("actor", "people") }} AND {{ among_ids("with", "people") }}
// rows
WITH DISTINCT
  known_by,
  party,
  leader,
  members,
  CASE WHEN e:{{ Visit }} THEN e END AS trip,
  destinations,
  memberships
{{ first_rows(order) }}
CALL (trip, memberships) {
  UNWIND memberships + [trip] AS v
  WITH DISTINCT v
  ORDER BY v:{{ Affiliation }}, v.begin_earliest, v.id
  RETURN collect(v) AS events
}
{{ certainty_of("trip") }}
{{ evidence_of("events") }}
WITH *, [x IN members WHERE leader IS NULL OR x <> leader] AS members
RETURN
  party.name AS delegation,
  leader.name AS leader,
  {{ names("members") }} AS members,
  trip.name AS visit,
  [x IN destinations | x.name] AS where,
  trip.when AS when,
  certainty,
  {{ ids_of_one(delegation="party", leader="leader", visit="trip") }},
  {{ ids_of_all(members="members", where="destinations") }},
  {{ bounds("trip") }},
  [x IN events | x.id] AS event,
  briefs,
  quotes
ORDER BY {{ order }}
