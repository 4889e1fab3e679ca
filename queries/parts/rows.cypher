{# The rows of an answer. #}

{# The first rows in an order, as many as were asked for. #}
{% macro first_rows(order) %}
ORDER BY {{ order }}
LIMIT coalesce($limit, 9223372036854775807)
{% endmacro %}

{% macro names(nodes) %}
[x IN {{ nodes }} | x.name]
{% endmacro %}

{# For what led somewhere that place, else where it happened. #}
{% macro where(destinations="destinations", places="places") %}
CASE {{ destinations }} WHEN [] THEN {{ places }} ELSE {{ destinations }} END
{% endmacro %}

{# Nodes of one event, and of pairs of them each once; with $actor, that actor comes first. #}
{% macro pair_asked(one="one", other="other") %}
{{ one }} <> {{ other }}
AND ($actor IS NOT NULL OR {{ one }}.id < {{ other }}.id)
AND ($with IS NULL OR {{ other }}.id = $with OR ($actor IS NULL AND {{ one }}.id = $with))
{% endmacro %}
