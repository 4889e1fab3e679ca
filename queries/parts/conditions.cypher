{# `--known-by` and other conditions on an event and on each role in it. All need `known_by`, a day. #}

{% from "periods.cypher" import undated %}

{# A place that followed until a brief stated another has `known_until`. #}
{% macro asserted_as_known(role="r") %}
({{ role }}.asserted OR {{ role }}.known_until > known_by) AND {{ role }}.known_from <= known_by
{% endmacro %}

{# How an event falls in the period that is asked for; null where none is. #}
{% macro date_match(event="e") %}
CASE
  WHEN coalesce($since, $until) IS NULL THEN null
  WHEN {{ undated(event) }} THEN CASE WHEN $undated THEN 'possible' ELSE 'outside' END
  WHEN {{ event }}.begin_earliest > $until OR {{ event }}.end_latest < $since THEN 'outside'
  WHEN
    ($until IS NULL OR {{ event }}.begin_latest <= $until)
    AND ($since IS NULL OR {{ event }}.end_earliest >= $since)
    THEN 'certain'
  ELSE 'possible'
END
{% endmacro %}

{% macro of_status(event="e") %}
(
  {{ event }}.status = $status
  OR ($status = 'any' AND {{ event }}.status <> 'denied')
  OR ($include_denied AND {{ event }}.status = 'denied')
)
{% endmacro %}

{# Keeps the events of the period and status asked for, and says how each matches the period. #}
{% macro asked() %}
WITH
  e,
  known_by,
  {{ date_match() }} AS date_match
WHERE
  {{ in_period() }}
  AND e.known_from <= known_by
  AND {{ of_status() }}
{% endmacro %}

{% macro in_period() %}
coalesce(date_match, 'certain')
  IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
{% endmacro %}

{# Whether an id is what a parameter gives: one of several, where it may be given several times. #}
{% macro is_given(parameter, id) %}
{{ id }} {{ "IN" if parameter in many else "=" }} ${{ parameter }}
{% endmacro %}

{# Whether a parameter, if it is given, gives the id of one of some nodes, or one of some ids. #}
{% macro among(parameter, nodes) %}
(${{ parameter }} IS NULL OR any(x IN {{ nodes }} WHERE {{ is_given(parameter, "x.id") }}))
{% endmacro %}

{% macro among_ids(parameter, ids) %}
(${{ parameter }} IS NULL OR any(id IN {{ ids }} WHERE {{ is_given(parameter, "id") }}))
{% endmacro %}

{% macro about_topic(events, event="e") %}
(
  $topic IS NULL
  OR EXISTS {
    MATCH ({{ event }}){{ events.topics.from_event("r") }}(t)
    WHERE {{ is_given("topic", "t.id") }} AND {{ asserted_as_known("r") }}
  }
)
{% endmacro %}

{# How certain: the larger the number, the more. #}
{% macro rank(certainty) %}
CASE {{ certainty }} WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END
{% endmacro %}

{# A place holds all that lies within it. #}
{% macro in_place(events, event="e") %}
(
  $place IS NULL
  OR EXISTS {
    MATCH ({{ event }}){{ events.where.from_event("r") }}(:{{ Place }})-[:WITHIN*0..]->(p)
    WHERE {{ is_given("place", "p.id") }} AND {{ asserted_as_known("r") }}
  }
)
{% endmacro %}

{# By whom a brief was published that says so, and on whose word it does; how certain it is, and
   by which medium people met, where a question has these parameters. #}
{% macro reported(event="e", deciding=true) %}
(
  $source IS NULL
  OR EXISTS {
    MATCH ({{ event }})<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
    WHERE b.source IN $source{{ " AND c.deciding" if deciding else "" }} AND c.published <= known_by
  }
)
AND (
  $attributed_to IS NULL
  OR EXISTS {
    MATCH ({{ event }})<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
    WHERE s.id = $attributed_to{{ " AND c.deciding" if deciding else "" }} AND c.published <= known_by
  }
)
{% if "certainty" in declared %}
AND (
  $certainty IS NULL
  OR EXISTS {
    MATCH ({{ event }})<-[:ABOUT]-(c:Claim)
    WHERE
      c.deciding AND c.published <= known_by
      AND {{ rank("c.certainty") }} >= {{ rank("$certainty") }}
  }
)
{% endif %}
{% if "medium" in declared %}
AND ($medium IS NULL OR {{ event }}.format = $medium)
{% endif %}
{% endmacro %}
