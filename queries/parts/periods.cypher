{# Periods: events found by the period index, periods as EDTF, and sums over the days of events. #}

{# Whether an event has a date, or none; one without is in the period index all the same. #}
{% macro dated(event="e") %}
{{ event }}.span > -4
{% endmacro %}

{% macro undated(event="e") %}
{{ event }}.span = -4
{% endmacro %}

{# The events whose days overlap some days: one seek for each power of two of days, and for
   each open side. `keep` are variables that are needed besides. #}
{% macro overlapping(events, spans, since, until, event="e", keep=[]) %}
UNWIND {{ spans }} AS span
WITH
{% for variable in keep %}
  {{ variable }},
{% endfor %}
  span,
  CASE
    WHEN span >= 0 THEN {{ since }} - duration({days: toInteger(2 ^ span) - 1})
    WHEN span = -1 THEN {{ since }}
    ELSE date('0001-01-01')
  END AS earliest,
  CASE WHEN span IN [-1, -3] THEN date('9999-12-31') ELSE {{ until }} END AS latest
MATCH ({{ event }}:{{ events }})
WHERE {{ event }}.span = span AND earliest <= {{ event }}.span_from <= latest
{% endmacro %}

{# The days from one to another as EDTF: whole years and months as such, an open side as `..`. #}
{% macro days_as_edtf(first, last) %}
CASE
  WHEN {{ first }} IS NULL AND {{ last }} IS NULL THEN null
  WHEN {{ first }} = {{ last }} THEN toString({{ first }})
  WHEN {{ first }}.ordinalDay = 1 AND {{ last }}.month = 12 AND {{ last }}.day = 31
    THEN CASE
      WHEN {{ first }}.year = {{ last }}.year THEN left(toString({{ first }}), 4)
      ELSE left(toString({{ first }}), 4) + '/' + left(toString({{ last }}), 4)
    END
  WHEN {{ first }}.day = 1 AND ({{ last }} + duration({days: 1})).day = 1
    THEN CASE
      WHEN left(toString({{ first }}), 7) = left(toString({{ last }}), 7)
        THEN left(toString({{ first }}), 7)
      ELSE left(toString({{ first }}), 7) + '/' + left(toString({{ last }}), 7)
    END
  ELSE coalesce(toString({{ first }}), '..') + '/' + coalesce(toString({{ last }}), '..')
END
{% endmacro %}

{# The latest and the earliest of some days that are known; null if none is. #}
{% macro latest(days) %}
reduce(
  day = null, x IN [{{ days | join(", ") }}] | CASE WHEN day >= x THEN day ELSE coalesce(x, day) END
)
{% endmacro %}

{% macro earliest(days) %}
reduce(
  day = null, x IN [{{ days | join(", ") }}] | CASE WHEN day <= x THEN day ELSE coalesce(x, day) END
)
{% endmacro %}

{# How many days some stretches of time cover, each `{first, last}`, in order of their first. #}
{% macro days_covered(stretches) %}
reduce(
  so_far = {days: 0, last: null},
  x IN {{ stretches }}
  | CASE
    WHEN coalesce(x.first > so_far.last, true)
      THEN {
        days: so_far.days + duration.inDays(x.first, x.last).days + 1,
        last: x.last
      }
    WHEN x.last > so_far.last
      THEN {
        days: so_far.days + duration.inDays(so_far.last, x.last).days,
        last: x.last
      }
    ELSE so_far
  END
).days
{% endmacro %}

{# How many runs they make: one begins more than `apart` days after all before have ended. #}
{% macro runs(stretches, apart=1) %}
reduce(
  so_far = {runs: 0, last: null},
  x IN {{ stretches }}
  | CASE
    WHEN coalesce(x.first > so_far.last + duration({days: {{ apart }}}), true)
      THEN {runs: so_far.runs + 1, last: x.last}
    WHEN x.last > so_far.last THEN {runs: so_far.runs, last: x.last}
    ELSE so_far
  END
).runs
{% endmacro %}
