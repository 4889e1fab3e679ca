// Briefs that mention one of each of some groups of entities: how many, and the first of them.
UNWIND $groups[0] AS id
MATCH (x:{entities} {id: id})<-[:MENTIONS]-(b:Brief)
WHERE
  all(group IN tail($groups)
    WHERE EXISTS {
      MATCH (b)-[:MENTIONS]->(y)
      WHERE y.id IN group
    })
WITH DISTINCT b
ORDER BY b.published, b.id
WITH collect(b.id) AS briefs
RETURN size(briefs) AS count, briefs[..3] AS briefs
