{# The claims behind a row, the earliest first, and what a claim says of itself. #}

{% macro evidence(event="e") %}
CALL ({{ event }}, known_by) {
  MATCH ({{ event }})<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
{% endmacro %}

{# Of several events, each claim once. #}
{% macro evidence_of(events) %}
CALL ({{ events }}, known_by) {
  UNWIND {{ events }} AS v
  MATCH (v)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH DISTINCT b, c
  ORDER BY c.published, b.id, c.id
  RETURN collect(b.id) AS briefs, collect(c.quote) AS quotes
}
{% endmacro %}

{# The date that a claim states, as EDTF. #}
{% macro stated_date(claim="c") %}
CASE
  WHEN {{ claim }}.when_edtf IS NOT NULL THEN {{ claim }}.when_edtf
  WHEN coalesce({{ claim }}.start_edtf, {{ claim }}.end_edtf) IS NOT NULL
    THEN coalesce({{ claim }}.start_edtf, '..') + '/' + coalesce({{ claim }}.end_edtf, '..')
END
{% endmacro %}
