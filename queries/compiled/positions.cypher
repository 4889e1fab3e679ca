// # Compiled from queries/library/positions.cypher; edit that, then `make docs`.
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

// Where the search begins: the first of these that is given, else all tenures.
WITH
  $actor AS by_actor,
  CASE WHEN $actor IS NULL THEN CASE WHEN $position IS NOT NULL THEN [$position] END END AS by_position,
  CASE WHEN coalesce($actor, $position) IS NULL THEN CASE WHEN $organization IS NOT NULL THEN [$organization] END END AS by_organization,
  CASE
    WHEN coalesce($actor, $position, $organization) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN []
    ELSE range(CASE WHEN $undated THEN -4 ELSE -3 END, 22)
  END AS by_period,
  CASE
    WHEN coalesce($actor, $position, $organization) IS NOT NULL THEN []
    WHEN coalesce($since, $until) IS NULL THEN ['all']
    ELSE []
  END AS by_class,
  coalesce($since, date('0001-01-01')) AS since,
  coalesce($until, date('9999-12-31')) AS until,
  coalesce($known_by, date('9999-12-31')) AS known_by
CALL (by_actor, by_position, by_organization, by_period, by_class, since, until) {
  UNWIND by_position AS p_id
  MATCH (p:Position {id: p_id})<-[:AS]-(e:Tenure)
  USING INDEX SEEK p:Position(id)
  RETURN e
UNION
  UNWIND by_organization AS o_id
  MATCH (o:Organization {id: o_id})<-[:IN]-(e:Tenure)
  USING INDEX SEEK o:Organization(id)
  RETURN e
UNION
  UNWIND by_actor AS a_id
  MATCH (a:Person|Organization|Delegation {id: a_id})
  MATCH (a)-[:HELD]->(e:Tenure)
  RETURN e
UNION
  // The period index: one seek for each power of two of days, for each open side, and for no date.
  UNWIND by_period AS span
  WITH
    span,
    CASE
      WHEN span >= 0 THEN since - duration({days: toInteger(2 ^ span) - 1})
      WHEN span = -1 THEN since
      ELSE date('0001-01-01')
    END AS earliest,
    CASE WHEN span IN [-1, -3] THEN date('9999-12-31') ELSE until END AS latest
  MATCH (e:Tenure)
  WHERE e.span = span AND earliest <= e.span_from <= latest
  RETURN e
UNION
  UNWIND by_class AS every
  MATCH (e:Tenure)
  RETURN e
}
WITH
  e,
  known_by,
  CASE
    WHEN coalesce($since, $until) IS NULL THEN null
    WHEN e.span = -4 THEN CASE WHEN $undated THEN 'possible' ELSE 'outside' END
    WHEN e.begin_earliest > $until OR e.end_latest < $since THEN 'outside'
    WHEN
      ($until IS NULL OR e.begin_latest <= $until)
      AND ($since IS NULL OR e.end_earliest >= $since)
      THEN 'certain'
    ELSE 'possible'
  END AS date_match
WHERE
  coalesce(date_match, 'certain')
    IN CASE WHEN $certain THEN ['certain'] ELSE ['certain', 'possible'] END
  AND e.known_from <= known_by
  AND (
    e.status = $status
    OR ($status = 'any' AND e.status <> 'denied')
    OR ($include_denied AND e.status = 'denied')
  )
// Who and what takes part, as far as deciding claims say so.
CALL (e, known_by) {
  OPTIONAL MATCH (e)-[r:HELD|AS|IN]-(x)
  WHERE (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
  WITH x, r, type(r) AS kind
  WITH DISTINCT
    x,
    CASE kind
      WHEN 'HELD' THEN 'holders'
      WHEN 'AS' THEN 'positions'
      WHEN 'IN' THEN 'organizations'
    END AS role
  ORDER BY x.begin_earliest, x.name, x.id
  RETURN
    collect(CASE role WHEN 'holders' THEN x END) AS holders,
    collect(CASE role WHEN 'positions' THEN x END) AS positions,
    collect(CASE role WHEN 'organizations' THEN x END) AS organizations
}
WITH *
WHERE
  ($actor IS NULL OR any(x IN holders WHERE x.id IN $actor))
  AND ($position IS NULL OR any(x IN positions WHERE x.id = $position))
  AND ($organization IS NULL OR any(x IN organizations WHERE x.id = $organization))
  AND (
    $source IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
      WHERE b.source IN $source AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $attributed_to IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)-[:ATTRIBUTED_TO]->(s)
      WHERE s.id = $attributed_to AND c.deciding AND c.published <= known_by
    }
  )
  AND (
    $certainty IS NULL
    OR EXISTS {
      MATCH (e)<-[:ABOUT]-(c:Claim)
      WHERE
        c.deciding AND c.published <= known_by
        AND CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END >= CASE $certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END
    }
  )
// rows
WITH e, known_by, date_match, holders, positions, organizations
// limit
ORDER BY e.begin_earliest, e.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (e, known_by) {
  MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
  WHERE c.published <= known_by
  WITH b, c
  ORDER BY c.published, b.id, c.id
  RETURN
    collect(b.id) AS briefs,
    collect(c.quote) AS quotes,
    ['possible', 'probable', 'certain'][
      max(CASE WHEN c.deciding THEN CASE c.certainty WHEN 'certain' THEN 2 WHEN 'probable' THEN 1 WHEN 'possible' THEN 0 END END)
    ] AS certainty
}
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
  head(holders).id AS holder_id,
  head(positions).id AS position_id,
  head(organizations).id AS organization_id,
  e.begin_earliest AS begin_earliest,
  e.begin_latest AS begin_latest,
  e.end_earliest AS end_earliest,
  e.end_latest AS end_latest,
  e.id AS event,
  briefs,
  quotes
ORDER BY e.begin_earliest, e.id
