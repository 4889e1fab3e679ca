{# Which positions somebody may have held on the day of an event: the tenure may have begun by
   then, and may not have ended before. `of_event` is when the event's own date counts. #}
{% from "conditions.cypher" import asserted_as_known %}
{% from "periods.cypher" import dated %}

{% macro held(holder, position, of_event=dated("e")) %}
MATCH ({{ holder }}){{ Tenure.holder.to_event("h") }}(t:{{ Tenure }}){{ Tenure.position.from_event("s") }}({{ position }}:{{ Position }})
WHERE
  t.status = 'occurred' AND t.known_from <= known_by
  AND {{ asserted_as_known("h") }}
  AND {{ asserted_as_known("s") }}
  AND {{ dated("t") }} AND {{ of_event }}
  AND coalesce(t.begin_earliest <= e.end_latest, true)
  AND coalesce(t.end_latest >= e.begin_earliest, true)
{% endmacro %}
