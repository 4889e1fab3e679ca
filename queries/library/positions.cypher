// title = "Positions"
// question = "Who held which position, from when to when?"
// why = """
// Who held what on a date, and what somebody held over the years: the ground for reading who
// met in which capacity.
// """
// parameters = [
//   "actor", "position", "organization", "since", "until", "on", "known_by", "source",
//   "attributed_to", "certainty", "certain", "undated", "status", "include_denied", "limit",
// ]
// caveats = [
//   "A tenure without a known end counts as possibly held ever since.",
// ]
// example = 'whomet ask positions --on 2017-10-19'
// anchors = ["actor", "position", "organization"]
// entry = "{holder}: {position}[, {organization}]"
// edges = ["holder", "organization"]
// parameter.source.many = true
//
// [parameter.actor]
// many = true
// help = "Positions of this holder."
//
// [parameter.position]
// type = "position"
// help = "Holders of this position."
//
// [parameter.organization]
// type = "organization"
// help = "Positions in this organization."
//
// [parameter.on]
// help = "Positions held at some time in this date: a day, month, year …"
//
// [columns]
// holder = "who held it"
// position = "the position"
// organization = "in which organization"
// from = "when the tenure began, as EDTF; null if not known"
// until = "when it ended, as EDTF; null if it is not known to have ended"
// date_match = "certain or possible; null where no period was asked for"
// certainty = "how certain: that of the strongest claim that says so"

{% set events = Tenure %}
{% set by = {"actor": ["$actor"], "position": ["$position"], "organization": ["$organization"]} %}
// Where the search begins: the first of these that is given, else all tenures.
{{ anchors(by) }}
{% call found(events, by, events.holder) %}
  {{ by_ids("p", Position, "by_position", events.position.to_event() ~ "(e:" ~ events ~ ")") }}
  RETURN e
UNION
  {{ by_ids("o", Organization, "by_organization", events.organization.to_event() ~ "(e:" ~ events ~ ")") }}
  RETURN e
{% endcall %}
{{ asked() }}
{{ fillers(
  events,
  holders=events.holder,
  positions=events.position,
  organizations=events.organization
) }}
WITH *
WHERE
  {{ among("actor", "holders") }}
  AND {{ among("position", "positions") }}
  AND {{ among("organization", "organizations") }}
  AND {{ reported() }}
// rows
WITH e, known_by, date_match, holders, positions, organizations
{{ first_rows("e.begin_earliest, e.id") }}
{{ evidence() }}
RETURN
  head(holders).name AS holder,
  head(positions).name AS position,
  head(organizations).name AS organization,
  // A side that only follows from the other one is open.
  CASE
    WHEN e.begin_earliest IS NOT NULL OR coalesce(e.begin_latest < e.end_latest, true)
      THEN e.start
  END AS from,
  CASE
    WHEN e.end_latest IS NOT NULL OR coalesce(e.end_earliest > e.begin_earliest, true)
      THEN e.end
  END AS until,
  date_match,
  certainty,
  {{ ids_of_one(holder="head(holders)", position="head(positions)", organization="head(organizations)") }},
  {{ bounds() }},
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
