// # Compiled from queries/library/who.cypher; edit that, then `make docs`.
// title = "Who"
// question = "Who and what is on record, and how much?"
// why = """
// The list to start from: people, organizations, places, topics and sources, by what they are, by
// the position they held, or by how much is on record of them. Each with the id and the names by
// which other questions find it.
// """
// parameters = [
//   "name", "class", "position", "organization", "by", "known_by", "source", "status",
//   "include_denied", "limit",
// ]
// caveats = [
//   "Meetings and visits of a person or an organization are those in which it took part, as in the questions of these names, also as a member of a delegation that visited; of a place those there or anywhere within it; of a topic or position those about it.",
//   "Of a source, meetings and visits are those that its briefs report, and first and last when its first and last briefs were published.",
//   "An entity that is mentioned and takes part in nothing has a row too. With --source the briefs of that publisher count, and the events that they report.",
//   "Those with most come first, by the number of briefs unless --by says otherwise; by first those who came first, by last those who were there last.",
// ]
// example = 'whomet ask who --class Person --by meetings --limit 20'
// entry = "{name} ({class})"
//
// [parameter.name]
// type = "words"
// help = "Those with a name in which these words occur: Bagh* for all that begin so."
//
// [parameter.class]
// type = "class"
// help = "Only people, organizations, places, topics … or sources; classes of your own too."
//
// [parameter.position]
// type = "position"
// help = "Those who held this position."
//
// [parameter.organization]
// type = "organization"
// help = "Those who held a position in this organization, or belonged to it."
//
// [parameter.by]
// type = "choice"
// choices = ["briefs", "meetings", "visits", "name", "first", "last"]
// default = "briefs"
// help = "What to order by."
//
// [parameter.source]
// many = true
// help = "Those whom briefs of this publisher mention."
//
// [parameter.limit]
// help = "At most this many rows."
//
// [columns]
// name = "the name that most briefs give"
// id = "its id; null for a source"
// class = "Person, Organization, Place … or Source"
// "also[]" = "other names, as written"
// "positions[]" = "positions that it held at any time"
// meetings = "how many meetings"
// visits = "how many visits"
// briefs = "in how many briefs it is mentioned"
// first = "when the first event with it was, as EDTF; null if not known"
// last = "when the last one was, as EDTF; null if not known"

WITH
  coalesce($known_by, date('9999-12-31')) AS known_by,
  CASE WHEN $name IS NULL THEN $position END AS by_position,
  CASE WHEN coalesce($name, $position) IS NULL THEN $organization END AS by_organization,
  CASE
    WHEN coalesce($name, $position, $organization) IS NULL AND coalesce($class, '') <> 'Source'
      THEN ['all']
    ELSE []
  END AS by_class,
  CASE
    WHEN coalesce($name, $position, $organization) IS NULL AND coalesce($class, 'Source') = 'Source'
      THEN ['all']
    ELSE []
  END AS by_source
CALL (known_by, by_position, by_organization, by_class, by_source) {
  // Without a name there may be no index yet, and the procedure would fail.
  CALL (by_position, by_organization, by_class) {
    MATCH (any:Name)
    WITH any
    LIMIT 1
    WITH $name AS query
    WHERE query IS NOT NULL
    CALL db.index.fulltext.queryNodes('name_words', query) YIELD node
    MATCH (node)<-[:NAMED]-(x)
    RETURN x
  UNION
    MATCH (p:Position {id: by_position})
    USING INDEX SEEK p:Position(id)
    MATCH (p)<-[:AS]-(:Tenure)<-[:HELD]-(x)
    RETURN x
  UNION
    MATCH (o:Organization {id: by_organization})
    USING INDEX SEEK o:Organization(id)
    MATCH (o)<-[:IN]-(:Tenure)<-[:HELD]-(x)
    RETURN x
  UNION
    MATCH (o:Organization {id: by_organization})
    USING INDEX SEEK o:Organization(id)
    MATCH (o)<-[:OF]-(:Affiliation)<-[:MEMBER]-(x)
    RETURN x
  UNION
    UNWIND by_class AS every
    MATCH (x:Person|Organization|Delegation|Position|Place|Topic)
    RETURN x
  }
  WITH DISTINCT x, known_by
  WHERE
    ($class IS NULL OR $class IN labels(x))
    AND ($position IS NULL OR EXISTS {
      MATCH (x)-[h:HELD]->(t:Tenure)-[s:AS]->(y)
      WHERE
        y.id = $position AND t.status = 'occurred' AND t.known_from <= known_by
        AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
        AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
    })
    AND (
      $organization IS NULL
      OR EXISTS {
        MATCH (x)-[h:HELD]->(t:Tenure)-[s:IN]->(y)
        WHERE
          y.id = $organization AND t.status = 'occurred' AND t.known_from <= known_by
          AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
          AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      }
      OR EXISTS {
        MATCH (x)-[h:MEMBER]->(t:Affiliation)-[s:OF]->(y)
        WHERE
          y.id = $organization AND t.status = 'occurred' AND t.known_from <= known_by
          AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
          AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
      }
    )
  WITH
    x,
    known_by,
    COUNT {
      MATCH (b:Brief)-[:MENTIONS]->(x)
      WHERE b.published <= known_by AND ($source IS NULL OR b.source IN $source)
      RETURN DISTINCT b
    } AS briefs
  WHERE briefs > 0
  CALL (x, known_by) {
    CALL (x, known_by) {
      // A place holds all that lies within it.
      MATCH (x:Place)<-[:WITHIN*0..]-(:Place)<-[r:TO|AT]-(e:Visit|Meeting|Message|Statement)
      WHERE
        (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
        AND e.known_from <= known_by
        AND (
          e.status = $status
          OR ($status = 'any' AND e.status <> 'denied')
          OR ($include_denied AND e.status = 'denied')
        )
        AND (
          $source IS NULL
          OR EXISTS {
            MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
            WHERE b.source IN $source AND c.deciding AND c.published <= known_by
          }
        )
      RETURN e
    UNION
      MATCH (x:Person|Organization|Delegation)-[r:VISITED|LED|ATTENDED|HOSTED|SENT|ADDRESSED_TO|CARRIED|MADE|SAID_TO]-(e:Visit|Meeting|Message|Statement)
      WHERE
        (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by AND NOT (type(r) = 'HOSTED' AND e:Visit)
        AND e.known_from <= known_by
        AND (
          e.status = $status
          OR ($status = 'any' AND e.status <> 'denied')
          OR ($include_denied AND e.status = 'denied')
        )
        AND (
          $source IS NULL
          OR EXISTS {
            MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
            WHERE b.source IN $source AND c.deciding AND c.published <= known_by
          }
        )
      RETURN e
    UNION
      MATCH (e)<-[r:VISITED|LED]-(d:Delegation)<-[s:OF]-(a:Affiliation)<-[t:MEMBER]-(x)
      WHERE
        (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
        AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
        AND (t.asserted OR t.known_until > known_by) AND t.known_from <= known_by
        AND a.status = 'occurred' AND a.known_from <= known_by
        AND coalesce(a.kind, 'member') IN ['member', 'head']
        AND coalesce(a.begin_earliest <= e.end_latest, true)
        AND coalesce(a.end_latest >= e.begin_earliest, true)
        AND e.known_from <= known_by
        AND (
          e.status = $status
          OR ($status = 'any' AND e.status <> 'denied')
          OR ($include_denied AND e.status = 'denied')
        )
        AND (
          $source IS NULL
          OR EXISTS {
            MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
            WHERE b.source IN $source AND c.deciding AND c.published <= known_by
          }
        )
      RETURN e
    UNION
      MATCH (x:Position|Topic)<-[r:CONCERNS]-(e:Visit|Meeting|Message|Statement)
      WHERE
        (r.asserted OR r.known_until > known_by) AND r.known_from <= known_by
        AND e.known_from <= known_by
        AND (
          e.status = $status
          OR ($status = 'any' AND e.status <> 'denied')
          OR ($include_denied AND e.status = 'denied')
        )
        AND (
          $source IS NULL
          OR EXISTS {
            MATCH (e)<-[:ABOUT]-(c:Claim)<-[:STATES]-(b:Brief)
            WHERE b.source IN $source AND c.deciding AND c.published <= known_by
          }
        )
      RETURN e
    }
    WITH DISTINCT e
    // Events of two classes may have one id.
    ORDER BY e.begin_earliest, e.id, coalesce(e.when, '')
    RETURN collect(e) AS events
  }
  WITH
    x,
    known_by,
    briefs,
    events,
    [e IN events WHERE e.begin_earliest IS NOT NULL] AS begun
  RETURN
    x,
    null AS source,
    briefs,
    size([e IN events WHERE e:Meeting]) AS meetings,
    size([e IN events WHERE e:Visit]) AS visits,
    head(begun).when AS first,
    last(begun).when AS last,
    head(begun).begin_earliest AS first_day,
    last(begun).begin_earliest AS last_day
UNION ALL
  UNWIND by_source AS every
  MATCH (b:Brief)
  WHERE b.published <= known_by AND ($source IS NULL OR b.source IN $source)
  WITH known_by, b.source AS source, collect(b) AS published, min(b.published) AS first_day,
    max(b.published) AS last_day
  CALL (published, known_by) {
    UNWIND published AS b
    OPTIONAL MATCH (b)-[:STATES]->(c:Claim)-[:ABOUT]->(e:Visit|Meeting)
    WHERE
      c.deciding
      AND e.known_from <= known_by
      AND (
        e.status = $status
        OR ($status = 'any' AND e.status <> 'denied')
        OR ($include_denied AND e.status = 'denied')
      )
    RETURN
      count(DISTINCT CASE WHEN e:Meeting THEN e END) AS meetings,
      count(DISTINCT CASE WHEN e:Visit THEN e END) AS visits
  }
  RETURN
    null AS x,
    source,
    size(published) AS briefs,
    meetings,
    visits,
    toString(first_day) AS first,
    toString(last_day) AS last,
    first_day,
    last_day
}
WITH
  *,
  coalesce(source, x.name) AS name,
  CASE $by
    WHEN 'briefs' THEN briefs
    WHEN 'meetings' THEN meetings
    WHEN 'visits' THEN visits
  END AS most
// limit
ORDER BY most DESC,
CASE $by WHEN 'first' THEN first_day END,
CASE $by WHEN 'last' THEN coalesce(last_day, date('0001-01-01')) END DESC,
name,
x.id
LIMIT coalesce($limit, 9223372036854775807)
CALL (x, known_by) {
  OPTIONAL MATCH (x)-[h:HELD]->(t:Tenure)-[s:AS]->(p)
  WHERE
    t.status = 'occurred' AND t.known_from <= known_by
    AND (h.asserted OR h.known_until > known_by) AND h.known_from <= known_by
    AND (s.asserted OR s.known_until > known_by) AND s.known_from <= known_by
  WITH DISTINCT p.name AS position
  ORDER BY position
  RETURN collect(position) AS positions
}
RETURN
  name,
  x.id AS id,
  CASE WHEN x IS NULL THEN 'Source' ELSE CASE
    WHEN x:Person THEN 'Person'
    WHEN x:Organization THEN 'Organization'
    WHEN x:Delegation THEN 'Delegation'
    WHEN x:Position THEN 'Position'
    WHEN x:Place THEN 'Place'
    WHEN x:Topic THEN 'Topic'
  END END AS class,
  COLLECT {
    MATCH (x)-[n:NAMED]->(:Name)
    WHERE n.`as` IN ['name', 'alias']
    UNWIND n.forms AS form
    WITH DISTINCT form
    WHERE form <> x.name
    RETURN form
    ORDER BY form
  } AS also,
  positions,
  meetings,
  visits,
  briefs,
  first,
  last
ORDER BY most DESC,
CASE $by WHEN 'first' THEN first_day END,
CASE $by WHEN 'last' THEN coalesce(last_day, date('0001-01-01')) END DESC,
name,
x.id
