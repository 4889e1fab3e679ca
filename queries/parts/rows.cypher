{# The rows of an answer. #}
{% from "conditions.cypher" import is_given %}

{# The first rows in an order, as many as were asked for. The part above counts them all. #}
{% macro first_rows(order) %}
// limit
ORDER BY {{ order }}
LIMIT coalesce($limit, 9223372036854775807)
{% endmacro %}

{% macro names(nodes) %}
[x IN {{ nodes }} | x.name]
{% endmacro %}

{% macro ids(nodes) %}
[x IN {{ nodes }} | x.id]
{% endmacro %}

{# The companions of columns, for programs: the ids of whom and what they name, each column of one
   with its node, `ids_of_one(who="one")`, and each of several with its list of nodes. #}
{% macro ids_of_one() %}
{% for column, node in kwargs.items() %}
{{ node }}.id AS {{ column }}_id{{ "" if loop.last else "," }}
{% endfor %}
{% endmacro %}

{% macro ids_of_all() %}
{% for column, nodes in kwargs.items() %}
{{ ids(nodes) }} AS {{ column }}_ids{{ "" if loop.last else "," }}
{% endfor %}
{% endmacro %}

{# The companions of dates: the four bounds of an event, or of a begin and an end. #}
{% macro bounds(event="e", last=none) %}
{{ event }}.begin_earliest AS begin_earliest,
{{ event }}.begin_latest AS begin_latest,
{{ last or event }}.end_earliest AS end_earliest,
{{ last or event }}.end_latest AS end_latest
{% endmacro %}

{# For what led somewhere that place, else where it happened. #}
{% macro where(destinations="destinations", places="places") %}
CASE {{ destinations }} WHEN [] THEN {{ places }} ELSE {{ destinations }} END
{% endmacro %}

{# Those nodes that are asked for: all, if none is. #}
{% macro those_asked(parameter, nodes) %}
[x IN {{ nodes }} WHERE ${{ parameter }} IS NULL OR {{ is_given(parameter, "x.id") }}]
{% endmacro %}

{# Nodes of one event, and of pairs of them each once; with $actor, that actor comes first. #}
{% macro pair_asked(one="one", other="other") %}
{{ one }} <> {{ other }}
AND ($actor IS NOT NULL OR {{ one }}.id < {{ other }}.id)
AND (
  $with IS NULL
  OR {{ is_given("with", other ~ ".id") }}
  OR ($actor IS NULL AND {{ is_given("with", one ~ ".id") }})
)
{% endmacro %}
