{# The claims behind a row, the earliest first, and what a claim says of itself. #}
{% from "conditions.cypher" import rank %}

{# An event is as certain as the strongest of its deciding claims. #}
{% macro evidence(event="e") %}
CALL ({{ event }}, known_by) {
  MATCH ({{ event }})<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN
    collect(b.id) AS briefs,
    collect(c.quote) AS quotes,
    {{ strongest() }} AS certainty
}
{% endmacro %}

{% macro strongest() %}
['possible', 'probable', 'certain'][
  max(CASE WHEN c.deciding THEN {{ rank("c.certainty") }} END)
]
{% endmacro %}

{# How certain one of several events is, where the evidence is of all of them. #}
{% macro certainty_of(event="e") %}
CALL ({{ event }}, known_by) {
  OPTIONAL MATCH ({{ event }})<-[:ABOUT]-(c:Claim)
  WHERE c.published <= known_by
  RETURN
    {{ strongest() }} AS certainty
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

{# The date that a claim states, as EDTF; `2017-10-01/` says nothing about the end. #}
{% macro stated_date(claim="c") %}
CASE
  WHEN {{ claim }}.when_edtf IS NOT NULL THEN {{ claim }}.when_edtf
  WHEN coalesce({{ claim }}.start_edtf, {{ claim }}.end_edtf) IS NOT NULL
    THEN coalesce({{ claim }}.start_edtf, '') + '/' + coalesce({{ claim }}.end_edtf, '')
END
{% endmacro %}
