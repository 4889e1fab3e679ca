{# Where a search begins: at an actor, a place, a topic, a period, each found by a seek of an
   index. Parameters that are not given choose nothing; UNION adds up what the others find. #}
{% from "conditions.cypher" import asked %}
{% from "periods.cypher" import overlapping %}

{# The usual anchors. #}
{% set asked_by = {"actor": ["$actor", "$with"], "place": ["$place"], "topic": ["$topic"]} %}

{# A parameter as a list of ids, null where it is not given. #}
{% macro listed(value) %}
{{ value if value[1:] in many else "CASE WHEN " ~ value ~ " IS NOT NULL THEN [" ~ value ~ "] END" }}
{% endmacro %}

{% macro first_of(values) %}
{{ values[0] if values | length == 1 else "coalesce(" ~ values | join(", ") ~ ")" }}
{% endmacro %}

{% macro first_list_of(values) %}
{% set lists = namespace(all=[]) %}
{% for value in values %}
{% set lists.all = lists.all + [listed(value)] %}
{% endfor %}
{{ first_of(lists.all) }}
{% endmacro %}

{# A node by its id. A seek on one label is hinted: until its index is sampled it counts as
   empty, and a scan of it seems to cost nothing. #}
{% macro by_id(variable, classes, id, rest="") %}
MATCH ({{ variable }}:{{ classes }} {id: {{ id }}}){{ rest }}
{% if classes.one %}
USING INDEX SEEK {{ variable }}:{{ classes }}(id)
{% endif %}
{% endmacro %}

{# Nodes by a list of ids, null or empty for none. #}
{% macro by_ids(variable, classes, ids, rest="") %}
UNWIND {{ ids }} AS {{ variable }}_id
{{ by_id(variable, classes, variable ~ "_id", rest) }}
{% endmacro %}

{# The lists of ids `by_NAME`, of which the first whose parameter is given is set, the period and
   the day by which it must be known. `more` are lines for anchors of a question's own. #}
{% macro anchors(by, period=true, more="") %}
{% set earlier = namespace(given=[]) %}
WITH
{% for name, values in by.items() %}
  {% if earlier.given %}
  CASE WHEN {{ first_of(earlier.given) }} IS NULL THEN {{ first_list_of(values) }} END AS by_{{ name }},
  {% else %}
  {{ first_list_of(values) }} AS by_{{ name }},
  {% endif %}
  {% set earlier.given = earlier.given + values %}
{% endfor %}
{% if period %}
  CASE
    WHEN {{ first_of(earlier.given) }} IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN {{ first_of(earlier.given) }} IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  {% if more %}
  {{ more }}
  {% endif %}
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
{% endif %}
  coalesce($known_by, date('9999-12-31')) AS known_by
{% endmacro %}

{# The events `e` at the first of the anchors that is given: `actors` are the roles by which an
   actor leads to them. A caller's own branches come first. `all` is how every event is found,
   where no anchor is given. #}
{% macro found(events, by, actors=none, period=true, all="", also=[]) %}
{% set branches = namespace(all=[]) %}
{% if caller is defined %}
  {% set branches.all = branches.all + [caller()] %}
{% endif %}
{% if actors %}
  {% set branch %}
  {{ by_ids("a", Actor, "by_actor") }}
  MATCH (a){{ actors.to_event() }}(e:{{ events.label }})
  RETURN e
  {% endset %}
  {% set branches.all = branches.all + [branch] %}
{% endif %}
{% if "place" in by %}
  {% set branch %}
  {% set from_place = events.where.to_event() %}
  UNWIND by_place AS within_id
  MATCH (within:{{ Place }} {id: within_id})<-[:WITHIN*0..]-(:{{ Place }}){{ from_place }}(e:{{ events.label }})
  USING INDEX SEEK within:{{ Place }}(id)
  RETURN e
  {% endset %}
  {% set branches.all = branches.all + [branch] %}
{% endif %}
{% if "topic" in by %}
  {% set branch %}
  {{ by_ids("t", Entity, "by_topic") }}
  MATCH (t){{ events.topics.to_event() }}(e:{{ events.label }})
  RETURN e
  {% endset %}
  {% set branches.all = branches.all + [branch] %}
{% endif %}
{% if period %}
  {% set branch %}
  // The period index: one seek for each power of two of days, for each open side, and for no date.
  {{ overlapping(events, "by_period", "since", "until") }}
  RETURN e
  {% endset %}
  {% set branches.all = branches.all + [branch] %}
  {% set branch %}
  UNWIND by_class AS every
  MATCH {{ all or "(e:" ~ events ~ ")" }}
  RETURN e
  {% endset %}
  {% set branches.all = branches.all + [branch] %}
{% endif %}
{% set of_period = ["by_period", "by_class", "since", "until"] if period else [] %}
{% set imported = by | map("replace", "", "by_", 1) | list + of_period + also %}
CALL ({{ imported | join(", ") }}) {
{{ branches.all | join("UNION\n") }}
}
{% endmacro %}

{# Who and what events are asked for by: an actor, else a place, else a topic. #}
{% macro events_asked(events, actors, by=asked_by) %}
// Where the search begins: the first of these that is given, else all such events.
{{ anchors(by) }}
{% if caller is defined %}
{% set more = caller() %}
{% call found(events, by, actors) %}
{{ more }}
{% endcall %}
{% else %}
{{ found(events, by, actors) }}
{% endif %}
{{ asked() }}
{% endmacro %}
