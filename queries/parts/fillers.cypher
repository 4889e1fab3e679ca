{# Who and what has which role in an event, as far as deciding claims say so. Each is a list named
   as it is given: `fillers(events, hosts=Visit.host)`. #}
{% from "conditions.cypher" import asserted_as_known %}

{# Lists of nodes, in order. No relationship may be in two of them. #}
{% macro fillers(events, order="x.begin_earliest, x.name, x.id") %}
{% set roles = kwargs.values() | sum(start=events.none) %}
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e){{ roles.from_event("r") }}(x)
  WHERE {{ asserted_as_known() }}
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    {{ events.told_apart(kwargs) }} AS role
  ORDER BY {{ order }}
  RETURN
{% for name in kwargs %}
    collect(CASE role WHEN '{{ name }}' THEN x END) AS {{ name }}{{ "" if loop.last else "," }}
{% endfor %}
}
{% endmacro %}

{# Lists of ids, in no order. #}
{% macro filler_ids(events) %}
{% set roles = kwargs.values() | sum(start=events.none) %}
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e){{ roles.from_event("r") }}(x)
  WHERE {{ asserted_as_known() }}
  RETURN
{% for name, some in kwargs.items() %}
    collect(CASE WHEN {{ some.test(among=roles) }} THEN x.id END) AS {{ name }}{{ "" if loop.last else "," }}
{% endfor %}
}
{% endmacro %}
