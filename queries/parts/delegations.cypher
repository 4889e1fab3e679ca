{# Visits by a delegation are visits by its members, while they belong to it. #}
{% from "conditions.cypher" import asserted_as_known, is_given %}
{% from "anchors.cypher" import by_ids %}

{# The visits of the delegations that some actors belonged to at any time. #}
{% macro visits_by_delegation(actors) %}
{{ by_ids("a", Actor, actors) }}
MATCH (a){{ Affiliation.member.to_event() }}(:{{ Affiliation }}){{ Affiliation.group.from_event() }}(d:{{ Delegation }})
MATCH (d){{ Visit.participants.to_event() }}(e:{{ Visit }})
RETURN e
{% endmacro %}

{# A member `x` of a delegation `d` that was on a visit, at that time as far as may be. #}
{% macro member_of_delegation(event="e") %}
MATCH ({{ event }}){{ Visit.participants.from_event("r") }}(d:{{ Delegation }}){{ Affiliation.group.to_event("s") }}(a:{{ Affiliation }}){{ Affiliation.member.from_event("t") }}(x)
WHERE
  {{ asserted_as_known() }}
  AND {{ asserted_as_known("s") }}
  AND {{ asserted_as_known("t") }}
  AND a.status = 'occurred' AND a.known_from <= known_by
  AND coalesce(a.kind, 'member') IN ['member', 'head']
  AND coalesce(a.begin_earliest <= {{ event }}.end_latest, true)
  AND coalesce(a.end_latest >= {{ event }}.begin_earliest, true)
{% endmacro %}

{# Who belonged to a delegation on an event at that time, as far as may be, and to which. #}
{% macro memberships() %}
// Members of the delegations among the visitors.
CALL (e, known_by) {
  OPTIONAL {{ member_of_delegation() }}
  WITH DISTINCT x, d
  ORDER BY d.name, d.id
  RETURN
    collect(x) AS members,
    [m IN collect({member: x, of: d}) WHERE m.member IS NOT NULL] AS memberships
}
{% endmacro %}

{# Members who are asked for, all without $actor, and are not `present` themselves. #}
{% macro others_asked(present) %}
[
  x IN members
  WHERE ($actor IS NULL OR {{ is_given("actor", "x.id") }}) AND NOT x IN {{ present }}
]
{% endmacro %}

{# The delegations as whose members those asked for took part, who are not `present` themselves. #}
{% macro as_member_of(present) %}
[
  m IN memberships
  WHERE {{ is_given("actor", "m.member.id") }} AND NOT m.member IN {{ present }}
  | m.of.name
]
{% endmacro %}
